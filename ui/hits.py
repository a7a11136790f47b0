"""The words looked for in a document -> the places they stand at, in order, as one goes along."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.models import Mark
from ui.reading import Sheet


@dataclass(frozen=True, slots=True)
class Hit:
    """A found word: where it stands in the document."""

    sheet: int  # its number, from 1
    offset: int  # in its page
    block: int  # which of the sheet's
    mark: Mark  # in the block
    word: str  # as it is written there

    @property
    def place(self) -> tuple[int, int]:
        """The place in the order of reading."""
        return self.sheet, self.offset


@dataclass(frozen=True)
class Hits:
    """All found words of a document, in reading order."""

    found: tuple[Hit, ...] = ()

    @cached_property
    def places(self) -> list[tuple[int, int]]:
        """Where each stands."""
        return [hit.place for hit in self.found]

    @cached_property
    def by_sheet(self) -> Mapping[int, int]:
        """How many there are on each sheet."""
        return Counter(hit.sheet for hit in self.found)

    def of(self, sheet: int) -> tuple[Hit, ...]:
        """Return those of a sheet."""
        return self.found[
            bisect_left(self.places, (sheet, -1)) : bisect_left(self.places, (sheet + 1, -1))
        ]

    def at(self, sheet: int, offset: int | None) -> Stand:
        """Return where one stands: at the first hit of the sheet from a place on."""
        here = bisect_left(self.places, (sheet, -1 if offset is None else offset))
        is_here = here < len(self.found) and self.found[here].sheet == sheet
        return Stand(self, here, is_here=is_here)


@dataclass(frozen=True, slots=True)
class Stand:
    """A hit seen among all, or the gap between two where the sheet has none."""

    hits: Hits
    index: int  # of the hit, or of the one after the gap
    is_here: bool

    @property
    def hit(self) -> Hit | None:
        """The hit one stands at."""
        return self.hits.found[self.index] if self.is_here else None

    @property
    def number(self) -> int | None:
        """Which it is, from 1."""
        return self.index + 1 if self.is_here else None

    @property
    def previous(self) -> Hit | None:
        """The one before."""
        return self.hits.found[self.index - 1] if self.index else None

    @property
    def next(self) -> Hit | None:
        """The one after."""
        after = self.index + 1 if self.is_here else self.index
        return self.hits.found[after] if after < len(self.hits.found) else None

    @property
    def turn(self) -> int:
        """How many of the same word stand before it on its sheet, whatever their case."""
        hit = self.hit
        if hit is None:
            return 0
        same = (one for one in self.hits.of(hit.sheet) if one.word.lower() == hit.word.lower())
        return sum(one.offset < hit.offset for one in same)


def collect(sheets: Sequence[Sheet], marks: Sequence[Sequence[Mark]]) -> Hits:
    """Return the hits of sheets; `marks` are those of all their blocks, one after the other."""
    found = sorted(_each(sheets, marks), key=lambda hit: hit.place)
    return Hits(tuple(found))


def _each(sheets: Sequence[Sheet], marks: Sequence[Sequence[Mark]]) -> Iterator[Hit]:
    of_blocks = iter(marks)
    for sheet in sheets:
        for at, block in enumerate(sheet.blocks):
            for mark in next(of_blocks):
                word = block.text[mark.start : mark.end]
                yield Hit(sheet.number, block.offset + mark.start, at, mark, word)
