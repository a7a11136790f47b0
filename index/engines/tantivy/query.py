"""Our query tree -> Tantivy's query."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

import tantivy
from tantivy import Occur, Query

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
from index.engines.tantivy.fields import DOCUMENT, PASSAGE_KEY, RECORD
from index.errors import QueryError
from index.schema import KEYWORD_FIELDS, NUMBER_FIELDS, PASSAGE_FIELDS, TERM_FIELDS

MAX_LAYOUTS = 1_000  # ways to spread a phrase's gaps; three words within 40 are 861


@dataclass(frozen=True, slots=True)
class Translator:
    """Turns nodes into queries over one schema; a field that is not there matches nothing."""

    schema: tantivy.Schema
    fields: Collection[str]
    everything: Query

    @classmethod
    def of_documents(cls, schema: tantivy.Schema) -> Translator:
        """Return the translator for document records; beside them stands the state record."""
        fields = {*TERM_FIELDS, *KEYWORD_FIELDS, *NUMBER_FIELDS}
        return cls(schema, fields, Query.term_query(schema, RECORD, DOCUMENT))

    @classmethod
    def of_passages(cls, schema: tantivy.Schema) -> Translator:
        """Return the translator for passage records."""
        return cls(schema, {*PASSAGE_FIELDS, PASSAGE_KEY}, Query.all_query())

    def query(self, node: Node) -> Query:  # noqa: C901, PLR0911 - one line a kind of node
        """Return the Tantivy query that matches and scores as the node says."""
        match node:
            case Term(field, text, weight):
                return _weighted(self._term(field, text), weight)
            case Phrase(field, words, slop, weight):
                return _weighted(self._phrase(field, words, slop), weight)
            case Span():
                return self._span(node)
            case AllOf(parts):
                return self._all(parts)
            case AnyOf(parts, minimum):
                return self._any(parts, minimum)
            case Best(parts, tie):
                return Query.disjunction_max_query([self.query(part) for part in parts], tie)
            case Without(part, excluded):
                parts_ = [(Occur.Must, self.query(part)), (Occur.MustNot, self.query(excluded))]
                return Query.boolean_query(parts_)
            case Unscored(part):
                return Query.const_score_query(self.query(part), 0.0)
            case Demoted():
                return self._demoted(node)
            case Everything():
                return Query.const_score_query(self.everything, 0.0)

    def _term(self, field: str, text: str) -> Query:
        if field not in self.fields:
            return Query.empty_query()
        return Query.term_query(self.schema, field, text)

    def _span(self, span: Span) -> Query:
        if span.field not in self.fields:
            return Query.empty_query()
        if span.low is None and span.high is None:
            return Query.const_score_query(Query.exists_query(span.field), 0.0)
        integer = tantivy.FieldType.Integer
        query = Query.range_query(self.schema, span.field, integer, span.low, span.high)
        return Query.const_score_query(query, 0.0)

    def _demoted(self, node: Demoted) -> Query:
        """Return two queries of which each record matches one: Tantivy only multiplies a query."""
        part, where = self.query(node.part), self.query(node.where)
        fully = Query.boolean_query([(Occur.Must, part), (Occur.MustNot, where)])
        less = [(Occur.Must, part), (Occur.Must, Query.const_score_query(where, 0.0))]
        demoted = Query.boost_query(Query.boolean_query(less), node.factor)
        return Query.boolean_query([(Occur.Should, fully), (Occur.Should, demoted)])

    def _all(self, parts: Sequence[Node]) -> Query:
        if not parts:
            return self.query(Everything())
        return Query.boolean_query([(Occur.Must, self.query(part)) for part in parts])

    def _any(self, parts: Sequence[Node], minimum: int) -> Query:
        if minimum > len(parts):
            return Query.empty_query()
        found = [(Occur.Should, self.query(part)) for part in parts]
        return Query.boolean_query(found, max(minimum, 1))

    def _phrase(self, field: str, words: Sequence[Sequence[str]], slop: int) -> Query:
        if field not in self.fields or not all(words):
            return Query.empty_query()
        if len(words) < 2:  # Tantivy panics on a phrase of one word
            return self.query(Best(tuple(Term(field, text) for word in words for text in word)))
        queries = [self._laid_out(field, words, at) for at in _layouts(len(words), slop)]
        return Query.disjunction_max_query(queries)

    def _laid_out(self, field: str, words: Sequence[Sequence[str]], at: Sequence[int]) -> Query:
        """Return the phrase with every word at its own distance from the first."""
        if all(len(word) == 1 for word in words):
            terms = [(place, word[0]) for place, word in zip(at, words, strict=True)]
            return Query.phrase_query(self.schema, field, list(terms))
        patterns = ["|".join(map(re.escape, word)) for word in words]
        terms = [(place, f"({text})") for place, text in zip(at, patterns, strict=True)]
        return Query.regex_phrase_query(self.schema, field, list(terms))


def _layouts(words: int, slop: int) -> Iterator[tuple[int, ...]]:
    """Yield where the words of a phrase may stand: in order, `slop` other terms between in all.

    Tantivy's own slop lets words change places from 2 on.
    """
    for count, shifts in enumerate(combinations_with_replacement(range(slop + 1), words - 1)):
        if count == MAX_LAYOUTS:
            raise QueryError(f"{words} words cannot be {slop} words apart; ask for fewer or nearer")
        yield (0, *(place + shift for place, shift in enumerate(shifts, start=1)))


def _weighted(query: Query, weight: float) -> Query:
    return query if weight == 1.0 else Query.boost_query(query, weight)


def scores(node: Node) -> bool:
    """Tell whether a node can give a record a score above 0."""
    match node:
        case Term() | Phrase():
            return True
        case AllOf(parts) | AnyOf(parts) | Best(parts):
            return any(scores(part) for part in parts)
        case Without(part) | Demoted(part):
            return scores(part)
        case Span() | Unscored() | Everything():
            return False
