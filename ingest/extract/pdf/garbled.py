"""The lines of a page, as PDFium reads them -> whether they are broken and pypdf should look."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.extract.pdf.lines import WORD_GAP, Line

_STRAY = re.compile(r"[\x00-\x08\x0e-\x1b\ufffd]")
MAX_STRAY = 0.03
"""Of a text's characters: a bullet or two may have no letter, but "0SVIQ\\x04MTWYQ" is "Lorem
ipsum" in a font that numbers its glyphs otherwise (issue9949.pdf of pdf.js)."""
SAME_LINE = 0.1  # of the letters' size: so near are two baselines of one line
MIN_LINES = 6
MAX_PIECE = 4  # characters, on average: the lines of Japanese that runs down stand side by side


def is_garbled(lines: Sequence[Line]) -> bool:
    """Return whether what the page says is torn to pieces or in other letters."""
    return has_strays("".join(line.text for line in lines)) or _is_torn(lines)


def has_strays(text: str) -> bool:
    """Return whether more than a few characters are controls, which stand for no letter."""
    return len(_STRAY.findall(text)) > MAX_STRAY * len(text)


def letters(lines: Sequence[Line]) -> int:
    """Return how many letters and digits there are."""
    return sum(map(str.isalnum, "".join(line.text for line in lines)))


def _is_torn(lines: Sequence[Line]) -> bool:
    """Return whether most lines are pieces that only go on with the one before.

    Google Docs wrote its letters one by one in another scale, which PDFium reads as "c", "olu", "m"
    and "n" (three_columns.pdf of pdftotext, by Skia/PDF m92).
    """
    if len(lines) < MIN_LINES or sum(len(line.text) for line in lines) > MAX_PIECE * len(lines):
        return False
    return sum(_goes_on(*pair) for pair in pairwise(lines)) * 2 > len(lines)


def _goes_on(line: Line, following: Line) -> bool:
    is_level = abs(line.baseline - following.baseline) < SAME_LINE * line.size
    return is_level and abs(following.left - line.right) < WORD_GAP * line.size
