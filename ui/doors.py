"""Every request to the server -> let in or turned away, and every answer with its headers.

Streamlit serves more than the page needs: metrics, uploads, an API for agents, its shell at every
address it does not know. What is not named here is closed, so that a new version opens nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
ABSENT = (
    '<!doctype html><html lang="sv"><meta charset="utf-8"><title>Sidan finns inte – Lykta</title>'
    '<main><h1>Sidan finns inte</h1><p><a href="/">Till sökningen</a></p></main></html>'
)


class Doors:
    """ASGI middleware: turns away what is not open and puts the headers on what is."""

    def __init__(self, app: ASGIApp, *, ours: Iterable[str]) -> None:
        self._app = app
        self._open = re.compile("|".join((*ours, *STREAMLIT_OPEN)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        is_open = self._open.fullmatch(scope["path"])
        app = self._app if is_open or scope["type"] == "websocket" else HTMLResponse(ABSENT, 404)
        await app(scope, receive, send_with_headers)
