"""Blocks as a reader found them -> the same blocks, each with its place in its page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from ingest.models import Block, Extract

MAX_BLOCKS: Final = 200_000
"""As many are read of one file, and a note says that there were more: five million letters of the
longest law are some 50 000. Of 900 000 short paragraphs text and Markdown give these in 5 s, XML in
4, RTF in 11 at a load of 6 (2026-11-30), in 430 MB at most; a million took 24 to over 30 s."""
MAX_CHARS: Final = 40_000_000
"""Of one file's text: with more, what the reading process sends would be taken for a bomb's."""
CUT: Final = "only its first {} were read: split it into shorter files"
"""What is noted of a file that is too long, with how much of it came in."""

_JOINERS = " \n\u00ad\u200c\u200d"  # between letters they mean something, alone they show nothing


def place(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks that have text, with offsets counted as `Block.offset` says.

    No more are asked for than one beyond the bounds, which tells `bounded` that there are more.
    """
    placed: list[Block] = []
    ends: dict[int | None, int] = {}
    chars = 0
    for block in blocks:
        if block.text.strip(_JOINERS):
            offset = ends.get(block.page, 0)
            # Not by `replace`, which asks each field of every block: a tenth of reading a text.
            placed.append(Block(block.text, block.role, block.page, offset, block.level))
            ends[block.page] = offset + len(block.text) + 1
            chars += len(block.text)
            if len(placed) > MAX_BLOCKS or chars > MAX_CHARS:
                break
    return tuple(placed)


def bounded(extract: Extract) -> Extract:
    """Return what was read up to the bounds, with a note where there is more."""
    chars = sum(len(block.text) for block in extract.blocks)
    if chars > MAX_CHARS:
        return _cut(extract, _first_chars(extract.blocks), f"{MAX_CHARS} characters")
    if len(extract.blocks) > MAX_BLOCKS:
        return _cut(extract, extract.blocks[:MAX_BLOCKS], f"{MAX_BLOCKS} paragraphs")
    return extract


def _first_chars(blocks: Iterable[Block]) -> Iterator[Block]:
    left = MAX_CHARS
    for block in blocks:
        if left:
            text = block.text[:left]
            left -= len(text)
            yield replace(block, text=text)


def _cut(extract: Extract, blocks: Iterable[Block], read: str) -> Extract:
    return replace(extract, blocks=tuple(blocks), notes=(*extract.notes, CUT.format(read)))
