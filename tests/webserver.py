"""A real web server on loopback that answers as a test tells it, and counts what it was asked."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in."""

    target: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer. `raw` goes out as it is, instead of a well-formed answer."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: Callable[[socket.socket], None] | None = None


Respond = Callable[[Asked], Reply]


@dataclass(slots=True)
class Site:
    """A running server: its pages by path (or by path and query), and what was asked of it."""

    address: str
    pages: dict[str, Reply | Respond] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0

    def url(self, target: str) -> str:
        """Return the whole address of a page."""
        return self.address + target

    def targets(self) -> list[str]:
        """Return what was asked for, in order, robots.txt aside."""
        return [asked.target for asked in self.asked if asked.target != "/robots.txt"]

    def serve(self, target: str, body: bytes | str, media_type: str = "text/html") -> str:
        """Answer a target with a body; return its address."""
        data = body if isinstance(body, bytes) else body.encode()
        self.pages[target] = Reply(data, headers={"Content-Type": media_type})
        return self.url(target)

    def answer(self, asked: Asked) -> Reply:
        """Return what is to be answered."""
        self.asked.append(asked)
        path = asked.target.split("?")[0]
        page = self.pages.get(asked.target, self.pages.get(path, Reply(b"", 404)))
        return page if isinstance(page, Reply) else page(asked)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.site.connections += 1

    def do_GET(self) -> None:
        reply = self.server.site.answer(Asked(self.path, dict(self.headers.items())))
        if reply.raw is not None:
            self.close_connection = True
            with suppress(OSError):
                reply.raw(self.connection)
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    site: Site

    def handle_error(self, *_: Any) -> None:
        """Say nothing: a client that hangs up is what half of the tests are about."""


@contextmanager
def running(tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[Site]:
    """Run a server on a free port of loopback until the block ends."""
    server = _Server((host, 0), _Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    scheme = "https" if tls else "http"
    server.site = Site(f"{scheme}://{host}:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
