"""A question, or a place in a document -> the addresses of what lies next to it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import api
from index.models import Query, Sort
from ingest.models import Document
from ui import address, reading
from ui.address import Place
from ui.hits import Hit


@dataclass(frozen=True, slots=True)
class Ways:
    """Where one can go from a question; every change but of the page begins on the first."""

    query: Query

    def words(self, text: str) -> str:
        """Return the address of other words within the same limits."""
        return address.search(replace(self.query, text=text, page=1))

    def page(self, number: int) -> str:
        """Return the address of another page of the results."""
        return address.search(replace(self.query, page=number))

    @property
    def by_relevance(self) -> str:
        """The best answers first."""
        return address.search(replace(self.query, sort=Sort.RELEVANCE, page=1))

    @property
    def by_date(self) -> str:
        """The newest first."""
        return address.search(replace(self.query, sort=Sort.DATE, page=1))

    @property
    def feed(self) -> str:
        """The same search as a feed to follow."""
        return api.feed(self.query)

    @property
    def full_only(self) -> str:
        """Documents with all the words, no others."""
        return address.search(replace(self.query, relax=False, page=1))

    @property
    def partial_too(self) -> str:
        """Documents with most of the words among them."""
        return address.search(replace(self.query, relax=True, page=1))

    def export(self, suffix: str) -> str:
        """Return the address of the rows as a file."""
        return address.export(self.query, suffix)

    @property
    def unlimited(self) -> str:
        """The same words in the whole collection."""
        return address.search(Query(self.query.text))


@dataclass(frozen=True, slots=True)
class ReadingWays:
    """Where one can go from a place in a document."""

    document: Document
    place: Place
    number: int  # of the sheet that is shown

    @property
    def here(self) -> Place:
        """The passage itself, whoever asks: without what was searched for."""
        page = self.number if self.document.pages else None
        return Place(self.document.id, page, self.place.offset)

    def sheet(self, number: int) -> str:
        """Return the address of another sheet, seen as this one is."""
        return replace(self.place, page=number, offset=None, view=self._view).address

    def hit(self, hit: Hit) -> str:
        """Return the address of a hit."""
        page = hit.sheet if self.document.pages else None
        return replace(self.place, page=page, offset=hit.offset, view=self._view).address

    def entry(self, entry: reading.Entry) -> str:
        """Return the address of a line of the contents list."""
        return replace(self.place, page=entry.sheet, offset=entry.place, view=self._view).address

    def seen_as(self, view: str) -> str:
        """Return the address of the same place, shown in another way."""
        return replace(self.place, view=view).address

    @property
    def _view(self) -> str:
        """How one goes on: from the overview of all pages to one of them."""
        return address.BOTH if self.place.view == address.OVERVIEW else self.place.view

    @property
    def without_words(self) -> str:
        """The same page with nothing looked for in the document alone."""
        return replace(self.place, find="", page=self.number, offset=None).address

    @property
    def find(self) -> str:
        """The address to which the words to look for in the document are added."""
        return replace(self.place, find="", page=None, offset=None).address

    def picture(self, number: int, *, small: bool = False) -> str:
        """Return the address of a sheet's picture."""
        return address.printed(self.document.id, number, self.document.sha256, small=small)

    def words(self, number: int) -> str:
        """Return the address of what is printed in a sheet's picture."""
        return address.printed_words(self.document.id, number, self.place.words)
