"""The bytes of a PDF to its text by page, read by PDFium and, where that fails, by pypdf."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.clean import clean
from ingest.extract.pdf import marks
from ingest.extract.pdf.annotations import read_annotations
from ingest.extract.pdf.layout import blocks
from ingest.extract.pdf.lines import Line, read_lines
from ingest.extract.pdf.second import SecondReader
from ingest.extract.placing import place
from ingest.models import Block, Extract, Failure, Reason

logging.getLogger("pypdfium2").setLevel(logging.CRITICAL)  # it advises on builds with XFA

READER = "pdf/1"
MEDIA_TYPE = "application/pdf"
NEAR_EMPTY_CHARS = 20  # on a page: with fewer, the second reader may look too (inputs.md 2.1)
MAX_OBJECTS = 1000  # of a page that are looked at for hidden text
MAY_HOLD_TEXT = {pdfium_c.FPDF_PAGEOBJ_TEXT, pdfium_c.FPDF_PAGEOBJ_FORM}

LOCKED_OUT = Failure(
    Reason.ENCRYPTED, "it is behind a password: save it without one", MEDIA_TYPE, READER
)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One page as PDFium reads it."""

    lines: list[Line]
    annotations: list[Block]
    is_doubtful: bool  # the second reader should look at it


def extract(data: bytes, name: str) -> Extract | Failure:  # noqa: ARG001 - every reader's signature
    """Read a PDF; `name` says nothing that the content does not."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        outcome = _read_second(data, str(error))
        return LOCKED_OUT if isinstance(outcome, Failure) and _is_locked(error, data) else outcome
    with closing(document):
        return _read_first(document, data)


def _is_locked(error: pdfium.PdfiumError, data: bytes) -> bool:
    """Return whether a password is missing; PDFium may give the last file's error once more."""
    return bool(error.err_code == pdfium_c.FPDF_ERR_PASSWORD) and b"/Encrypt" in data


def _read_first(document: pdfium.PdfDocument, data: bytes) -> Extract | Failure:
    if document.get_formtype() != pdfium_c.FORMTYPE_NONE:
        document.init_forms()
    sheets = [_sheet(document, number) for number in range(1, len(document) + 1)]
    if not sheets:
        return _read_second(data, "PDFium finds no pages")
    second = _second(data) if any(sheet.is_doubtful for sheet in sheets) else None
    pages = [
        second.lines(number) or sheet.lines if second and sheet.is_doubtful else sheet.lines
        for number, sheet in enumerate(sheets, start=1)
    ]
    later = (block for sheet in sheets for block in sheet.annotations)
    return _outcome(
        [*blocks(pages), *(replace(block, text=clean(block.text)) for block in later)],
        Extract(
            MEDIA_TYPE,
            READER,
            (),
            claims=marks.claims(document),
            pages=len(pages),
            page_labels=marks.page_labels(document),
            outline=marks.outline(document),
        ),
    )


def _sheet(document: pdfium.PdfDocument, number: int) -> _Sheet:
    """Read a page; one that PDFium cannot load is doubtful."""
    try:
        with closing(document[number - 1]) as page:
            lines = read_lines(page, number)
            annotations = list(read_annotations(page, number))
            return _Sheet(lines, annotations, is_doubtful=_hides_text(page, lines))
    except pdfium.PdfiumError:
        return _Sheet([], [], is_doubtful=True)


def _hides_text(page: pdfium.PdfPage, lines: Iterable[Line]) -> bool:
    """Return whether a page has more pieces of text than letters came out of it."""
    letters = sum(len(line.text) for line in lines)
    if letters >= NEAR_EMPTY_CHARS:
        return False
    count = min(MAX_OBJECTS, pdfium_c.FPDFPage_CountObjects(page.raw))
    objects = (pdfium_c.FPDFPage_GetObject(page.raw, index) for index in range(count))
    kinds = [pdfium_c.FPDFPageObj_GetType(found) for found in objects]
    return sum(kind in MAY_HOLD_TEXT for kind in kinds) > letters


def _second(data: bytes) -> SecondReader | None:
    try:
        return SecondReader(data)
    except ValueError:
        return None


def _read_second(data: bytes, complaint: str) -> Extract | Failure:
    """Read the whole file with pypdf, after PDFium could not."""
    try:
        second = SecondReader(data)
    except ValueError as error:
        return _failure(Reason.CORRUPT, f"it cannot be opened ({complaint}; {error})")
    if second.is_locked:
        return LOCKED_OUT
    if not second.pages:
        return _failure(Reason.CORRUPT, f"it has no pages ({complaint})")
    pages = [second.lines(number) for number in range(1, second.pages + 1)]
    note = f"read by pypdf alone: {complaint}"
    return _outcome(blocks(pages), Extract(MEDIA_TYPE, READER, (), pages=len(pages), notes=(note,)))


def _outcome(found: Iterable[Block], document: Extract) -> Extract | Failure:
    """Return the document with its blocks in place, or the failure to find any text."""
    text = place(sorted(found, key=lambda block: block.page or 0))
    if text:
        return replace(document, blocks=text)
    detail = f"{document.pages} pages without text: they need text recognition"
    return _failure(Reason.NO_TEXT_LAYER, detail)


def _failure(reason: Reason, detail: str) -> Failure:
    return Failure(reason, detail, MEDIA_TYPE, READER)
