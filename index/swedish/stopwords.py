"""stopwords.txt -> the words that say nothing alone, and how their terms are kept apart."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from index.swedish.tables import read_words

STOP_MARK = "_"
"""Stands before the term of a stop word, which is the word itself and not its stem.

"ska" is a form of the verb *skola*, and *män* of *man*: by stems, *-skola* excluded 159 of 178
real documents about *barn*, and *män* found the pronoun.
"""


@cache
def stop_words() -> frozenset[str]:
    """Return the words of stopwords.txt."""
    return read_words(Path(__file__).with_name("stopwords.txt"))
