"""Text -> the places in laws that it names, each in one form however it was written.

"4 kap. 1 a § brottsbalken", "brottsbalken 4 kap 1 a §" and "BrB 4:1a" all give brottsbalken_4:1a.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from index.swedish.tables import read_pairs

LAW_NAME = re.compile(r"[^\W\d_]+(?:balken|lagen|formen|ordningen)")
PLACE = re.compile(
    r"(?:(?P<law>[^\W\d_]+)\s)?(?:(?P<chapter>\d+)\s?kap\.?\s)?"
    r"(?P<section>\d+)(?:\s?(?P<letter>[a-z]))?\s?$",
    re.IGNORECASE,
)
FOLLOWING_LAW = re.compile(r"§?\s(?:i\s)?(?P<law>[^\W\d_]+)")
COLON = re.compile(r"(?<![\w/:])(?P<chapter>\d+):(?P<section>\d+)(?:\s?(?P<letter>[a-z]))?(?!\w)")
LAST_WORD = re.compile(r"(?P<law>[^\W\d_]+)\s$")

WINDOW = 60  # characters before a section sign that can belong to its reference


class Printed(NamedTuple):
    """A place in a law, with where its numbers stand in the text."""

    term: str
    start: int
    end: int


def references(text: str) -> list[str]:
    """Return the terms of the places in laws that the text names."""
    return [place.term for place in printed(text)]


def printed(text: str) -> Iterator[Printed]:
    """Yield the places in laws that the text names, where they stand."""
    yield from _with_section_sign(text)
    yield from _with_colon(text)


def _with_section_sign(text: str) -> Iterator[Printed]:
    sign = text.find("§")
    while sign >= 0:
        start = max(0, sign - WINDOW)
        place = PLACE.search(text[start:sign])
        after = FOLLOWING_LAW.match(text, sign + 1)
        if place:
            names = [after["law"]] if after else []
            start += place.start("chapter" if place["chapter"] else "section")
            for term in _terms(place, [*names, *filter(None, [place["law"]])]):
                yield Printed(term, start, sign + 1)
        sign = text.find("§", sign + 1)


def _with_colon(text: str) -> Iterator[Printed]:
    """Yield only what a law's abbreviation stands before: SOU 2016:70 is no place in a law."""
    for place in COLON.finditer(text):
        before = LAST_WORD.search(text[max(0, place.start() - WINDOW) : place.start()])
        if before and before["law"].lower() in laws():
            for term in _terms(place, [before["law"]]):
                yield Printed(term, *place.span())


def _terms(place: re.Match[str], names: list[str]) -> Iterator[str]:
    """Yield chapter and section, and the same with the first of the names that is a law's."""
    section = place["section"] + (place["letter"] or "").lower()
    if place["chapter"]:
        section = f"{place['chapter']}:{section}"
        yield section
    yield from (f"{law}_{section}" for law in list(filter(None, map(_law, names)))[:1])


def _law(name: str) -> str | None:
    """Return the law's full name, or its abbreviation where that is all we know."""
    lower = name.lower()
    known = lower if LAW_NAME.fullmatch(lower) else None
    return laws().get(lower) or known or (lower if name.isupper() and len(name) > 1 else None)


@cache
def laws() -> dict[str, str]:
    """Return the laws of laws.txt by their abbreviations."""
    table = read_pairs(Path(__file__).with_name("laws.txt"))
    return {short: law.replace(" ", "_") for short, law in table}
