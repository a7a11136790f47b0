"""A passage in, the language it is analysed in out: a report's English summary is English.

Only English is told apart: Swedish reports quote it and sum up in it, and its small words are none
of ours. Our neighbours share too many with us to be told by a few sentences.
"""

from __future__ import annotations

SMALL_WORDS = {"en": (" the ", " of ", " and "), "sv": (" och ", " att ", " av ")}
OTHER = {"en": "sv", "sv": "en"}
FEWEST = 4  # small words; a title that a passage cites has fewer
TIMES = 4  # as many as of the document's language: half of each stays the document's


def language_of(text: str, document: str) -> str:
    """Return the language (ISO 639-1) of a passage in a document of a language.

    Counts in the text as it is: to take its words apart would cost half of what analysis does.
    """
    other = OTHER.get(document)
    if other is None:
        return document
    spaced = f" {text} ".lower().replace("\n", " ")
    found = _small_words(spaced, other)
    is_clear = found >= FEWEST and found >= TIMES * _small_words(spaced, document)
    return other if is_clear else document


def _small_words(spaced: str, language: str) -> int:
    return sum(map(spaced.count, SMALL_WORDS[language]))
