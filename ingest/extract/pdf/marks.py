"""What a PDF says about itself besides its text: information, page labels, table of contents."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.clean import clean
from ingest.extract.pdf.strings import written
from ingest.models import Claim, Outline

FIELDS = {
    "Title": "title",
    "Author": "author",
    "Subject": "description",
    "Keywords": "keywords",
    "CreationDate": "created",
    "ModDate": "modified",
}
"""Entries of the information dictionary, and the metadata field each may speak for."""

MAX_OUTLINE = 2000
MAX_OUTLINE_DEPTH = 8
_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?")


def claims(document: pdfium.PdfDocument) -> tuple[Claim, ...]:
    """Return what the information dictionary claims."""

    def told(key: str) -> str:
        tag = key.encode("ascii")
        get = pdfium_c.FPDF_GetMetaText
        return _value(key, written(lambda buffer, size: get(document.raw, tag, buffer, size)))

    return tuple(
        Claim(field, value, f"PDF information {key}")
        for key, field in FIELDS.items()
        if (value := told(key))
    )


def page_labels(document: pdfium.PdfDocument) -> tuple[str, ...]:
    """Return the printed page numbers, or nothing where they are the sheets' own."""

    def label(index: int) -> str:
        get = pdfium_c.FPDF_GetPageLabel
        return clean(written(lambda buffer, size: get(document.raw, index, buffer, size)))

    labels = tuple(label(index) for index in range(len(document)))
    sheets = tuple(str(number) for number in range(1, len(document) + 1))
    return labels if any(labels) and labels != sheets else ()


def outline(document: pdfium.PdfDocument) -> tuple[Outline, ...]:
    """Return the document's own table of contents."""
    return tuple(_entries(document))


def _entries(document: pdfium.PdfDocument) -> Iterator[Outline]:
    for count, mark in enumerate(document.get_toc(max_depth=MAX_OUTLINE_DEPTH)):
        if count == MAX_OUTLINE:
            return
        title = clean(_title(mark))
        target = mark.get_dest()
        index = target.get_index() if target else None
        if title:
            yield Outline(title, mark.level + 1, None if index is None else index + 1)


def _title(mark: pdfium.PdfBookmark) -> str:
    get = pdfium_c.FPDFBookmark_GetTitle
    return written(lambda buffer, size: int(get(mark.raw, buffer, size)))


def _value(key: str, text: str) -> str:
    """Return the text, a date as far as its day: "D:20190508120000+02'00'" is "2019-05-08"."""
    if not key.endswith("Date"):
        return clean(text)
    found = _DATE.match(text)
    return "-".join(part for part in found.groups() if part) if found else ""
