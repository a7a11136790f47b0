"""A page of an open PDFium document to what is written on it afterwards: form values, free text."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.models import Block, Role

FILLED_IN = {
    pdfium_c.FPDF_FORMFIELD_TEXTFIELD,
    pdfium_c.FPDF_FORMFIELD_COMBOBOX,
    pdfium_c.FPDF_FORMFIELD_LISTBOX,
}
"""Fields with words in them; a cross in a box says nothing without its row."""

Getter = Callable[[object, int], int]
"""One of PDFium's that writes UTF-16 into a buffer and returns how many bytes it needs."""


def read_annotations(page: pdfium.PdfPage, number: int) -> Iterator[Block]:
    """Yield a block "name: value" for each filled field, and the free texts laid on the page."""
    for index in range(pdfium_c.FPDFPage_GetAnnotCount(page.raw)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        try:
            kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
            if kind == pdfium_c.FPDF_ANNOT_WIDGET and page.formenv:
                yield from _field(annotation, page.formenv.raw, number)
            elif kind == pdfium_c.FPDF_ANNOT_FREETEXT:
                yield Block(_free_text(annotation), Role.BODY, number)
        finally:
            pdfium_c.FPDFPage_CloseAnnot(annotation)


def _field(
    annotation: pdfium_c.FPDF_ANNOTATION, form: pdfium_c.FPDF_FORMHANDLE, number: int
) -> Iterator[Block]:
    def asked(getter: Callable[..., int]) -> str:
        return _text(lambda buffer, size: getter(form, annotation, buffer, size))

    if pdfium_c.FPDFAnnot_GetFormFieldType(form, annotation) in FILLED_IN:
        value = asked(pdfium_c.FPDFAnnot_GetFormFieldValue)
        name = asked(pdfium_c.FPDFAnnot_GetFormFieldAlternateName) or asked(
            pdfium_c.FPDFAnnot_GetFormFieldName
        )
        if value.strip():
            yield Block(f"{name}: {value}", Role.FORM, number)


def _free_text(annotation: pdfium_c.FPDF_ANNOTATION) -> str:
    return _text(
        lambda buffer, size: int(
            pdfium_c.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size)
        )
    )


def _text(getter: Getter) -> str:
    """Return what a getter writes, without the zero at its end."""
    size = getter(None, 0)
    buffer = ctypes.create_string_buffer(size)
    getter(ctypes.cast(buffer, ctypes.POINTER(pdfium_c.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace") if size > 2 else ""
