"""A page of an open PDF -> what was written on it afterwards: form values, free text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.extract.pdf.strings import written
from ingest.models import Block, Role

FILLED_IN = {
    pdfium_c.FPDF_FORMFIELD_TEXTFIELD,
    pdfium_c.FPDF_FORMFIELD_COMBOBOX,
    pdfium_c.FPDF_FORMFIELD_LISTBOX,
}
"""Fields with words in them; a cross in a box says nothing without its row."""

DRAWN = {pdfium_c.FPDF_ANNOT_STAMP, pdfium_c.FPDF_ANNOT_WATERMARK}
"""Annotations whose words are only in how they look; so are those of a signature's field."""


def read_annotations(page: pdfium.PdfPage, number: int) -> Iterator[Block]:
    """Yield a block "name: value" for each filled field, and the free texts laid on the page."""
    for index in range(pdfium_c.FPDFPage_GetAnnotCount(page.raw)):
        with _annotation(page, index) as annotation:
            if annotation is None or _is_hidden(annotation):
                continue
            kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
            if kind == pdfium_c.FPDF_ANNOT_WIDGET and page.formenv:
                yield from _field(annotation, page.formenv.raw, number)
            elif kind == pdfium_c.FPDF_ANNOT_FREETEXT:
                yield Block(_free_text(annotation), Role.BODY, number)


def draw_annotations(page: pdfium.PdfPage) -> bool:
    """Draw stamps and signatures into the page; True where there are any: it must be loaded anew.

    What `read_annotations` reads is taken away, so that no word comes twice.
    """
    count = pdfium_c.FPDFPage_GetAnnotCount(page.raw)
    drawn = [index for index in range(count) if _is_drawn(page, index)]
    if not drawn:
        return False
    for index in sorted(set(range(count)).difference(drawn), reverse=True):
        pdfium_c.FPDFPage_RemoveAnnot(page.raw, index)
    return bool(
        pdfium_c.FPDFPage_Flatten(page.raw, pdfium_c.FLAT_NORMALDISPLAY) == pdfium_c.FLATTEN_SUCCESS
    )


def _is_drawn(page: pdfium.PdfPage, index: int) -> bool:
    with _annotation(page, index) as annotation:
        if annotation is None or _is_hidden(annotation):
            return False
        kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
        if kind != pdfium_c.FPDF_ANNOT_WIDGET or not page.formenv:
            return kind in DRAWN
        sort = pdfium_c.FPDFAnnot_GetFormFieldType(page.formenv.raw, annotation)
        return bool(sort == pdfium_c.FPDF_FORMFIELD_SIGNATURE)


@contextmanager
def _annotation(page: pdfium.PdfPage, index: int) -> Iterator[pdfium_c.FPDF_ANNOTATION | None]:
    annotation = pdfium_c.FPDFPage_GetAnnot(page.raw, index)
    try:
        yield annotation or None
    finally:
        if annotation:
            pdfium_c.FPDFPage_CloseAnnot(annotation)


def _is_hidden(annotation: pdfium_c.FPDF_ANNOTATION) -> bool:
    return bool(pdfium_c.FPDFAnnot_GetFlags(annotation) & pdfium_c.FPDF_ANNOT_FLAG_HIDDEN)


def _field(
    annotation: pdfium_c.FPDF_ANNOTATION, form: pdfium_c.FPDF_FORMHANDLE, number: int
) -> Iterator[Block]:
    def asked(getter: Callable[..., int]) -> str:
        return written(lambda buffer, size: getter(form, annotation, buffer, size))

    if pdfium_c.FPDFAnnot_GetFormFieldType(form, annotation) in FILLED_IN:
        value = asked(pdfium_c.FPDFAnnot_GetFormFieldValue)
        name = asked(pdfium_c.FPDFAnnot_GetFormFieldAlternateName) or asked(
            pdfium_c.FPDFAnnot_GetFormFieldName
        )
        if value.strip():
            yield Block(f"{name}: {value}", Role.FORM, number)


def _free_text(annotation: pdfium_c.FPDF_ANNOTATION) -> str:
    return written(
        lambda buffer, size: int(
            pdfium_c.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size)
        )
    )
