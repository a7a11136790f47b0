"""Our query tree -> the records that match, with their scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import log
from typing import TypeAlias

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
from index.engines.whoosh.fields import number_term
from index.engines.whoosh.postings import Postings
from index.schema import WEAK_FIELDS

K1, B = 1.2, 0.75  # Tantivy's, which are fixed: both engines are to rank alike
WEAK_K1 = 0.6  # what Tantivy's is where terms are written twice (`fields.TIMES_WRITTEN` there)

Scores: TypeAlias = Mapping[int, float]  # of records by their number


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Matches and scores nodes over the records of one kind."""

    postings: Postings
    records: int  # how many of this kind there are, with the deleted ones not yet merged away
    every: Sequence[int]  # what Everything is
    prefix: str = ""  # of the names of their term fields
    among: Sequence[int] | None = None  # look at these alone

    def scores(self, node: Node) -> Scores:  # noqa: C901, PLR0911 - one line a kind of node
        """Return the score of every record that matches."""
        match node:
            case Term(field, text, weight):
                return self._term(field, text, weight)
            case Phrase(field, words, slop, weight):
                return self._phrase(field, words, slop, weight)
            case Span(field, low, high):
                return self._span(field, low, high)
            case AllOf(parts):
                return self._all(parts)
            case AnyOf(parts, minimum):
                return self._any(parts, minimum)
            case Best(parts, tie):
                return self._best(parts, tie)
            case Without(part, excluded):
                left_out = self.scores(excluded)
                return {n: score for n, score in self.scores(part).items() if n not in left_out}
            case Unscored(part):
                return dict.fromkeys(self.scores(part), 0.0)
            case Demoted(part, where, factor):
                less = self.scores(where)
                found = self.scores(part)
                return {n: score * factor if n in less else score for n, score in found.items()}
            case Everything():
                return dict.fromkeys(self.every, 0.0)

    def _term(self, field: str, text: str, weight: float) -> Scores:
        name = self._field(field)
        counts = self.postings.counts(name, text, self.among)
        if not self.postings.has_terms(name):
            return dict.fromkeys(counts, weight)
        return self._bm25(name, counts, weight * self._idf(name, text))

    def _field(self, field: str) -> str:
        return self.prefix + field

    def _idf(self, field: str, text: str) -> float:
        frequency = self.postings.frequency(field, text)
        return log(1 + (self.records - frequency + 0.5) / (frequency + 0.5))

    def _bm25(self, field: str, counts: Scores, weight: float) -> Scores:
        mean = self.postings.total_length(field) / max(self.records, 1)
        k1 = WEAK_K1 if field.removeprefix(self.prefix) in WEAK_FIELDS else K1
        scores = {}
        for number, count in counts.items():
            norm = k1 * (1 - B + B * self.postings.length(field, number) / mean)
            scores[number] = weight * (1 + K1) * count / (count + norm)
        return scores

    def _phrase(
        self, field: str, words: Sequence[Sequence[str]], slop: int, weight: float
    ) -> Scores:
        name = self._field(field)
        if not words:
            return {}
        if len(words) == 1:
            return self._best([Term(field, text, weight) for text in words[0]], 0.0)
        rarest_first = sorted(words, key=lambda word: self._frequency(name, word))
        among = self.among
        for word in rarest_first:
            among = sorted({n for text in word for n in self.postings.counts(name, text, among)})
        places = [self._places(name, word, among or ()) for word in words]
        counts = {n: occurrences([at[n] for at in places], slop) for n in among or ()}
        idf = sum(max((self._idf(name, text) for text in word), default=0.0) for word in words)
        return self._bm25(name, {n: count for n, count in counts.items() if count}, weight * idf)

    def _frequency(self, field: str, word: Sequence[str]) -> int:
        return sum(self.postings.frequency(field, text) for text in word)

    def _places(
        self, field: str, word: Sequence[str], among: Sequence[int]
    ) -> dict[int, list[int]]:
        """Return where any of the alternatives of one position stands."""
        found: dict[int, list[int]] = {number: [] for number in among}
        for text in word:
            for number, places in self.postings.places(field, text, among).items():
                found[number] += places
        return {number: sorted(places) for number, places in found.items()}

    def _span(self, field: str, low: int | None, high: int | None) -> Scores:
        last = "~" if high is None else number_term(high)  # "~" sorts after every digit
        terms = self.postings.terms(field, "" if low is None else number_term(low))
        found = (self.postings.counts(field, text) for text in takewhile(last.__ge__, terms))
        return {number: 0.0 for counts in found for number in counts}

    def _all(self, parts: Sequence[Node]) -> Scores:
        if not parts:
            return self.scores(Everything())
        found = [self.scores(part) for part in parts]
        common = set(found[0]).intersection(*found[1:])
        return {number: sum(scores[number] for scores in found) for number in common}

    def _any(self, parts: Sequence[Node], minimum: int) -> Scores:
        sums: dict[int, float] = {}
        counts: dict[int, int] = {}
        for part in parts:
            for number, score in self.scores(part).items():
                sums[number] = sums.get(number, 0.0) + score
                counts[number] = counts.get(number, 0) + 1
        return {number: score for number, score in sums.items() if counts[number] >= minimum}

    def _best(self, parts: Sequence[Node], tie: float) -> Scores:
        sums: dict[int, float] = {}
        best: dict[int, float] = {}
        for part in parts:
            for number, score in self.scores(part).items():
                sums[number] = sums.get(number, 0.0) + score
                best[number] = max(best.get(number, 0.0), score)
        return {number: top + tie * (sums[number] - top) for number, top in best.items()}
