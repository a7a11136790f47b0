"""A site's numbers -> its one connection: a request goes out, a bounded answer comes back.

httpcore carries it: the transport under httpx, whose network backend is where a connection can be
pinned to checked numbers and every read be held to one deadline; httpx itself offers neither.
"""

from __future__ import annotations

import ssl
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import quote

import httpcore

from ingest.pull.addresses import Address, Number
from ingest.pull.models import Trouble

QUIET_SECONDS = 20.0
"""The longest a connection may say nothing, whatever the whole may take."""
_LEFT_ALONE = "/?#[]@!$&'()*+,;=:%~"
"""What stays as it is in a path or query; the rest is escaped as UTF-8."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one answer may be."""

    wire_bytes: int = 200_000_000
    decoded_bytes: int = 200_000_000
    seconds: float = 300.0  # for the whole, first byte to last


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from one request."""

    status: int
    headers: Mapping[str, str]  # names in lower case; what comes twice is joined with ", "
    data: bytes


class CutError(Exception):
    """An answer did not come or was cut; the fetch layer makes a Failed of it."""

    def __init__(self, trouble: Trouble, detail: str) -> None:
        super().__init__(detail)
        self.trouble, self.detail = trouble, detail


class Connection:
    """The one connection to a site, by numbers that were checked. For one thread at a time."""

    def __init__(self, site: Address, numbers: Sequence[Number]) -> None:
        self._site = site
        self._backend = _Pinned(numbers)
        self._pool = httpcore.ConnectionPool(
            max_connections=1, keepalive_expiry=30, network_backend=self._backend
        )

    def close(self) -> None:
        """Hang up."""
        self._pool.close()

    def ask(self, target: str, headers: Mapping[str, str], limits: Limits) -> Answer:
        """Send a GET and take the answer in; CutError where it is late, too much or broken."""
        self._backend.deadline = monotonic() + limits.seconds
        site = self._site
        url = httpcore.URL(
            scheme=site.scheme.encode(),
            host=site.host.encode(),
            port=site.port,
            target=quote(target, safe=_LEFT_ALONE).encode(),
        )
        try:
            with self._pool.stream("GET", url, headers=list(headers.items())) as response:
                named = _named(response.headers)
                return Answer(response.status, named, self._body(response, named, limits))
        except httpcore.TimeoutException as error:
            raise CutError(Trouble.TOO_SLOW, f"no answer within {limits.seconds:g} s") from error
        except httpcore.ConnectError as error:
            raise CutError(Trouble.UNREACHABLE, f"no connection ({error})") from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise CutError(Trouble.BROKEN, f"the answer broke off ({error})") from error
        except ssl.SSLError as error:
            raise CutError(Trouble.UNREACHABLE, f"no safe connection ({error})") from error

    @staticmethod
    def _body(response: httpcore.Response, headers: Mapping[str, str], limits: Limits) -> bytes:
        stream = response.iter_stream()
        raw = _capped(stream, limits.wire_bytes, "on the wire")
        coding = headers.get("content-encoding", "").strip().lower()
        if coding in ("", "identity"):
            return b"".join(_capped(raw, limits.decoded_bytes, "of content"))
        if coding not in ("gzip", "x-gzip", "deflate"):
            raise CutError(Trouble.BROKEN, f"{coding!r} was not asked for")
        return b"".join(_capped(_unpacked(raw), limits.decoded_bytes, "unpacked"))


def gunzip(data: bytes, max_bytes: int) -> bytes:
    """Unpack a gzip file of no more than so many bytes; CutError otherwise."""
    return b"".join(_capped(_unpacked([data]), max_bytes, "unpacked"))


class _Pinned(httpcore.NetworkBackend):
    """Connects to the given numbers only, and holds every step to the deadline."""

    def __init__(self, numbers: Sequence[Number]) -> None:
        self._numbers = [str(number) for number in numbers]
        self._system = httpcore.SyncBackend()
        self.deadline = monotonic()

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002  the name was resolved and checked before
        port: int,
        timeout: float | None = None,  # noqa: ARG002  the deadline counts
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first number that answers."""
        for number in self._numbers[:-1]:
            try:
                return self._connect(number, port, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(self._numbers[-1], port, local_address, socket_options)

    def _connect(
        self,
        number: str,
        port: int,
        local_address: str | None,
        options: Iterable[httpcore.SOCKET_OPTION] | None,
    ) -> httpcore.NetworkStream:
        seconds = self.left()
        return _Timed(self._system.connect_tcp(number, port, seconds, local_address, options), self)

    def left(self) -> float:
        """Return the seconds that the next step may take."""
        seconds = self.deadline - monotonic()
        if seconds <= 0:
            raise httpcore.ReadTimeout("the deadline has passed")
        return min(seconds, QUIET_SECONDS)


class _Timed(httpcore.NetworkStream):
    """A stream whose every step ends at the deadline, so that slow drips do too."""

    def __init__(self, stream: httpcore.NetworkStream, backend: _Pinned) -> None:
        self._stream = stream
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, self._backend.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, self._backend.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._backend.left())
        return _Timed(secured, self._backend)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _named(headers: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in headers:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _capped(chunks: Iterable[bytes], most: int, where: str) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > most:
            raise CutError(Trouble.TOO_BIG, f"more than {most} bytes {where}")
        yield chunk


_STEP = 1 << 16


def _unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack gzip, zlib or bare deflate a little at a time, so that a bomb is seen while small."""
    unpack: Any = None
    for chunk in chunks:
        unpack = unpack or _unpacker(chunk)
        try:
            piece = unpack.decompress(chunk, _STEP)
            while piece:
                yield piece
                piece = unpack.decompress(unpack.unconsumed_tail, _STEP)
        except zlib.error as error:
            raise CutError(Trouble.BROKEN, f"cannot be unpacked ({error})") from error
    if unpack is not None and not unpack.eof:
        raise CutError(Trouble.BROKEN, "the packed answer is not whole")


def _unpacker(head: bytes) -> Any:
    if head[:1] == b"\x1f":
        return zlib.decompressobj(wbits=31)
    is_zlib = head[:1] == b"\x78"
    return zlib.decompressobj(wbits=15 if is_zlib else -15)
