"""The paragraphs of a PDF page -> the same, with rows under one another as tables of cells.

A row is what stands side by side with wide white between. Rows are a table where their cells begin
or end at the same places, or where one row alone has many cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.clean import clean
from ingest.extract.pdf.lines import Line
from ingest.extract.tables import MAX_CELL_CHARS, as_lines
from ingest.figures import whole

MIN_ROWS = 3
MIN_CELLS_ALONE = 4
"""Cells of a row that is one whatever stands above and below it."""
MIN_SHARED = 2  # edges that two rows of one table have at the same places
SAME_EDGE = 5.0  # points
LEVEL = 0.5  # of the font's size: parts this close in height stand side by side
WRAPPED = 1.7  # sizes of the font from a cell's line to its next at most
LEADERS = re.compile(r"[.…_](?: ?[.…_]){4,}")
"""What leads from an entry of a table of contents to its page."""

MARK = re.compile(r"§? ?\d{1,2}(?:\.\d{1,2}){0,3}[.)]?(?: ?§)?|[-–•*☐]|[a-zåäö][.)]|\(?[ivx]+[.)]")
"""What numbers a paragraph."""

Row = list[list[Line]]
"""Cells from left to right, each its lines."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells."""

    rows: list[Row]

    @property
    def first(self) -> Line:
        """The line it begins with."""
        return self.rows[0][0][0]

    @property
    def text(self) -> str:
        """The rows, each a line."""
        return as_lines(
            [[clean("\n".join(part.text for part in cell)) for cell in row] for row in self.rows]
        )


def found(
    groups: Iterable[list[Line]], is_apart: Callable[[Line], bool]
) -> Iterator[list[Line] | Table]:
    """Yield the paragraphs of a page, and a table where some of them are its rows.

    `is_apart` tells lines that are in no table: titles, and what repeats on the pages.
    """
    rows: list[Row] = []
    taken: list[list[Line]] = []  # the paragraphs that the rows are made of
    for group in groups:
        more = [] if any(map(is_apart, group)) else _rows(group)
        cell = _cell_above(rows[-1], group) if rows else None
        if rows and not (cell is not None or (more and _aligned(rows[-1], more[0]))):
            yield from _told(rows, taken)
            rows, taken = [], []
        if cell is not None:
            cell += group
        elif not more:
            yield group
            continue
        else:
            rows += more
        taken.append(group)
    yield from _told(rows, taken)


def _told(rows: list[Row], taken: Sequence[list[Line]]) -> Iterator[list[Line] | Table]:
    enough = len(rows) >= MIN_ROWS or any(len(row) >= MIN_CELLS_ALONE for row in rows)
    if enough and not _is_running(rows) and not _is_contents(rows):
        yield Table(rows)
    else:
        yield from taken


def _is_running(rows: Sequence[Row]) -> bool:
    """Tell prose that is set with white between its words: what follows white is mostly small."""
    small = [cell[0].text[:1].islower() for row in rows for cell in row[1:]]
    is_even = len(rows) >= MIN_ROWS and len({len(row) for row in rows}) == 1
    return not is_even and sum(small) * 2 > len(small)


def _is_contents(rows: Sequence[Row]) -> bool:
    """Tell a table of contents: each row a heading and its page, in order."""
    pages = [whole(row[-1][0].text, -1) for row in rows if len(row) == 2]
    return len(pages) == len(rows) and min(pages) >= 0 and pages == sorted(pages)


def _rows(group: Sequence[Line]) -> list[Row]:
    """Return the rows that a paragraph is made of; none where it is anything else."""
    rows: list[Row] = []
    for _, band in groupby(group, key=_level_of(group)):
        parts = list(band)
        if _is_item(parts):
            return []
        if len(parts) > 1 and (not rows or _aligned(rows[-1], [[one] for one in parts])):
            rows.append([[one] for one in sorted(parts, key=lambda one: one.left)])
        elif rows and (cell := _cell_above(rows[-1], parts)) is not None:
            cell += parts
        else:
            return []
    chars = sum(len(one.text) for one in group)
    is_prose = chars > MAX_CELL_CHARS * len(group)
    return [] if is_prose or any(LEADERS.search(one.text) for one in group) else rows


def _is_item(parts: Sequence[Line]) -> bool:
    """Tell a paragraph with its number or mark set apart from two cells."""
    return len(parts) == 2 and bool(MARK.fullmatch(parts[0].text)) and len(parts[1].text) > 3


def _level_of(group: Sequence[Line]) -> Callable[[Line], int]:
    """Return what numbers the lines of a paragraph by their height: the same side by side."""
    level, last = 0, group[0]
    levels: dict[int, int] = {}
    for line in group:
        level += abs(line.baseline - last.baseline) >= LEVEL * last.size or not line.is_placed
        levels[id(line)], last = level, line
    return lambda line: levels[id(line)]


def _aligned(above: Row, row: Row) -> bool:
    """Return whether two rows have edges at the same places, as the rows of one table do."""
    shared = sum(any(_meets(cell[0], other[0]) for other in above) for cell in row)
    return shared >= min(MIN_SHARED, len(row)) and row[0][0].page == above[0][0].page


def _meets(one: Line, other: Line) -> bool:
    return min(abs(one.left - other.left), abs(one.right - other.right)) < SAME_EDGE


def _cell_above(row: Row, group: Sequence[Line]) -> list[Line] | None:
    """Return the cell that goes on in a paragraph right under it; the first of a row never does."""
    for cell in row[1:]:
        drop = cell[-1].baseline - group[0].baseline
        if 0 < drop < WRAPPED * cell[-1].size and all(
            abs(line.left - cell[0].left) < SAME_EDGE for line in group
        ):
            return cell
    return None
