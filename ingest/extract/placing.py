"""Blocks as a reader found them -> the same blocks, each with its place in its page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ingest.models import Block, Extract

MAX_BLOCKS: Final = 200_000
"""As many are read of one file, and a note says that there were more: five million letters of the
longest law are some 50 000. Of 900 000 short paragraphs text and Markdown give these in 5 s, XML in
4, RTF in 11 at a load of 6 (2026-11-30), in 430 MB at most; a million took 24 to over 30 s."""

_JOINERS = " \n\u00ad\u200c\u200d"  # between letters they mean something, alone they show nothing


def place(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks that have text, with offsets counted as `Block.offset` says.

    No more are asked for than one beyond the bound, which tells `bounded` that there are more.
    """
    placed: list[Block] = []
    ends: dict[int | None, int] = {}
    for block in blocks:
        if block.text.strip(_JOINERS):
            offset = ends.get(block.page, 0)
            placed.append(replace(block, offset=offset))
            ends[block.page] = offset + len(block.text) + 1
            if len(placed) > MAX_BLOCKS:
                break
    return tuple(placed)


def bounded(extract: Extract) -> Extract:
    """Return what was read up to the bound, with a note where there is more."""
    if len(extract.blocks) <= MAX_BLOCKS:
        return extract
    note = f"only its first {MAX_BLOCKS} paragraphs were read: split it into shorter files"
    return replace(extract, blocks=extract.blocks[:MAX_BLOCKS], notes=(*extract.notes, note))
