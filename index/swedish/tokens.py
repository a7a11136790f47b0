"""Text -> its words as printed, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Words stay whole over hyphen, apostrophe and the colon of inflected abbreviations (e-post, EU:s),
# numbers over the marks that document numbers are written with (2016:70, 2017/18:123); "och/eller"
# is two words, 2018-2021 two years. The section sign is a word, so that "1 §" is not any 1.
# Possessive, as nothing that follows a word can make it shorter, but not over the brackets: Python
# before 3.11.5 (Debian 12 has 3.11.2) loses the last letter of a word then (python/cpython#106052).
WORD = re.compile(r"\w++(?:[-‐‑'’:][^\W\d]\w*+|(?<=\d)[:/.,]\d\w*+)*|§")


@dataclass(frozen=True, slots=True)
class Token:
    """A word as printed, with its place in the text."""

    text: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """Return the words of the text (NFC) with their places."""
    return [Token(text[m.start() : m.end()], *m.span()) for m in WORD.finditer(lowered(text))]


def words(text: str) -> list[str]:
    """Return the words of `tokenize`, in lower case and without their places."""
    found: list[str] = WORD.findall(lowered(text))
    return found


def lowered(text: str) -> str:
    """Return the text in lower case, every character in its place.

    One letter has a longer lower case, and one mark would pass for a letter.
    """
    return text.replace("İ", "i").replace("_", " ").lower()
