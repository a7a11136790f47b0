"""A Swedish word in lower case -> its parts as printed: människo, handels, offer.

The word list says what begins compounds and what ends them; compounds.toml corrects it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import tomlfile
from index.swedish.lexicon import Lexicon, lexicon

DATA = Path(__file__).with_name("compounds.toml")
SHORTEST, LONGEST = 6, 40
"""Letters of a word that is looked into; what is longer is glued together or no word at all."""


LINKED_BY_S = ("hets", "ings", "ions", "skaps", "tets")
"""Words of these endings join with an s, whether the list says so or not (skriftlighetskrav)."""

MADE_FIRSTS = (*LINKED_BY_S, "ande", "ende")
"""The endings of what begins compounds without the list's saying so; of verbs as they are."""
MADE_LETTERS = frozenset(ending[-1] for ending in MADE_FIRSTS)

DEFINITE = re.compile(r".{4,}(?:en|et|n|na)s?$")
"""An institution's name ends in a noun in its definite form (Europadomstolen). A person's or a
place's does not (Söderström, Centraleuropa), and its parts say nothing."""

CACHED = 1 << 15


class Compounds:
    """Splits words; the same word always in the same way."""

    def __init__(self, words: Lexicon | None = None) -> None:
        self._lexicon = words = words or lexicon()
        table = dict(tomlfile.load(DATA).table)
        self._stands_for: dict[str, str] = table.pop("stands_for")
        data = {key: frozenset(value.split()) for key, value in table.items()}
        self._lasts = frozenset(form for word in data["last"] for form in words.forms(word))
        self._names = frozenset(
            form for name in words.names for form in (name, name + "s") if len(form) > 3
        )
        self._whole = {name for name in self._names if not DEFINITE.match(name)}
        self._whole.update(form for word in data["whole"] for form in words.forms(word))
        self._never_first = data["particles"] | data["never_first"]
        self._never_last = data["particles"] | data["never_last"]
        self._firsts = data["first"] | {
            part for part in words.firsts if len(part) > 2 and part not in self._never_first
        }
        self._ends = lru_cache(CACHED)(self._can_end)
        self._cover = lru_cache(CACHED)(self._find_cover)
        self._firsts_of = lru_cache(CACHED)(self._split_first)
        self.split = lru_cache(CACHED)(self._split)

    def _split(self, word: str) -> tuple[str, ...]:
        """Return the parts, the linking letters with the part before; (word,) where it is one."""
        if not SHORTEST <= len(word) <= LONGEST or word in self._whole:
            return (word,)
        *firsts, last = self._cover(word) or self._institution(word) or (word,)
        if not firsts:
            return (word,)
        return (*(part for first in firsts for part in self._firsts_of(first)), *self.split(last))

    def base(self, part: str) -> str:
        """Return the word that a first part stands for: arbets -> arbete, gatu -> gata."""
        if part in self._stands_for:
            return self._stands_for[part]
        if part.endswith("s") and len(part) > 3 and self._lexicon.is_word(part[:-1]):
            return part[:-1]
        known = self._lexicon.firsts.get(part, part)
        if known != part:
            return known
        return next((word for word in _unlinked(part) if self._lexicon.is_word(word)), part)

    def _find_cover(self, word: str) -> tuple[str, ...]:
        """Return the fewest parts, the first as long as it can be; () where there are none."""
        cuts = self._cuts(word)
        for first, last in cuts:
            if self._ends(last):
                return (first, last)
        covers = ((first, *rest) for first, last in cuts if (rest := self._cover(last)))
        return min(covers, key=len, default=())

    def _cuts(self, word: str) -> list[tuple[str, str]]:
        """Return every beginning that can begin a compound with what follows, the longest first."""
        cuts = []
        for cut in range(len(word) - 2, 1, -1):
            first = word[:cut]
            # Every beginning of every new word comes here, and few begin: it is told without calls.
            if first not in self._firsts and (
                first[-1] not in MADE_LETTERS or not self._is_made(first)
            ):
                continue
            last = word[cut:]
            # Three equal letters are written as two: sekretess + skydd -> sekretesskydd.
            doubled = first[-1] + last
            if first[-2:-1] == first[-1] and len(last) > 3 and not self._ends(last):
                last = doubled if self._ends(doubled) else last
            cuts.append((first, last))
        return cuts

    def _institution(self, word: str) -> tuple[str, ...]:
        """Return the name and the noun of an institution called after it, else ()."""
        if not DEFINITE.match(word):
            return ()
        for cut in range(len(word) - 5, 3, -1):
            if word[:cut] in self._names and DEFINITE.match(word[cut:]) and self._ends(word[cut:]):
                return (word[:cut], word[cut:])
        return ()

    def _split_first(self, part: str) -> tuple[str, ...]:
        if len(part) < SHORTEST or not self._whole.isdisjoint(_unlinked(part)):
            return (part,)
        for first, rest in self._cuts(part):
            if len(rest) > 2 and rest not in self._never_last and self._begins(rest):
                return (*self._firsts_of(first), *self._firsts_of(rest))
        return (part,)

    def _begins(self, part: str) -> bool:
        return part in self._firsts or self._is_made(part)

    def _is_made(self, part: str) -> bool:
        """Tell whether a part begins compounds without the list's saying so."""
        if not part.endswith(MADE_FIRSTS) or part in self._never_first:
            return False
        if part.endswith(LINKED_BY_S):
            return self._lexicon.is_word(part[:-1])
        return len(part) > 6 and any(self._lexicon.bases(part))

    def _can_end(self, part: str) -> bool:
        if part in self._never_last:
            return False
        if part in self._lasts:
            return True
        return len(part) > 2 and any(map(self._lexicon.ends_compounds, self._lexicon.bases(part)))


def _unlinked(part: str) -> Iterator[str]:
    """Yield what a first part may be without its linking letter, or with the vowel it lost."""
    yield part
    if part[-1] == "s":
        yield part[:-1] + "e"
    if part[-1] in "aeou":
        yield part[:-1] + "a"
        yield part[:-1]
    yield part + "a"
    yield part + "e"
