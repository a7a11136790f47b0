"""A web page saved with its pictures (.mhtml) -> what the reader of web pages finds in it."""

from __future__ import annotations

import codecs
from dataclasses import replace
from email.message import Message

from ingest.extract import html, mime, stamps
from ingest.extract.refusal import RefusedError, refusing
from ingest.models import Claim, Extract, Failure, Reason

READER = stamps.MHTML
MEDIA_TYPE = "multipart/related"
PAGES = frozenset({"text/html", "application/xhtml+xml"})
ADDRESSES = ("Snapshot-Content-Location", "Content-Location")


@refusing(MEDIA_TYPE, READER)
def extract(data: bytes, name: str) -> Extract | Failure:
    """Read the page that was saved; frames and pictures saved beside it are left out."""
    message = mime.parse(data)
    page = _page(message)
    # A byte order mark goes before any encoding that the page itself declares.
    text, note = mime.text(page)
    outcome = html.extract(codecs.BOM_UTF8 + text.encode("utf-8", "replace"), name)
    outcome = replace(outcome, media_type=MEDIA_TYPE, reader=READER)
    if isinstance(outcome, Failure):
        return outcome
    claims = (*outcome.claims, *_address(message, page))
    return replace(outcome, claims=claims, notes=(*outcome.notes, *filter(None, (note,))))


def _page(message: Message) -> Message:
    """Return the part that the message begins with, else its first page."""
    pages = [part for part in message.walk() if part.get_content_type() in PAGES]
    if not pages:
        raise RefusedError(Reason.UNSUPPORTED, "no web page is saved in it")
    start = message.get_param("start")
    return next((page for page in pages if start and page["Content-ID"] == start), pages[0])


def _address(message: Message, page: Message) -> tuple[Claim, ...]:
    """Claim the address that the page was saved from."""
    addresses = (mime.header(part, name) for part in (message, page) for name in ADDRESSES)
    found = next((each for each in addresses if each.startswith(("http://", "https://"))), None)
    return (Claim("url", found, "Content-Location"),) if found else ()
