"""A document's text -> a sketch, and two sketches -> how much of the texts is the same.

words -> four in a row -> a number each -> the smallest SIZE of them

The smallest numbers of a set are a fair sample of it, so that those which two sketches share tell
how much the sets have in common (Broder, "On the resemblance and containment of documents", 1997,
bottom-k). One number a shingle rather than a hundred permutations; and a sketch is its own index:
documents that share none of the numbers have nothing in common that is worth a comparison.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from heapq import nsmallest
from typing import Final
from zlib import crc32

from ingest.models import SHOWN_ROLES, Block

SIZE: Final = 128
"""Of two texts that share half, 95 in 100 sketches say .42 to .58."""
FEWEST: Final = 40
"""With fewer shingles a text is a title or a form: alike for no reason."""
_WORDS: Final = re.compile(r"\w+")
_MASK: Final = (1 << 62) - 1  # an SQLite integer has a sign
_STEP: Final = 0x9E3779B97F4A7C15  # 2^64 divided by the golden ratio: spreads neighbouring numbers


def sketch(blocks: Iterable[Block]) -> tuple[int, ...]:
    """Return the sketch of a document's shown text, in order; empty where there is too little.

    Case, punctuation and the ends of lines are left out, and so is what a format does to them.
    """
    shown = " ".join(block.text for block in blocks if block.role in SHOWN_ROLES)
    seen: dict[str, int] = {}
    words = []
    for word in _WORDS.findall(shown.replace("-\n", "").lower()):
        number = seen.get(word)
        if number is None:
            number = seen[word] = crc32(word.encode())
        words.append(number)
    shingles = {
        _mixed(a + (b << 13) + (c << 29) + (d << 43))
        for a, b, c, d in zip(words, words[1:], words[2:], words[3:], strict=False)
    }
    return tuple(nsmallest(SIZE, shingles)) if len(shingles) >= FEWEST else ()


def likeness(left: tuple[int, ...], right: tuple[int, ...]) -> float:
    """Return the share of all shingles of two texts that both have, 0 to 1, as sketches tell it."""
    if not left or not right:
        return 0.0
    both = set(left) & set(right)
    # Beyond the last number of a whole sketch nothing is known of its text.
    known = min([one[-1] for one in (left, right) if len(one) == SIZE], default=_MASK)
    union = [number for number in nsmallest(SIZE, {*left, *right}) if number <= known]
    return sum(number in both for number in union) / len(union)


def _mixed(number: int) -> int:
    number = (number * _STEP) & 0xFFFFFFFFFFFFFFFF
    number ^= number >> 32
    number = (number * _STEP) & 0xFFFFFFFFFFFFFFFF
    return (number ^ (number >> 29)) & _MASK
