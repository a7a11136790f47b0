"""A passage and what was looked for -> the excerpt that answers, with its words marked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import or_

from index.engines import AllOf, AnyOf, Best, Node, Phrase, Term
from index.models import Excerpt, Mark, Passage
from index.sentences import clauses, cut, sentences, trim
from index.swedish import Analyzer, Forms, sure_terms
from index.swedish.references import printed
from index.swedish.tokens import WORD, lowered

EXCERPT_CHARS = 300
NEAR = 3  # words that may stand between the parts of a compound written apart
_MOST_REPEATS = 9  # of a found word that count: a list of one word is no better answer


@dataclass(frozen=True, slots=True)
class _Found:
    """A word of the passage that was looked for."""

    mark: Mark
    asked: int  # which parts of the question it answers, a bit each


class _Known(dict[str, Forms | None]):
    """The words of texts in one language: forms of those that share a term with the question."""

    def __init__(self, asked: frozenset[str], analyzer: Analyzer, language: str) -> None:
        super().__init__()
        self._asked, self._analyzer, self._language = asked, analyzer, language

    def __missing__(self, word: str) -> Forms | None:
        shares = not self._asked.isdisjoint(sure_terms(word, self._language))
        forms = self[word] = self._analyzer.forms(word, self._language) if shares else None
        return forms


class Highlighter:
    """Marks the words of one question.

    A part of a compound that was asked for is marked where another part of it stands near:
    *handel med människor* for människohandel, but neither *människor* nor *handel* alone. Alone it
    is marked in a passage of a document that was found by nothing better.
    """

    def __init__(self, evidence: AnyOf, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._parts = evidence.parts
        self._terms: dict[tuple[str, str], int] = {}  # (field, term) -> parts of the question
        self._compounds: list[tuple[int, frozenset[str]]] = []  # a part, and terms of its parts
        self._phrases: list[tuple[int, Phrase]] = []
        for number, part in enumerate(evidence.parts):
            self._collect(part, 1 << number)
        self._asks_for_laws = any(field == "part" and ":" in text for field, text in self._terms)
        self._known: dict[str, _Known] = {}  # by language
        self._asked = frozenset(text for _, text in self._terms).union(
            *(compound for _, compound in self._compounds),
            *(words for _, phrase in self._phrases for words in phrase.words),
        )

    def excerpts(self, passages: Sequence[Passage], *, told: bool = False) -> tuple[Excerpt, ...]:
        """Return an excerpt of each passage that has something to mark.

        Where none has, the parts of compounds are marked alone, so that a document shows why it was
        found, unless its title has `told` that; where there are none of these either, the first
        passage stands for the document.
        """
        for alone in (False,) if told else (False, True):
            found = [(one, self._found(one.text, one.language, alone=alone)) for one in passages]
            excerpts = [_excerpt(passage, words) for passage, words in found if words]
            if marked := tuple(excerpt for excerpt in excerpts if excerpt.marks):
                return marked
        return tuple(_excerpt(passage, ()) for passage in passages[:1])

    def excerpt(self, passage: Passage) -> Excerpt:
        """Return the sentences of a passage that answer the most, with their marks."""
        return _excerpt(passage, self._found(passage.text, passage.language))

    def share(self, title: str, passage: Passage) -> float:
        """Return how much of the question a title and one sentence under it have: 1 is all."""
        above = reduce(or_, (one.asked for one in self._found(title, passage.language)), 0)
        found = self._found(passage.text, passage.language)
        of_sentences, _ = _by_unit(sentences(passage.text), found)
        most = max(((above | asked).bit_count() for asked in of_sentences), default=0)
        return most / len(self._parts)

    def marks(self, text: str, language: str) -> tuple[Mark, ...]:
        """Return where the words looked for stand in any text."""
        return tuple(one.mark for one in self._found(text, language))

    def _collect(self, node: Node, bit: int) -> None:
        match node:
            case Term(field, text):
                self._terms[field, text] = self._terms.get((field, text), 0) | bit
            case Phrase():
                self._phrases.append((bit, node))
            case AllOf(parts) | AnyOf(parts) | Best(parts):
                compound = _compound(parts)
                if compound:
                    self._compounds.append((bit, compound))
                for part in parts:
                    if not (isinstance(part, Term) and part.field == "part" and compound):
                        self._collect(part, bit)
            case _:
                pass

    def _found(self, text: str, language: str, *, alone: bool = False) -> list[_Found]:
        """Return the words looked for, in order; parts of compounds together, or each `alone`."""
        spoken = lowered(text)
        if language not in self._known:
            self._known[language] = _Known(self._asked, self._analyzer, language)
        known = map(self._known[language].__getitem__, WORD.findall(spoken))
        maybe = {at: forms for at, forms in enumerate(known) if forms}
        laws = self._in_laws(text) if self._asks_for_laws else []
        if not maybe:
            return laws
        asked = {at: self._answers(forms) for at, forms in maybe.items()}
        for bit, compound in self._compounds:
            for at in _together(compound, maybe, least=1 if alone else 2):
                asked[at] |= bit
        for bit, phrase in self._phrases:
            for at in _occurrences(phrase, maybe):
                asked[at] |= bit
        answering = {at: bits for at, bits in asked.items() if bits}
        last = max(answering, default=-1)
        spans = [word.span() for word in islice(WORD.finditer(spoken), last + 1)]
        words = [_Found(Mark(*spans[at]), bits) for at, bits in answering.items()]
        return _merged(laws, words) if laws else words

    def _in_laws(self, text: str) -> list[_Found]:
        """Return the places in laws that were asked for, however they are written."""
        places: dict[tuple[int, int], int] = {}
        for one in printed(text):
            span = one.start, one.end
            places[span] = places.get(span, 0) | self._terms.get(("part", one.term), 0)
        return [_Found(Mark(*span), bits) for span, bits in sorted(places.items()) if bits]

    def _answers(self, forms: Forms) -> int:
        """Return which parts of the question a word answers by itself."""
        terms = [("exact", forms.exact), ("word", forms.word), ("part", forms.word)]
        terms += [("part", part) for part in forms.parts]
        return reduce(or_, [self._terms.get(term, 0) for term in terms])


def _merged(laws: Sequence[_Found], words: Sequence[_Found]) -> list[_Found]:
    """Return both in order, of words those that are no part of a place in a law."""
    apart = (
        word
        for word in words
        if not any(law.mark.start <= word.mark.start < law.mark.end for law in laws)
    )
    return sorted((*laws, *apart), key=lambda found: found.mark.start)


def _compound(parts: Sequence[Node]) -> frozenset[str]:
    """Return the parts of the compound that nodes ask for; none where they ask for no compound.

    A word that is no compound is among its own parts (`index.swedish.lemmas`).
    """
    terms = [part for part in parts if isinstance(part, Term)]
    whole = {term.text for term in terms if term.field == "word"}
    within = frozenset(term.text for term in terms if term.field == "part")
    return within if whole and len(within) > 1 and whole.isdisjoint(within) else frozenset()


def _together(compound: frozenset[str], maybe: Mapping[int, Forms], *, least: int) -> Iterator[int]:
    """Yield the places of words that have so many parts of a compound, with those near them."""
    having = [
        (at, parts)
        for at, forms in maybe.items()
        if (parts := compound.intersection((forms.word, *forms.parts)))
    ]
    for at, parts in having:
        near = (other for place, other in having if abs(place - at) <= NEAR + 1)
        if len(parts.union(*near)) >= least:
            yield at


def _occurrences(phrase: Phrase, maybe: Mapping[int, Forms]) -> Iterator[int]:
    """Yield the places of a phrase's words, wherever it stands in full."""
    terms = {
        at: forms.exact if phrase.field == "exact" else forms.word for at, forms in maybe.items()
    }
    for first, term in terms.items():
        if term in phrase.words[0]:
            yield from _completed(phrase, terms, first)


def _completed(phrase: Phrase, terms: Mapping[int, str], first: int) -> list[int]:
    """Return the places of the phrase that begins at `first`; none where it does not go on."""
    places = [first]
    room = phrase.slop
    for word in phrase.words[1:]:
        after = places[-1] + 1
        step = next((step for step in range(room + 1) if terms.get(after + step) in word), None)
        if step is None:
            return []
        room -= step
        places.append(after + step)
    return places


def _excerpt(passage: Passage, found: Sequence[_Found]) -> Excerpt:
    """Return the sentences of a passage in which most was found, with the words marked."""
    start, end = _window(passage.text, found)
    return Excerpt(
        page=passage.page,
        page_label=passage.page_label,
        offset=passage.offset + start,
        heading=passage.heading,
        text=passage.text[start:end],
        marks=tuple(
            Mark(one.mark.start - start, one.mark.end - start)
            for one in found
            if start <= one.mark.start and one.mark.end <= end
        ),
    )


def _window(text: str, found: Sequence[_Found]) -> tuple[int, int]:
    """Return the run of whole sentences, or clauses of long ones, that answers the most."""
    if len(text) <= EXCERPT_CHARS:
        return trim(text, 0, len(text)) or (0, 0)
    best = max(_windows(list(_units(text)), found), default=None)
    return (-best[1], best[2]) if best else (0, 0)


def _windows(
    units: Sequence[tuple[int, int]], found: Sequence[_Found]
) -> Iterator[tuple[float, int, int]]:
    """Yield the worth of the longest run from every unit on, with its place.

    A shorter one from there is worth no more. The place is so written that of runs worth the same
    the first is the greatest.
    """
    asked, counts = _by_unit(units, found)
    having = [place for place, count in enumerate(counts) if count] or range(len(units))
    after = 0
    for first, (start, _) in enumerate(units[: having[-1] + 1]):
        after = max(after, first + 1)
        while after < len(units) and units[after][1] - start <= EXCERPT_CHARS:
            after += 1
        if after <= having[0]:
            continue
        end = units[after - 1][1]
        parts = reduce(or_, asked[first:after])
        yield _worth(parts, sum(counts[first:after]), end - start), -start, end


def _by_unit(
    units: Sequence[tuple[int, int]], found: Sequence[_Found]
) -> tuple[list[int], list[int]]:
    """Return which parts of the question each unit answers, and with how many words."""
    asked, counts = [0] * len(units), [0] * len(units)
    starts = [start for start, _ in units]
    for one in found:
        at = bisect_right(starts, one.mark.start) - 1
        if at >= 0 and one.mark.end <= units[at][1]:
            asked[at] |= one.asked
            counts[at] += 1
    return asked, counts


def _units(text: str) -> Iterator[tuple[int, int]]:
    for start, end in sentences(text):
        if end - start <= EXCERPT_CHARS:
            yield start, end
        else:
            for clause in clauses(text, start, end):
                yield from cut(text, *clause, EXCERPT_CHARS)


def _worth(asked: int, count: int, length: int) -> float:
    """Count parts of the question first, then words that answer, then the text around them."""
    repeats = 0.1 * min(count, _MOST_REPEATS)
    return asked.bit_count() + repeats + 0.05 * length / EXCERPT_CHARS
