"""A word in lower case in, the one term that all its forms share out."""

from __future__ import annotations

import Stemmer
from simplemma import lemmatize

STEMMERS = {
    "sv": "swedish",
    "en": "english",
    "no": "norwegian",
    "nb": "norwegian",
    "nn": "norwegian",
    "da": "danish",
    "fi": "finnish",
    "de": "german",
}


class Stems:
    """The stems of one language; of an unknown one, Swedish."""

    def __init__(self, language: str = "sv") -> None:
        self._language = language if language in STEMMERS else "sv"
        self._stem = Stemmer.Stemmer(STEMMERS[self._language], 0).stemWord

    def of(self, word: str) -> str:
        """Return what all forms of the word share."""
        if self._language == "sv" and word.isalpha():
            word = lemmatize(word, lang="sv").lower()
        return str(self._stem(word))
