"""The number of a list item and how its list is numbered -> the marker a reader sees."""

from __future__ import annotations

BULLET = "•"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
MAX_ROMAN = 3999


def numeral(number: int, form: str) -> str:
    """Write a number as its form shows one: "1", "a", "A", "i" or "I"; what has no such as "1"."""
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
