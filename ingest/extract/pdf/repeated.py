"""The lines of a PDF -> those that come on page after page: running heads, page numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from ingest.extract.pdf.lines import Line

REPEATS = 3  # pages on which the same line stands at the same place
PLACE = 6.0  # points: how exactly "the same place" is meant
_NUMBERS = re.compile(r"\d+")

Place = tuple[str, int, int]


def repeated_lines(pages: Sequence[Sequence[Line]]) -> set[Line]:
    """Return the lines that stand at the same place of three or more pages.

    A page's own number at its head or foot is one on any page: letters have too few for anything
    to come again. Digits may differ in a page's first and last line only: "§1.1" in the midst of
    pages (Stadgar_2013_04_15.pdf) is a mark of its paragraph, "1 (2)" at their foot a page number.
    """
    places: defaultdict[Place, list[Line]] = defaultdict(list)
    for page in pages:
        for place, line in _places(page):
            places[place].append(line)
    return {
        line
        for same in places.values()
        for line in same
        if _is_own_number(line, pages) or len({one.page for one in same}) >= REPEATS
    }


def _is_own_number(line: Line, pages: Sequence[Sequence[Line]]) -> bool:
    """Tell "2", or "– 2 –", at the edge of the second page."""
    if line.text.strip(" -–") != str(line.page):
        return False
    placed = [
        one.baseline for page in pages for one in page if one.page == line.page and one.is_placed
    ]
    return not min(placed) + PLACE < line.baseline < max(placed) - PLACE


def _places(page: Sequence[Line]) -> Iterator[tuple[Place, Line]]:
    """Yield each line with what it shares with its like on other pages."""
    placed = [line for line in page if line.is_placed]
    top = max((line.baseline for line in placed), default=0.0) - PLACE
    bottom = min((line.baseline for line in placed), default=0.0) + PLACE
    for line in placed:
        is_edge = not bottom < line.baseline < top
        has_letters = any(map(str.isalpha, line.text))
        if is_edge or has_letters:
            text = _NUMBERS.sub("0", line.text) if is_edge else line.text
            left = round(line.left / PLACE) if has_letters else 0  # numbers change sides
            yield (text, left, round(line.baseline / PLACE)), line
