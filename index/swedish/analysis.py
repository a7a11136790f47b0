"""Text -> the terms of every field of `index.schema`.

text -> words (tokens) -> forms, once per distinct word -> fields, terms joined by one space
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from index.schema import TEXT_FIELDS
from index.swedish.lemmas import SNOWBALL, stems, term
from index.swedish.lexicon import lexicon
from index.swedish.references import laws, references
from index.swedish.stopwords import stop_words
from index.swedish.synonyms import Synonyms
from index.swedish.tokens import Token, tokenize, words

RULES_VERSION = 5
"""Raised when code in this package makes other terms of the same text."""

GRAM_LENGTH = 4
BEGINNING = "^"  # of a word; stands in no word
LONGEST_WORD = 64  # letters; what is longer is base64, a formula or text that lost its spaces
RUN = 1 << 9  # words made into columns at once

WORDS_KEPT = 3 << 15
"""Distinct words a generation of the cache holds, about 90 MB. Of the 200 000 in 100 MB of official
texts the 100 000 commonest are 99 % of all words, and 80 000 come once (2026-11-23)."""


@dataclass(frozen=True, slots=True)
class Forms:
    """The terms of one word, by certainty."""

    exact: str
    word: str
    parts: tuple[str, ...]
    grams: tuple[str, ...]
    is_stop: bool


class _Ready(NamedTuple):
    """The terms of one word as they are joined: all but pairs bring the space before them."""

    word: str
    pair: str  # the end of a pair with the word before, and the beginning of one with the next
    part: str
    gram: str


class _Cache(dict[str, _Ready]):
    """Words made ready, in two generations: what comes again stays, the rest goes."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self._older: dict[str, _Ready] = {}

    def __missing__(self, word: str) -> _Ready:
        if len(self) >= WORDS_KEPT:
            self._older = dict(self)
            self.clear()
        known = self._older.get(word)
        ready = self[word] = known or _made_ready(word, self._language)
        return ready


class Analyzer:
    """Turns text and words into terms, the same way for what is indexed and what is asked."""

    def __init__(self, synonyms: Synonyms | None = None) -> None:
        self.synonyms = synonyms or Synonyms()  # for questions; they shape no term
        self.stamp = stamp()
        self.caches: dict[str, _Cache] = {}

    def tokens(self, text: str) -> list[Token]:
        """Return the words of the text as printed, with their places."""
        return tokenize(text)

    def forms(self, word: str, language: str = "sv") -> Forms:
        """Return the terms of one word."""
        return _forms(word.lower(), language)

    def fields(
        self, text: str, language: str = "sv", wanted: Collection[str] = (*TEXT_FIELDS, "title")
    ) -> dict[str, str]:
        """Return the terms of each wanted field, joined by one space."""
        language = language if language in SNOWBALL else "sv"
        cache = self.caches.get(language)
        if cache is None:
            cache = self.caches[language] = _Cache(language)
        found = words(text)
        if not found:
            return dict.fromkeys(wanted, "")
        columns = _columns(list(map(cache.__getitem__, found)))
        fields = {field: _joined(field, columns) for field in wanted if field != "exact"}
        if "exact" in wanted:
            fields["exact"] = " ".join(found)
        if "part" in wanted and ("§" in text or not laws().keys().isdisjoint(found)):
            fields["part"] = " ".join(filter(None, (fields["part"], *references(text))))
        return fields

    def english(self, word: str) -> str | None:
        """Return the English term of a word that Swedish lacks; None where ours is the same.

        A Swedish word by English rules would be another one: *handling* would be *handl*, which is
        our term of *handla*.
        """
        typed = word.lower()
        is_swedish = lexicon().bases(typed) or self.splits(typed)
        found = term(typed, "en")
        return None if is_swedish or found == term(typed) else found

    def splits(self, word: str) -> tuple[tuple[str, ...], ...]:
        """Return the rows of `word` terms that say the same as a Swedish compound, in its order.

        människohandelsoffer: människohandel offer, människa handelsoffer, människa handel offer.
        """
        return stems("sv").splits(word.lower())


def _columns(ready: list[_Ready]) -> dict[str, str]:
    """Return the terms of every word, a field a text.

    In runs, as turning the rows of a report of 100 000 words at once takes three times as long.
    """
    runs = (ready[start : start + RUN] for start in range(0, len(ready), RUN))
    turned = ["".join(column) for run in runs for column in zip(*run, strict=True)]
    width = len(_Ready._fields)
    return {field: "".join(turned[n::width]) for n, field in enumerate(_Ready._fields)}


def _joined(field: str, columns: Mapping[str, str]) -> str:
    terms = columns["word"][1:]
    if field in {"word", "title"}:
        return terms
    column = columns[field]
    if field == "pair":  # the first word ends no pair, the last one begins none
        first, last = terms.find(" "), terms.rfind(" ")
        return column[first + 1 : last - len(terms) - 1] if first >= 0 else ""
    return column[1:]


def _made_ready(word: str, language: str) -> _Ready:
    forms = _forms.__wrapped__(word, language)  # kept here, so not among the questions' words
    return _Ready(
        word=f" {forms.word}",
        pair=f"{forms.word} {forms.word}_",
        part=" ".join(("", *forms.parts)),
        gram=" ".join(("", *forms.grams)),
    )


@lru_cache(1 << 16)
def _forms(word: str, language: str) -> Forms:
    known = stems(language)
    is_stop = word in stop_words()
    return Forms(
        exact=word,
        word=term(word, language),
        parts=() if is_stop else known.parts(word),
        grams=() if is_stop else grams(word),
        is_stop=is_stop,
    )


@lru_cache(1 << 16)
def sure_terms(word: str, language: str) -> tuple[str, ...]:
    """Return the terms by which a word in lower case is found with certainty."""
    forms = _forms(word, language)
    return (forms.exact, forms.word, *forms.parts)


def grams(word: str) -> tuple[str, ...]:
    """Return four letters in a row, from every place in the word; its beginning counts as a letter.

    The beginning tells inflected and compounded forms from chance likeness: nDCG@10 .885 -> .888
    on squad_v2_sv_dev, .881 -> .882 on swequad_mc. An end as well gave no more.
    """
    if not 1 < len(word) <= LONGEST_WORD:
        return ()
    marked = BEGINNING + word
    last = max(len(marked) - GRAM_LENGTH, 0)
    return tuple(marked[start : start + GRAM_LENGTH] for start in range(last + 1))


@lru_cache(1)
def stamp() -> str:
    """Return a text that differs where terms may: of our rules and data, and the packages'."""
    folder = Path(__file__).parent
    data = [*sorted(folder.glob("*.toml")), *sorted(folder.glob("*.txt"))]
    digest = sha256(b"".join(path.read_bytes() for path in data)).hexdigest()[:12]
    packages = (version(package) for package in ("hunspell-sv", "simplemma", "PyStemmer"))
    return ".".join((f"{RULES_VERSION}-{digest}", *packages))
