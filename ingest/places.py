"""An Extract's blocks -> the places where a document says what it is: its ends and its margins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

from ingest.models import SHOWN_ROLES, Block

FRONT_BLOCKS: Final = 40
"""The cover, the title page and the first paragraphs; as many last blocks hold the imprint."""
OPENING_BLOCKS: Final = 20
COVER_LINES: Final = 15
MARGIN_BLOCKS: Final = 400
"""Menus and footers of the web's longest pages met (arbetsmiljoverket.se) have 380 blocks."""
MAX_LINE: Final = 200
"""A longer line is running text, not one that says one thing."""


@dataclass(frozen=True)
class Places:
    """The blocks at a document's ends, and those that are not its text.

    Their lines are made once: each rule asks for them anew, the cover's seven times a document.
    """

    front: tuple[Block, ...]
    back: tuple[Block, ...]
    margin: tuple[Block, ...]  # running headers, menus, footers, vignettes

    @classmethod
    def of(cls, blocks: Sequence[Block]) -> Places:
        """Take the places out of a document's blocks."""
        shown = [block for block in blocks if block.role in SHOWN_ROLES]
        others = [block for block in blocks if block.role not in SHOWN_ROLES]
        front, rest = shown[:FRONT_BLOCKS], shown[FRONT_BLOCKS:]
        back = rest[-FRONT_BLOCKS:]
        return cls(tuple(front), tuple(back), tuple(others[:MARGIN_BLOCKS]))

    @cached_property
    def cover(self) -> tuple[str, ...]:
        """The first lines, where a title page has its number, its kind and its publisher."""
        return tuple(islice(_lines(self.front), COVER_LINES))

    @cached_property
    def opening(self) -> tuple[str, ...]:
        """The first paragraphs whole, and the notices that a site puts around a page."""
        return tuple(block.text for block in (*self.front[:OPENING_BLOCKS], *self.margin))

    @cached_property
    def ends(self) -> tuple[str, ...]:
        """The lines of both ends: title page and imprint."""
        return tuple(_lines((*self.front, *self.back)))

    @cached_property
    def margins(self) -> tuple[str, ...]:
        """The lines that are not the document's text."""
        return tuple(_lines(self.margin))

    @cached_property
    def notices(self) -> tuple[str, ...]:
        """The paragraphs, however long, that a site puts around a page."""
        return tuple(block.text for block in self.margin)

    @cached_property
    def around(self) -> tuple[str, ...]:
        """Everything, text first: a site's footer may hold a page's date."""
        return (*self.ends, *self.margins)


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        for line in block.text.splitlines():
            if 0 < len(line) <= MAX_LINE:
                # The label and the value of a table's row: "Avgörandedatum: | 2007-04-04".
                yield line.strip().replace(": | ", ": ")
