"""A word in lower case in, the one term that all its forms share out.

form -> lemma (dictionary; else that of a compound's last part) -> Snowball stem
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Protocol

import Stemmer
from simplemma.strategies.dictionaries.stream_dictionary_factory import StreamDictionaryFactory

from index.swedish.compounds import Compounds
from index.swedish.lexicon import Lexicon, lexicon

SNOWBALL = {
    "da": "danish",
    "de": "german",
    "en": "english",
    "fi": "finnish",
    "nb": "norwegian",
    "nn": "norwegian",
    "no": "norwegian",
}
"""The languages a passage can be in besides Swedish, which every other one is taken for."""

CACHED = 1 << 15  # words stemmed of late, most of them parts of many compounds


class Stems(Protocol):
    """What a language knows of its words."""

    def stem(self, word: str) -> str:
        """Return what all forms of the word share."""

    def parts(self, word: str) -> tuple[str, ...]:
        """Return the weaker terms of the word: its parts, and what else it can be a form of."""


class SnowballStems:
    """A language of which only the rules are known."""

    def __init__(self, name: str) -> None:
        self._stem = Stemmer.Stemmer(name, 0).stemWord

    def stem(self, word: str) -> str:
        """Return the Snowball stem."""
        return str(self._stem(word))

    def parts(self, word: str) -> tuple[str, ...]:
        """Return the stems of what hyphens join."""
        pieces = word.split("-")
        return tuple(self.stem(piece) for piece in pieces if piece) if len(pieces) > 1 else ()


class SwedishStems:
    """Swedish, with its dictionary and compounds."""

    def __init__(self, words: Lexicon | None = None) -> None:
        self._lexicon = words or lexicon()
        self._compounds = Compounds(self._lexicon)
        # The reader that keeps the dictionary packed: 21 MB, where a dict of it takes 104.
        self._lemmas = StreamDictionaryFactory().get_dictionary("sv")
        self._snowball = Stemmer.Stemmer("swedish", 0).stemWord
        self.stem = lru_cache(CACHED)(self._stem)

    def _stem(self, word: str) -> str:
        """Return the Snowball stem of the lemma."""
        return str(self._snowball(self._lemma(word)))

    def parts(self, word: str) -> tuple[str, ...]:
        """Return the stems of a compound's parts and of neighbouring parts together.

        Of a word that can be a form of several (händer: hand, hända), also the other stems.
        """
        main = self.stem(word)
        found: dict[str, None] = {}
        for piece in word.split("-"):
            found.update(dict.fromkeys(self._pieces(piece)))
        found.update((self._snowball(base), None) for base in self._lexicon.bases(word))
        return tuple(term for term in found if term and term != main)

    def _pieces(self, word: str) -> list[str]:
        parts = self._compounds.split(word)
        if len(parts) == 1:
            return [self.stem(word)]
        *firsts, _ = parts
        words = [self._compounds.base(part) for part in firsts]
        terms = [*map(self.stem, words), self.stem(parts[-1])]
        for start in range(len(parts) - 1):
            for end in range(start + 2, len(parts) + 1):
                last = words[end - 1] if end < len(parts) else parts[-1]
                terms.append(self.stem("".join(parts[start : end - 1]) + last))
        return terms

    def _lemma(self, word: str) -> str:
        known = self._lemmas.get(word)
        if known is not None:
            return known.lower()
        head, hyphen, last = word.rpartition("-")
        if hyphen:
            return head + hyphen + self._lemma(last)
        *firsts, last = self._compounds.split(word)
        if firsts:
            return "".join(firsts) + self._lemma(last)
        return next(iter(self._lexicon.bases(word)), word)


@cache
def stems(language: str) -> Stems:
    """Return what is known of a language (ISO 639-1), read at first use."""
    name = SNOWBALL.get(language)
    return SnowballStems(name) if name else SwedishStems()
