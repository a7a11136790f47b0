"""A page of properties of an old Word document -> which text is hidden, what each paragraph is.

[MS-DOC] 2.9.33 and 2.9.175: 512 bytes that begin with the places in the file between runs of text,
and end with how many runs there are.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

PAGE_BYTES = 512
IN_TABLE, ROW_END = 0x2416, 0x2417  # sprmPFInTable, sprmPFTtp
DELETED, HIDDEN = 0x0800, 0x083C  # sprmCFRMarkDel, sprmCFVanish
ON = (1, 0x81)  # set, or set against the style's own
_OPERAND_BYTES = (1, 1, 2, 4, 2, 2, 0, 3)  # by the three high bits of a code; 0 is said after it


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The properties of a paragraph."""

    style: int = 0
    is_in_table: bool = False
    is_row_end: bool = False


def hidden(page: bytes) -> Iterator[tuple[int, int]]:
    """Yield where hidden and deleted text begins and ends in the file."""
    ends = _ends(page, box_bytes=1)
    for number, (start, end) in enumerate(pairwise(ends)):
        place = page[4 * len(ends) + number] * 2
        changes = dict(_changes(page[place + 1 : place + 1 + page[place]])) if place else {}
        if end > start and (changes.get(DELETED) in ON or changes.get(HIDDEN) in ON):
            yield start, end


def paragraphs(page: bytes) -> Iterator[tuple[int, Paragraph]]:
    """Yield where each paragraph of a page ends, with its properties."""
    ends = _ends(page, box_bytes=13)
    for number, end in enumerate(ends[1:]):
        place = page[4 * len(ends) + 13 * number] * 2
        size, start = (page[place] * 2 - 1 if place else 0), place + 1
        if place and not page[place]:
            size, start = page[place + 1] * 2, place + 2
        yield end, _paragraph(page[start : start + size])


def _ends(page: bytes, *, box_bytes: int) -> tuple[int, ...]:
    """Return the places between the runs of a page; none where it cannot be one."""
    count = page[-1] if len(page) == PAGE_BYTES else PAGE_BYTES
    if 4 * (count + 1) + box_bytes * count >= PAGE_BYTES:
        return ()
    return struct.unpack_from(f"<{count + 1}I", page)


def _paragraph(data: bytes) -> Paragraph:
    if len(data) < 2:
        return Paragraph()
    changes = dict(_changes(data[2:]))
    return Paragraph(
        int.from_bytes(data[:2], "little"),
        is_in_table=bool(changes.get(IN_TABLE)),
        is_row_end=bool(changes.get(ROW_END)),
    )


def _changes(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield the codes of changed properties, each with the first byte of its value."""
    position = 0
    while position + 3 <= len(data):
        code = int.from_bytes(data[position : position + 2], "little")
        yield code, data[position + 2]
        position += 2 + (_OPERAND_BYTES[code >> 13] or 1 + data[position + 2])
