"""The sources page: the documents that its address names -> how to refer to them, as one list.

The browser remembers what a reader marks (ui/assets/sources.js); the page itself remembers nothing,
so that the list is an address that can be kept and shared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index import standing
from index.cite import FORMATS, STYLES, Reference, Source, reference, source
from ingest.models import Document
from ui import address, frame, safe
from ui.language import _

MOST = 100  # documents of a list: as many as an address has room for
STYLE_NAMES = {"apa": "APA 7", "harvard": "Harvard"}
FORMAT_NAMES = {"ris": "RIS", "bibtex": "BibTeX", "csl": "CSL-JSON"}


@dataclass(frozen=True, slots=True)
class Cited:
    """A document with how it is referred to in each style."""

    document: Document
    references: tuple[tuple[str, Reference], ...]  # the style's name, and what it makes


def show() -> None:
    """Draw the page."""
    frame.name_page(_("Mina källor"))
    ids = frame.parameters().get("id", [])[:MOST]
    found = [document for one in dict.fromkeys(ids) if (document := frame.document(one))]
    cited = [cite(document) for document in found]
    cited.sort(key=lambda one: one.references[0][1].text.casefold())
    known = [document.id for document in found]
    safe.show(
        "sources.html",
        cited=cited,
        ids=known,
        absent=[one for one in dict.fromkeys(ids) if frame.document(one) is None],
        files=files(known),
        texts=[
            (name, "\n".join(dict(one.references)[name].text for one in cited))
            for name in STYLE_NAMES.values()
        ],
        without=lambda gone: address.sources(one for one in known if one != gone),
    )


def cite(document: Document, page: int | None = None) -> Cited:
    """Return how a document, and a page of it, is referred to today."""
    found = _source(document, page)
    return Cited(document, tuple((STYLE_NAMES[style], reference(found, style)) for style in STYLES))


def files(ids: Iterable[str], page: int | None = None) -> list[tuple[str, str]]:
    """Return the files for reference managers: their names and addresses."""
    known = list(ids)
    return [
        (FORMAT_NAMES[one.name], address.sources(known, one.suffix, page))
        for one in FORMATS.values()
    ]


def chosen(ids: Iterable[str], page: int | None) -> list[Source]:
    """Return the documents of a list as sources; those that are not held are left out."""
    found = (frame.document(one) for one in list(dict.fromkeys(ids))[:MOST])
    return [_source(one, page) for one in found if one]


def _source(document: Document, page: int | None) -> Source:
    """Return a document as it is cited today, at a page where it has that page."""
    return source(document, page if document.has_page(page) else None, standing.today())
