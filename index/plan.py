"""Our tree of a question in, the engine's nodes that match, rank and show it out.

A word is found as itself, in a compound, as its own parts near each other, and as a synonym: these
decide the match. Letters in a row only bring in and rank what follows after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from index.engines import AllOf, AnyOf, Best, Everything, Node, Phrase, Term, Without
from index.swedish import Analyzer, Forms
from index.tree import All, Either, Not, Pattern, Published, Quote, Reference, Tree, Value, Word
from index.values import quoted

# Weights of a field's score. The optimum is flat: weights searched on three collections were no
# better on others than these round ones. `word` and `part` weigh half in the document and half in
# its best passage: the same sum where a document is one passage, and no bonus for mere length
# where it is many (swequad_mc .875 -> .881, squad_v2_sv_dev the same; 2026-11-23).
WORD, PART, GRAM, PAIR, TITLE = 0.5, 0.5, 0.5, 0.6, 0.6

NEAR = 3  # words that may stand between the parts of a compound written apart
GRAM_TENTHS = 6  # of a word's letters in a row, for a word spelled otherwise to be taken for it
LONG = 5  # content words that make a question of a query
SHORT_SHARE, LONG_SHARE = 2, 3  # one word in so many must be there when words may be let off

Resolve: TypeAlias = Callable[[Pattern | Value | Published | Reference], Node]
"""Turns what needs the collection's own words and values (Pattern, Value …) into a node."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask an engine."""

    strict: Node  # every word and every demand
    loose: Node | None  # every demand and most of the words; None where nothing may be let off
    score: AnyOf  # ranks documents
    evidence: AnyOf  # ranks passages: one part for each thing to look for in them
    words: int  # content words of the question


@dataclass(frozen=True, slots=True)
class Planner:
    """Makes plans with one analysis and one collection's words and values."""

    analyzer: Analyzer
    resolve: Resolve

    def plan(self, tree: Tree | None) -> Plan:
        """Return what to ask for a tree; None asks for everything."""
        parts = tree.parts if isinstance(tree, All) else (tree,) if tree else ()
        words = [part.text for part in parts if isinstance(part, Word)]
        others = [part for part in parts if not isinstance(part, Word)]
        content = self._content(words)
        demands = [self._demand(part) for part in others]
        wanted = tuple(self._wanted(others))
        return Plan(
            strict=_all([*map(self._word, content), *demands]),
            loose=self._loose(content, demands),
            score=AnyOf((*self._scores(words), *wanted)),
            evidence=AnyOf((*map(self._evidence, content), *wanted)),
            words=len(content),
        )

    def _content(self, words: list[str]) -> list[str]:
        """Return the words that decide: all but stop words, unless there is nothing else."""
        unique = list(dict.fromkeys(words))
        return [word for word in unique if not self.analyzer.forms(word).is_stop] or unique

    def _loose(self, content: list[str], demands: list[Node]) -> Node | None:
        if not content:
            return None
        found = [Best((self._word(text), *self._spelled_nearly(text))) for text in content]
        share = LONG_SHARE if len(content) >= LONG else SHORT_SHARE
        most = AnyOf(tuple(found), minimum=max(1, len(found) // share))
        return _all([most, *demands])

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
        """Return where a word is found with certainty."""
        forms = self.analyzer.forms(text)
        apart = self.analyzer.splits(text)
        # Of a word that is no compound the parts are itself and what else it may be a form of.
        parts = (forms.word,) if apart else (forms.word, *forms.parts)
        found: list[Node] = [Term("word", forms.word)]
        found += [Term("part", part) for part in dict.fromkeys(parts)]
        found += [_near(order) for row in apart for order in (row, row[::-1])]
        return Best(tuple(found))

    def _evidence(self, text: str) -> Node:
        return AnyOf(tuple(_word_and_parts(self.analyzer.forms(text), 1.0, 1.0)))

    def _spelled_nearly(self, text: str) -> Iterator[Node]:
        grams = tuple(Term("gram", gram) for gram in dict.fromkeys(self.analyzer.forms(text).grams))
        if len(grams) > 1:
            yield AnyOf(grams, minimum=-(-len(grams) * GRAM_TENTHS // 10))

    def _scores(self, words: list[str]) -> Iterator[Node]:
        """Yield what ranks documents for the plain words of a question."""
        every = [self.analyzer.forms(word) for word in words]
        for forms in [forms for forms in every if not forms.is_stop] or every:
            yield from _word_and_parts(forms, WORD, PART)
            yield Term("title", forms.word, TITLE)
            yield from (Term("gram", gram, GRAM) for gram in forms.grams)
        for left, right in pairwise(every):
            yield Term("pair", f"{left.word}_{right.word}", PAIR)


def _all(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts)) if parts else Everything()


def _near(terms: tuple[str, ...]) -> Phrase:
    return Phrase("word", tuple((term,) for term in terms), NEAR)


def _word_and_parts(forms: Forms, word: float, part: float) -> Iterator[Term]:
    yield Term("word", forms.word, word)
    yield from (Term("part", one, part) for one in forms.parts)
