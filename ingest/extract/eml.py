"""A mail's bytes -> its subject, its head and its text; what is attached is listed as members."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from functools import partial
from mimetypes import guess_extension

from ingest.extract import html, mime, stamps
from ingest.extract.members import UNNAMED, Contents, listing, pathed
from ingest.extract.paragraphs import lines
from ingest.extract.placing import place
from ingest.extract.refusal import DamagedError, refusing
from ingest.models import Block, Claim, Extract, Failure, Role

READER = stamps.EML
MEDIA_TYPE = "message/rfc822"

SHOWN_HEADERS = ("From", "To", "Cc", "Date")
ORIGIN = "mail header"
SEALS = frozenset({"application/pgp-signature", "application/pkcs7-signature"})
"""Signatures are attached too, and are nothing to read."""
UNPARTED = "its parts cannot be told apart and were read as one text"
_PACKED = re.compile(r"^[A-Za-z0-9+/]{60,}={0,2}\s*$", re.MULTILINE)  # lines of base64
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


@refusing(MEDIA_TYPE, READER)
def extract(data: bytes, _name: str) -> Extract | Failure:
    """Read a mail; of a text sent in several forms the last, which RFC 2046 calls the best."""
    message = mime.parse(data)
    subject = Block(mime.header(message, "Subject"), Role.HEADING, level=1)
    faults: dict[str, None] = {}
    shown = [subject, *_body(message, faults)]
    if any(block.text for block in shown):
        shown.insert(1, _head(message))
    members = tuple(listing(_contents(message)))
    notes = (*faults, *(f"attached: {member.path}" for member in members))
    claims = tuple(_claims(message))
    return Extract(MEDIA_TYPE, READER, place(shown), claims, notes=notes, members=members)


def contents(data: bytes) -> Contents:
    """Return what gives out each attachment; RefusedError where it has more parts than any mail."""
    return _contents(mime.parse(data))


def _contents(message: Message) -> Contents:
    return pathed((name, partial(_content, part)) for part, name in _attached(message))


def _content(part: Message) -> bytes:
    """Return what an attachment holds; of a mail in a mail, that mail."""
    inner = _parts(part) if part.get_content_type() == MEDIA_TYPE else []
    return inner[0].as_bytes() if inner else mime.content(part).data


def _head(message: Message) -> Block:
    """Return who wrote to whom, and when, as the mail names it."""
    found = ((name, mime.header(message, name)) for name in SHOWN_HEADERS)
    return Block("\n".join(f"{name}: {value}" for name, value in found if value))


def _body(part: Message, faults: dict[str, None]) -> Iterator[Block]:
    """Yield the text of a part and of the parts in it; `faults` gets what is to be noted."""
    kind = part.get_content_type()
    if _is_attached(part):
        return
    if part.get_content_maintype() == "multipart" and not part.is_multipart():
        if found := list(_paragraphs(_PACKED.sub("", mime.text(part)[0]))):
            faults[UNPARTED] = None
        yield from found
    elif kind == "multipart/alternative":
        forms = (list(_body(form, faults)) for form in reversed(_parts(part)))
        yield from next(filter(None, forms), [])
    elif part.is_multipart():
        for inner in _parts(part):
            yield from _body(inner, faults)
    elif kind in {"text/html", "text/plain"}:
        text, fault = mime.text(part)
        faults.update(dict.fromkeys(filter(None, (fault,))))
        yield from _page(text, faults) if kind == "text/html" else _paragraphs(text)


def _page(text: str, faults: dict[str, None]) -> Iterator[Block]:
    try:
        for block in html.flow(codecs.BOM_UTF8 + text.encode("utf-8", "replace")):
            if block.text:
                yield block
    except DamagedError as error:
        faults[error.detail] = None


def _paragraphs(text: str) -> Iterator[Block]:
    for each in _BLANK_LINE.split(text.replace("\r\n", "\n")):
        if written := lines(each):
            yield Block(written)


def _parts(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [inner for inner in payload if isinstance(inner, Message)]


def _is_attached(part: Message) -> bool:
    """Return whether a part is a file or another mail; pictures in the text have no such mark."""
    if part.get_content_disposition() == "attachment" or part.get_content_type() == MEDIA_TYPE:
        return True
    is_shown = part.get_content_maintype() in {"image", "multipart", "text"}
    return not is_shown and part.get_filename() is not None


def _attached(part: Message) -> Iterator[tuple[Message, str]]:
    """Yield what is attached with its name, not what is attached to that; a mail by its subject."""
    for inner in _parts(part) if part.is_multipart() else ():
        if inner.get_content_type() in SEALS or _is_drawn(inner):
            continue
        if _is_attached(inner):
            yield inner, _name(inner)
        else:
            yield from _attached(inner)


def _is_drawn(part: Message) -> bool:
    """Return whether a part is a picture that the text shows, such as a logotype."""
    return part.get_content_maintype() == "image" and part["Content-ID"] is not None


def _name(part: Message) -> str:
    """Return the name of an attachment, else one by what it is."""
    kind = part.get_content_type()
    if named := mime.file_name(part):
        return named
    inner = _parts(part) if kind == MEDIA_TYPE else []
    subject = mime.header(inner[0], "Subject").replace("/", "-") if inner else ""
    return (subject or UNNAMED) + (guess_extension(kind) or "")


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
