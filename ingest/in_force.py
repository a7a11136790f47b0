"""A document's first lines -> whether it says that it is no longer in force, and what it replaces.

Acting on a repealed guideline is the worst that a reader can do, and hiding one that holds comes
next: a sentence counts only where its subject is the publication in hand (in_force.toml).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import tomlfile
from ingest import dates, identifiers
from ingest.models import PartialDate

RULES: Final = Path(__file__).with_name("in_force.toml")
SAID_SO: Final = "in_force = false"
"""What stands for the words where a coordinator has said it."""
MAX_SENTENCE: Final = 300
_BY: Final = re.compile(r"\s*(?:av|med|genom|by|with)\s+(?P<by>.{3,120})", re.IGNORECASE)
_TITLE_STAMP: Final = re.compile(r"\(([^()]{5,80})\)\s*$|^(\w[\w ]{4,30}):")
"""Where a title says it: "Handbok om tvång (upphävd)", "UPPHÄVD: Handbok om tvång"."""
_PART: Final = re.compile(
    r"§|\b(?:kap|kapitel|stycket?|punkte[nr]|bilaga|avsnitt)\b", re.IGNORECASE
)
"""Who repeals a section of a regulation leaves the regulation in force."""
_FIGURE: Final = re.compile(r"\d")
_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])|\n")


@dataclass(frozen=True, slots=True)
class Ended:
    """What a document says of its own end."""

    words: str  # the sentence that says so
    last_day: PartialDate | None = None  # the last day it holds, where one is said
    by: str | None = None  # the number, or else the words, of what took its place


def ended(title: str, lines: Iterable[str]) -> Ended | None:
    """Return the first sentence that says the publication is over, or will be."""
    for part in _TITLE_STAMP.findall(title):
        if found := _stamp("".join(part)):
            return found
    for sentence in _sentences(tuple(lines)):
        if found := _stamp(sentence) or _over(sentence) or _ends(sentence):
            return found
    return None


def replaced(lines: Iterable[str]) -> str | None:
    """Return the number of the publication that this one says it repeals or takes the place of."""
    for sentence in _sentences(tuple(lines)):
        if not _FIGURE.search(sentence):  # most: and no number can follow
            continue
        match = _rules()["replaces"].search(sentence)
        named = identifiers.locate(sentence[match.end() :]) if match else ()
        if match and named and not _PART.search(sentence[match.end() :][: named[0].start]):
            return named[0].identifier.value
    return None


def _stamp(sentence: str) -> Ended | None:
    match = _rules()["stamp"].fullmatch(sentence.strip(" .!()[]*–-"))
    if not match:
        return None
    on = dates.parse(match["rest"]) if match["rest"] else None
    return Ended(sentence, on and _day_before(on), _named(match["rest"] or ""))


def _over(sentence: str) -> Ended | None:
    match = _rules()["over"].search(sentence)
    if not match or _conditional(sentence[: match.start()]):
        return None
    return Ended(sentence, by=_named(sentence[match.end() :]))


def _ends(sentence: str) -> Ended | None:
    match = _rules()["ends"].search(sentence) if _FIGURE.search(sentence) else None
    if not match or _conditional(sentence[: match.start()]):
        return None
    on = next((found.date for found in dates.find(sentence[match.end() :])), None)
    return Ended(sentence, _day_before(on)) if on else None


def _named(rest: str) -> str | None:
    """Return the number, or else the words, of what a sentence says took its place."""
    match = _BY.match(rest)
    if not match:
        return None
    found = identifiers.find(match["by"])
    return found[0].value if found else match["by"].strip(" .:,;()")


def _day_before(on: PartialDate) -> PartialDate:
    """Return the last day that holds where the first day that does not is `on`, as laws count."""
    last = on.first - timedelta(days=1)
    return PartialDate.of(last.year, last.month, last.day)


def _conditional(before: str) -> bool:
    return bool(_rules()["condition"].search(before))


@lru_cache(maxsize=1)  # asked for a document's end and for what it replaces
def _sentences(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        " ".join(sentence.split())
        for line in lines
        for sentence in _SENTENCES.split(line)
        if 4 < len(sentence) <= MAX_SENTENCE
    )


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    """Compose the patterns of the file; every group of words must have some."""
    said = {name: "|".join(words) for name, words in tomlfile.load(RULES).table.items()}
    subject = rf"(?:{said['pointing']})\s+(?:\w+\s+){{0,2}}(?:{said['subjects']})"
    gap = r"(?:\s+\([^)]{1,60}\)|,?\s+[^.,;]{1,40}?)?\s+"
    tail = r"(?P<rest>:?\s*(?:\d|(?:sedan|från|fr\.?o\.?m\.?|den|genom|av|by|since)\b).{0,80})?"
    patterns = {
        "stamp": rf"(?:{said['stamps']}){tail}",
        "over": rf"\b{subject}{gap}(?:{said['over']})(?!\w)",
        "ends": rf"\b{subject}{gap}(?:{said['ends']})\b",
        "condition": rf"\b(?:{said['conditions']})\b",
        "replaces": said["replaces"],
    }
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in patterns.items()}
