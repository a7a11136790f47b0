"""The lines of a page as the file writes them -> the order in which they are read.

Most files write in reading order, and that order is kept. Two things are set right: marks of list
items that are written apart from their items, and columns of prose that are written row by row.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from ingest.extract.pdf.lines import Line

_MARK = re.compile(r"(?:\d{1,3}[.)]|[a-zåäö][.)]|[•◦▪■●○‣➢➤✓–-])")
MARK_ROOM = 4.0  # sizes of the font between a mark's left edge and its item at most
LEVEL = 0.3  # of the font's size: lines this close in height stand side by side
MIN_ROWS = 4  # of two parts each, under one another, before they can be columns
PROSE_CHARS = 25  # in a column's usual line; cells of tables are shorter
SAME_EDGE = 4.0  # points


def in_order(lines: Sequence[Line]) -> list[Line]:
    """Return a page's lines as a person reads them."""
    return list(_columns_apart(_marked(lines)))


def _marked(lines: Sequence[Line]) -> list[Line]:
    """Put a mark that is written somewhere else before the line it stands beside.

    Browsers write the numbers of a list after the whole list (H7023248.pdf).
    """
    marks = [line for line in _apart(lines) if _MARK.fullmatch(line.text)]
    if not marks:
        return list(lines)
    others = sorted((line for line in lines if line not in marks), key=_height)
    heights = [_height(line) for line in others]
    found: dict[Line, Line] = {}
    for mark in marks:
        near = bisect_left(heights, _height(mark) - LEVEL * mark.size)
        for line in others[near:]:
            if _height(line) > _height(mark) + LEVEL * mark.size:
                break
            if 0 < line.left - mark.left < MARK_ROOM * line.size and line not in found:
                found[line] = mark
                break
    used = set(found.values())
    return [
        replace(line, text=f"{found[line].text} {line.text}") if line in found else line
        for line in lines
        if line not in used
    ]


def _apart(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines that are not followed by one beside them."""
    for line, following in pairwise(lines):
        if line.is_placed and not _beside(line, following):
            yield line
    yield from (line for line in lines[-1:] if line.is_placed)


def _height(line: Line) -> float:
    return line.baseline


def _beside(line: Line, other: Line) -> bool:
    return other.is_placed and abs(line.baseline - other.baseline) <= LEVEL * line.size


# ---- columns ------------------------------------------------------------------------------


def _columns_apart(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield runs of rows of prose column by column; everything else as it stands."""
    run: list[tuple[Line, Line]] = []
    at = 0
    while at < len(lines):
        pair = tuple(lines[at : at + 2])
        if len(pair) == 2 and _is_row(pair[0], pair[1]) and _continues(run, pair[0], pair[1]):
            run.append((pair[0], pair[1]))
            at += 2
            continue
        yield from _read(run)
        run = []
        if not (len(pair) == 2 and _is_row(pair[0], pair[1])):
            yield lines[at]
            at += 1
    yield from _read(run)


def _is_row(left: Line, right: Line) -> bool:
    return left.is_placed and _beside(left, right) and left.right < right.left


def _continues(run: Sequence[tuple[Line, Line]], left: Line, right: Line) -> bool:
    """Return whether a row goes on with the columns above it: lower, with the same gutter."""
    if not run:
        return True
    above_left, above_right = run[-1]
    is_lower = left.baseline < above_left.baseline - LEVEL * left.size
    gutter = max(line.right for line, _ in (*run, (left, right)))
    return (
        is_lower
        and abs(right.left - above_right.left) < SAME_EDGE
        and gutter < min(line.left for _, line in (*run, (left, right)))
        and above_left.left <= left.left + 2 * left.size
    )


def _read(run: Sequence[tuple[Line, Line]]) -> Iterator[Line]:
    if _is_prose(run):
        yield from (left for left, _ in run)
        yield from (right for _, right in run)
    else:
        yield from (line for row in run for line in row)


def _is_prose(run: Sequence[tuple[Line, Line]]) -> bool:
    """Tell columns from the rows of a table: both sides are long, and their sentences go on."""
    if len(run) < MIN_ROWS:
        return False
    sides = [[left for left, _ in run], [right for _, right in run]]
    long = all(median(len(line.text) for line in side) >= PROSE_CHARS for side in sides)
    return long and all(_goes_on(side) for side in sides)


def _goes_on(side: Sequence[Line]) -> bool:
    """Return whether a third of the lines begin in the midst of a sentence."""
    return sum(line.text[:1].islower() for line in side[1:]) * 3 >= len(side) - 1
