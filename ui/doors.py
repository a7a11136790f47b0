"""Every request to the server -> let in or turned away, and every answer with its headers.

Streamlit serves more than the page needs: metrics, uploads, an API for agents, its shell at every
address it does not know. What is not named here is closed, so that a new version opens nothing.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from ui import language, safe
from ui.language import _

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

    def __init__(self, app: ASGIApp, *, ours: Iterable[str], names: Iterable[str] = ()) -> None:
        self._app = app
        self._open = re.compile("|".join((*ours, *STREAMLIT_OPEN)))
        self._names = frozenset(map(str.lower, (*names, socket.gethostname())))

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
        is_known = _is_known(Headers(scope=scope).get("host", ""), self._names)
        if scope["type"] == "websocket":
            may_ask = is_open and is_known and not _is_foreign(scope)
            return self._app if may_ask else WebSocketClose()
        if not is_known:
            return _misled(Request(scope))
        if _is_foreign(scope):
            return PlainTextResponse("Another site may not ask this one.", 403)
        return self._app if is_open else _absent(Request(scope))


def _absent(request: Request) -> HTMLResponse:
    language.use(request.cookies.get(language.COOKIE))
    return HTMLResponse(safe.render("absent.html"), 404)


def _misled(request: Request) -> PlainTextResponse:
    language.use(request.cookies.get(language.COOKIE))
    said = _(
        "Sidan öppnades med ett namn som den inte känner. Den som sköter Lykta kan skriva namnet "
        "under [serve] names i lykta.toml och starta om."
    )
    return PlainTextResponse(said, 421)


def _is_known(host: str, names: Collection[str]) -> bool:
    """Say whether the page is asked for by an address, a name without a dot or one of ours.

    A foreign site can let a name of its own lead to this machine, and its page is then of the same
    origin as ours (DNS rebinding). Browsers always say the name; what says none is none of them.
    """
    try:
        name = (urlsplit(f"//{host}").hostname or "").removesuffix(".")
        return "." not in name or name in names or bool(ipaddress.ip_address(name))
    except ValueError:
        return False


def _is_foreign(scope: Scope) -> bool:
    """Say whether another site's page asks.

    Streamlit lets in every port of this machine, and to know the machine's own address it asks a
    server on the internet (streamlit/net_util.py, 1.67).
    """
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")
