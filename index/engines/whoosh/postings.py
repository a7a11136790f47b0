"""Whoosh's reader -> postings, lengths and columns as plain Python values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from whoosh.index import FileIndex
from whoosh.reading import TermNotFound

from index.engines.whoosh.fields import Terms

CACHED_TERMS = 64  # whose postings are kept: paging and facets ask for the same again


class Postings:
    """One committed state; records are known by Whoosh's numbers, which rise as they were added."""

    def __init__(self, index: FileIndex) -> None:
        self._reader = index.reader()
        self._schema = index.schema
        self._columns: dict[str, list[str]] = {}
        self._recent: dict[tuple[str, str], dict[int, float]] = {}

    def has_terms(self, field: str) -> bool:
        """Tell whether the field holds the terms of a text, which score."""
        return isinstance(self._schema[field], Terms) if field in self._schema else False

    def counts(self, field: str, text: str, among: Sequence[int] | None = None) -> dict[int, float]:
        """Return how often a term stands in the records that have it; `among` rises."""
        if among is not None:
            return {at.id(): at.weight() for at in self._visit(field, text, among)}
        found = self._recent.pop((field, text), None)
        if found is None:
            found = {at.id(): at.weight() for at in self._visit(field, text)}
        if len(self._recent) >= CACHED_TERMS:
            self._recent.pop(next(iter(self._recent)))
        self._recent[field, text] = found
        return found

    def places(self, field: str, text: str, among: Sequence[int]) -> dict[int, tuple[int, ...]]:
        """Return where a term stands in the records `among` (rising) that have it."""
        return {at.id(): at.value_as("positions") for at in self._visit(field, text, among)}

    def terms(self, field: str, start: str = "") -> Iterator[str]:
        """Yield the terms of a field in order, from `start` on; those of deleted records too."""
        if field in self._schema:
            for name, text in self._reader.terms_from(field, start):
                if name != field:
                    return
                yield text.decode()

    def frequency(self, field: str, text: str) -> int:
        """Return how many records have a term, with the deleted ones not yet merged away.

        Lengths count those too, so a mean is true only over both.
        """
        return int(self._reader.doc_frequency(field, text)) if field in self._schema else 0

    def live(self, field: str, text: str) -> int:
        """Return how many records have a term and are not deleted."""
        if self._reader.has_deletions():
            return sum(1 for _ in self._visit(field, text))
        return self.frequency(field, text)

    def length(self, field: str, number: int) -> float:
        """Return how many terms a record's field has, as precisely as one byte holds it."""
        return float(self._reader.doc_field_length(number, field, 0))

    def total_length(self, field: str) -> float:
        """Return how many terms a field has over all records."""
        return float(self._reader.field_length(field))

    def column(self, field: str) -> list[str]:
        """Return a field's values by record, joined by SEPARATOR; read once."""
        if field not in self._columns and self._reader.doc_count_all() == 0:
            return []
        if field not in self._columns:
            column = self._schema[field].column_type
            rows = self._reader.column_reader(field, column, translate=False)
            self._columns[field] = [bytes(value).decode() for value in rows]
        return self._columns[field]

    def stored(self, number: int) -> dict[str, Any]:
        """Return what was stored with a record."""
        return dict(self._reader.stored_fields(number))

    def _visit(self, field: str, text: str, among: Sequence[int] | None = None) -> Iterator[Any]:
        """Yield Whoosh's matcher where it stands on a record asked for."""
        try:
            matcher = self._reader.postings(field, text)
        except TermNotFound:
            return
        if among is None:
            while matcher.is_active():
                yield matcher
                matcher.next()
            return
        for number in among:
            if matcher.is_active() and matcher.id() < number:
                matcher.skip_to(number)
            if not matcher.is_active():
                return
            if matcher.id() == number:
                yield matcher
