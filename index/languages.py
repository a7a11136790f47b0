"""A passage or a question -> the language it is analysed in: an English summary is English.

Only English is told apart: Swedish reports quote it and sum up in it, and its small words are none
of ours. Our neighbours share too many with us to be told by a few sentences.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

SMALL_WORDS = {"en": (" the ", " of ", " and "), "sv": (" och ", " att ", " av ")}
OTHER = {"en": "sv", "sv": "en"}
FEWEST = 4  # small words; a title that a passage cites has fewer
TIMES = 4  # as many as of the document's language: half of each stays the document's

ASKED_WITH = {
    "en": {
        *("the", "of", "and", "to", "in", "that", "by", "with", "from"),
        *("is", "are", "was", "were", "does", "did"),
        *("what", "who", "how", "which", "when", "where", "why"),
    },
    "sv": {
        *("och", "att", "det", "som", "en", "ett", "av", "i", "på", "för", "med", "den"),
        *("är", "var", "vad", "vem", "hur", "vilken", "vilket", "vilka", "när", "varför"),
    },
}
FEWEST_ASKED = 2


def language_asked(words: Iterable[str]) -> str:
    """Return the language (ISO 639-1) of a question: English, or else Swedish.

    *prostitution in Europe* is no sentence of either, and its words are looked for as Swedish.
    """
    typed = [word.lower() for word in words]
    english, swedish = (_among(typed, ASKED_WITH[language]) for language in ("en", "sv"))
    return "en" if english >= FEWEST_ASKED and english > 2 * swedish else "sv"


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


def _among(words: Iterable[str], known: Collection[str]) -> int:
    return sum(word in known for word in words)


def _small_words(spaced: str, language: str) -> int:
    return sum(map(spaced.count, SMALL_WORDS[language]))
