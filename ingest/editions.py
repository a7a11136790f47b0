"""Two documents and how alike they are -> what one is to the other.

named by the other         another edition
nearly all the same        the same text, in another format or at another address
same title, other day      an earlier or later edition of one work
same title, same day       the same text, as far as a format lets through
much the same              alike, and no more is known

Measured on docs/itsektionen, whose statutes lie there in dated versions and two formats: of
31 pairs of one name the farthest share .05 of their text, so titles and days decide there; of texts
with 5 % of their words gone .84 are found as alike (`python -m benchmarks.editions`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final

from ingest import identifiers
from ingest.models import Identifier, Kind, PartialDate

SAME_TEXT: Final = 0.98
"""Above, what differs is what reading let through. Two versions that differ in their dates alone
share .97 (itsektionen); one text as HTML, Markdown and EPUB .99 (derived/office)."""
EDITIONS: Final = 0.3
ALIKE: Final = 0.65
"""Texts with 5 % of their words gone share .73. Of all pairs of 520 real documents 20 share .60 to
.80, looked at by name, and by text where names did not tell: from .63 up each is one work, at .61
two memos share a template."""

_TOLD: Final = frozenset({Kind.NEWS, Kind.PRESS_RELEASE})
"""News are told once; what is alike is another piece of news."""
_VARIES: Final = re.compile(
    r"\b(?:(?:19|20)\d\d(?:[-_ ]?\d\d){0,2}|version|ver|utgåva|upplaga|edition|rev|reviderad"
    r"|(?:ny|andra|tredje|fjärde|femte)(?= (?:utgåva|upplaga))|v?\d+(?:[.:]\d+)*)\b|[^\w\s]|_",
    re.IGNORECASE,
)
"""What changes in a title from one edition to the next."""
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_EDITION: Final = re.compile(
    r"\b(?:version|ver\.?|utgåva|upplaga|edition|v)\s*(\d{1,3})(?:\.(\d{1,3}))?\b", re.IGNORECASE
)


class Relation(StrEnum):
    """What another document is to one."""

    SAME = "same text"
    NEWER = "newer edition"
    OLDER = "older edition"
    ALIKE = "alike"


INVERSE: Final = {
    Relation.SAME: Relation.SAME,
    Relation.ALIKE: Relation.ALIKE,
    Relation.NEWER: Relation.OLDER,
    Relation.OLDER: Relation.NEWER,
}


EDITION: Final = frozenset({Relation.SAME, Relation.NEWER, Relation.OLDER})
"""What documents of one work are to each other."""


@dataclass(frozen=True, slots=True)
class Work:
    """What tells a document's place among the editions of a work."""

    id: str
    path: str
    title: str
    kind: Kind
    published: PartialDate | None = None
    updated: PartialDate | None = None
    identifiers: tuple[Identifier, ...] = ()
    replaces: str | None = None
    repealed_by: str | None = None

    @property
    def names(self) -> frozenset[str]:
        """What another document may call it."""
        name = PurePosixPath(self.path).name
        return frozenset({self.id, self.path, name, *(one.value for one in self.identifiers)})

    @property
    def numbers(self) -> frozenset[str]:
        """Its numbers in the official series; editions of a series' number do not exist."""
        return frozenset(one.value for one in self.identifiers if identifiers.in_series(one))

    @property
    def place(self) -> tuple[tuple[int, ...], date]:
        """Where it stands in time: by the number of its edition, else by its day."""
        numbered = _EDITION.search(self.title)
        edition = tuple(int(part or 0) for part in numbered.groups()) if numbered else ()
        said = self.published or self.updated or _year(self.title) or _year(self.path)
        return edition, said.last if said else date.min


def relation(one: Work, other: Work, likeness: float) -> Relation | None:
    """Return what `other` is to `one`; None where nothing is to be said."""
    if _replaces(other, one):
        return Relation.NEWER
    if _replaces(one, other):
        return Relation.OLDER
    if likeness >= SAME_TEXT:
        return Relation.SAME
    if likeness >= EDITIONS and _one_work(one, other):
        return _order(one, other)
    return Relation.ALIKE if likeness >= ALIKE else None


def _replaces(later: Work, earlier: Work) -> bool:
    return later.replaces in earlier.names or earlier.repealed_by in later.names


def _one_work(one: Work, other: Work) -> bool:
    if one.kind in _TOLD or other.kind in _TOLD:
        return False
    if _key(one.title) != _key(other.title):
        return False
    # A motion handed in again has another number: another document, whatever it says.
    return not (one.numbers and other.numbers) or bool(one.numbers & other.numbers)


def _order(one: Work, other: Work) -> Relation:
    (edition, day), (other_edition, other_day) = one.place, other.place
    if edition and other_edition and edition != other_edition:
        return Relation.NEWER if other_edition > edition else Relation.OLDER
    if one.numbers & other.numbers or day == other_day or date.min in (day, other_day):
        return Relation.SAME
    if _overlap(one, other):
        return Relation.SAME
    return Relation.NEWER if other_day > day else Relation.OLDER


def _overlap(one: Work, other: Work) -> bool:
    """Tell whether the dates may be one, said more or less precisely."""
    left, right = one.published, other.published
    return bool(left and right and left.first <= right.last and right.first <= left.last)


def _key(title: str) -> str:
    return " ".join(_VARIES.sub(" ", title.casefold()).split())


def _year(text: str) -> PartialDate | None:
    years = _YEAR.findall(text)
    return PartialDate.of(int(years[-1])) if years else None
