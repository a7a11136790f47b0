"""Settings -> a running web server: the page, the originals, and all that shares their port."""

from __future__ import annotations

import errno
import os
import re
import socket
import sys
import webbrowser
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route
from streamlit import config
from streamlit.web import bootstrap

import api
from night.errors import UnheardError
from night.watch_child import watching
from settings import MAX_PORT, Settings
from ui import (
    address,
    exporting,
    fetched,
    frame,
    health,
    language,
    originals,
    printed,
    shell,
    suggestions,
)
from ui.bundle import Bundle
from ui.doors import Doors

SCRIPT = Path(__file__).resolve().parent.parent / "ui_app.py"
PORTS_TRIED = 20

OPTIONS: Mapping[str, object] = {
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": "false",
    "client.showSidebarNavigation": False,
    "client.toolbarMode": "minimal",
    "logger.level": "warning",
    "server.enableAgentApi": False,
    "server.enableCORS": True,
    "server.enableStaticServing": False,
    "server.enableXsrfProtection": True,
    "server.fileWatcherType": "none",
    "server.headless": True,
    "server.maxUploadSize": 1,  # megabytes; the door to uploads is closed besides (ui/doors.py)
    # No base: the page follows the reader's machine, as lykta.css does with the same colours.
    "theme.light.primaryColor": "#0b5c66",
    "theme.light.textColor": "#1b2326",
    "theme.light.linkColor": "#0b5c66",
    "theme.dark.primaryColor": "#0e7a87",
    "theme.dark.backgroundColor": "#14191b",
    "theme.dark.secondaryBackgroundColor": "#222b2f",
    "theme.dark.textColor": "#e8eef0",
    "theme.dark.linkColor": "#7fd0da",
}
"""Streamlit's settings; a config.toml of the machine's cannot change them."""

PAGES = (
    address.SEARCH,
    address.DOCUMENT,
    address.TOPICS,
    address.COLLECTION,
    address.NIGHT,
    address.HELP,
    address.ACCESSIBILITY,
    address.SOURCES,
    address.PULLED,
)
ASSETS = ("lykta.css", "lykta.js", "lykta.svg", "suggest.js", "reader.js", "sources.js")
OPEN = (
    *PAGES,
    *(rf"/{re.escape(name)}" for name in ASSETS),
    rf"{address.ORIGINAL}/[0-9a-z]+",
    rf"{address.ORIGINAL}/[0-9a-z]+/[0-9a-f]+",
    rf"{address.PRINTED}/[0-9a-z]+/[0-9]{{1,6}}\.(jpg|json)",
    rf"{address.SOURCES}\.(ris|bib|json)",
    rf"{address.EXPORT}\.(csv|xlsx|json)",
    address.SUGGESTIONS,
    health.HEALTH,
    health.METRICS,
    rf"{language.ROUTE}/[a-z]+",
    *api.OPEN,
)


def serve(settings: Settings, *, host: str, port: int, is_chosen: bool, open_browser: bool) -> str:
    """Serve until interrupted and return at which address.

    Where the port is taken the next free one is used, unless somebody has chosen it: a proxy would
    go on asking there. UnheardError where none can be listened on.
    """
    tries = 1 if is_chosen else PORTS_TRIED
    try:
        listening = _listen(host, port, tries)
    except OSError as error:
        which = f"port {port}" if is_chosen else f"port {port} or the next ones"
        message = (
            f"cannot listen on {host}, {which}: {error.strerror}; choose another with --host and "
            "--port, or under [serve] in lykta.toml"
        )
        raise UnheardError(message) from error
    taken = listening.getsockname()[1]
    if port not in {0, taken}:
        _tell(f"port {port} is taken; using {taken}")
    url = f"http://{_shown(host)}:{taken}"
    _tell(f"the page is at {url} (Ctrl-C stops it)")
    if open_browser and _has_screen():
        webbrowser.open(url)
    server = uvicorn.Server(
        uvicorn.Config(app(settings, host), log_level="warning", server_header=False)
    )
    watch = watching(settings) if settings.watch.serve else nullcontext()
    try:
        with watch:
            server.run(sockets=[listening])
    except KeyboardInterrupt:
        _tell("stopped")
    return url


def _shown(host: str) -> str:
    """Return a host as people can open it."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared with, not listened on
        return socket.gethostname()
    return "localhost" if host == "127.0.0.1" else f"[{host}]" if ":" in host else host


def _has_screen() -> bool:
    """Say whether a browser would have a window; one in the terminal would take the terminal."""
    return sys.platform in {"darwin", "win32"} or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def app(settings: Settings, host: str) -> st.App:
    """Return the whole site, which listens on a host, as one ASGI application."""
    os.environ[frame.ROOT_VARIABLE] = str(settings.root)
    frame.pictures()  # its children take a second to start; the first reader should not wait for it
    frame.open_ahead()
    bootstrap.load_config_options({})
    for name, value in OPTIONS.items():
        config.set_option(name, value)
    return st.App(
        SCRIPT,
        routes=_routes(),
        middleware=[
            Middleware(Doors, ours=OPEN, names=(*settings.serve.all_names(), host)),
            Middleware(Bundle),
        ],
    )


def _routes() -> list[Route]:
    shells = {code: shell.page(code) for code in language.LANGUAGES}

    def page(request: Request) -> Response:
        chosen = request.cookies.get(language.COOKIE, "")
        html = shells.get(chosen, shells[language.SWEDISH])
        return HTMLResponse(html, headers={"Cache-Control": "no-cache", "Vary": "Cookie"})

    def asset(name: str) -> Route:
        path = shell.ASSETS / name
        return Route(
            f"/{name}", lambda _: FileResponse(path, headers={"Cache-Control": "no-cache"})
        )

    return [
        *(Route(path, page) for path in PAGES),
        *map(asset, ASSETS),
        Route(f"{address.ORIGINAL}/{{document_id}}", originals.serve),
        Route(f"{address.ORIGINAL}/{{document_id}}/{{sha256}}", fetched.serve_edition),
        Route(f"{address.PRINTED}/{{document_id}}/{{page}}.jpg", printed.picture),
        Route(f"{address.PRINTED}/{{document_id}}/{{page}}.json", printed.words),
        Route(f"{address.SOURCES}.{{suffix}}", exporting.cited),
        Route(f"{address.EXPORT}.{{suffix}}", exporting.results),
        Route(address.SUGGESTIONS, suggestions.serve),
        Route(health.HEALTH, health.serve_health),
        Route(health.METRICS, health.serve_metrics),
        Route(f"{language.ROUTE}/{{code}}", language.serve),
        *api.routes(frame.collection, api.Places(address.search, address.document)),
    ]


def _listen(host: str, port: int, tries: int) -> socket.socket:
    """Return a socket on the first free port from the one asked for; OSError where there is none.

    Only a port that is taken is followed by the next: the others would refuse for the same reason.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    last = min(port + tries - 1, MAX_PORT) if port else 0
    candidate = port
    while True:
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, candidate))
            listening.listen()
        except OSError as error:
            listening.close()
            if error.errno != errno.EADDRINUSE or candidate >= last:
                raise
            candidate += 1
        else:
            return listening
