"""The lines of a PDF -> what is usual in it: how large, heavy and far apart its body text is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from ingest.extract.pdf.lines import Line
from ingest.models import Role

TITLE_SIZE = 1.12  # times the body's
NOTE_SIZE = 0.9  # times the body's
BOLDER = 90  # PDFium works a weight out of the strokes: 400 and 500 are body and heading at times
LEAST, MOST = 0.5, 2.5  # of a step from line to line, in sizes of the font
USUAL_PITCH = 1.2  # in sizes of the font, where a document has no two lines
MAX_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Style:
    """What is usual in a document."""

    body: float  # size of most of the text
    weight: int  # of most of the text
    pitch: float  # from line to line, in sizes of the font
    titles: tuple[float, ...]  # sizes above the body's, the largest first

    def is_title(self, line: Line) -> bool:
        """Return whether the line is larger or heavier than the body."""
        is_heavier = line.weight >= self.weight + BOLDER and line.size >= self.body * NOTE_SIZE
        return self.is_large(line) or is_heavier

    def is_large(self, line: Line) -> bool:
        """Return whether the line is set larger than the body."""
        return line.size > self.body * TITLE_SIZE

    def is_small(self, line: Line) -> bool:
        """Return whether the line is set smaller than the body, as notes are."""
        return line.size < self.body * NOTE_SIZE

    def level(self, line: Line, role: Role) -> int:
        """Return the level of a heading, from the sizes above the body's; 0 for other roles."""
        if role is not Role.HEADING:
            return 0
        return min(MAX_LEVEL, 1 + sum(size > _rounded(line.size) for size in self.titles))


def measure(lines: Iterable[Line]) -> Style:
    """Return what is usual in some lines, weighed by their letters."""
    placed = [line for line in lines if line.is_placed]
    sizes: Counter[float] = Counter()
    weights: Counter[int] = Counter()
    for line in placed:
        sizes[_rounded(line.size)] += len(line.text)
        weights[line.weight] += len(line.text)
    body = _most(sizes, 0.0)
    titles = sorted((size for size in sizes if size > body * TITLE_SIZE), reverse=True)
    return Style(body, int(_most(weights, 400)), _pitch(placed), tuple(titles))


def _pitch(lines: list[Line]) -> float:
    """Return the usual distance of two lines, in sizes of the upper one's font."""
    steps = Counter(
        round((above.baseline - line.baseline) / above.size, 1)
        for above, line in pairwise(lines)
        if above.page == line.page and LEAST < (above.baseline - line.baseline) / above.size < MOST
    )
    return _most(steps, USUAL_PITCH)


def _most(counts: Counter[float] | Counter[int], otherwise: float) -> float:
    return max(counts, key=lambda value: counts[value], default=otherwise)


def _rounded(size: float) -> float:
    return round(size * 2) / 2
