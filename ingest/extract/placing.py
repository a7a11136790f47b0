"""Blocks as a reader found them -> the same blocks, each with its place in its page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ingest.models import Block

_JOINERS = " \n\u00ad\u200c\u200d"  # between letters they mean something, alone they show nothing


def place(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks that have text, with offsets counted as `Block.offset` says."""
    placed: list[Block] = []
    ends: dict[int | None, int] = {}
    for block in blocks:
        if block.text.strip(_JOINERS):
            offset = ends.get(block.page, 0)
            placed.append(replace(block, offset=offset))
            ends[block.page] = offset + len(block.text) + 1
    return tuple(placed)
