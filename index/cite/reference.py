"""A Source -> its line in a list of references, and how it is named in running text, in Swedish."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace

from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    Locator,
)
from citeproc.source.json import CiteProcJSON

from index.cite.source import Source

STYLES = ("apa", "harvard")
SLANTED, UPRIGHT = "\ue000", "\ue001"  # private characters: no text that is cited has them
_TWO_STOPS = re.compile(f"([.?!…])({UPRIGHT}?)\\.(?= |$)")
_YEAR_AND_MONTH = re.compile(r"\((\d{4}) ([a-z]+)\)")
_HAS_END = re.compile(rf"(?:[.?!…]{UPRIGHT}?|https?://\S+|\])$")
_LOCK = threading.Lock()  # a style of citeproc's holds what it is at


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a line that is set in one way."""

    text: str
    is_slanted: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """How a source is referred to."""

    line: tuple[Run, ...]  # in the list of references
    mention: str  # in running text: "(SOU 2016:70, s. 12)"

    @property
    def text(self) -> str:
        """The line without its slant."""
        return "".join(run.text for run in self.line)


def reference(source: Source, style: str) -> Reference:
    """Return how a source is referred to in one of STYLES."""
    said = source.csl()
    if not source.authors:  # the publisher stands as the author, and is not said twice
        said.pop("publisher", None)
    item = _clean(said)
    with _LOCK:
        bibliography = CitationStylesBibliography(_style(style), CiteProcJSON([item]), _FORMATTER)
        page = {"locator": Locator("page", source.page)} if source.page else {}
        citation = Citation([CitationItem(source.id, **page)])
        bibliography.register(citation)
        mention = str(bibliography.cite(citation, _absent))
        (line,) = bibliography.bibliography()
    return Reference(tuple(_runs(_stopped(str(line)))), "".join(run.text for run in _runs(mention)))


def _stopped(line: str) -> str:
    """Return a line that ends with a full stop, but for one that ends with an address or a day.

    A title that ends with its own mark has none after it. The comma of "(2019, 8 maj)" belongs to
    the day in CSL, and a date without one needs it too.
    """
    line = _YEAR_AND_MONTH.sub(r"(\1, \2)", line)
    line = _TWO_STOPS.sub(r"\1\2", line)
    return line if _HAS_END.search(line) else f"{line}."


def _absent(item: CitationItem) -> str:
    raise LookupError(f"{item.key} is not among the sources")


def _clean(value: object) -> object:
    """Return a value without the characters that mark the slant."""
    if isinstance(value, str):
        return value.replace(SLANTED, "").replace(UPRIGHT, "")
    if isinstance(value, dict):
        return {name: _clean(part) for name, part in value.items()}
    return [_clean(part) for part in value] if isinstance(value, list) else value


@cache
def _style(name: str) -> CitationStylesStyle:
    file = Path(__file__).with_name("styles") / f"{name}.csl"
    return CitationStylesStyle(str(file), validate=False)


def _runs(line: str) -> Iterator[Run]:
    for part in line.split(SLANTED):
        slanted, mark, rest = part.partition(UPRIGHT)
        if mark:
            yield Run(slanted, is_slanted=True)
        if rest if mark else slanted:
            yield Run(rest if mark else slanted)


_PLAIN = dict.fromkeys(
    ("Oblique", "Bold", "Light", "Underline", "Superscript", "Subscript", "SmallCaps"), str
)
_FORMATTER = SimpleNamespace(
    preformat=str, Italic=lambda text: f"{SLANTED}{text}{UPRIGHT}", **_PLAIN
)
