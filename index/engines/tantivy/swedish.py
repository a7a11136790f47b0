"""Text -> the terms of Tantivy's own Swedish analyser: the baseline that ours is held against.

simple tokenizer -> lower case -> stop words -> Snowball, as Lucene's Swedish analyser does
"""

from __future__ import annotations

from functools import cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer


def terms(text: str) -> list[str]:
    """Return the terms of a text, in order."""
    found: list[str] = _analyzer().analyze(text)
    return found


@cache
def _analyzer() -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase())
    return builder.filter(Filter.stopword("swedish")).filter(Filter.stemmer("swedish")).build()
