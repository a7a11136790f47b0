"""Text in, words as printed out, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Numbers stay whole over the marks that document numbers are written with (2016:70, 2017/18:123),
# words over hyphen, apostrophe and the colon of inflected abbreviations (e-post, EU:s); "och/eller"
# is two words. The section sign is a word, so that "1 §" is not any 1.
WORD = re.compile(r"\d+(?:[:/.,]\d+)+|[^\W_]+(?:[-\u2010\u2011'’:][^\W\d_]+)*|§")


@dataclass(frozen=True, slots=True)
class Token:
    """A word as printed, with its place in the text."""

    text: str
    start: int
    end: int


def lowered(text: str) -> str:
    """Return the text in lower case, every character in its place."""
    return text.replace("İ", "I").lower()  # the one letter whose lower case is longer


def tokenize(text: str) -> list[Token]:
    """Return the words of the text (NFC) with their places."""
    return [Token(text[m.start() : m.end()], *m.span()) for m in WORD.finditer(lowered(text))]


def words(text: str) -> list[str]:
    """Return the words of `tokenize`, in lower case and without their places."""
    return WORD.findall(lowered(text))
