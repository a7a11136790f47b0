"""hunspell-sv's word list -> what a form can be a form of, and what can begin a compound."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from index.errors import SearchError

DICTIONARY = "sv_SE_expanded"
"""The package's smaller list. Its larger one adds 100 000 words gathered from translated programs,
and split two in 300 words of tests/files/compounds.tsv wrongly ("hed|ers|baserat", 2026-11-23)."""

FORBIDDEN, BEGINS, MIDDLE, ENDS, ONLY_JOINED = "%XUYZ"  # the flags' letters in sv_SE.aff
CACHED = 1 << 15  # words looked up of late, most of them parts of many compounds
DEFINITE_FORMS = frozenset("BCDEF")  # the rules that make them; of a verb B and D make -ande
NOT_INFLECTION = frozenset("rb17ed")  # rules that add a hyphen, a colon or another word


@dataclass(frozen=True, slots=True)
class Ending:
    """One suffix rule, read backwards: cut the ending off, put `strip` back."""

    flag: str
    strip: str
    condition: re.Pattern[str]  # of the word before the rule
    joins: str = ""  # the compound flags of what it makes


ByStrip = Sequence[tuple[str, Sequence[Ending]]]
"""The rules of one ending in the file's order, so that a word is looked up once for several."""


class Lexicon:
    """The words with their flags, and the endings that inflect them."""

    def __init__(self, folder: Path) -> None:
        self.words = _read_words(folder / f"{DICTIONARY}.dic")
        self.names = frozenset(
            word.lower() for word in self.words if word[0].isupper() and word[1:].islower()
        )
        inflecting, joining = _read_endings(folder / f"{DICTIONARY}.aff")
        self._inflecting = defaultdict(list)
        for ending, rules in inflecting.items():
            for rule in rules:
                self._inflecting[rule.flag].append((ending, rule))
        self._endings = _with_tails(_by_strip(inflecting))
        self._longest_ending = max(map(len, inflecting))
        self.firsts = self._first_parts(joining)
        self.bases = lru_cache(CACHED)(self._bases)

    def _bases(self, form: str) -> tuple[str, ...]:
        """Return the words of the list that the form can be a form of, itself first."""
        return tuple(self._find_bases(form))

    def _find_bases(self, form: str) -> Iterator[str]:
        if form in self.words:
            yield form
        for cut in range(len(form) - 1, -1, -1):
            strips = self._endings.get(form[cut:])
            if strips is None:
                return  # no ending is longer and ends like this
            for strip, endings in strips:
                base = form[:cut] + strip
                flags = self.words.get(base)
                if flags:
                    for ending in endings:
                        if ending.flag in flags and ending.condition.search(base):
                            yield base

    def forms(self, word: str) -> Iterator[str]:
        """Yield what `bases` finds the word for: itself, listed or not, and its inflected forms."""
        yield word
        flags = self.words.get(word, "")
        for flag in self._inflecting.keys() & set(flags):
            for ending, rule in self._inflecting[flag]:
                if word.endswith(rule.strip) and rule.condition.search(word):
                    yield word.removesuffix(rule.strip) + ending

    def may_know(self, form: str) -> bool:
        """Tell quickly whether a form may have bases: some word begins as it does, endings aside.

        Of the slips of words with two, seven in ten end here, at a fifth of what looking costs.
        """
        start = form[: max(len(form) - self._longest_ending, 0)]
        at = bisect_left(self._sorted, start)
        return at < len(self._sorted) and self._sorted[at].startswith(start)

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.words)

    def is_word(self, form: str) -> bool:
        """Tell whether the form is a word of the list, and one that stands alone."""
        return form in self.words and ONLY_JOINED not in self.words[form]

    def is_noun(self, form: str) -> bool:
        """Tell whether the form is a noun of the list: a word with definite forms."""
        flags = self.words.get(form)
        if not flags:
            return False
        return "E" in flags if form.endswith("a") else not DEFINITE_FORMS.isdisjoint(flags)

    def ends_compounds(self, word: str) -> bool:
        """Tell whether the list lets the word, in any of its forms, end a compound."""
        return ENDS in self.words.get(word, "")

    def _first_parts(self, joining: dict[str, list[tuple[str, Ending]]]) -> dict[str, str]:
        firsts = {}
        rules_of = {
            flags: [rule for flag in joining.keys() & set(flags) for rule in joining[flag]]
            for flags in set(self.words.values())
        }
        for word, flags in self.words.items():
            if BEGINS in flags or MIDDLE in flags:
                firsts[word] = word
            for added, ending in rules_of[flags]:
                if word.endswith(ending.strip) and ending.condition.search(word):
                    firsts[word.removesuffix(ending.strip) + added] = word
        return firsts


@cache
def lexicon() -> Lexicon:
    """Return the one lexicon of the process, read at first use."""
    try:
        files = distribution("hunspell-sv").files or ()
    except PackageNotFoundError as exc:
        raise SearchError("hunspell-sv is not installed; run `make`") from exc
    found = [file for file in files if file.name == f"{DICTIONARY}.dic"]
    if not found:
        raise SearchError(f"hunspell-sv has no {DICTIONARY}.dic; run `make` for the locked version")
    return Lexicon(Path(str(found[0].locate())).parent)


def _by_strip(endings: Mapping[str, Sequence[Ending]]) -> dict[str, ByStrip]:
    """Return the rules of each ending, neighbours that put the same letters back together."""
    return {
        ending: [(strip, tuple(same)) for strip, same in groupby(rules, key=attrgetter("strip"))]
        for ending, rules in endings.items()
    }


def _with_tails(endings: Mapping[str, ByStrip]) -> dict[str, ByStrip]:
    """Return the endings and, without a rule, what they end in: a search knows where to stop."""
    tails = (ending[start:] for ending in endings for start in range(1, len(ending)))
    return {**dict.fromkeys(tails, ()), **endings}


def _read_words(path: Path) -> dict[str, str]:
    words: dict[str, str] = {}
    for line in path.read_text("utf-8").splitlines()[1:]:
        word, _, flags = line.partition("/")
        if word and FORBIDDEN not in flags:
            words[word] = sys.intern(words.get(word, "") + flags)
    return words


def _read_endings(
    path: Path,
) -> tuple[dict[str, list[Ending]], dict[str, list[tuple[str, Ending]]]]:
    """Return the inflecting rules by the ending they add, and the compound-making ones by flag."""
    inflecting, joining = defaultdict(list), defaultdict(list)
    for line in path.read_text("utf-8").splitlines():
        match line.split():
            case ["SFX", flag, strip, added, condition, *_]:
                added, _, joins = added.partition("/")
                added = "" if added == "0" else added
                pattern = re.compile(("" if condition == "." else condition) + "$")
                ending = Ending(flag, "" if strip == "0" else strip, pattern, joins)
                if joins:
                    joining[flag].append((added, ending))
                elif flag not in NOT_INFLECTION and added:
                    inflecting[added].append(ending)
    return inflecting, joining
