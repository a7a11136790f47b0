"""The rows of a table, each cell its blocks -> blocks of lines, or its text where it is no data.

Word processors use tables to place text on a page too; such text is read as if there were none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, zip_longest

from ingest.clean import clean
from ingest.models import Block, Role

MAX_CELL_CHARS = 400
"""The mean text of a cell above which a table only places text; as for web pages."""
BETWEEN_CELLS = " | "


def table(rows: Iterable[list[list[Block]]]) -> Iterator[Block]:
    """Yield the rows of data in runs of one block, each with its notes; other rows as they stand.

    Row by row, as the head of a court's report is a table and so is, below it, its whole text.
    """
    filled = [[cell for cell in row if cell] for row in rows]
    is_one_column = max(map(len, filled), default=0) < 2
    for is_data, run in groupby(filled, lambda row: not is_one_column and _is_data(row)):
        found = [row for row in run if row]
        blocks = [block for row in found for cell in row for block in cell]
        if is_data and found:
            yield Block(as_lines([[*map(_cell, row)] for row in found]), Role.TABLE)
        yield from (block for block in blocks if not is_data or block.role is Role.FOOTNOTE)


def as_lines(rows: Sequence[Sequence[str]]) -> str:
    """Return the rows that have words, a line each, without the columns that nothing stands in.

    A cell that is empty keeps its place, so that what stands under a heading stays under it.
    """
    columns = [column for column in zip_longest(*rows, fillvalue="") if any(column)]
    filled = (row for row in zip(*columns, strict=True) if any(row))
    return "\n".join(BETWEEN_CELLS.join(row).rstrip(" |").lstrip(" ") for row in filled)


def _is_data(row: list[list[Block]]) -> bool:
    blocks = [block for cell in row for block in cell]
    if any(block.role is Role.HEADING for block in blocks):
        return False
    return sum(len(block.text) for block in blocks) <= MAX_CELL_CHARS * len(row)


def _cell(blocks: list[Block]) -> str:
    return clean(" ".join(block.text for block in blocks if block.role is not Role.FOOTNOTE))
