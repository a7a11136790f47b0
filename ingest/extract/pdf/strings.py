"""PDFium's functions that fill a buffer -> the text they write, whatever is wrong with it.

pypdfium2 has the same, and raises UnicodeDecodeError where half a character stands alone.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable

import pypdfium2.raw as pdfium_c

Getter = Callable[[object, int], int]
"""One of PDFium's that writes UTF-16 into a buffer and returns how many bytes it needs."""


def written(getter: Getter) -> str:
    """Return what a getter writes, without the zero at its end."""
    size = getter(None, 0)
    buffer = ctypes.create_string_buffer(size)
    getter(ctypes.cast(buffer, ctypes.POINTER(pdfium_c.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace") if size > 2 else ""
