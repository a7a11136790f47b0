"""A text -> the language it is in, by its letters and how often its small words occur."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import tomlfile

WORDS: Final = Path(__file__).with_name("function_words.toml")
MAX_CHARS: Final = 20_000
"""Enough of a text to tell by; more changed no answer on the real files."""
MIN_WORDS: Final = 3
"""Fewer small words than this say nothing."""
MIN_SHARE: Final = 0.04
"""The share of a text's words that a language's small words have at least: .05 in the tables and
forms among the real files, .02 in a text of a language that is not known here (Vietnamese)."""
OTHER_LETTERS: Final = re.compile(r"[\u0370-\u1fff\u3040-\ud7af]")
"""Letters of no Latin alphabet."""
SCRIPTS: Final = tuple(
    (language, re.compile(letters), share)
    for language, letters, share in (
        # The letters that one language alone has go before those it shares with another.
        ("ja", r"[\u3041-\u3096\u30a1-\u30fa]", 0.05),
        ("ko", r"[\uac00-\ud7af]", 0.2),
        ("zh", r"[\u4e00-\u9fff]", 0.5),
        ("uk", r"[іїєґІЇЄҐ]", 0.02),
        ("ru", r"[\u0400-\u04ff]", 0.5),
        ("el", r"[\u0370-\u03ff]", 0.5),
        ("he", r"[\u0590-\u05ff]", 0.5),
        ("fa", r"[پچژگ]", 0.02),
        ("ar", r"[\u0600-\u06ff]", 0.5),
        ("th", r"[\u0e00-\u0e7f]", 0.5),
    )
)
"""A language, its letters, and the share of all letters that they have in its texts."""


def detect(text: str) -> tuple[str, float] | None:
    """Return language (ISO 639-1) and certainty, or None where the text does not say."""
    begun = text[:MAX_CHARS]
    words = re.findall(r"[^\W\d_]+", begun.casefold())
    letters = sum(map(len, words))
    if (others := len(OTHER_LETTERS.findall(begun))) > letters / 2:
        language = _by_script(begun, letters)
        return (language, min(1.0, round(others / letters, 2))) if language else None
    return _by_words(words)


def _by_script(text: str, letters: int) -> str | None:
    for language, own, share in SCRIPTS:
        if len(own.findall(text)) >= share * letters:
            return language
    return None


def _by_words(words: list[str]) -> tuple[str, float] | None:
    counted = Counter(words)
    points = {
        language: sum(weight * counted[word] for word, weight in own.items())
        for language, own in _weights().items()
    }
    first, second = sorted(points, key=lambda language: points[language], reverse=True)[:2]
    found = sum(counted[word] for word in _weights()[first])
    if found < max(MIN_WORDS, MIN_SHARE * len(words)):
        return None
    return first, round(points[first] / (points[first] + points[second]), 2)


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    """Return each language's words; a word of several languages counts less for each."""
    lists = {
        language: frozenset(str(words).split())
        for language, words in tomlfile.load(WORDS).table.items()
    }
    sharing = {
        word: sum(word in other for other in lists.values())
        for words in lists.values()
        for word in words
    }
    return {
        # In one order, else the sum of two runs differs in its last digit.
        language: {word: 1 / sharing[word] for word in sorted(words)}
        for language, words in lists.items()
    }
