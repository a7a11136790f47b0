"""Rules in the query language and one document -> the rules it meets, and by which words.

A document is judged in memory, over the terms that an index would hold of it, so that a rule finds
what a search finds. A rule means what it says: nothing is let off, no synonym is taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from index import places, records
from index.engines import (
    AllOf,
    AnyOf,
    Best,
    Demoted,
    Everything,
    Node,
    Phrase,
    Span,
    Term,
    Unscored,
    Without,
)
from index.engines.occurrences import occurrences
from index.errors import RuleError
from index.models import Note
from index.plan import Planner
from index.query import NoteCode, Reading, parse
from index.schema import KEYWORD_FIELDS, TEXT_FIELDS
from index.swedish import Analyzer, analysis
from index.tree import All, Either, Not, Pattern, Reference, Tree, Value
from index.values import Resolver, Values
from ingest.models import Document, Kind

MAX_RULE_CHARS = 4_000
VERSION = 1
"""Raised when the same rule may judge otherwise; the analysis has a stamp of its own."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that has been read."""

    text: str
    tree: Tree


@lru_cache(1024)  # rules of one tree are read for every file that is dropped, 7 ms each
def read(text: str) -> Rule:
    """Read a rule; RuleError says what of it cannot be understood."""
    reading = parse(text, max_chars=MAX_RULE_CHARS)
    if reading.notes:
        said = "; ".join(f"not understood ({note.code}): {note.text}" for note in reading.notes)
        raise RuleError(said, *reading.notes)
    if reading.tree is None:
        raise RuleError("no words: a rule has to ask for something", Note(NoteCode.NO_WORDS))
    for value in _values(reading.tree):
        if value.field == "ämne":
            note = Note(NoteCode.TOPIC_IN_RULE, str(value))
            raise RuleError(f"{value}: a rule gives topics, it cannot ask for one", note)
        if value.field == "typ" and value.text.lower() not in set(Kind):
            note = Note(NoteCode.UNKNOWN_VALUE, str(value))
            raise RuleError(f"{value}: kinds are {', '.join(Kind)}", note)
    return Rule(text, reading.tree)


def stamp() -> str:
    """Return what changes when the same rule may judge the same document otherwise."""
    return f"{VERSION}/{analysis.stamp()}"


class Judge:
    """Says which of some rules a document meets; safe to keep, it remembers no document."""

    def __init__(self, rules: Mapping[str, Rule], analyzer: Analyzer) -> None:
        self._rules = rules
        self._analyzer = analyzer
        self._nodes: dict[Tree, Node] = {}

    def judge(self, document: Document) -> dict[str, tuple[str, ...]]:
        """Return the rules that a document meets by name, each with the parts of it that did it."""
        one = OneDocument(document, self._analyzer)
        met = {}
        for name, rule in self._rules.items():
            if one.matches(self._node(rule.tree, one)):
                met[name] = tuple(dict.fromkeys(self._because(rule.tree, one)))
        return met

    def _node(self, tree: Tree, one: OneDocument) -> Node:
        """Return what to look for; what depends on a document's own words is made for each."""
        if tree in self._nodes:
            return self._nodes[tree]
        resolver = Resolver(Values(one, {}), self._analyzer)
        node = Planner(self._analyzer, resolver.node).plan(Reading(tree)).strict
        if _is_the_same_for_all(tree):
            self._nodes[tree] = node
        return node

    def _because(self, tree: Tree, one: OneDocument) -> Iterator[str]:
        match tree:
            case Not():
                pass
            case All(parts):
                for part in parts:
                    yield from self._because(part, one)
            case Either(parts):
                for part in parts:
                    if one.matches(self._node(part, one)):
                        yield from self._because(part, one)
            case _:
                yield str(tree)


class OneDocument:
    """The terms and values that an index would hold of a document, made when they are asked for."""

    def __init__(self, document: Document, analyzer: Analyzer) -> None:
        self._document = document
        self._analyzer = analyzer
        self._places: dict[str, dict[str, list[int]]] = {}

    def terms(self, field: str) -> Iterable[tuple[str, int]]:
        """Yield the terms of a field, as a reader of an index does."""
        known = self._keywords[field] if field in KEYWORD_FIELDS else self._standing(field)
        yield from ((term, 1) for term in known)

    def matches(self, node: Node) -> bool:  # noqa: PLR0911 - one line a kind of node
        """Tell whether an engine would find the document."""
        match node:
            case Term(field, text):
                known = self._keywords[field] if field in KEYWORD_FIELDS else self._standing(field)
                return text in known
            case Phrase(field, words, slop):
                return self._has_phrase(field, words, slop)
            case Span(field, low, high):
                day = self._numbers.get(field)
                return day is not None and (low or day) <= day <= (high or day)
            case AllOf(parts):
                return all(map(self.matches, parts))
            case AnyOf(parts, minimum):
                return sum(map(self.matches, parts)) >= minimum
            case Best(parts):
                return any(map(self.matches, parts))
            case Without(part, excluded):
                return self.matches(part) and not self.matches(excluded)
            case Unscored(part) | Demoted(part):
                return self.matches(part)
            case Everything():
                return True

    def _has_phrase(self, field: str, words: Iterable[Iterable[str]], slop: int) -> bool:
        standing = self._standing(field)
        places_of = [sorted(at for text in word for at in standing.get(text, ())) for word in words]
        return bool(places_of) and occurrences(places_of, slop) > 0

    def _standing(self, field: str) -> Mapping[str, list[int]]:
        """Return where each term of a field stands."""
        if field not in self._places:
            found = self._text(field) if field in TEXT_FIELDS else self._placed[field]
            standing: dict[str, list[int]] = defaultdict(list)
            for at, term in enumerate(found.split()):
                standing[term].append(at)
            self._places[field] = dict(standing)
        return self._places[field]

    def _text(self, field: str) -> str:
        texts = records.texts(self._document)
        return " ".join(
            self._analyzer.fields(text, language, (field,))[field] for text, language in texts
        )

    @cached_property
    def _placed(self) -> Mapping[str, str]:
        return places.terms(self._document, self._analyzer)

    @cached_property
    def _keywords(self) -> Mapping[str, tuple[str, ...]]:
        return records.keywords(self._document)

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return records.numbers(self._document.metadata)


def _values(tree: Tree) -> Iterator[Value]:
    match tree:
        case Value():
            yield tree
        case Not(part):
            yield from _values(part)
        case All(parts) | Either(parts):
            for part in parts:
                yield from _values(part)
        case _:
            pass


def _is_the_same_for_all(tree: Tree) -> bool:
    match tree:
        case Pattern() | Reference():
            return False
        case Value(field):
            return field in places.PLACES
        case Not(part):
            return _is_the_same_for_all(part)
        case All(parts) | Either(parts):
            return all(map(_is_the_same_for_all, parts))
        case _:
            return True
