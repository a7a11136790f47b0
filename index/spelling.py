"""A word -> the word that was probably meant: one of the collection, or one made of such.

known to the language? -> one slip from a word of the collection -> one slip from a form or a
compound that Swedish has -> two slips from a word of the collection

The slips that weigh least are those that people make: a neighbouring key, a letter doubled or left
out, two letters that changed places, å ä ö typed without their marks, a sound spelled another way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from heapq import nlargest
from math import log

from index.swedish import Analyzer
from index.swedish.analysis import GRAM_LENGTH, grams
from index.swedish.compounds import Compounds
from index.swedish.lexicon import Lexicon, lexicon
from index.vocabulary import Vocabulary, differing, one_edit_away, without_marks

MIN_LETTERS = 4  # shorter words have too many neighbours
MAX_LETTERS = 40  # a longer word is none, and has as many neighbours as letters in every place
KEPT = 1 << 12  # words corrected of late
GRAM_SHARE = 0.6  # of a word's letters in a row, for a word nearly it; half let "kvarkz" be found
FEWEST_GRAMS = 6  # of a word of eight letters; a shorter one's stand in too many others
ALIKE = 20  # words nearly one
MIN_HALF = 3  # letters of each half of a compound written apart
MIN_PART = 4  # letters of a compound's part that is looked into
RARE = 3  # a word in fewer documents may be a slip that got printed
MUCH_MORE = 100
"""Times as many documents, for a rare word to be taken for a slip: of 1 000 printed words 19 were;
with 50 times 24 were, 11 of them rightly (196 806 passages)."""
TWO_SLIPS_FROM = 9  # letters, for two slips to be looked for
UNSEEN = 0.5  # documents that a word counts for which Swedish has and the collection has not

# How unlikely a slip is, in the measure of ln(documents): e times as common makes up for 1.
MARKS, DOUBLED, SWAPPED, SOUND, NEIGHBOUR_KEY, ONE_LETTER, OTHER_LETTER, FIRST_LETTER, TWO_SLIPS = (
    0.5, 0.5, 1.0, 1.0, 1.0, 2.0, 3.0, 1.5, 4.0,
)  # fmt: skip

_SOUNDS = (
    "sj/sk sj/stj sk/stj tj/kj tj/k g/j ck/k å/o ä/e s/c k/c v/w v/f ks/x ch/sj dj/j hj/j lj/j"
)
SAME_SOUND = frozenset(frozenset(pair.split("/")) for pair in _SOUNDS.split())
"""Spellings of one sound in Swedish: those who write by ear take one for the other."""

_ROWS = ("qwertyuiopå", "asdfghjklöä", "zxcvbnm")
_KEYS = {
    letter: (row, place) for row, keys in enumerate(_ROWS) for place, letter in enumerate(keys)
}


class Speller:
    """Corrects words by one collection's own; safe to use from many threads."""

    def __init__(self, vocabulary: Vocabulary, analyzer: Analyzer) -> None:
        self._vocabulary = vocabulary
        self._analyzer = analyzer
        self._lexicon: Lexicon = lexicon()
        self._compounds = Compounds(self._lexicon)
        # One question asks several times.
        self.meant = lru_cache(KEPT)(self.correct)
        self._marked = lru_cache(KEPT)(self._with_marks)

    def correct(self, word: str) -> str | None:
        """Return the likeliest word; None where the word is well as it is, or none is near."""
        typed = self._analyzer.forms(word).exact
        if not MIN_LETTERS <= len(typed) <= MAX_LETTERS or not typed.isalpha():
            return None
        if self._is_known(typed) or self._vocabulary.count(typed) >= RARE:
            return None
        if self._is_compound(typed):
            return self._likeliest(typed, self._vocabulary.plain(typed))
        return (
            self._likeliest(typed, [*one_edit_away(typed), *self._unmarked(typed)])
            or self._likeliest(typed, self._swedish(typed), least=UNSEEN)
            or self._likeliest(typed, self._two_slips(typed))
        )

    def restored(self, word: str) -> str | None:
        """Return the word with its å, ä and ö, where the collection has it all but only so.

        None where it has them, or Swedish knows it without: *hora* is never *höra*.
        """
        return self._likeliest(self._analyzer.forms(word).exact, self._marked(word))

    def _with_marks(self, word: str) -> tuple[str, ...]:
        """Return the collection's words that one not Swedish may be, typed without marks."""
        typed = self._analyzer.forms(word).exact
        if not typed.isalpha() or self._is_known(typed):
            return ()
        return tuple(one for one in self._vocabulary.plain(typed) if one != typed)

    def alike(self, word: str) -> tuple[str, ...]:
        """Return the words of the collection most like one that no slip explains.

        Those it is without their marks; of one that the collection lacks, those that have most of
        its letters in a row, four at a time, and an end of it, the most common first. A word of
        fewer than eight letters has too few.
        """
        marked = self._marked(word)
        forms = self._analyzer.forms(word)
        wanted = set(forms.grams)
        few = len(wanted) < FEWEST_GRAMS
        if marked or few or self._vocabulary.count(forms.exact):
            return marked
        near = self._vocabulary.at_an_end(forms.exact, GRAM_LENGTH)
        enough = len(wanted) * GRAM_SHARE
        alike = (one for one in near if len(wanted.intersection(grams(one))) >= enough)
        return tuple(nlargest(ALIKE, alike, key=lambda one: (self._counts[one], one)))

    def joined(self, left: str, right: str) -> str | None:
        """Return the compound that two words are written apart of, where the collection has it."""
        words = (self._analyzer.forms(left), self._analyzer.forms(right))
        if any(one.is_stop or len(one.exact) < MIN_HALF for one in words):
            return None
        whole = (link.join(one.exact for one in words) for link in ("", "s"))
        return next((one for one in whole if self._vocabulary.count(one) >= RARE), None)

    def _likeliest(self, typed: str, words: Iterable[str], *, least: float = 1) -> str | None:
        """Return the best of some words; a rare one that is held needs a much more common one."""
        others = {word for word in words if word != typed}
        if not others:
            return None
        least = max(least, self._counts.get(typed, 0) * MUCH_MORE)
        likely = [
            (log(count) - slip_cost(typed, word), word)
            for word in others
            if (count := self._counts.get(word, UNSEEN)) >= least
        ]
        return max(likely)[1] if likely else None

    @property
    def _counts(self) -> Mapping[str, int]:
        return self._vocabulary.counts

    def _is_known(self, word: str) -> bool:
        names = self._lexicon.names
        known = bool(self._lexicon.bases(word)) or word in names
        return known or word.removesuffix("s") in names

    def _is_compound(self, word: str) -> bool:
        return len(self._compounds.split(word)) > 1

    def _swedish(self, typed: str) -> Iterator[str]:
        """Yield forms and compounds one slip away that need not stand in the collection."""
        likely = filter(self._lexicon.may_know, one_edit_away(typed))
        yield from filter(self._lexicon.bases, likely)
        yield from filter(self._is_compound, self._joined(typed))

    def _joined(self, typed: str) -> Iterator[str]:
        """Yield what may be compounds, one part of them a slip away from what was typed."""
        for cut in range(MIN_PART, len(typed) - MIN_PART + 1):
            first, last = typed[:cut], typed[cut:]
            if self._begins(first):
                yield from (first + word for word in one_edit_away(last) if word in self._counts)
                yield from (first + word for word in self._joined(last))
            elif self._lexicon.bases(last) or self._is_compound(last):
                yield from (part + last for part in one_edit_away(first) if self._begins(part))

    def _unmarked(self, typed: str) -> Iterator[str]:
        """Yield words typed without their marks, on such a keyboard with one slip besides."""
        slips = one_edit_away(typed) if typed == without_marks(typed) else ()
        for word in (typed, *slips):
            yield from self._vocabulary.plain(word)

    def _begins(self, part: str) -> bool:
        firsts = self._lexicon.firsts
        return part in firsts or part.removesuffix("s") in firsts

    def _two_slips(self, typed: str) -> list[str]:
        if len(typed) < TWO_SLIPS_FROM:
            return []
        return [word for word, _ in self._vocabulary.near(typed, 2)]


def slip_cost(typed: str, meant: str) -> float:
    """Return how unlikely it is that one word was typed for the other."""
    if without_marks(typed) == without_marks(meant):
        return MARKS
    start, wrong, right = differing(typed, meant)
    first = FIRST_LETTER if start == 0 else 0.0
    return first + _local_cost(wrong, right, before=typed[start - 1 : start])


def _local_cost(wrong: str, right: str, *, before: str) -> float:
    """Return the cost of typing one piece for another; `before` is the letter before it."""
    if frozenset((wrong, right)) in SAME_SOUND:
        return SOUND
    if len(wrong) + len(right) == 1:
        return DOUBLED if (wrong or right) == before else ONE_LETTER
    if wrong == right[::-1] and len(wrong) == 2:
        return SWAPPED
    if len(wrong) == len(right) == 1:
        return NEIGHBOUR_KEY if _neighbours(wrong, right) else OTHER_LETTER
    return TWO_SLIPS


def _neighbours(one: str, other: str) -> bool:
    if one not in _KEYS or other not in _KEYS:
        return False
    (row, place), (other_row, other_place) = _KEYS[one], _KEYS[other]
    return abs(row - other_row) <= 1 and abs(place - other_place) <= 1
