"""A page of an open PDF -> its lines of text, each with place, size and weight."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import hypot
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

WORD_BREAK = "\ufffe"
"""What PDFium writes for a hyphen at a line's end, after which it goes on without a line end."""

REGULAR, BOLD = 400, 700  # weights as fonts count them
MAX_FONT_NAME = 128
PART_GAP = 1.8  # heights of the font: so much white parts a margin note or cell from what follows
WORD_GAP = 0.32  # of the font's height: less white needs a space in the file to be one
NARROWER = 0.85  # times the narrowest space of the line: an added one like the others is one too
WIDER = 1.6  # times the usual gap between spaced-out letters: there a word ends

MAX_UNMAPPED = 0.5  # of a page's characters
MIN_JUDGED = 20  # characters: of fewer nothing can be said
MIN_SHIFTED = 100  # capitals; of fewer it cannot be said that they are no text
OF_SHIFTED = 12  # are different, at least
MAX_ABC = 0.02  # of them; of capitals in Swedish and English texts A, B and C are a ninth

_DRAWN_SPACES = "\x1c\x1d\x1e\x1f"  # white to Python, glyphs to a font without letters
_UNMAPPED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
_SHIFTED = re.compile(r"[D-Z\[\\\]]")  # where the letters a to z of a font stand: 29 places lower
_LINE = re.compile(rf"[^\r\n{WORD_BREAK}]*[^\s{WORD_BREAK}][^\r\n{WORD_BREAK}]*{WORD_BREAK}?")
_SPACE = re.compile("(?<=[^ ]) (?=[^ ])")
_LONE_LETTER = re.compile(r"[ \n](?:[B-HJ-ZÄb-hj-np-z]|\S \S) ")  # a, i, o, å and ö are words
_TORN = re.compile(r"(?:^|[^\W\d] )[B-HJ-ZÄb-hj-np-z] [^\W\d]")  # no "4 c eller" of a law
_LEADERS = ".…_·"  # between an entry of a table of contents and its page: "Syfte . . . . . . 5"
_SPACED_OUT = re.compile(rf"(?<!\S)(?:[^\s{_LEADERS}] ){{4,}}[^\s{_LEADERS}](?!\S)")


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line of a page, or a part of it. Lengths are points, from the lower left corner.

    A line is itself and no other: two alike on a page are two.
    """

    text: str
    page: int = 1
    left: float = 0.0
    right: float = 0.0
    baseline: float = 0.0
    size: float = 0.0  # of the font as it is drawn; 0 where the place is not known
    weight: int = REGULAR  # of the font, the lesser of the first and last letter's

    @property
    def is_placed(self) -> bool:
        """Return whether the place is known; the second reader gives text alone."""
        return self.size > 0


def read_lines(page: pdfium.PdfPage, number: int) -> list[Line] | None:
    """Return the page's lines in the order in which they were written into the file.

    None where its fonts do not say which letters they draw: what there is means nothing, and the
    page is as good as a scan.
    """
    with closing(page.get_textpage()) as text_page:
        text = text_page.get_text_range()
        if is_unmapped(text):
            return None
        ruler = _Ruler(text_page, text, page=number)
        return [part for match in _LINE.finditer(text) for part in ruler.parts(*match.span())]


def is_unmapped(text: str) -> bool:
    """Return whether most of a page's characters are no letters but the numbers of glyphs.

    Where these are controls, they show it. Most fonts number their glyphs as ASCII does, from 3 for
    the space: of a file whose end is lost, "Krafttag" comes out as ".UDIWWDJ", without spaces.
    """
    drawn = len("".join(text.split())) + sum(map(text.count, _DRAWN_SPACES))
    if drawn >= MIN_JUDGED and len(_UNMAPPED.findall(text)) > MAX_UNMAPPED * drawn:
        return True
    shifted = _SHIFTED.findall(text)
    return (
        len(shifted) > max(MIN_SHIFTED, MAX_UNMAPPED * drawn)
        and len(set(shifted)) >= OF_SHIFTED
        and sum(map(text.count, "ABC")) < MAX_ABC * len(shifted)
    )


def _is_spaced_out(text: str) -> bool:
    """Return whether most words are single letters; "som avses i 4 c § 1 p" has five in a row."""
    alone = [len(word) == 1 for word in text.split() if word not in _LEADERS]
    return bool(_SPACED_OUT.search(text)) and sum(alone) * 2 > len(alone)


def _parts_letters(text: str, space: int) -> bool:
    """Return whether a space stands between letters: "5 § andra" has spaces as narrow as any."""
    return text[space - 1 : space].isalpha() and text[space + 1 : space + 2].isalpha()


class _Ruler:
    """Measures the text of one page; the numbers PDFium writes to are made once a page."""

    def __init__(self, text_page: pdfium.PdfTextPage, text: str, *, page: int) -> None:
        self._raw = text_page.raw
        self._text = text
        self._page = page
        self._maps_indices = len(text) != text_page.count_chars()
        self._has_loose_letters = _LONE_LETTER.search(text) is not None
        self._numbers = [ctypes.c_double() for _ in range(4)]
        self._matrix = pdfium_c.FS_MATRIX()

    def parts(self, start: int, end: int) -> Iterator[Line]:
        """Yield the line between two positions of the text, cut where wide white parts it."""
        start, end = self._stripped(start, end)
        if start == end:
            return
        first, last = self._character(start), self._character(end - 1)
        size = self._size(first)
        boxes = list(self._boxes(first, last - first + 1))
        for (_, _, right, _), (left, bottom, _, top) in pairwise(boxes):
            if left - right > PART_GAP * size:
                cut = self._position((left, (bottom + top) / 2), size)
                if start < cut < end:
                    yield from self.parts(start, cut)
                    yield from self.parts(cut, end)
                    return
        yield self._line(start, end, size, boxes)

    def _line(
        self, start: int, end: int, size: float, boxes: list[tuple[float, float, float, float]]
    ) -> Line:
        text = self._text[start:end]
        if self._has_loose_letters and _LONE_LETTER.search(f" {text} "):
            text = self._joined(start, end)
        first, last = self._character(start), self._character(end - 1)
        return Line(
            text.replace(WORD_BREAK, "-"),
            self._page,
            left=boxes[0][0] if boxes else 0.0,
            right=boxes[-1][2] if boxes else 0.0,
            baseline=self._baseline(first),
            size=size,
            weight=min(self._weight(first), self._weight(last)),
        )

    def _stripped(self, start: int, end: int) -> tuple[int, int]:
        text = self._text[start:end]
        blank = len(text) - len(text.lstrip())
        return start + blank, max(start + blank, start + len(text.rstrip()))

    def _character(self, position: int) -> int:
        """Return PDFium's number for a position in the text; they differ on rare pages."""
        if not self._maps_indices:
            return position
        return max(0, int(pdfium_c.FPDFText_GetCharIndexFromTextIndex(self._raw, position)))

    def _position(self, point: tuple[float, float], size: float) -> int:
        """Return where in the text the character at a point is, -1 for nowhere."""
        character = pdfium_c.FPDFText_GetCharIndexAtPos(self._raw, *point, size / 2, size / 2)
        if not self._maps_indices or character < 0:
            return int(character)
        return int(pdfium_c.FPDFText_GetTextIndexFromCharIndex(self._raw, character))

    def _size(self, character: int) -> float:
        """Return the font's size as drawn: what a PDF states is often 1, and the matrix scales."""
        pdfium_c.FPDFText_GetMatrix(self._raw, character, self._matrix)
        scale = hypot(self._matrix.c, self._matrix.d) or 1.0
        return max(0.1, float(pdfium_c.FPDFText_GetFontSize(self._raw, character)) * scale)

    def _weight(self, character: int) -> int:
        weight = int(pdfium_c.FPDFText_GetFontWeight(self._raw, character))
        return weight if weight > 0 else self._named_weight(character)

    def _named_weight(self, character: int) -> int:
        """Return what the font's name tells: the fourteen standard fonts state no weight."""
        name = ctypes.create_string_buffer(MAX_FONT_NAME)
        flags = ctypes.c_int()
        pdfium_c.FPDFText_GetFontInfo(self._raw, character, name, MAX_FONT_NAME, flags)
        return BOLD if b"bold" in name.value.lower() else REGULAR

    def _baseline(self, character: int) -> float:
        x, y, *_ = self._numbers
        pdfium_c.FPDFText_GetCharOrigin(self._raw, character, x, y)
        return y.value

    def _boxes(self, first: int, count: int) -> Iterator[tuple[float, float, float, float]]:
        """Yield left, bottom, right and top of the runs PDFium sees in some characters."""
        left, top, right, bottom = self._numbers
        for index in range(pdfium_c.FPDFText_CountRects(self._raw, first, count)):
            pdfium_c.FPDFText_GetRect(self._raw, index, left, top, right, bottom)
            yield left.value, bottom.value, right.value, top.value

    def _joined(self, start: int, end: int) -> str:
        """Return the text without the spaces that stand where hardly any white is.

        "R I R 2 0 2 0 : 2 7" is spaced out for looks; "Kom m unikation" (tidoavtalet-2022.pdf)
        comes from a font that is wrong about the width of its m.
        """
        text = self._text[start:end]
        gaps = {index: self._gap(start + index) for index, sign in enumerate(text) if sign == " "}
        if _is_spaced_out(text):
            least = WIDER * median(gaps.values())
            false = {index for index, gap in gaps.items() if gap < least}
        else:
            false = self._torn(text, start, gaps) if _TORN.search(text) else set()
        return "".join(sign for index, sign in enumerate(text) if index not in false)

    def _torn(self, text: str, start: int, gaps: dict[int, float]) -> set[int]:
        """Return where spaces were added inside words: narrower than any real space beside them.

        Where a page has no real one at all, as TeX writes them, none is known to be false.
        """
        if not self._has_real_spaces:
            return set()
        added = {at for at in gaps if self._is_added(start + at) and _parts_letters(text, at)}
        real = [gap for at, gap in gaps.items() if not self._is_added(start + at)]
        size = self._size(self._character(start))
        least = min(WORD_GAP * size, NARROWER * min(real, default=size))
        return {at for at in added if -size < gaps[at] < least}

    @cached_property
    def _has_real_spaces(self) -> bool:
        """Whether any space of the page is in the file."""
        return any(not self._is_added(found.start()) for found in _SPACE.finditer(self._text))

    def _is_added(self, position: int) -> bool:
        """Return whether PDFium put the character there, from the look of the line."""
        return bool(pdfium_c.FPDFText_IsGenerated(self._raw, self._character(position)) == 1)

    def _gap(self, position: int) -> float:
        """Return the white between the characters before and after a space."""
        left, right, bottom, top = self._numbers
        character = self._character(position)
        pdfium_c.FPDFText_GetCharBox(self._raw, character - 1, left, right, bottom, top)
        before = right.value
        pdfium_c.FPDFText_GetCharBox(self._raw, character + 1, left, right, bottom, top)
        return left.value - before
