"""The words of one collection -> those that begin, end or are spelled like another."""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from heapq import nlargest

MAX_FORMS = 200
"""Words that a pattern may stand for; the most common are taken. More would find everything."""
MANY_WORDS = 200_000
END_LETTERS = 5
"""Of a word, that those near it are looked for by. Of 130 000 words about 650 begin or end as one
with two slips may, with four letters 2 300 (2026-11-24)."""

_LETTERS = "abcdefghijklmnopqrstuvwxyzåäöé"
_PLAIN = str.maketrans("åäöéèüáóç", "aaoeeuaoc")


class Vocabulary:
    """The words as written (lower case) of a committed index, with their documents' number.

    All are read at first use, .7 s of processor time for 300 000 (2026-11-30). Until then `count`
    asks for one word alone, where it is told how: a question of known words needs no more.
    """

    def __init__(
        self,
        terms: Callable[[], Iterable[tuple[str, int]]],
        count: Callable[[str], int] | None = None,
    ) -> None:
        self._terms = terms
        self._count = count

    @cached_property
    def counts(self) -> dict[str, int]:
        """The words, each with how many documents have it."""
        return dict(self._terms())

    def count(self, word: str) -> int:
        """Return how many documents have a word."""
        if self._count is None or "counts" in self.__dict__:
            return self.counts.get(word, 0)
        return self._count(word)

    def beginning(self, start: str) -> list[str]:
        """Return the words that begin so, the most common first."""
        return self._common(_beginning(self._sorted, start))

    def ending(self, end: str) -> list[str]:
        """Return the words that end so, the most common first."""
        return self._common(word for word in self.counts if word.endswith(end))

    def near(self, word: str, edits: int) -> Iterator[tuple[str, int]]:
        """Yield the words at most so many edits away (1 or 2), each with how many they are.

        An edit is a letter more, less or other, or two neighbours that changed places.
        """
        letters = set(word)
        for other in self._alike_at_an_end(word, edits):
            if (
                abs(len(word) - len(other)) <= edits
                # An edit brings and takes at most one letter.
                and len(letters.symmetric_difference(other)) <= 2 * edits
                and (distance := edit_distance(word, other, edits)) <= edits
            ):
                yield other, distance

    def at_an_end(self, word: str, letters: int) -> set[str]:
        """Return the words that begin, or end, with as many letters of this one."""
        begin = _beginning(self._sorted_words, word[:letters])
        end = _beginning(self._sorted_reversed, word[::-1][:letters])
        return {*begin, *(other[::-1] for other in end)}

    def _alike_at_an_end(self, word: str, edits: int) -> set[str]:
        """Return the words that begin, or end, as this one may with one edit less.

        Not all edits between two words can fall in the first letters and all in the last: the ends
        are so short that no two neighbours that changed places lie in both.
        """
        length = min(END_LETTERS, (len(word) - 1) // 2)
        found: set[str] = set()
        for start in within_edits(word[:length], edits - 1):
            found.update(_beginning(self._sorted_words, start))
        for end in within_edits(word[::-1][:length], edits - 1):
            found.update(other[::-1] for other in _beginning(self._sorted_reversed, end))
        return found

    def plain(self, word: str) -> list[str]:
        """Return the words that are this one when their letters lose rings and dots."""
        return self._by_plain.get(without_marks(word), [])

    def _common(self, words: Iterable[str]) -> list[str]:
        return nlargest(MAX_FORMS + 1, words, key=lambda word: (self.counts[word], word))

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.counts)

    @cached_property
    def _sorted_words(self) -> list[str]:
        return sorted(self._words)

    @cached_property
    def _sorted_reversed(self) -> list[str]:
        return sorted(word[::-1] for word in self._words)

    @cached_property
    def _by_plain(self) -> defaultdict[str, list[str]]:
        words: defaultdict[str, list[str]] = defaultdict(list)
        plain = without_marks("\n".join(self._words)).split("\n")  # one by one takes twice as long
        for without, word in zip(plain, self._words, strict=True):
            words[without].append(word)
        return words

    @cached_property
    def _words(self) -> list[str]:
        """Return what a slip may have been meant for; of very many words, those in two documents.

        Half of a large vocabulary stands in one document alone, and much of that is slips itself.
        """
        least = 1 if len(self.counts) < MANY_WORDS else 2
        return [word for word, count in self.counts.items() if count >= least and word.isalpha()]


def without_marks(word: str) -> str:
    """Return the word as typed on a keyboard without å, ä, ö and accents."""
    return word.translate(_PLAIN)


def within_edits(word: str, edits: int) -> set[str]:
    """Return the word, and what it may become by so many edits (0 or more) with Swedish letters."""
    words = {word}
    for _ in range(edits):
        words |= {slip for one in words for slip in one_edit_away(one)}
    return words


def one_edit_away(word: str) -> Iterator[str]:
    """Yield what is one letter more, less or other, or has two neighbours in each other's place."""
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        rest = after[1:]
        for letter in _LETTERS:
            yield before + letter + after
            if after:
                yield before + letter + rest
        if after:
            yield before + rest
        if rest:
            yield before + rest[0] + after[0] + rest[1:]


def _beginning(words: list[str], start: str) -> list[str]:
    """Return those of sorted words that begin so."""
    return words[bisect_left(words, start) : bisect_left(words, start + chr(sys.maxunicode))]


def differing(left: str, right: str) -> tuple[int, str, str]:
    """Return where two words begin to differ, and what of each differs."""
    room = min(len(left), len(right))
    start = next((at for at in range(room) if left[at] != right[at]), room)
    room -= start
    end = next((at for at in range(room) if left[-1 - at] != right[-1 - at]), room)
    return start, left[start : len(left) - end], right[start : len(right) - end]


def edit_distance(left: str, right: str, limit: int) -> int:
    """Return how many edits make one word the other; past the limit, some number above it."""
    _, left, right = differing(left, right)
    before: list[int] = []
    last = list(range(len(right) + 1))
    for row, letter in enumerate(left, start=1):
        now = [row]
        for column, other in enumerate(right, start=1):
            least = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != other))
            if row > 1 and column > 1 and left[row - 2 : row] == right[column - 2 : column][::-1]:
                least = min(least, before[column - 2] + 1)
            now.append(least)
        if min(now) > limit:
            return limit + 1
        before, last = last, now
    return last[-1]
