"""A passage and what was looked for in, the excerpt that answers with its words marked out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.engines import AllOf, AnyOf, Best, Node, Phrase, Term
from index.models import Excerpt, Mark, Passage
from index.sentences import clauses, cut, sentences
from index.swedish import Analyzer, Forms, Token

EXCERPT_CHARS = 300
_MOST_REPEATS = 9  # of a found word that count: a list of one word is no better answer


@dataclass(frozen=True, slots=True)
class _Found:
    """A word of the passage that was looked for."""

    token: Token
    asked: frozenset[int]  # which parts of the question it answers


class Highlighter:
    """Marks the words of one question."""

    def __init__(self, evidence: AnyOf, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._terms: dict[tuple[str, str], set[int]] = {}  # (field, term) -> parts of the question
        self._phrases: list[tuple[int, Phrase]] = []
        for number, part in enumerate(evidence.parts):
            self._collect(part, number)
        self._asked = lru_cache(maxsize=None)(self._answers)

    def excerpt(self, passage: Passage) -> Excerpt:
        """Return the sentences of a passage that answer the most, with their marks."""
        found = self._found(passage.text, passage.language)
        start, end = _window(passage.text, found)
        inside = (one.token for one in found if start <= one.token.start and one.token.end <= end)
        return Excerpt(
            page=passage.page,
            page_label=None,
            offset=passage.offset + start,
            heading=passage.heading,
            text=passage.text[start:end],
            marks=tuple(Mark(token.start - start, token.end - start) for token in inside),
        )

    def marks(self, text: str, language: str) -> tuple[Mark, ...]:
        """Return where the words looked for stand in any text."""
        found = self._found(text, language)
        return tuple(Mark(one.token.start, one.token.end) for one in found)

    def _collect(self, node: Node, number: int) -> None:
        match node:
            case Term(field, text):
                self._terms.setdefault((field, text), set()).add(number)
            case Phrase():
                self._phrases.append((number, replace(node, weight=1.0)))
            case AllOf(parts) | AnyOf(parts) | Best(parts):
                for part in parts:
                    self._collect(part, number)
            case _:
                pass

    def _found(self, text: str, language: str) -> list[_Found]:
        tokens = self._analyzer.tokens(text)
        asked = [self._asked(token.text, language) for token in tokens]
        if self._phrases:
            forms = [self._analyzer.forms(token.text, language) for token in tokens]
            for number, phrase in self._phrases:
                for place in _occurrences(phrase, forms):
                    asked[place] |= {number}
        return [_Found(token, parts) for token, parts in zip(tokens, asked, strict=True) if parts]

    def _answers(self, word: str, language: str) -> frozenset[int]:
        """Return which parts of the question a word answers by itself."""
        forms = self._analyzer.forms(word, language)
        terms = [("exact", forms.exact), ("word", forms.word)]
        terms += [("part", part) for part in (forms.word, *forms.parts)]
        return frozenset().union(*(self._terms.get(term, ()) for term in terms))


def _occurrences(phrase: Phrase, forms: Sequence[Forms]) -> Iterator[int]:
    """Yield the places of the words of a phrase, wherever it stands in full."""
    terms = [form.exact if phrase.field == "exact" else form.word for form in forms]
    for first in range(len(terms)):
        places = [first]
        room = phrase.slop
        for number, word in enumerate(phrase.words):
            after = first if number == 0 else places[-1] + 1
            window = terms[after : after + (room if number else 0) + 1]
            step = next((at for at, term in enumerate(window) if term in word), None)
            if step is None:
                break
            room -= step
            places = [after] if number == 0 else [*places, after + step]
        else:
            yield from places


def _window(text: str, found: Sequence[_Found]) -> tuple[int, int]:
    """Return the run of whole sentences, or clauses of long ones, that answers the most."""
    units = list(_units(text))
    spans = (
        (units[first][0], end)
        for first in range(len(units))
        for _, end in units[first:]
        if end - units[first][0] <= EXCERPT_CHARS
    )
    return max(spans, key=lambda span: _worth(found, *span), default=(0, 0))


def _units(text: str) -> Iterator[tuple[int, int]]:
    for start, end in sentences(text):
        if end - start <= EXCERPT_CHARS:
            yield start, end
        else:
            for clause in clauses(text, start, end):
                yield from cut(text, *clause, EXCERPT_CHARS)


def _worth(found: Sequence[_Found], start: int, end: int) -> float:
    """Count parts of the question first, then words that answer, then the text around them."""
    inside = [one.asked for one in found if start <= one.token.start and one.token.end <= end]
    parts = len(frozenset().union(*inside))
    return parts + 0.1 * min(len(inside), _MOST_REPEATS) + 0.05 * (end - start) / EXCERPT_CHARS
