"""Pages and form fields of a PDF read by pypdf: slower than PDFium, and stubborn in other ways."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import BytesIO
from typing import cast

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import DictionaryObject

from ingest.extract.pdf.lines import Line

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of each oddity; nobody listens

FILLED_IN = ("/Tx", "/Ch")  # texts and choices; a cross in a box says nothing without its row
MAX_FIELD_DEPTH = 16

FOREIGN = (
    PyPdfError,
    DependencyError,
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
them (inputs.md 2.1). RecursionError is a RuntimeError; MemoryError is not here: it is a bomb."""


class SecondReader:
    """A PDF opened by pypdf; what cannot be read is empty, page by page."""

    def __init__(self, data: bytes) -> None:
        """Raise ValueError where not even a page count can be found."""
        try:
            self._reader = PdfReader(BytesIO(data))
            self.is_locked = self._reader.is_encrypted and not self._reader.decrypt("")
            self.pages = 0 if self.is_locked else len(self._reader.pages)
        except FOREIGN as error:
            raise ValueError(f"{type(error).__name__}: {error}") from error

    def lines(self, number: int) -> list[Line]:
        """Return a page's lines, without their places."""
        try:
            text = self._reader.pages[number - 1].extract_text()
        except FOREIGN:
            return []
        return [Line(line.strip(), number) for line in text.splitlines() if line.strip()]

    def fields(self) -> list[tuple[int, str]]:
        """Return the filled form fields as page and "name: value", each once."""
        found: dict[str, int] = {}
        for number in range(1, self.pages + 1):
            try:
                for name, value in _filled(self._reader.pages[number - 1]):
                    found.setdefault(f"{name}: {value}", number)
            except FOREIGN:
                continue
        return [(number, field) for field, number in found.items()]


def _filled(page: PageObject) -> Iterator[tuple[str, str]]:
    """Yield label and value of the text and choice fields on a page."""
    for annotation in page.annotations or ():
        widget = annotation.get_object()
        if widget.get("/Subtype") != "/Widget" or _inherited(widget, "/FT") not in FILLED_IN:
            continue
        name, value = (
            _inherited(widget, "/TU") or _inherited(widget, "/T"),
            _inherited(widget, "/V"),
        )
        if isinstance(value, str) and value.strip():
            yield str(name or ""), value


def _inherited(widget: DictionaryObject, key: str) -> object:
    """Return what the field or the nearest field above it says."""
    for _ in range(MAX_FIELD_DEPTH):
        if key in widget:
            return widget[key]
        if "/Parent" not in widget:
            return None
        widget = cast("DictionaryObject", widget["/Parent"])
    return None
