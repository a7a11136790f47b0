"""A mail's bytes -> its subject, its head and its text; what is attached is named in notes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from ingest.extract import html, mime
from ingest.extract.paragraphs import lines
from ingest.extract.placing import place
from ingest.extract.refusal import refusing
from ingest.models import Block, Claim, Extract, Failure, Role

READER = "eml/1"
MEDIA_TYPE = "message/rfc822"

SHOWN_HEADERS = ("From", "To", "Cc", "Date")
ORIGIN = "mail header"
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


@refusing(MEDIA_TYPE, READER)
def extract(data: bytes, name: str) -> Extract | Failure:  # noqa: ARG001 - every reader's signature
    """Read a mail; of a text sent in several forms the last, which RFC 2046 calls the best."""
    message = mime.parse(data)
    subject = Block(mime.header(message, "Subject"), Role.HEADING, level=1)
    shown = [subject, *_body(message)]
    if any(block.text for block in shown):
        shown.insert(1, _head(message))
    notes = tuple(f"attached: {attached}" for attached in _attached(message))
    return Extract(MEDIA_TYPE, READER, place(shown), tuple(_claims(message)), notes=notes)


def _head(message: Message) -> Block:
    """Return who wrote to whom, and when, as the mail names it."""
    found = ((name, mime.header(message, name)) for name in SHOWN_HEADERS)
    return Block("\n".join(f"{name}: {value}" for name, value in found if value))


def _body(part: Message) -> Iterator[Block]:
    """Yield the text of a part and of the parts in it."""
    kind = part.get_content_type()
    if _is_attached(part):
        return
    if kind == "multipart/alternative":
        forms = (list(_body(form)) for form in reversed(_parts(part)))
        yield from next(filter(None, forms), [])
    elif part.is_multipart():
        for inner in _parts(part):
            yield from _body(inner)
    elif kind == "text/html":
        page = codecs.BOM_UTF8 + mime.text(part).encode("utf-8", "replace")
        yield from (block for block in html.flow(page) if block.text)
    elif kind == "text/plain":
        plain = mime.text(part).replace("\r\n", "\n")
        yield from (Block(text) for each in _BLANK_LINE.split(plain) if (text := lines(each)))


def _parts(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [inner for inner in payload if isinstance(inner, Message)]


def _is_attached(part: Message) -> bool:
    """Return whether a part is a file or another mail; pictures in the text have no such mark."""
    if part.get_content_disposition() == "attachment" or part.get_content_type() == MEDIA_TYPE:
        return True
    is_shown = part.get_content_maintype() in {"image", "multipart", "text"}
    return not is_shown and part.get_filename() is not None


def _attached(message: Message) -> Iterator[str]:
    """Yield the names of what is attached; a mail in a mail by its subject."""
    for part in message.walk():
        if part is message or not _is_attached(part):
            continue
        inner = _parts(part) if part.is_multipart() else []
        subject = mime.header(inner[0], "Subject") if inner else ""
        yield subject or part.get_filename() or part.get_content_type()


def _claims(message: Message) -> Iterator[Claim]:
    name, address = parseaddr(mime.header(message, "From"))
    found = (
        ("title", mime.header(message, "Subject"), "h1: Subject"),
        ("published", _day(mime.header(message, "Date")), f"{ORIGIN} Date"),
        ("author", name or address, f"{ORIGIN} From"),
        ("language", mime.header(message, "Content-Language"), f"{ORIGIN} Content-Language"),
    )
    yield from (Claim(*claim) for claim in found if claim[1])


def _day(date: str) -> str:
    try:
        return parsedate_to_datetime(date).date().isoformat()
    except (TypeError, ValueError, IndexError, OverflowError):
        return ""
