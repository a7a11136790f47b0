"""The bytes of a PDF -> the text of its pages by pypdf: slower than PDFium, stubborn elsewhere."""

from __future__ import annotations

import logging
import re
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import DependencyError, DeprecationError, LimitReachedError, PyPdfError

from ingest.extract.pdf.garbled import has_strays
from ingest.extract.pdf.lines import Line, is_unmapped

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of each oddity; nobody listens

FOREIGN = (
    PyPdfError,
    DependencyError,
    DeprecationError,  # a filter by its short name, which ISO 32000 lets pictures in a page have
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What pypdf raises on broken files: its own errors and, on 15 of 3 025 files, the bugs behind
them. RecursionError is a RuntimeError; MemoryError is not here: it is a bomb."""

_GLYPHS = re.compile(r"/[A-Za-z]{0,3}\d+")
"""What pypdf writes for a glyph whose name tells no letter: "/G43", "/7"."""


class SecondReader:
    """A PDF opened by pypdf; what cannot be read is empty, page by page."""

    def __init__(self, data: bytes) -> None:
        """Raise ValueError where not even a page count can be found."""
        self.is_bomb = False  # something in it unfolds to more than pypdf lets a page have
        self.is_locked, self.pages = True, 0
        try:
            self._reader = PdfReader(BytesIO(data))
            self.is_locked = self._reader.is_encrypted and not self._reader.decrypt("")
            self.pages = 0 if self.is_locked else len(self._reader.pages)
        except NotImplementedError:
            return  # locked by another maker's means: a certificate, a company's rights server
        except FOREIGN as error:
            raise ValueError(f"{type(error).__name__}: {error}") from error

    def lines(self, number: int) -> list[Line]:
        """Return a page's lines, without their places; none where its fonts name no letters."""
        try:
            text = self._reader.pages[number - 1].extract_text()
        except LimitReachedError:
            self.is_bomb = True
            return []
        except FOREIGN:
            return []
        if (
            is_unmapped(text)
            or has_strays(text)
            or sum(map(len, _GLYPHS.findall(text))) * 2 > len(text)
        ):
            return []
        return [Line(line.strip(), number) for line in text.splitlines() if line.strip()]
