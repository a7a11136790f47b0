"""The bytes of a mail or a saved page -> its parts, with headers and texts decoded as they say.

Headers are read raw: `email.policy.default` raises its own bugs' exceptions on malformed ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from typing import Any

from ingest.clean import clean
from ingest.extract.encoding import decode
from ingest.extract.refusal import RefusedError
from ingest.extract.transfer import Sent, sent
from ingest.models import Reason

_FOLD = re.compile(r"\r?\n(?=[ \t])")  # RFC 5322, 2.2.3
MAX_PARTS = 1000
MAX_HEADER_CHARS = 2000
OURS = frozenset({"base64", "quoted-printable"})
"""Transfer encodings that are undone here and not by `email`."""


class _Mail(Message):
    """A mail, whose header that tells where its parts begin may be folded within the mark."""

    def get_boundary(self, failobj: Any = None) -> Any:
        found = super().get_boundary(failobj)
        return _FOLD.sub("", found) if isinstance(found, str) else found


def parse(data: bytes) -> Message:
    """Return the message; RefusedError where it has more parts than any mail."""
    message = message_from_bytes(data, _Mail)
    for number, _ in enumerate(message.walk()):
        if number > MAX_PARTS:
            raise RefusedError(Reason.BOMB, f"it has more than {MAX_PARTS} parts")
    return message


def header(message: Message, name: str) -> str:
    """Return a header's text on one line, "" where there is none."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    text, _encoding = decode(str(raw)[:MAX_HEADER_CHARS].encode("utf-8", "surrogateescape"))
    try:
        return clean("".join(_words(text)))
    except HeaderParseError:
        return clean(text)


def _words(text: str) -> Iterator[str]:
    """Yield the pieces of a header: as they stand, or out of their own encoding."""
    for piece, charset in decode_header(text):
        if isinstance(piece, str):
            yield piece
        elif charset is None:
            yield piece.decode("raw-unicode-escape", "replace")
        else:
            yield decode(piece, charset)[0]


def file_name(part: Message) -> str:
    """Return the name that a part's file has, "" where it is not said."""
    try:
        named = part.get_filename()
    except (TypeError, ValueError, LookupError, UnicodeError):  # parts of a name, out of order
        return ""
    return clean("".join(_words(named[:MAX_HEADER_CHARS]))) if named else ""


def content(part: Message) -> Sent:
    """Return what a part holds, out of its transfer encoding; nothing for one made of parts."""
    bare = copy(part)  # `email` decodes leniently, so what is declared is taken away from it
    declared = header(part, "Content-Transfer-Encoding")
    if declared.lower() in OURS:
        del bare["Content-Transfer-Encoding"]
    payload = bare.get_payload(decode=True)
    return sent(payload, declared) if isinstance(payload, bytes) else Sent(b"")


def text(part: Message) -> tuple[str, str]:
    """Return the text of a part, and a note where it is not as declared, else ""."""
    charset = part.get_param("charset")
    found = content(part)
    return decode(found.data, charset if isinstance(charset, str) else None)[0], found.note
