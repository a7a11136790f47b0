"""A passage and what was looked for in, the excerpt that answers with its words marked out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.engines import AllOf, AnyOf, Best, Node, Phrase, Term
from index.models import Excerpt, Mark, Passage
from index.sentences import clauses, cut, sentences
from index.swedish import Analyzer
from index.swedish.tokens import WORD, lowered, words

EXCERPT_CHARS = 300
_MOST_REPEATS = 9  # of a found word that count: a list of one word is no better answer


@dataclass(frozen=True, slots=True)
class _Found:
    """A word of the passage that was looked for."""

    mark: Mark
    asked: frozenset[int]  # which parts of the question it answers


class Highlighter:
    """Marks the words of one question."""

    def __init__(self, evidence: AnyOf, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._terms: dict[tuple[str, str], set[int]] = {}  # (field, term) -> parts of the question
        self._phrases: list[tuple[int, Phrase]] = []
        for number, part in enumerate(evidence.parts):
            self._collect(part, number)
        self._known: dict[tuple[str, str], frozenset[int]] = {}

    def excerpt(self, passage: Passage) -> Excerpt:
        """Return the sentences of a passage that answer the most, with their marks."""
        found = self._found(passage.text, passage.language)
        start, end = _window(passage.text, found)
        return Excerpt(
            page=passage.page,
            page_label=None,
            offset=passage.offset + start,
            heading=passage.heading,
            text=passage.text[start:end],
            marks=tuple(
                Mark(one.mark.start - start, one.mark.end - start)
                for one in found
                if start <= one.mark.start and one.mark.end <= end
            ),
        )

    def marks(self, text: str, language: str) -> tuple[Mark, ...]:
        """Return where the words looked for stand in any text."""
        return tuple(one.mark for one in self._found(text, language))

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
        """Return the words looked for, in order.

        Few words of a text are, so each distinct word is judged once, before any is located.
        """
        spoken = words(text)
        answers = {word: self._answers(word, language) for word in set(spoken)}
        asked = [answers[word] for word in spoken]
        for number, phrase in self._phrases:
            for place in self._occurrences(phrase, spoken, language):
                asked[place] |= {number}
        if not any(asked):
            return []
        places = (found.span() for found in WORD.finditer(lowered(text)))
        return [
            _Found(Mark(*place), parts) for place, parts in zip(places, asked, strict=True) if parts
        ]

    def _answers(self, word: str, language: str) -> frozenset[int]:
        """Return which parts of the question a word answers by itself."""
        key = (word, language)
        known = self._known.get(key)
        if known is None:
            forms = self._analyzer.forms(word, language)
            terms = [("exact", forms.exact), ("word", forms.word), ("part", forms.word)]
            terms += [("part", part) for part in forms.parts]
            found = [self._terms[term] for term in terms if term in self._terms]
            known = self._known[key] = frozenset().union(*found)
        return known

    def _occurrences(self, phrase: Phrase, spoken: Sequence[str], language: str) -> Iterator[int]:
        """Yield the places of a phrase's words, wherever it stands in full."""
        every = (self._analyzer.forms(word, language) for word in spoken)
        terms = [form.exact if phrase.field == "exact" else form.word for form in every]
        for first, term in enumerate(terms):
            if term in phrase.words[0]:
                yield from _completed(phrase, terms, first)


def _completed(phrase: Phrase, terms: Sequence[str], first: int) -> list[int]:
    """Return the places of the phrase that begins at `first`; none where it does not go on."""
    places = [first]
    room = phrase.slop
    for word in phrase.words[1:]:
        after = places[-1] + 1
        following = enumerate(terms[after : after + room + 1])
        step = next((at for at, term in following if term in word), None)
        if step is None:
            return []
        room -= step
        places.append(after + step)
    return places


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
    inside = [one.asked for one in found if start <= one.mark.start and one.mark.end <= end]
    parts = len(frozenset().union(*inside))
    return parts + 0.1 * min(len(inside), _MOST_REPEATS) + 0.05 * (end - start) / EXCERPT_CHARS
