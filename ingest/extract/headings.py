"""Headings and what stands under them -> the headings that have nothing of the document there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingest.models import Block, Role

if TYPE_CHECKING:  # blocks that are held have no parser around them
    from ingest.extract.segments import Segment


def drop_bare(pieces: Sequence[Segment | Block], site: list[bool]) -> None:
    """Give the site those headings under which there is nothing but the site's.

    `site` says of each piece whether it is the site's. The title stays, whatever is under it.
    """
    waiting: list[int] = []  # headings with no text under them so far, each lower than the last
    for number, piece in enumerate(pieces):
        if piece.role is not Role.HEADING:
            if not site[number]:
                waiting.clear()
            continue
        while waiting and pieces[waiting[-1]].level >= piece.level:
            site[waiting.pop()] = True
        if not site[number] and piece.level > 1:
            waiting.append(number)
    for number in waiting:
        site[number] = True
