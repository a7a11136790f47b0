"""A question -> the addresses of the questions next to it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from index.models import Query, Sort
from ui import address


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
    def full_only(self) -> str:
        """Documents with all the words, no others."""
        return address.search(replace(self.query, relax=False, page=1))

    @property
    def partial_too(self) -> str:
        """Documents with most of the words among them."""
        return address.search(replace(self.query, relax=True, page=1))

    @property
    def unlimited(self) -> str:
        """The same words in the whole collection."""
        return address.search(Query(self.query.text))
