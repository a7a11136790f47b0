"""The bytes of a PDF and a page's number -> that page drawn, with a box for each of its letters."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from io import BytesIO

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.clean import HYPHENS, LIGATURES, SPACES
from ingest.extract.pdf.forms import is_tangled
from ingest.extract.pdf.mending import opened
from ingest.models import Failure, Reason
from ingest.printed import WHOLE, Box, PrintedLine, PrintedPage, around

QUALITY = 75
"""Of the JPEG. At 1 200 points for a page its traces cannot be seen, and it is made in a tenth of
the time of PNG or WebP: 8 to 22 ms beside 100 to 600 on pages of lagrummet's design manual."""

MAX_TALL = 4  # times its width: a page taller than that is drawn narrower
MAX_LETTERS = 40_000  # of a page; a dense page of print has 6 000
PART_GAP = 2.0  # times the line's height: so much white parts a line
LINE_BREAKS = "\r\n"
WORD_BREAKS = "\x02\ufffe\u00ad"  # what PDFium gives for a hyphen that breaks a word
_WRITTEN = LIGATURES | dict.fromkeys(SPACES, " ") | dict.fromkeys(HYPHENS + WORD_BREAKS, "-")

Place = Callable[[float, float], tuple[int, int]]
"""Turns a point of the page's own, in points from a lower left corner, into one of the picture."""


def draw(data: bytes, _: str, page: str, width: str) -> PrintedPage | Failure:
    """Draw a page, counted from 1, so many points wide, with its text."""

    def drawn(found: pdfium.PdfPage) -> PrintedPage:
        return replace(_picture(found, int(width)), lines=tuple(_lines(found)))

    return _on_page(data, int(page), drawn)


def draw_small(data: bytes, _: str, page: str, width: str) -> PrintedPage | Failure:
    """Draw a page without its text."""
    return _on_page(data, int(page), lambda found: _picture(found, int(width)))


def _on_page(
    data: bytes, number: int, work: Callable[[pdfium.PdfPage], PrintedPage]
) -> PrintedPage | Failure:
    try:
        with closing(opened(data)) as document:
            if not 1 <= number <= len(document):
                return Failure(Reason.CORRUPT, f"there is no page {number}")
            if document.get_formtype() != pdfium_c.FORMTYPE_NONE and not is_tangled(data):
                document.init_forms()  # what was filled in is drawn too
            with closing(document[number - 1]) as page:
                return work(page)
    except pdfium.PdfiumError as error:
        return Failure(Reason.CORRUPT, f"page {number} cannot be drawn ({error})")


def _picture(page: pdfium.PdfPage, width: int) -> PrintedPage:
    across, down = page.get_size()
    scale = min(width / max(across, 1.0), MAX_TALL * width / max(down, 1.0))
    picture = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
    stored = BytesIO()
    picture.save(stored, "JPEG", quality=QUALITY)
    return PrintedPage(stored.getvalue(), picture.width, picture.height)


def _lines(page: pdfium.PdfPage) -> Iterator[PrintedLine]:
    text, boxes = "", list[Box]()
    for letter, box in _letters(page):
        if letter in LINE_BREAKS or (boxes and _is_far(box, boxes[-1])):
            yield from _line(text, boxes)
            text, boxes = "", []
        if letter in LINE_BREAKS:
            continue
        composed = unicodedata.normalize("NFC", text[-1:] + letter)
        if text and len(composed) == 1:  # an accent set after its letter
            text, boxes[-1] = text[:-1] + composed, around((boxes[-1], box))
            continue
        written = _WRITTEN.get(letter, letter)
        text += written
        boxes += [box] * len(written)
        if letter in WORD_BREAKS:
            yield from _line(text, boxes)
            text, boxes = "", []
    yield from _line(text, boxes)


def _line(text: str, boxes: list[Box]) -> Iterator[PrintedLine]:
    """Yield the line without the white at its ends, if anything is left."""
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    if start < end:
        yield PrintedLine(text[start:end], tuple(boxes[start:end]))


def _is_far(box: Box, before: Box) -> bool:
    return box.left - before.right > PART_GAP * max(box.bottom - box.top, 1)


def _letters(page: pdfium.PdfPage) -> Iterator[tuple[str, Box]]:
    """Yield each character with its box: as high as its font, so that a word's are one height."""
    place = _placing(page)
    rectangle = pdfium_c.FS_RECTF()
    with closing(page.get_textpage()) as text_page:
        for index in range(min(text_page.count_chars(), MAX_LETTERS)):
            code = pdfium_c.FPDFText_GetUnicode(text_page.raw, index)
            pdfium_c.FPDFText_GetLooseCharBox(text_page.raw, index, rectangle)
            left, top = place(rectangle.left, rectangle.top)
            right, bottom = place(rectangle.right, rectangle.bottom)
            box = Box(min(left, right), min(top, bottom), max(left, right), max(top, bottom))
            if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000:
                yield chr(code), box


def _placing(page: pdfium.PdfPage) -> Place:
    """Return what places a point of the page in its picture, however the page is turned."""
    fine = 1_000  # PDFium answers in whole points: ask for a picture this many times as large
    x, y = ctypes.c_int(), ctypes.c_int()

    def asked(across: float, down: float) -> tuple[float, float]:
        size = WHOLE * fine
        pdfium_c.FPDF_PageToDevice(page.raw, 0, 0, size, size, 0, across, down, x, y)
        return x.value / fine, y.value / fine

    (x0, y0), (x1, y1), (x2, y2) = asked(0, 0), asked(100, 0), asked(0, 100)
    right = ((x1 - x0) / 100, (y1 - y0) / 100)
    up = ((x2 - x0) / 100, (y2 - y0) / 100)

    def place(across: float, down: float) -> tuple[int, int]:
        return (
            _within(x0 + across * right[0] + down * up[0]),
            _within(y0 + across * right[1] + down * up[1]),
        )

    return place


def _within(length: float) -> int:
    return max(0, min(WHOLE, round(length)))
