"""The places of the words of a phrase in one text -> how often they make the phrase."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence


def occurrences(places: Sequence[Sequence[int]], slop: int) -> int:
    """Count the places where a phrase begins: words in order, `slop` others between in all.

    The places of each word rise.
    """
    return sum(1 for start in places[0] if _ends(start, places, slop))


def _ends(start: int, places: Sequence[Sequence[int]], slop: int) -> bool:
    """Tell whether the words after the first follow; taking the nearest each time is best."""
    last = start
    for following in places[1:]:
        nearest = bisect_right(following, last)
        if nearest == len(following):
            return False
        last = following[nearest]
    return last - start - (len(places) - 1) <= slop
