"""Streamlit's scripts, style and fonts, each packed once and kept: ninety are asked for at once.

Streamlit reads them from the disk for every visitor, in threads, and leaves packing to a proxy that
a small office does not have: 2.8 MB, and over a second on two cores that others use too.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import file_util

PREFIX = "/static/"
FOREVER = "public, max-age=31536000, immutable"  # the names hold a digest of what is in them
MEDIA_TYPES = {
    ".css": "text/css",
    ".gif": "image/gif",
    ".js": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
"""Our own: `mimetypes` asks the machine, and a browser runs no script that is called otherwise."""
WORTH_PACKING = {".js", ".css", ".svg", ".json"}  # fonts and pictures are packed already


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is sent."""

    media_type: str
    plain: bytes
    packed: bytes | None  # None where packing gains nothing


class Bundle:
    """ASGI middleware: answers for the files in Streamlit's stead; a route may not begin so."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        is_file = scope["type"] == "http" and scope["path"].startswith(PREFIX)
        answerer = _answer(Request(scope)) if is_file else self._app
        await answerer(scope, receive, send)


def _answer(request: Request) -> Response:
    path = _files().get(request.url.path.removeprefix(PREFIX))
    if path is None or request.method not in {"GET", "HEAD"}:
        return PlainTextResponse("There is no such file.", 404)
    file = _read(path)
    headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
    if file.packed and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(file.packed, media_type=file.media_type, headers=headers)
    return Response(file.plain, media_type=file.media_type, headers=headers)


@cache
def _files() -> dict[str, Path]:
    """Return all files by what stands after the prefix; no other can be asked for."""
    folder = Path(file_util.get_static_dir(), "static")
    return {
        path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()
    }


@cache
def _read(path: Path) -> File:
    plain = path.read_bytes()
    packed = gzip.compress(plain) if path.suffix in WORTH_PACKING else None
    return File(MEDIA_TYPES.get(path.suffix, "application/octet-stream"), plain, packed)
