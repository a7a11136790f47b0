"""Our tree of a question in, the engine's nodes that match, rank and show it out.

A word may be found as itself, as a part of a compound, as its parts near each other, and as a
synonym. All of these decide the match; letter groups only bring in and rank what follows after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from index.engines import AllOf, AnyOf, Best, Everything, Node, Phrase, Term, Without
from index.swedish import Analyzer
from index.tree import All, Either, Not, Pattern, Published, Quote, Reference, Tree, Value, Word
from index.values import quoted

# Weights searched on three collections were no better on others than these round ones.
PART, GRAM, PAIR, TITLE = 1.0, 0.5, 0.4, 0.6
NEAR = 3  # words that may stand between the parts of a compound written apart
GRAM_TENTHS = 6  # of a word's letter groups, for a word spelled otherwise to be taken for it
LONG = 5  # content words that make a question of a query
SHORT_SHARE, LONG_SHARE = 2, 3  # one word in so many must be there when words may be let off

Resolve: TypeAlias = Callable[[Pattern | Value | Published | Reference], Node]
"""Turns what needs the collection's own words and values (Pattern, Value …) into a node."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask an engine."""

    strict: Node  # every word and every demand
    loose: Node | None  # every demand and most of the words; None where nothing may be let off
    score: Node
    evidence: AnyOf  # ranks passages, and tells which words to look for in them
    words: int  # content words of the question


def plan(tree: Tree | None, analyzer: Analyzer, resolve: Resolve) -> Plan:
    """Return what to ask for a tree; None asks for everything."""
    parts = tree.parts if isinstance(tree, All) else (tree,) if tree else ()
    words = [part.text for part in parts if isinstance(part, Word)]
    demands = [_demand(part, analyzer, resolve) for part in parts if not isinstance(part, Word)]
    content = _content(words, analyzer)
    found = [_word(text, analyzer) for text in content]
    asked = [part for part in parts if not isinstance(part, Word)]
    return Plan(
        strict=_all([*found, *demands]),
        loose=_loose(content, demands, analyzer),
        score=AnyOf((*_scores(words, analyzer), *_positive(asked, analyzer, resolve))),
        evidence=AnyOf(
            (*(_evidence(text, analyzer) for text in content), *_positive(asked, analyzer, resolve))
        ),
        words=len(content),
    )


def _all(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts)) if parts else Everything()


def _content(words: list[str], analyzer: Analyzer) -> list[str]:
    """Return the words that decide: all but stop words, unless there is nothing else."""
    unique = list(dict.fromkeys(words))
    return [word for word in unique if not analyzer.forms(word).is_stop] or unique


def _loose(content: list[str], demands: list[Node], analyzer: Analyzer) -> Node | None:
    if not content:
        return None
    found = [Best((_word(text, analyzer), *_grams_match(text, analyzer))) for text in content]
    share = LONG_SHARE if len(content) >= LONG else SHORT_SHARE
    most = AnyOf(tuple(found), minimum=max(1, len(found) // share))
    return _all([most, *demands])


def _demand(part: Tree, analyzer: Analyzer, resolve: Resolve) -> Node:
    """Return the node of a part that is never let off."""
    match part:
        case Word(text):
            return _word(text, analyzer)
        case Not(excluded):
            return Without(Everything(), _demand(excluded, analyzer, resolve))
        case All(parts):
            return AllOf(tuple(_demand(inner, analyzer, resolve) for inner in parts))
        case Either(parts):
            return AnyOf(tuple(_demand(inner, analyzer, resolve) for inner in parts))
        case Quote(text, slop):
            return quoted(text, analyzer, slop)
        case Pattern() | Value() | Published() | Reference():
            return resolve(part)


def _positive(parts: Iterable[Tree], analyzer: Analyzer, resolve: Resolve) -> Iterator[Node]:
    """Yield what ranks besides plain words: quotes, patterns and what stands in brackets."""
    for part in parts:
        match part:
            case All(inner) | Either(inner):
                yield from _positive(inner, analyzer, resolve)
                yield from (
                    _evidence(word.text, analyzer) for word in inner if isinstance(word, Word)
                )
            case Quote() | Reference() | Pattern():
                yield _demand(part, analyzer, resolve)
            case _:
                pass


def _word(text: str, analyzer: Analyzer) -> Node:
    """Return where a word is found with certainty."""
    forms = analyzer.forms(text)
    found: list[Node] = [Term("word", forms.word), Term("part", forms.word)]
    if len(forms.parts) > 1:
        found += [
            Phrase("word", tuple((part,) for part in order), NEAR)
            for order in (forms.parts, forms.parts[::-1])
        ]
    return Best(tuple(found))


def _evidence(text: str, analyzer: Analyzer) -> Node:
    forms = analyzer.forms(text)
    parts = (Term("part", part, PART) for part in {forms.word, *forms.parts})
    return AnyOf((Term("word", forms.word), *sorted(parts, key=lambda term: term.text)))


def _grams_match(text: str, analyzer: Analyzer) -> Iterator[Node]:
    grams = tuple(Term("gram", gram) for gram in dict.fromkeys(analyzer.forms(text).grams))
    if len(grams) > 1:
        yield AnyOf(grams, minimum=-(-len(grams) * GRAM_TENTHS // 10))


def _scores(words: list[str], analyzer: Analyzer) -> Iterator[Node]:
    """Yield what ranks documents for the plain words of a question."""
    forms = [analyzer.forms(word) for word in words]
    only_stop = all(form.is_stop for form in forms)
    for form in forms:
        if form.is_stop and not only_stop:
            continue
        yield Term("word", form.word)
        yield Term("title", form.word, TITLE)
        yield from (Term("part", part, PART) for part in form.parts or (form.word,))
        yield from (Term("gram", gram, GRAM) for gram in form.grams)
    for left, right in pairwise(form.word for form in forms):
        yield Term("pair", f"{left}_{right}", PAIR)
