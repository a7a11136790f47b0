"""A text -> the language it is written in, by how often the language's small words occur."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import tomlfile

WORDS = Path(__file__).with_name("function_words.toml")
MAX_CHARS = 20_000
"""Enough of a text to tell by; more changed no answer on the real files."""
MIN_WORDS = 3
"""Fewer small words than this say nothing."""


def detect(text: str) -> tuple[str, float] | None:
    """Return language (ISO 639-1) and certainty, or None where the text is too short to say."""
    words = Counter(re.findall(r"[^\W\d_]+", text[:MAX_CHARS].casefold()))
    points = {
        language: sum(weight * words[word] for word, weight in weights.items() if word in words)
        for language, weights in _weights().items()
    }
    small = frozenset().union(*_weights().values())
    if sum(count for word, count in words.items() if word in small) < MIN_WORDS:
        return None
    first, second = sorted(points, key=lambda language: points[language], reverse=True)[:2]
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
