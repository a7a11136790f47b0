"""Text in, the terms of every field of `index.schema` out.

text -> words (tokens) -> forms, once per distinct word -> fields, terms joined by one space
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from index.schema import TERM_FIELDS
from index.swedish.lemmas import STEMMERS, Stems
from index.swedish.tokens import Token, tokenize, words

GRAM_LENGTH = 4
FOLD = str.maketrans("åäöéèüæø", "aaoeeuao")


@dataclass(frozen=True, slots=True)
class Forms:
    """The terms of one word, by certainty."""

    exact: str
    word: str
    parts: tuple[str, ...]
    grams: tuple[str, ...]
    folded: str | None
    is_stop: bool


def read_stop_words() -> frozenset[str]:
    """Return the words of stopwords.txt; lines with # are remarks."""
    lines = (Path(__file__).parent / "stopwords.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


class Analyzer:
    """Turns text and words into terms, the same way for what is indexed and what is asked."""

    def __init__(self) -> None:
        self.stamp = "1"
        self._stems = {language: Stems(language) for language in STEMMERS}
        self._forms: dict[tuple[str, str], Forms] = {}
        self._stop = read_stop_words()

    def tokens(self, text: str) -> list[Token]:
        """Return the words of the text as printed, with their places."""
        return tokenize(text)

    def forms(self, word: str, language: str = "sv") -> Forms:
        """Return the terms of one word."""
        word = word.lower()
        key = (language, word)
        found = self._forms.get(key)
        if found is None:
            found = self._forms[key] = self._analyse(word, language)
        return found

    def fields(
        self, text: str, language: str = "sv", wanted: Collection[str] = tuple(TERM_FIELDS)
    ) -> dict[str, str]:
        """Return the terms of each wanted field, joined by one space."""
        forms = [self.forms(word, language) for word in words(text)]
        terms = [form.word for form in forms]
        every = {
            "exact": [form.exact for form in forms],
            "word": terms,
            "part": [part for form in forms for part in form.parts],
            "gram": [gram for form in forms for gram in form.grams],
            "pair": [f"{left}_{right}" for left, right in pairwise(terms)],
            "title": terms,
            "folded": [form.folded for form in forms if form.folded],
        }
        return {field: " ".join(every[field]) for field in wanted}

    def _analyse(self, word: str, language: str) -> Forms:
        stem = self._stems.get(language, self._stems["sv"]).of(word)
        is_stop = word in self._stop
        grams = [word[i : i + GRAM_LENGTH] for i in range(len(word) - GRAM_LENGTH + 1)]
        folded = word.translate(FOLD)
        return Forms(
            exact=word,
            word=stem,
            parts=tuple(part for part in stem.split("-") if part and part != stem),
            grams=() if is_stop or len(word) <= GRAM_LENGTH else tuple(grams),
            folded=folded if folded != word else None,
            is_stop=is_stop,
        )
