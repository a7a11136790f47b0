"""A demand that needs the collection's own words or values in, the engine's node for it out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from index.engines import AllOf, AnyOf, Best, Node, Phrase, Reader, Span, Term
from index.swedish import Analyzer
from index.tree import Pattern, PatternKind, Published, Tree, Value
from ingest.models import PartialDate

KEYWORDS = {"typ": "kind", "utgivare": "publisher", "ämne": "topic", "språk": "language"}
"""A field's Swedish name -> the keyword field that holds its values."""
MAX_FORMS = 200  # words that a pattern may stand for; the most common ones are taken


class Values:
    """The words and values of one index, looked up by what a person types."""

    def __init__(self, reader: Reader, analyzer: Analyzer, topics: Mapping[str, str]) -> None:
        self._reader = reader
        self._analyzer = analyzer
        self._topics = {name.casefold(): topic for name, topic in topics.items()}

    def node(self, part: Tree) -> Node:
        """Return where documents with the value or words are found."""
        match part:
            case Pattern():
                return self._pattern(part)
            case Published(first, last):
                return overlap(first, last)
            case Value("titel", text):
                return self._title(text)
            case Value("id", text):
                return AnyOf((Term("id", text), *self._known("identifier", text)))
            case Value(field, text):
                return AnyOf(tuple(self._known(KEYWORDS[field], text)))
            case _:
                raise AssertionError(part)

    def _title(self, text: str) -> Node:
        terms = [self._analyzer.forms(token.text).word for token in self._analyzer.tokens(text)]
        if len(terms) == 1:
            return Term("title", terms[0])
        return Phrase("title", tuple((term,) for term in terms))

    def _known(self, field: str, text: str) -> list[Term]:
        """Return the values of the field that the text names: as it is, else as a beginning."""
        wanted = text.casefold()
        if field == "topic" and wanted in self._topics:
            return [Term(field, self._topics[wanted])]
        values = [value for value, _ in self._reader.terms(field)]
        same = [value for value in values if value.casefold() == wanted]
        return [
            Term(field, value)
            for value in same or values
            if same or value.casefold().startswith(wanted)
        ]

    def _pattern(self, part: Pattern) -> Node:
        found = sorted((-count, term) for term, count in self._vocabulary if _fits(term, part))
        return Best(tuple(Term("exact", term) for _, term in found[:MAX_FORMS]))

    @cached_property
    def _vocabulary(self) -> tuple[tuple[str, int], ...]:
        return tuple(self._reader.terms("exact"))


def overlap(first: PartialDate | None, last: PartialDate | None) -> Node:
    """Return where documents are found whose own span of dates meets this one."""
    spans: list[Node] = []
    if first:
        spans.append(Span("last_day", int(f"{first.first:%Y%m%d}"), None))
    if last:
        spans.append(Span("first_day", None, int(f"{last.last:%Y%m%d}")))
    return AllOf(tuple(spans))


def _fits(term: str, part: Pattern) -> bool:
    if part.kind is PatternKind.PREFIX:
        return term.startswith(part.text)
    if part.kind is PatternKind.SUFFIX:
        return term.endswith(part.text)
    return term == part.text
