"""A number as a stranger wrote it -> the number, or another where it is none that can be meant."""

from __future__ import annotations

MAX_DIGITS = 9
"""Of a page, a row, a place in a list. Python refuses to read more than 4 300, with a ValueError
that nobody expects of digits."""


def whole(text: str, otherwise: int = 0) -> int:
    """Return the whole number from 0 that a text is, `otherwise` for any other text."""
    return int(text) if len(text) <= MAX_DIGITS and text.isdecimal() else otherwise
