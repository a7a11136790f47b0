"""The bytes of a PDF whose end or tables are lost -> a PDF of the pages that are still in it.

A download that broke off has neither the table that says where its objects are nor, often, the
root of its page tree. PDFium finds objects by itself, but gives up without a root: so all that lies
packed is laid open, and a new root is written behind it that names the pages in the file's order.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import pypdfium2 as pdfium

from ingest.extract.pdf.shifted import FLATE, TAIL_BYTES, restored

MAX_UNPACKED_BYTES: Final = 50_000_000  # of all packed objects; a long report's take 2 million
MAX_PAGES: Final = 20_000
MAX_NUMBER: Final = 8_388_607  # of an object (ISO 32000-1, annex C)
HEAD_BYTES: Final = 100_000  # of an object: a page's dictionary with all its annotations
_OBJECT = re.compile(rb"(?<!\d)(\d{1,7})\s+(\d{1,5})\s+obj\b")
_PAGE = re.compile(rb"/Type\s*/Page\b")
_PACKED = re.compile(rb"/Type\s*/ObjStm\b")
_FLATE = re.compile(FLATE)
_FIRST = re.compile(rb"/First\s+(\d{1,7})")
_STREAM = re.compile(rb"\bstream\r?\n")
_END = b"endobj"
_WHOLE = re.compile(rb"(?:>>|endobj)\s*startxref\s+\d+\s*%%EOF")


def opened(data: bytes) -> pdfium.PdfDocument:
    """Open a PDF as it was or, where that fails, mended; PdfiumError where that fails too."""
    data = restored(data) or data
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        whole = mended(data)
        if whole is None:
            raise
        return pdfium.PdfDocument(whole)


def mended(data: bytes) -> bytes | None:
    """Return the file with a root for the pages found in it, None where there is none.

    A file that ends as one should is believed: it says itself where its pages are. What is locked
    is left alone: without its trailer the key cannot be told.
    """
    if _WHOLE.search(data[-TAIL_BYTES:]) or b"/Encrypt" in data:
        return None
    found = list(_objects(data))
    unpacked = dict(_unpacked(found))
    objects = {number: head for number, head, _ in found} | unpacked
    pages = [number for number, head in objects.items() if _PAGE.search(head)][:MAX_PAGES]
    if not pages:
        return None
    root = max(objects) + 1
    kids = b" ".join(b"%d 0 R" % number for number in pages)
    added = {
        **unpacked,
        root: b"<< /Type /Catalog /Pages %d 0 R >>" % (root + 1),
        root + 1: b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), kids),
    }
    laid_open = b"".join(b"\n%d 0 obj\n%s\nendobj" % each for each in added.items())
    trailer = b"\ntrailer\n<< /Root %d 0 R /Size %d >>\n%%%%EOF\n" % (root, root + 2)
    return _without_trailer(data) + b"\nendstream\nendobj" + laid_open + trailer


def _without_trailer(data: bytes) -> bytes:
    """Return a file without a last trailer: one that is cut in a string takes what follows in."""
    last = data.rfind(b"trailer")
    return data if last < 0 or _OBJECT.search(data, last) else data[:last]


def _objects(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield each object's number, what it begins with before any stream, and its stream."""
    starts = list(_OBJECT.finditer(data))
    for number, start in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(data)
        head = data[start.end() : min(end, start.end() + HEAD_BYTES)].partition(_END)[0]
        stream = _STREAM.search(head)
        at = start.end() + stream.end() if stream else end
        yield int(start[1]), head[: stream.start()] if stream else head, data[at:end]


def _unpacked(found: list[tuple[int, bytes, bytes]]) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the content of each object that lies packed in another."""
    left = MAX_UNPACKED_BYTES
    for _, head, stream in found:
        first = _FIRST.search(head)
        if not (first and _PACKED.search(head) and _FLATE.search(head)):
            continue
        try:
            content = zlib.decompressobj().decompress(stream, left)
        except zlib.error:
            continue
        left -= len(content)
        if left <= 0:
            return
        yield from _listed(content, int(first[1]))


def _listed(content: bytes, first: int) -> Iterator[tuple[int, bytes]]:
    """Yield the objects of an unpacked stream: its head lists their numbers and places."""
    words = content[:first].split()
    try:
        numbers = [int(word) for word in words[: len(words) // 2 * 2]]
    except ValueError:
        return
    places = [*(first + at for at in numbers[1::2]), len(content)]
    for number, (start, end) in zip(numbers[::2], pairwise(places), strict=True):
        if 0 < number < MAX_NUMBER and first <= start < end:
            yield number, content[start:end]
