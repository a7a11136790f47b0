"""The bytes of a PDF -> its text by page, read by PDFium and, where that fails, by pypdf."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.clean import clean
from ingest.extract import stamps
from ingest.extract.pdf import marks, shifted
from ingest.extract.pdf.annotations import draw_annotations, read_annotations
from ingest.extract.pdf.garbled import is_garbled, letters
from ingest.extract.pdf.layout import blocks
from ingest.extract.pdf.lines import Line, read_lines
from ingest.extract.pdf.mending import mended
from ingest.extract.placing import place
from ingest.models import Block, Claim, Extract, Failure, Reason
from ingest.time_left import seconds_left, while_left

if TYPE_CHECKING:
    from ingest.extract.pdf.second import SecondReader

logging.getLogger("pypdfium2").setLevel(logging.CRITICAL)  # it advises on builds with XFA

READER = stamps.PDF
MEDIA_TYPE = "application/pdf"
NEAR_EMPTY_CHARS = 20  # on a page: with fewer, the second reader may look too
MAX_PAGES = 100_000  # PDFium believes what a file says; pypdf counts what is there
TIME_KEPT = 0.6
"""The share of a file's time that is kept for what follows the reading of its pages.

Of 4 000 pages of 40 lines, reading them took 4.7 s and what follows 3.0 s (2026-11-30).
"""
MAX_LINES = 300_000
"""Of one document: 160 000 took 175 MB. The longest real ones, of 2 000 pages, have 90 000."""
MAX_OBJECTS = 1000  # of a page that are looked at for hidden text
MAY_HOLD_TEXT = {pdfium_c.FPDF_PAGEOBJ_TEXT, pdfium_c.FPDF_PAGEOBJ_FORM}

LOCKED_OUT = Failure(
    Reason.ENCRYPTED, "it is behind a password: save it without one", MEDIA_TYPE, READER
)
FOR_HOLDERS = replace(
    LOCKED_OUT,
    detail="it is locked for the holders of a certificate: get it without protection",
)
_CERTIFICATES = re.compile(rb"/Filter\s*/Adobe\.PubSec\b")  # ISO 32000-1, 7.6.4
BOMB = Failure(Reason.BOMB, "a page of it unfolds to more than a page holds", MEDIA_TYPE, READER)
TANGLED = "what is filled in was not read, as its fields lead back to each other: print it to PDF"
HEADER = b"%PDF-"
HEAD_BYTES = 1024  # how far in a header is looked for (ISO 32000-2, annex I)
_STANDARD_LOCK = re.compile(rb"/Filter\s*/Standard\b")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One page as PDFium reads it."""

    lines: list[Line] = field(default_factory=list)
    annotations: list[Block] = field(default_factory=list)
    is_doubtful: bool = True  # the second reader should look at it
    is_unmapped: bool = False  # PDFium gives no letters of it
    is_bare: bool = True  # nothing at all is drawn on it
    is_lost: bool = True  # it could not be loaded


def extract(data: bytes, name: str) -> Extract | Failure:
    """Read a PDF, also one without the header that says so, as long as text comes out of it."""
    head = data[:HEAD_BYTES]
    if HEADER in head:
        return _read(data)
    outcome = _read(HEADER + b"1.7\n" + data)
    if isinstance(outcome, Failure) and HEADER[:-1] not in head:
        detail = f"{name} has neither a PDF's header nor text that can be read; get the file again"
        return _failure(Reason.WRONG_TYPE, detail)
    return outcome


def extract_again(data: bytes) -> Extract | Failure:
    """Read a PDF over which PDFium took its process down."""
    return _read_second(data, "PDFium crashes over it")


def _read(data: bytes) -> Extract | Failure:
    """Read a PDF as it was before a transfer changed it, and note what is damaged."""
    before = shifted.restored(data)
    outcome = _read_pages(before or data)
    if isinstance(outcome, Failure):
        return outcome
    changed = (shifted.RESTORED,) if before else ()
    return replace(outcome, notes=(*outcome.notes, *changed, *shifted.damage(before or data)))


def _read_pages(data: bytes) -> Extract | Failure:
    """Read a PDF; where it cannot be opened as it is, the pages that are still in it."""
    outcome = _opened(data)
    if isinstance(outcome, Failure) and outcome.reason is Reason.CORRUPT:
        whole = mended(data)
        again = _opened(whole) if whole else outcome
        if isinstance(again, Extract):
            if _lacks_text(again):  # what tells which letters it draws lay where the damage is
                return outcome
            return replace(again, notes=(*again.notes, f"damaged, read in part: {outcome.detail}"))
        if again.reason is Reason.NO_TEXT_LAYER and b"trailer" in data:
            return again  # else what is locked would look like it, as only a trailer tells the key
    return outcome


def _lacks_text(document: Extract) -> bool:
    """Return whether most pages have something drawn on them and no text."""
    textless = next((claim.value for claim in document.claims if claim.field == "textless"), "")
    return len(textless.split()) * 2 > (document.pages or 0)


def _opened(data: bytes) -> Extract | Failure:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        outcome = _read_second(data, str(error))
        is_locked = isinstance(outcome, Failure) and _is_locked(error, data)
        return _locked_out(data) if is_locked else outcome
    with closing(document):
        return _read_first(document, data)


def _locked_out(data: bytes) -> Failure:
    return FOR_HOLDERS if _CERTIFICATES.search(data) else LOCKED_OUT


def _is_locked(error: pdfium.PdfiumError, data: bytes) -> bool:
    """Return whether a password is missing; PDFium may give the last file's error once more.

    A damaged file that is locked in the usual way is no use either before it is unlocked.
    """
    if b"/Encrypt" not in data:
        return False
    return bool(error.err_code == pdfium_c.FPDF_ERR_PASSWORD) or bool(_STANDARD_LOCK.search(data))


def _read_first(document: pdfium.PdfDocument, data: bytes) -> Extract | Failure:
    notes = _open_form(document, data)
    if len(document) > MAX_PAGES:
        return _read_second(data, f"it says that it has {len(document)} pages")
    sheets = list(_sheets(document))
    if all(sheet.is_lost for sheet in sheets):
        return _read_second(data, "PDFium can load no page of it")
    is_bare = all(sheet.is_bare for sheet in sheets)
    second = _second(data) if is_bare or any(sheet.is_doubtful for sheet in sheets) else None
    pages = list(_reread(sheets, second, is_bare=is_bare))
    pictures = [
        str(number)
        for number, (sheet, lines) in enumerate(zip(sheets, pages, strict=True), 1)
        if not (lines or sheet.annotations or sheet.is_bare or sheet.is_lost)
    ]
    if second and second.is_bomb and not any((*pages, *(sheet.annotations for sheet in sheets))):
        return BOMB
    later = (block for sheet in sheets for block in sheet.annotations)
    return _outcome(
        [*blocks(pages), *(replace(block, text=clean(block.text)) for block in later)],
        Extract(
            MEDIA_TYPE,
            READER,
            (),
            claims=(*marks.claims(document), *_textless(pictures)),
            pages=len(document),
            unread=len(document) - len(sheets),
            page_labels=marks.page_labels(document),
            outline=marks.outline(document),
            notes=notes,
        ),
    )


def _reread(
    sheets: Iterable[_Sheet], second: SecondReader | None, *, is_bare: bool
) -> Iterator[list[Line]]:
    """Yield the lines of each page, of doubtful ones as pypdf reads them.

    Nothing is lost for it: what has fewer letters is left. A document's pages share their fonts:
    where pypdf knows no letters of one either, it is not asked for the others.
    """
    kept, is_mapped = seconds_left() * TIME_KEPT, True
    for number, sheet in enumerate(sheets, 1):
        is_asked = is_bare or (sheet.is_doubtful and (is_mapped or not sheet.is_unmapped))
        found = second.lines(number) if second and is_asked and seconds_left() >= kept else []
        is_mapped &= bool(found) or not sheet.is_unmapped
        yield found if found and letters(found) >= letters(sheet.lines) else sheet.lines


def _open_form(document: pdfium.PdfDocument, data: bytes) -> tuple[str, ...]:
    """Let PDFium look at the form, if there is one that it comes to an end with; else a note."""
    if document.get_formtype() == pdfium_c.FORMTYPE_NONE:
        return ()
    from ingest.extract.pdf.forms import is_tangled  # noqa: PLC0415 - loads pypdf, see below

    if is_tangled(data):
        return (TANGLED,)
    document.init_forms()
    return ()


def _sheets(document: pdfium.PdfDocument) -> Iterator[_Sheet]:
    """Yield the pages from the first, for as long as there is time and room."""
    lines = 0
    for number in while_left(TIME_KEPT, range(1, len(document) + 1)):
        sheet = _sheet(document, number)
        yield sheet
        lines += len(sheet.lines)
        if lines > MAX_LINES:
            return


def _unread(document: Extract) -> tuple[str, ...]:
    """Say that only the first pages came in, and what to do."""
    if not document.unread:
        return ()
    pages = document.pages or 0
    read = pages - document.unread
    return (f"only the first {read} of its {pages} pages were read: split it into shorter files",)


def _textless(pages: list[str]) -> tuple[Claim, ...]:
    """Name the pages that something is drawn on and that have no text."""
    return (Claim("textless", " ".join(pages), READER),) if pages else ()


def _sheet(document: pdfium.PdfDocument, number: int) -> _Sheet:
    """Read a page; one that PDFium cannot load is doubtful."""
    try:
        with closing(document[number - 1]) as page:
            lines = read_lines(page, number)
            annotations = list(read_annotations(page, number))
            objects = pdfium_c.FPDFPage_CountObjects(page.raw)
            is_unmapped = lines is None
            is_doubtful = is_unmapped or _hides_text(page, lines or []) or is_garbled(lines or [])
            is_drawn_upon = draw_annotations(page)
        if is_drawn_upon:
            with closing(document[number - 1]) as page:
                lines = read_lines(page, number)
    except pdfium.PdfiumError:
        return _Sheet()
    return _Sheet(lines or [], annotations, is_doubtful, is_unmapped, not objects, is_lost=False)


def _hides_text(page: pdfium.PdfPage, lines: Iterable[Line]) -> bool:
    """Return whether a page has more pieces of text than letters came out of it."""
    letters = sum(len(line.text) for line in lines)
    if letters >= NEAR_EMPTY_CHARS:
        return False
    count = min(MAX_OBJECTS, pdfium_c.FPDFPage_CountObjects(page.raw))
    objects = (pdfium_c.FPDFPage_GetObject(page.raw, index) for index in range(count))
    kinds = [pdfium_c.FPDFPageObj_GetType(found) for found in objects]
    return sum(kind in MAY_HOLD_TEXT for kind in kinds) > letters


def _opened_by_second(data: bytes) -> SecondReader:
    """Open a PDF with pypdf, which only a reading process has loaded: it takes .07 s."""
    from ingest.extract.pdf.second import SecondReader  # noqa: PLC0415 - see above

    return SecondReader(data)


def _second(data: bytes) -> SecondReader | None:
    try:
        return _opened_by_second(data)
    except ValueError:
        return None


def _read_second(data: bytes, complaint: str) -> Extract | Failure:
    """Read the whole file with pypdf, after PDFium could not."""
    try:
        second = _opened_by_second(data)
    except ValueError as error:
        return _failure(Reason.CORRUPT, f"it cannot be opened ({complaint}; {error})")
    if second.is_locked:
        return _locked_out(data)
    if not second.pages:
        return _failure(Reason.CORRUPT, f"it has no pages ({complaint})")
    pages = [second.lines(number) for number in while_left(TIME_KEPT, range(1, second.pages + 1))]
    if second.is_bomb and not any(pages):
        return BOMB
    if not any(pages):  # nor can it be drawn for text recognition
        return _failure(Reason.CORRUPT, f"none of its pages can be read ({complaint})")
    notes = (f"read by pypdf alone: {complaint}",)
    unread = second.pages - len(pages)
    read = Extract(MEDIA_TYPE, READER, (), pages=second.pages, unread=unread, notes=notes)
    return _outcome(blocks(pages), read)


def _outcome(found: Iterable[Block], document: Extract) -> Extract | Failure:
    """Return the document with its blocks in place, or the failure to find any text."""
    text = place(sorted(found, key=lambda block: block.page or 0))
    if text:
        return replace(document, blocks=text, notes=(*document.notes, *_unread(document)))
    detail = f"{document.pages} pages without text: they need text recognition"
    return _failure(Reason.NO_TEXT_LAYER, detail)


def _failure(reason: Reason, detail: str) -> Failure:
    return Failure(reason, detail, MEDIA_TYPE, READER)
