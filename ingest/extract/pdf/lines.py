"""A page of an open PDFium document to its lines of text, each with place, size and weight."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

WORD_BREAK = "\ufffe"
"""What PDFium writes for a hyphen at a line's end, after which it goes on without a line end."""

BOLD_WEIGHT = 600

_LINE = re.compile(rf"[^\r\n{WORD_BREAK}]*[^\s{WORD_BREAK}][^\r\n{WORD_BREAK}]*({WORD_BREAK})?")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page. Lengths are points, counted from the lower left corner."""

    text: str
    page: int = 1
    left: float = 0.0
    right: float = 0.0
    baseline: float = 0.0
    size: float = 0.0  # height of the font's box: the font size a PDF states is often just 1
    is_bold: bool = False

    @property
    def is_placed(self) -> bool:
        """Return whether the place is known; a second reader gives text alone."""
        return self.size > 0


def read_lines(page: pdfium.PdfPage, number: int) -> list[Line]:
    """Return the page's lines in the order in which they were written into the file."""
    text_page = page.get_textpage()
    text = text_page.get_text_range()
    ruler = _Ruler(text_page.raw, maps_indices=len(text) != text_page.count_chars())
    return [ruler.line(match, number) for match in _LINE.finditer(text)]


class _Ruler:
    """Measures lines of one text page; the numbers PDFium writes to are made once a page."""

    def __init__(self, raw: pdfium_c.FPDF_TEXTPAGE, *, maps_indices: bool) -> None:
        self._raw = raw
        self._maps_indices = maps_indices
        self._numbers = [ctypes.c_double() for _ in range(4)]
        self._box = pdfium_c.FS_RECTF()

    def line(self, match: re.Match[str], page: int) -> Line:
        text = match[0].rstrip(WORD_BREAK)
        start = match.start() + len(text) - len(text.lstrip())
        first = self._character(start)
        count = len(text.strip())
        pdfium_c.FPDFText_GetLooseCharBox(self._raw, first, self._box)
        left, right = self._extent(first, count)
        return Line(
            text=text.strip() + ("-" if match[1] else ""),
            page=page,
            left=left,
            right=right,
            baseline=self._baseline(first),
            size=abs(self._box.top - self._box.bottom),
            is_bold=pdfium_c.FPDFText_GetFontWeight(self._raw, first) >= BOLD_WEIGHT,
        )

    def _character(self, index: int) -> int:
        """Return PDFium's number for a position in the text; they differ on rare pages."""
        if not self._maps_indices:
            return index
        return max(0, int(pdfium_c.FPDFText_GetCharIndexFromTextIndex(self._raw, index)))

    def _baseline(self, character: int) -> float:
        x, y, *_ = self._numbers
        pdfium_c.FPDFText_GetCharOrigin(self._raw, character, x, y)
        return y.value

    def _extent(self, first: int, count: int) -> tuple[float, float]:
        """Return left and right edge of the boxes PDFium sees a run of characters in."""
        boxes = list(self._boxes(first, count))
        if not boxes:
            return self._box.left, self._box.right
        return min(left for left, _ in boxes), max(right for _, right in boxes)

    def _boxes(self, first: int, count: int) -> Iterator[tuple[float, float]]:
        left, top, right, bottom = self._numbers
        for index in range(pdfium_c.FPDFText_CountRects(self._raw, first, count)):
            pdfium_c.FPDFText_GetRect(self._raw, index, left, top, right, bottom)
            yield left.value, right.value
