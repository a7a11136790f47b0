"""A demand that depends on the collection's own words or values -> the engine's node for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Protocol

from index import places
from index.engines import AllOf, AnyOf, Best, Node, Phrase, Span, Term
from index.models import Note
from index.query import NoteCode
from index.swedish import Analyzer
from index.swedish.references import references
from index.tree import Pattern, PatternKind, Published, Reference, Value
from index.vocabulary import MAX_FORMS, Vocabulary
from ingest.models import PartialDate

KEYWORDS = {"typ": "kind", "utgivare": "publisher", "ämne": "topic", "språk": "language"}
"""A field's Swedish name -> the keyword field that holds its values."""

OWN_NUMBER = 5.0  # how much more a document's own number weighs than one it cites
LONG_WORD = 8  # letters from which `word~` allows two slips


class Terms(Protocol):
    """What has words and values: one committed state of an index, or one document."""

    def terms(self, field: str) -> Iterable[tuple[str, int]]:
        """Yield the terms of a field, each with how many documents have it."""


class Values:
    """The words and values of one committed index."""

    def __init__(
        self,
        reader: Terms,
        topics: Mapping[str, str],
        count: Callable[[str], int] | None = None,  # of documents that have a word
    ) -> None:
        self._reader = reader
        self._topics = {name.casefold(): topic for name, topic in topics.items()}
        self.vocabulary = Vocabulary(lambda: reader.terms("exact"), count)
        self._values = cache(self._read_values)

    def named(self, field: str, text: str) -> list[str]:
        """Return the values of a keyword field that a text names: whole, else as a beginning."""
        wanted = self._topics.get(text.casefold(), text) if field == "topic" else text
        start = _spelled(wanted)
        same = self.same(field, wanted)
        return same or [
            value
            for name, values in self._values(field).items()
            if name.startswith(start)
            for value in values
        ]

    def same(self, field: str, text: str) -> list[str]:
        """Return the values of a keyword field that are this one but for capitals and points."""
        return self._values(field).get(_spelled(text), [])

    def _read_values(self, field: str) -> dict[str, list[str]]:
        values: dict[str, list[str]] = {}
        for value, _ in self._reader.terms(field):
            values.setdefault(_spelled(value), []).append(value)
        return values


class Resolver:
    """Turns the demands of one question into nodes; `notes` tells what the collection lacks."""

    def __init__(self, values: Values, analyzer: Analyzer) -> None:
        self._values = values
        self._analyzer = analyzer
        self.notes: list[Note] = []

    def node(self, part: Pattern | Value | Published | Reference) -> Node:
        """Return where documents with the value or words are found."""
        match part:
            case Reference(text):
                numbers = [
                    Term("identifier", value, OWN_NUMBER)
                    for value in self._values.same("identifier", text)
                ]
                of_laws = [Term("part", place) for place in references(text)[-1:]]
                return AnyOf((quoted(text, self._analyzer), *numbers, *of_laws))
            case Pattern():
                return self._pattern(part)
            case Published(first, last):
                return overlap(first, last)
            case Value("titel" | "rubrik" | "inledning" as where, text):
                return places.node(where, text, self._analyzer)
            case Value("id", text):
                return self._value(part, "identifier", self._values.same("identifier", text))
            case Value(field, text):
                return self._value(part, KEYWORDS[field], self._values.named(KEYWORDS[field], text))

    def _value(self, part: Value, keyword: str, values: list[str]) -> Node:
        if not values:
            self.notes.append(Note(NoteCode.UNKNOWN_VALUE, str(part)))
        return AnyOf(tuple(Term(keyword, value) for value in values))

    def _pattern(self, part: Pattern) -> Node:
        words = self._words(part)
        if len(words) > MAX_FORMS:
            self.notes.append(Note(NoteCode.MANY_WORDS, str(part)))
        first = list(words.items())[:MAX_FORMS]
        return Best(tuple(Term("exact", word, 2.0**-slips) for word, slips in first))

    def _words(self, part: Pattern) -> dict[str, int]:
        """Return the words that a pattern stands for, each with the slips it is away."""
        vocabulary = self._values.vocabulary
        if part.kind is PatternKind.PREFIX:
            return dict.fromkeys(vocabulary.beginning(part.text), 0)
        if part.kind is PatternKind.SUFFIX:
            return dict.fromkeys(vocabulary.ending(part.text), 0)
        near = vocabulary.near(part.text, 2 if len(part.text) >= LONG_WORD else 1)
        words = dict(near)
        words |= dict.fromkeys(vocabulary.plain(part.text), 0)
        nearest = sorted(words, key=lambda word: (words[word], -vocabulary.counts[word], word))
        return {word: words[word] for word in nearest}


def quoted(text: str, analyzer: Analyzer, slop: int = 0) -> Node:
    """Return where words stand exactly as written and in order."""
    words = tuple((analyzer.forms(token.text).exact,) for token in analyzer.tokens(text))
    return Term("exact", words[0][0]) if len(words) == 1 else Phrase("exact", words, slop)


def overlap(first: PartialDate | None, last: PartialDate | None) -> Node:
    """Return where documents are found whose own span of dates meets this one."""
    spans: list[Node] = []
    if first:
        spans.append(Span("last_day", int(f"{first.first:%Y%m%d}"), None))
    if last:
        spans.append(Span("first_day", None, int(f"{last.last:%Y%m%d}")))
    return AllOf(tuple(spans))


def _spelled(value: str) -> str:
    """Return a value without what people write differently: "prop 2017/18:1", "Prop. 2017/18:1"."""
    return "".join(value.casefold().replace(".", " ").split())
