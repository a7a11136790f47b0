"""How a list is numbered, and its items one by one -> the marker that a reader sees at each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

BULLET = "•"
DEPTHS = 10  # Word has nine levels of a list, OpenDocument ten
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
MAX_ROMAN = 3999
_PLACE = re.compile(r"%(10|[1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    form: str = BULLET  # "1", "a", "A", "i", "I", "" for no number, or a bullet
    text: str = ""  # of the marker: "%1.%2" stands for the numbers of the first two levels
    start: int = 1


@dataclass(slots=True)
class NumberedList:
    """A list, with the numbers it has reached."""

    levels: Mapping[int, Level]  # by depth, from 0
    counts: dict[int, int] = field(default_factory=dict)

    def step(self, depth: int) -> str:
        """Return the marker of the next item at a depth; deeper levels begin again after it."""
        level = self.levels.get(depth, Level())
        self.counts[depth] = self.counts.get(depth, level.start - 1) + 1
        for deeper in range(depth + 1, DEPTHS):
            self.counts.pop(deeper, None)
        if level.form == BULLET:
            return BULLET
        return _PLACE.sub(lambda place: self._number(int(place[1]) - 1), level.text).strip()

    def _number(self, depth: int) -> str:
        level = self.levels.get(depth, Level("1"))
        return numeral(self.counts.get(depth, level.start), level.form)


def numeral(number: int, form: str) -> str:
    """Write a number as its form shows one; in digits where the form has no such number."""
    if not form:
        return ""
    lower = form.lower()
    if lower == "a" and number > 0:
        written = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)  # z, aa, bb
    elif lower == "i" and 0 < number <= MAX_ROMAN:
        written = _roman(number)
    else:
        return str(number)
    return written.upper() if form.isupper() else written


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        written += letters * count
    return written
