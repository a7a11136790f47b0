"""Our tree of a question -> the engine's nodes that match, rank and show it.

A word is found as itself, in a compound, as its own parts near each other, and as a synonym: these
decide the match. Letters in a row only bring in and rank what follows after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, sqrt
from typing import TypeAlias

from index import places
from index.engines import AllOf, AnyOf, Best, Everything, Node, Phrase, Term, Without
from index.languages import ASKED_WITH, language_asked
from index.query import Reading
from index.spelling import FEWEST_GRAMS, GRAM_SHARE, Speller
from index.swedish import Analyzer, Forms
from index.tree import All, Either, Not, Pattern, Published, Quote, Reference, Tree, Value, Word
from index.values import quoted

# Weights of a field's score. The optimum is flat: weights searched on three collections were no
# better on others than these round ones. `word` and `part` weigh again in the best passage
# (`ranking.PASSAGE`), so that a document has no bonus for mere length where it is many passages.
WORD, PART, GRAM, PAIR, TITLE = 0.5, 0.6, 0.5, 0.6, 0.6
NAMED = 1.4
"""How much more a name or a number of a question weighs: a text about it calls it the same.
nDCG@10 +.002 on squad_v2_sv_dev, nothing lost on the others; more weight gave less (2026-11-24)."""

HEADING = 0.1  # what a word above a passage weighs beside one in it: a help, never an answer
SYNONYM = 0.5  # what a synonym weighs beside the word itself
LOOSE_SHARE = 4  # one word in so many must be there when words may be let off

Resolve: TypeAlias = Callable[[Pattern | Value | Published | Reference], Node]
"""Turns what needs the collection's own words and values (Pattern, Value …) into a node."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask an engine."""

    strict: Node  # every word and every demand
    loose: Node | None  # every demand and some of the words; None where nothing may be let off
    score: AnyOf  # ranks documents
    evidence: AnyOf  # ranks passages: one part for each thing to look for in them
    is_sentence: bool  # asked as people speak, so that no one of the words is a demand
    is_question: bool  # what answers it stands in one sentence


@dataclass(frozen=True, slots=True)
class _Unit:
    """Neighbouring words of a question that stand for one thing, with what else says it."""

    words: tuple[str, ...]
    alternatives: tuple[tuple[str, ...], ...] = ()  # `word` terms in a row
    worth: float = SYNONYM  # of an alternative, beside the words themselves


@dataclass(frozen=True, slots=True)
class Planner:
    """Makes plans with one analysis and one collection's words and values."""

    analyzer: Analyzer
    resolve: Resolve
    speller: Speller | None = None  # of the collection; without it no word is taken for another
    language: str = "sv"  # of the question; its words are looked for in Swedish in any case

    def plan(self, reading: Reading) -> Plan:
        """Return what to ask for a question as it was read; for an empty one, everything."""
        language = language_asked(self._spoken(reading.parts))
        return replace(self, language=language)._plan(reading)

    def _plan(self, reading: Reading) -> Plan:
        parts = reading.parts
        words = [part.text for part in parts if isinstance(part, Word)]
        others = [part for part in parts if not isinstance(part, Word)]
        units = self._units(words)
        demands = [self._demand(part) for part in others]
        wanted = tuple(self._wanted(others))
        return Plan(
            strict=_all([*map(self._unit, units), *demands]),
            loose=self._loose(units, demands),
            score=AnyOf((*self._scores(self._spoken(parts)), *_synonyms(units, WORD), *wanted)),
            evidence=AnyOf(tuple(map(_also_above, (*map(self._seen, units), *wanted)))),
            is_sentence=reading.is_sentence,
            is_question=reading.is_question,
        )

    def _spoken(self, parts: Iterable[Tree]) -> list[str]:
        """Return the words of a question in order, those of quotes among them."""
        found: list[str] = []
        for part in parts:
            match part:
                case Word(text):
                    found.append(text)
                case Quote(text):
                    found += [token.text for token in self.analyzer.tokens(text)]
        return found

    def _units(self, words: list[str]) -> list[_Unit]:
        """Return what decides: all but stop words, unless there is nothing else."""
        forms = [self.analyzer.forms(word) for word in words]
        stops = set(filter(self._is_stop, words))
        if stops.issuperset(words):
            stops = set()
        found: list[_Unit] = []
        at = 0
        for unit in self.analyzer.synonyms.expand([form.word for form in forms]):
            if unit.start >= at:
                found += self._joined(words[at : unit.start])
                found.append(_Unit(tuple(words[unit.start : unit.end]), unit.alternatives))
                at = unit.end
        found += self._joined(words[at:])
        return [unit for unit in dict.fromkeys(found) if not stops.issuperset(unit.words)]

    def _joined(self, words: list[str]) -> Iterator[_Unit]:
        """Yield the words, those of a compound written apart together: *människo handel*."""
        left = iter(range(len(words)))
        for at in left:
            pair = words[at : at + 2]
            whole = self.speller.joined(*pair) if self.speller and len(pair) == 2 else None
            if whole:
                next(left)
                yield _Unit(tuple(pair), ((self.analyzer.forms(whole).word,),), worth=len(pair))
            else:
                yield _Unit((words[at],))

    def _unit(self, unit: _Unit) -> Node:
        """Return where the words of a unit, or what says the same, are found with certainty."""
        content = [word for word in unit.words if not self._is_stop(word)]
        words = _all([self._word(word) for word in content or unit.words])
        others = [_in_a_row(row) for row in unit.alternatives]
        return Best((words, *others)) if others else words

    def _loose(self, units: list[_Unit], demands: list[Node]) -> Node | None:
        if not units:
            return None
        found = [Best((self._unit(unit), *self._nearly(unit))) for unit in units]
        return _all([AnyOf(tuple(found), minimum=max(1, len(found) // LOOSE_SHARE)), *demands])

    def _demand(self, part: Tree) -> Node:
        """Return the node of a part that is never let off."""
        match part:
            case Word(text):
                return self._word(text)
            case Not(excluded):
                return Without(Everything(), self._demand(excluded))
            case All(parts):
                return AllOf(tuple(map(self._demand, parts)))
            case Either(parts):
                return AnyOf(tuple(map(self._demand, parts)))
            case Quote(text, slop):
                return quoted(text, self.analyzer, slop)
            case Pattern() | Value() | Published() | Reference():
                return self.resolve(part)

    def _wanted(self, parts: Iterable[Tree]) -> Iterator[Node]:
        """Yield what ranks besides plain words: quotes, patterns and what stands in brackets."""
        for part in parts:
            match part:
                case Word(text):
                    yield self._evidence(text)
                case All(inner) | Either(inner):
                    yield from self._wanted(inner)
                case Quote() | Reference() | Pattern():
                    yield self._demand(part)
                case Not() | Value() | Published():
                    pass

    def _word(self, text: str) -> Node:
        """Return where a word is found: in any form, in a text of another language too."""
        return Best((places.word(text, self.analyzer), *self._elsewhere(text)))

    def _evidence(self, text: str) -> Node:
        forms = self.analyzer.forms(text)
        return AnyOf((*_word_and_parts(forms, 1.0, 1.0), *self._elsewhere(text, weight=0.0)))

    def _elsewhere(self, text: str, weight: float = 1.0) -> Iterator[Term]:
        """Yield how a word stands in a text of another language: as typed, or in English form.

        In a question in English that form says as much as ours.
        """
        forms = self.analyzer.forms(text)
        yield Term("exact", forms.exact, weight)
        if self._is_english:
            yield from self._in_english(text, 1.0, 1.0)
        elif found := self.analyzer.english(text):
            yield Term("word", found, weight)

    def _in_english(self, text: str, word: float, part: float) -> Iterator[Term]:
        """Yield what a word is found by in an English text and in no Swedish one."""
        forms = self.analyzer.forms(text)
        known = {("word", forms.word), *(("part", one) for one in forms.parts)}
        for term in _word_and_parts(self.analyzer.forms(text, "en"), word, part):
            if (term.field, term.text) not in known:
                yield term

    def _is_stop(self, word: str) -> bool:
        """Tell whether a word says nothing alone, in the language of the question."""
        forms = self.analyzer.forms(word)
        return forms.is_stop or (self._is_english and forms.exact in ASKED_WITH["en"])

    @property
    def _is_english(self) -> bool:
        return self.language == "en"

    def _seen(self, unit: _Unit) -> Node:
        """Return where a passage speaks of a unit."""
        content = [word for word in unit.words if not self._is_stop(word)] or unit.words
        likely = (term for word in content for term in self.likely(word))
        return AnyOf((*map(self._evidence, content), *_synonyms([unit], 1.0), *likely))

    def _nearly(self, unit: _Unit) -> Iterator[Node]:
        """Yield what may be meant: words spelled nearly so, and the parts of a compound.

        Where there are none, the letters of a word strewn about: they find "kompostera hemma" for
        *hemkompost*, and without them nDCG@10 is .0008 less on squad_v2_sv_dev.
        """
        for word in unit.words:
            for row in self.analyzer.splits(word):
                yield AllOf(tuple(Term("part", part) for part in row))
            if likely := self.likely(word):
                yield AnyOf(likely)
            elif letters := self.letters(word):
                yield letters

    def likely(self, word: str) -> tuple[Term, ...]:
        """Return where the word is that one was misspelled for, else those most like it."""
        if self.speller is None:
            return ()
        if meant := self.speller.meant(word):
            return tuple(_word_and_parts(self.analyzer.forms(meant), SYNONYM, SYNONYM))
        return tuple(Term("exact", one, SYNONYM) for one in self.speller.alike(word))

    def letters(self, word: str) -> AnyOf | None:
        """Return where most of a word's letters stand in a row, four at a time; None if too few."""
        terms = [Term("gram", gram) for gram in dict.fromkeys(self.analyzer.forms(word).grams)]
        if len(terms) < FEWEST_GRAMS:
            return None
        return AnyOf(tuple(terms), minimum=ceil(len(terms) * GRAM_SHARE))

    def _scores(self, words: list[str]) -> Iterator[Node]:
        """Yield what ranks documents for the plain words of a question."""
        every = [self.analyzer.forms(word) for word in words]
        content = [at for at, word in enumerate(words) if not self._is_stop(word)] or range(
            len(words)
        )
        for at in content:
            times = NAMED if _is_name(words[at], first=at == 0) else 1.0
            yield from _word_and_parts(every[at], WORD * times, PART * times)
            yield Term("title", every[at].word, TITLE * times)
            yield from (Term("gram", gram, GRAM * times) for gram in every[at].grams)
        pairs = [f"{left.word}_{right.word}" for left, right in pairwise(every)]
        if self._is_english:
            english = [self.analyzer.forms(word, "en").word for word in words]
            for at in content:
                yield from self._in_english(words[at], WORD, PART)
            pairs += [f"{left}_{right}" for left, right in pairwise(english)]
        yield from (Term("pair", pair, PAIR) for pair in dict.fromkeys(pairs))


def _all(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts)) if parts else Everything()


def _synonyms(units: Iterable[_Unit], weight: float) -> Iterator[Node]:
    """Yield what ranks for the other words that say the same."""
    for unit in units:
        yield from (_in_a_row(row, weight * unit.worth) for row in unit.alternatives)


def _in_a_row(terms: tuple[str, ...], weight: float = 1.0) -> Node:
    if len(terms) == 1:
        return Term("word", terms[0], weight)
    return Phrase("word", tuple((term,) for term in terms), weight=weight)


def _also_above(node: Node) -> AnyOf:
    """Return where a passage, or a little what stands above it, has what a node looks for.

    Parts of compounds are left out above where there are whole words: every term costs (a third of
    the time that the passages of thirty documents took; 2026-11-23).
    """
    every = list(_looked_for(node))
    surest = [found for found in every if found.field not in {"part", "exact"}] or every
    above = [replace(found, field="title", weight=found.weight * HEADING) for found in surest]
    return AnyOf((node, *dict.fromkeys(above)))


def _looked_for(node: Node) -> Iterator[Term | Phrase]:
    match node:
        case Term() | Phrase():
            yield node
        case AllOf(parts) | AnyOf(parts) | Best(parts):
            for part in parts:
                yield from _looked_for(part)
        case _:
            pass


def _word_and_parts(forms: Forms, word: float, part: float) -> Iterator[Term]:
    """Yield a word and its parts, which weigh less each the more they are.

    Else a compound of three outweighs the rest of a question: nDCG@10 +.0012 on squad_v2_sv_dev and
    +.0004 on swequad_mc (2026-11-24).
    """
    yield Term("word", forms.word, word)
    yield from (Term("part", one, part / sqrt(len(forms.parts))) for one in forms.parts)


def _is_name(word: str, *, first: bool) -> bool:
    """Tell whether a word is written as names and numbers are; many begin a question with one."""
    return word[0].isdigit() or (word[0].isupper() and (not first or word.isupper()))
