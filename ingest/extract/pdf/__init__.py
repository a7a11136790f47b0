"""The bytes of a PDF to its text by page, read by PDFium and, where that fails, by pypdf."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.clean import clean
from ingest.extract.pdf import marks
from ingest.extract.pdf.layout import blocks
from ingest.extract.pdf.lines import Line, read_lines
from ingest.extract.pdf.second import SecondReader
from ingest.extract.placing import place
from ingest.models import Block, Extract, Failure, Reason, Role

READER = "pdf/1"
MEDIA_TYPE = "application/pdf"
NEAR_EMPTY_CHARS = 20  # on a page: with fewer, the second reader looks too (inputs.md 2.1)

LOCKED = {pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY}
LOCKED_OUT = Failure(
    Reason.ENCRYPTED, "it is behind a password: save it without one", MEDIA_TYPE, READER
)


def extract(data: bytes, name: str) -> Extract | Failure:  # noqa: ARG001 - every reader's signature
    """Read a PDF; `name` says nothing that the content does not."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        outcome = _read_second(data, str(error))
        is_locked = error.err_code in LOCKED and isinstance(outcome, Failure)
        return LOCKED_OUT if is_locked else outcome
    with closing(document):
        return _read_first(document, data)


def _read_first(document: pdfium.PdfDocument, data: bytes) -> Extract | Failure:
    if not len(document):
        return _read_second(data, "PDFium finds no pages")
    pages = [_page(document, index) for index in range(len(document))]
    has_form = document.get_formtype() != pdfium_c.FORMTYPE_NONE
    second = _second(data) if has_form or any(map(_is_near_empty, pages)) else None
    if second and second.pages == len(pages):
        pages = [_fuller(lines, second, number) for number, lines in enumerate(pages, start=1)]
    forms = second.fields() if second and has_form else []
    return _outcome(
        blocks(pages),
        forms,
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


def _page(document: pdfium.PdfDocument, index: int) -> list[Line]:
    """Return the page's lines, none where PDFium cannot load it."""
    try:
        with closing(document[index]) as page:
            return read_lines(page, index + 1)
    except pdfium.PdfiumError:
        return []


def _is_near_empty(lines: Iterable[Line]) -> bool:
    return sum(len(line.text) for line in lines) < NEAR_EMPTY_CHARS


def _fuller(lines: list[Line], second: SecondReader, number: int) -> list[Line]:
    """Return what the second reader got out of a page that gave the first next to nothing."""
    if not _is_near_empty(lines):
        return lines
    return max(lines, second.lines(number), key=lambda page: sum(len(line.text) for line in page))


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
    empty = Extract(MEDIA_TYPE, READER, (), pages=len(pages), notes=(note,))
    return _outcome(blocks(pages), second.fields(), empty)


def _outcome(
    found: Sequence[Block], fields: Sequence[tuple[int, str]], document: Extract
) -> Extract | Failure:
    forms = [Block(clean(field), Role.FORM, page) for page, field in fields]
    text = place([*found, *forms])
    if not text:
        return _failure(
            Reason.NO_TEXT_LAYER, f"{document.pages} pages of pictures: it needs text recognition"
        )
    return replace(document, blocks=text)


def _failure(reason: Reason, detail: str) -> Failure:
    return Failure(reason, detail, MEDIA_TYPE, READER)
