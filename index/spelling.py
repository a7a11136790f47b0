"""A word in, the collection's own word that was probably meant out.

The slips looked for are those that people make: a neighbouring key, a letter doubled or left out,
two letters that changed places, å ä ö typed without their marks.
"""

from __future__ import annotations

from math import log

from index.swedish import Analyzer
from index.vocabulary import Vocabulary, without_marks

MIN_LETTERS = 4  # shorter words have too many neighbours
RARE = 3  # a word in fewer documents may be a slip that got printed
MUCH_MORE = 50  # times as many documents, for a rare word to be taken for a slip
TWO_SLIPS_FROM = 9  # letters, for two slips to be looked for

# How unlikely a slip is, in the measure of ln(documents): e times as common makes up for 1.
MARKS, DOUBLED, SWAPPED, NEIGHBOUR_KEY, ONE_LETTER, OTHER_LETTER, FIRST_LETTER, TWO_SLIPS = (
    0.5, 0.5, 1.0, 1.0, 1.5, 3.0, 1.5, 4.0,
)  # fmt: skip

_ROWS = ("qwertyuiopå", "asdfghjklöä", "zxcvbnm")
_KEYS = {
    letter: (row, place) for row, keys in enumerate(_ROWS) for place, letter in enumerate(keys)
}


def correct(word: str, vocabulary: Vocabulary, analyzer: Analyzer) -> str | None:
    """Return the likeliest word of the collection; None where the word is well as it is."""
    typed = analyzer.forms(word).exact
    held = vocabulary.counts.get(typed, 0)
    if held >= RARE or len(typed) < MIN_LETTERS or not typed.isalpha():
        return None
    near = [other for other, _ in vocabulary.near(typed, 1)]
    near += vocabulary.plain(typed)
    if not near and len(typed) >= TWO_SLIPS_FROM:
        near = [other for other, _ in vocabulary.near(typed, 2)]
    least = max(held * MUCH_MORE, 1)
    likely = [
        (log(count) - slip_cost(typed, other), other)
        for other in set(near) - {typed}
        if (count := vocabulary.counts[other]) >= least
    ]
    return max(likely)[1] if likely else None


def slip_cost(typed: str, meant: str) -> float:
    """Return how unlikely it is that one word was typed for the other."""
    if without_marks(typed) == without_marks(meant):
        return MARKS
    start = next(
        (at for at, pair in enumerate(zip(typed, meant, strict=False)) if pair[0] != pair[1]),
        min(len(typed), len(meant)),
    )
    end = 0
    room = min(len(typed), len(meant)) - start
    while end < room and typed[-1 - end] == meant[-1 - end]:
        end += 1
    wrong, right = typed[start : len(typed) - end], meant[start : len(meant) - end]
    first = FIRST_LETTER if start == 0 else 0.0
    return first + _local_cost(wrong, right, before=typed[start - 1 : start])


def _local_cost(wrong: str, right: str, *, before: str) -> float:
    """Return the cost of typing one piece for another; `before` is the letter before it."""
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
