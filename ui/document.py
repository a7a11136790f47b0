"""The document page: a document's address -> what is known of it, and its pages to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from index import standing
from index.models import Mark, Query
from ingest.models import Document
from ui import (
    address,
    around,
    fetched,
    frame,
    paging,
    printed,
    reading,
    reasons,
    remarks,
    safe,
    sources,
)
from ui.address import Place
from ui.facts import facts
from ui.hits import Hits, Stand, collect
from ui.language import _
from ui.ways import ReadingWays

MAX_CHARS_SEARCHED = 5_000_000
"""Of a longer text only the part that is shown is searched: .5 s a million letters, at first."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A document opened at a place, with what is looked for in it."""

    document: Document
    place: Place
    sheets: tuple[reading.Sheet, ...]
    number: int  # of the sheet that is shown
    hits: Hits

    @property
    def sheet(self) -> reading.Sheet:
        """The sheet that is shown."""
        return self.sheets[self.number - 1]

    @property
    def stand(self) -> Stand:
        """Where one is among the hits."""
        return self.hits.at(self.number, self.place.offset)

    @property
    def marks(self) -> list[list[Mark]]:
        """The found words of each block of the sheet."""
        of_sheet = self.hits.of(self.number)
        return [
            [hit.mark for hit in of_sheet if hit.block == at]
            for at in range(len(self.sheet.blocks))
        ]

    @property
    def remarks(self) -> str:
        """What was not as it should be with the file: it may tell why a page has no text."""
        return remarks.all_of(self.document)

    @property
    def has_pictures(self) -> bool:
        """Are there pictures of its pages."""
        return printed.can_be_shown(self.document)

    @property
    def view(self) -> str:
        """How the page is shown: as asked, or as text alone where there are no pictures."""
        return self.place.view if self.has_pictures else address.TEXT

    @property
    def near(self) -> list[int]:
        """The sheets that one is most likely to turn to."""
        return [
            number
            for number in (self.number + 1, self.number - 1)
            if 1 <= number <= len(self.sheets)
        ]


def show() -> None:
    """Draw the page."""
    place = address.read_place(frame.parameters())
    document = frame.document(place.document_id) if place.document_id else None
    if document is None:
        frame.name_page(_("Dokumentet finns inte"))
        wanted = place.document_id
        erased = bool(wanted) and frame.collection().is_forgotten(wanted)
        safe.show("document_absent.html", document_id=wanted, erased=erased)
        return
    frame.name_page(document.metadata.title)
    _draw(_reader(document, place))
    around.draw(document)


def _reader(document: Document, place: Place) -> Reader:
    sheets = reading.sheets(document)
    number = reading.sheet_at(document, place.page, place.offset)
    found = _hits(document, sheets, number, place.words)
    if place.find and place.page is None and place.offset is None and found.found:
        number = found.found[0].sheet
    return Reader(document, place, sheets, number, found)


def _draw(reader: Reader) -> None:
    document = reader.document
    collection = frame.collection()
    ways = ReadingWays(document, reader.place, reader.number)
    safe.show(
        "document.html",
        reader=reader,
        ways=ways,
        document=document,
        relations=collection.relations(document),
        facts=facts(document),
        repealed=document.metadata.is_repealed(standing.today()),
        repealed_words=_own_words(document),
        topics=[
            (collection.topics[link.topic], reasons.topic(link))
            for link in document.metadata.own_topics
            if link.topic in collection.topics
        ],
        contents=reading.contents(document),
        pages=paging.Pages(reader.number, len(reader.sheets), 1),
        found=reading.block_at(reader.sheet, reader.place.offset),
        search_address=address.search(Query(reader.place.q)),
        permanent=_whole(address.document(document.id)),
        cited=sources.cite(document, ways.number),
        files=sources.files([document.id], ways.number if document.pages else None),
        here=_whole(ways.here.address),
        trouble=collection.trouble(document),
        fetched=fetched.of(document),
        has_original=collection.original(document) is not None,
    )


def _hits(document: Document, sheets: Sequence[reading.Sheet], number: int, words: str) -> Hits:
    """Return the hits of the whole document, or of one sheet of a text too long to search."""
    if not words:
        return Hits()
    length = sum(len(block.text) for block in document.blocks)
    searched = sheets if length <= MAX_CHARS_SEARCHED else (sheets[number - 1],)
    revision = frame.collection().catalogue.revision()
    key = (str(frame.root()), document.id, revision, words, searched[0].number)
    return _remembered_hits(key, document, searched)


@st.cache_resource(show_spinner=False, max_entries=64, ttl=600)
def _remembered_hits(
    key: tuple[object, ...], _document: Document, _sheets: Sequence[reading.Sheet]
) -> Hits:
    texts = [block.text for sheet in _sheets for block in sheet.blocks]
    language = _document.metadata.language
    return collect(_sheets, frame.collection().marks(str(key[3]), texts, spoken=language))


def _whole(path: str) -> str:
    """Return the whole of an address, as far as the browser has told where it is."""
    return (st.context.url or "").split(address.DOCUMENT)[0].rstrip("/") + path


def _own_words(document: Document) -> str:
    """Return the words with which a document says that it is over; a sidecar has none."""
    origin = document.metadata.origins.get("repealed")
    return (document.metadata.repealed or "") if origin and origin.source == "text" else ""
