"""An e-book's bytes -> its chapters in reading order, and what its package says of it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from ingest.extract import inner_page, stamps, xmlpart
from ingest.extract.package import Package
from ingest.extract.placing import place
from ingest.extract.refusal import RefusedError, refusing
from ingest.extract.xmlpart import Element, attribute, child, local
from ingest.models import Claim, Extract, Failure, Reason

READER = stamps.EPUB
MEDIA_TYPE = "application/epub+zip"

CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
CHAPTERS = frozenset(
    {"application/xhtml+xml", "text/html", "text/xml", "application/xml", "text/x-oeb1-document"}
)
"""Types of pages, the last from before EPUB."""
DUBLIN_CORE = {
    "title": "title",
    "creator": "author",
    "publisher": "publisher",
    "date": "published",
    "language": "language",
    "identifier": "identifier",
    "description": "description",
    "subject": "keywords",
}
"""Elements of the package's metadata, and the metadata field each may speak for."""
WORTHLESS = "urn:uuid:"
"""A number made up by the program that wrote the book: nobody knows the work by it."""
EVENTS = {"creation": "created", "modification": "modified"}
"""What a date of EPUB 2 is the date of, where it is not of publication."""


@refusing(MEDIA_TYPE, READER)
def extract(data: bytes, _name: str) -> Extract | Failure:
    """Read the chapters; the table of contents is left out, as their headings say the same."""
    package = Package(data)
    book = _book(package)
    root = xmlpart.parse(package.read(book))
    chapters = [_resolved(book, href) for href in _spine(root)]
    _refuse_encrypted(package, chapters)
    pages = (inner_page.blocks(package, each) for each in chapters if each in package)
    blocks = place(block for page in pages for block in page)
    package.refuse_lost(blocks)
    missing = tuple(dict.fromkeys(chapter for chapter in chapters if chapter not in package))
    if missing and not blocks:
        raise RefusedError(Reason.CORRUPT, f"its chapters are missing: {missing[0]!r:.200}")
    notes = (*package.notes, *(f"{name} is missing in it and was not read" for name in missing))
    return Extract(MEDIA_TYPE, READER, blocks, tuple(_claims(root)), notes=notes)


def _book(package: Package) -> str:
    """Return the name of the part that lists all others."""
    for element in xmlpart.parse(package.read(CONTAINER)).iter():
        if local(element) == "rootfile" and attribute(element, "full-path"):
            return attribute(element, "full-path")
    raise RefusedError(Reason.CORRUPT, "its container names no book")


def _spine(root: Element) -> Iterator[str]:
    """Yield the addresses of the chapters, in reading order."""
    manifest, spine = child(root, "manifest"), child(root, "spine")
    if manifest is None or spine is None:
        raise RefusedError(Reason.CORRUPT, "its package lists no chapters")
    items = {attribute(item, "id"): item for item in manifest}
    named = [attribute(reference, "idref") for reference in spine]
    yield from _pages(items[name] for name in named if name in items)
    unlisted = [name for name in named if name and name not in items]
    if unlisted:  # the list was made anew under other names: what the order leaves out follows
        others = [*_pages(item for name, item in items.items() if name not in named)]
        yield from others or unlisted


def _pages(items: Iterable[Element]) -> Iterator[str]:
    """Yield the addresses of those that are pages, but for the table of contents."""
    for item in items:
        is_contents = "nav" in attribute(item, "properties").split()
        if not is_contents and attribute(item, "media-type") in CHAPTERS:
            yield attribute(item, "href")


def _resolved(book: str, href: str) -> str:
    path = unquote(href.partition("#")[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(book), path))


def _refuse_encrypted(package: Package, chapters: list[str]) -> None:
    """Refuse a book with locked chapters; fonts are often locked in open books."""
    if ENCRYPTION not in package:
        return
    elements = xmlpart.parse(package.read(ENCRYPTION)).iter()
    locked = {attribute(each, "URI") for each in elements if local(each) == "CipherReference"}
    if locked.intersection(chapters):
        raise RefusedError(Reason.ENCRYPTED, "its chapters are locked: get it without protection")


def _claims(root: Element) -> Iterator[Claim]:
    metadata = child(root, "metadata")
    for element in metadata.iter() if metadata is not None else ():
        name, value = local(element).lower(), " ".join("".join(element.itertext()).split())
        if name in DUBLIN_CORE and value and not value.startswith(WORTHLESS):
            event = next((value for key, value in element.items() if key.endswith("}event")), "")
            field = EVENTS.get(event, DUBLIN_CORE[name])
            yield Claim(field, value[:10] if name == "date" else value, f"dc:{name}")
