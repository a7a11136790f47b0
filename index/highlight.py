"""A passage and the terms looked for in, the excerpt that answers with its words marked out."""

from __future__ import annotations

from dataclasses import dataclass

from index.engines import AllOf, AnyOf, Best, Node, Phrase, Term
from index.models import Excerpt, Mark, Passage
from index.sentences import clauses, sentences
from index.swedish import Analyzer, Token

EXCERPT_CHARS = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """The terms to mark, by the field they are found in."""

    exact: frozenset[str] = frozenset()
    word: frozenset[str] = frozenset()
    part: frozenset[str] = frozenset()

    @classmethod
    def of(cls, node: Node) -> Wanted:
        """Collect the terms of everything that gives a score."""
        found: dict[str, set[str]] = {"exact": set(), "word": set(), "part": set()}
        _collect(node, found)
        return cls(**{field: frozenset(terms) for field, terms in found.items()})


def excerpt(passage: Passage, wanted: Wanted, analyzer: Analyzer) -> Excerpt:
    """Return the sentences of a passage that hold the most of what was looked for."""
    found = _found(passage, wanted, analyzer)
    start, end = _window(passage.text, found)
    marks = tuple(
        Mark(token.start - start, token.end - start)
        for token, _ in found
        if start <= token.start and token.end <= end
    )
    return Excerpt(
        page=passage.page,
        page_label=None,
        offset=passage.offset + start,
        heading=passage.heading,
        text=passage.text[start:end],
        marks=marks,
    )


def marks(text: str, language: str, wanted: Wanted, analyzer: Analyzer) -> tuple[Mark, ...]:
    """Return every word of a whole text that was looked for."""
    passage = Passage("", None, 0, "", text, language)
    return tuple(Mark(token.start, token.end) for token, _ in _found(passage, wanted, analyzer))


def _collect(node: Node, found: dict[str, set[str]]) -> None:
    match node:
        case Term(field, text):
            if field in found:
                found[field].add(text)
        case Phrase(field, words):
            if field in found:
                found[field].update(text for word in words for text in word)
        case AllOf(parts) | AnyOf(parts) | Best(parts):
            for part in parts:
                _collect(part, found)
        case _:
            pass


def _found(
    passage: Passage, wanted: Wanted, analyzer: Analyzer
) -> list[tuple[Token, frozenset[str]]]:
    """Return the words of the passage that were looked for, each with the terms it is."""
    found = []
    for token in analyzer.tokens(passage.text):
        forms = analyzer.forms(token.text, passage.language)
        terms = (
            wanted.exact.intersection((forms.exact,))
            | wanted.word.intersection((forms.word,))
            | wanted.part.intersection((forms.word, *forms.parts))
        )
        if terms:
            found.append((token, terms))
    return found


def _window(text: str, found: list[tuple[Token, frozenset[str]]]) -> tuple[int, int]:
    """Return the run of whole units that fits and holds the most different words."""
    units = [
        unit
        for start, end in sentences(text)
        for unit in ([(start, end)] if end - start <= EXCERPT_CHARS else _short(text, start, end))
    ]
    best, best_score = (0, min(len(text), EXCERPT_CHARS)), -1.0
    for first, (start, _) in enumerate(units):
        for _, end in units[first:]:
            if end - start > EXCERPT_CHARS:
                break
            score = _density(found, start, end)
            if score > best_score:
                best, best_score = (start, end), score
    return best


def _short(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return clauses(text, start, end)


def _density(found: list[tuple[Token, frozenset[str]]], start: int, end: int) -> float:
    """Count different words first, then how often they come, then how much text is around."""
    inside = [terms for token, terms in found if start <= token.start and token.end <= end]
    different = len({term for terms in inside for term in terms})
    return different + 0.1 * min(len(inside), 9) + 0.05 * (end - start) / EXCERPT_CHARS
