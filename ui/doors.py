"""Every request to the server -> let in or turned away, and every answer with its headers.

Streamlit serves more than the page needs: metrics, uploads, an API for agents, its shell at every
address it does not know. What is not named here is closed, so that a new version opens nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from ui import language, safe

STREAMLIT_OPEN = (
    r"/_stcore/(stream|health|host-config)",
    r"/static/[\w./-]+",
)

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # Streamlit writes its style while it draws
        "font-src 'self' data:",  # the icons in Streamlit's own style sheet
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Doors:
    """ASGI middleware: turns away what is not open and puts the headers on what is."""

    def __init__(self, app: ASGIApp, *, ours: Iterable[str]) -> None:
        self._app = app
        self._open = re.compile("|".join((*ours, *STREAMLIT_OPEN)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._answerer(scope)(scope, receive, send_with_headers)

    def _answerer(self, scope: Scope) -> ASGIApp:
        if scope["type"] not in {"http", "websocket"}:
            return self._app
        is_open = self._open.fullmatch(scope["path"])
        if scope["type"] == "websocket":
            return self._app if is_open and not _is_foreign(scope) else WebSocketClose()
        if _is_foreign(scope):
            return PlainTextResponse("Another site may not ask this one.", 403)
        return self._app if is_open else _absent(Request(scope))


def _absent(request: Request) -> HTMLResponse:
    language.use(request.cookies.get(language.COOKIE))
    return HTMLResponse(safe.render("absent.html"), 404)


def _is_foreign(scope: Scope) -> bool:
    """Say whether another site's page asks.

    Streamlit lets in every port of this machine, and to know the machine's own address it asks a
    server on the internet (streamlit/net_util.py, 1.67).
    """
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")
