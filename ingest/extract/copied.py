"""Blocks of a text that may be copied from a web page -> the site's among them, and claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.extract import headings, lines
from ingest.models import Block, Claim, Role

MIN_PROSE_CHARS = 80
"""The text begins with the first block this long; what may stand above it is looked for before."""
LAST_BLOCKS = 6
"""Where a news item says its source, once the site's own words are away."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Blocks with the site's set apart, and what the lines among them say of the document."""

    blocks: tuple[Block, ...]
    claims: tuple[Claim, ...]


def judge(blocks: Sequence[Block]) -> Judged:
    """Set the site's lines and notices apart; where all would go, none does."""
    read = [_read(blocks, number) for number in range(len(blocks))]
    site = [line.is_site for line in read]
    headings.drop_bare(blocks, site)
    if all(site):
        site = [False] * len(blocks)
    shown = [block.text for block, of_site in zip(blocks, site, strict=True) if not of_site]
    ends = [lines.read_end(text) for text in shown[-LAST_BLOCKS:]]
    return Judged(
        tuple(
            replace(block, role=Role.BOILERPLATE, level=0) if of_site else block
            for block, of_site in zip(blocks, site, strict=True)
        ),
        tuple(claim for line in (*read, *ends) for claim in line.claims),
    )


def _read(blocks: Sequence[Block], number: int) -> lines.Line:
    block = blocks[number]
    if block.role is Role.HEADING:
        return lines.Line()
    line = lines.read(block.text)
    first = blocks[: min(number, LAST_BLOCKS)]
    above = all(len(before.text) < MIN_PROSE_CHARS for before in first)
    if not line.is_site and above and number <= LAST_BLOCKS:
        return lines.read_top(block.text)
    return line
