"""The words of one collection in; those that begin, end or are spelled like another out."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from heapq import nlargest
from itertools import pairwise, takewhile

MAX_FORMS = 200
"""Words that a pattern may stand for; the most common are taken. More would find everything."""
MANY_WORDS = 200_000

_PLAIN = str.maketrans("åäöéèüáóç", "aaoeeuaoc")


class Vocabulary:
    """The words as written (lower case) of a committed index, with their documents' number."""

    def __init__(self, terms: Iterable[tuple[str, int]]) -> None:
        self.counts = dict(terms)

    def beginning(self, start: str) -> list[str]:
        """Return the words that begin so, the most common first."""
        at = bisect_left(self._sorted, start)
        return self._common(takewhile(lambda word: word.startswith(start), self._sorted[at:]))

    def ending(self, end: str) -> list[str]:
        """Return the words that end so, the most common first."""
        return self._common(word for word in self.counts if word.endswith(end))

    def near(self, word: str, edits: int) -> Iterator[tuple[str, int]]:
        """Yield the words at most so many edits away (1 or 2), each with how many they are.

        An edit is a letter more, less or other, or two neighbours that changed places.
        """
        letters, pairs = _letters(word), _pairs(word)
        for length in range(len(word) - edits, len(word) + edits + 1):
            # An edit brings and takes at most one letter, and three pairs: nearly all fall here.
            alike = [
                other
                for other_letters, other_pairs, other in self._by_length[length]
                if (letters ^ other_letters).bit_count() <= 2 * edits
                and (pairs ^ other_pairs).bit_count() <= 6 * edits
            ]
            for other in alike:
                distance = edit_distance(word, other, edits)
                if distance <= edits:
                    yield other, distance

    def plain(self, word: str) -> list[str]:
        """Return the words that are this one when their letters lose rings and dots."""
        return self._by_plain.get(without_marks(word), [])

    def _common(self, words: Iterable[str]) -> list[str]:
        return nlargest(MAX_FORMS + 1, words, key=lambda word: (self.counts[word], word))

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.counts)

    @cached_property
    def _by_length(self) -> defaultdict[int, list[tuple[int, int, str]]]:
        words: defaultdict[int, list[tuple[int, int, str]]] = defaultdict(list)
        for word in self._words:
            words[len(word)].append((_letters(word), _pairs(word), word))
        return words

    @cached_property
    def _by_plain(self) -> defaultdict[str, list[str]]:
        words: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._words:
            words[without_marks(word)].append(word)
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


def edit_distance(left: str, right: str, limit: int) -> int:
    """Return how many edits make one word the other; past the limit, some number above it."""
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


def _pairs(word: str) -> int:
    """Return a number with one bit for every two letters in a row; a few pairs share a bit."""
    bits = 0
    for one, other in pairwise(word):
        bits |= 1 << (ord(one) * 31 + ord(other)) % 251
    return bits


def _letters(word: str) -> int:
    """Return a number with one bit for every letter in the word."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits
