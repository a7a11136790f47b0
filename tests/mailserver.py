"""A real SMTP server on loopback that keeps what it is sent."""

from __future__ import annotations

import ssl
from asyncio import Server
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword


@dataclass
class Inbox:
    """What came, and who may send: anybody, or who knows a name and a password."""

    user: tuple[str, str] | None = None
    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep a message."""
        assert isinstance(envelope.content, bytes)
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def authenticate(self, *asked: Any) -> AuthResult:
        """Tell whether a name and a password are right."""
        given = asked[-1]
        assert isinstance(given, LoginPassword)
        return AuthResult(success=(given.login.decode(), given.password.decode()) == self.user)


class _AnyPort(Controller):
    """A server on a port that the system picks."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mailserver(
    user: tuple[str, str] | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[Inbox]:
    """Run a server until the block ends; one with a certificate takes mail under it alone."""
    inbox = Inbox(user)
    controller = _AnyPort(
        inbox,
        hostname="127.0.0.1",
        port=0,
        tls_context=tls,
        require_starttls=tls is not None,
        authenticator=inbox.authenticate,
        auth_required=user is not None,
        auth_require_tls=tls is not None,
    )
    controller.start()
    inbox.port = controller.port
    try:
        yield inbox
    finally:
        controller.stop()
