"""Document -> sheets to read one at a time: a report of 300 pages opens like a short one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from ingest.models import SHOWN_ROLES, Block, Document, Role

PART_CHARS = 12_000
"""What is read at a time of a text without pages: about five printed pages."""

CONTENTS_DEPTH = 3
MAX_CONTENTS = 200
MIN_OUTLINE = 4
"""A shorter outline says nothing of the text: the two lines of tidoavtalet-2022.pdf (63 pages) are
the names of the files it was put together of."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a document, or a part of one that has no pages."""

    number: int  # of the sheet, from 1
    label: str  # the printed page number where it differs from `number`, else ""
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents list."""

    title: str
    level: int  # from 1
    sheet: int
    place: int | None = None  # offset of the heading in its page; None leads to the sheet's top


def sheets(document: Document) -> tuple[Sheet, ...]:
    """Return what is to read, in order; at least one sheet, a page without text among them."""
    shown = [block for block in document.blocks if block.role in SHOWN_ROLES and block.text]
    if not document.pages:
        return tuple(Sheet(at, "", part) for at, part in enumerate(_parts(shown), start=1))
    by_page = {
        page: tuple(blocks)
        for page, blocks in groupby(
            sorted(shown, key=lambda block: block.page or 1), lambda block: block.page or 1
        )
    }
    return tuple(
        Sheet(page, document.page_label(page) or "", by_page.get(page, ()))
        for page in range(1, document.pages + 1)
    )


def sheet_at(document: Document, page: int | None, place: int | None) -> int:
    """Return the number of the sheet that an address means; the nearest where it is not there."""
    all_sheets = sheets(document)
    if document.pages or place is None:
        return min(max(page or 1, 1), len(all_sheets))
    reached = [sheet.number for sheet in all_sheets if sheet.blocks[:1] and _begins(sheet) <= place]
    return reached[-1] if reached else 1


def block_at(sheet: Sheet, place: int | None) -> int | None:
    """Return which of the sheet's blocks a place lies in: the last that begins before it."""
    if place is None:
        return None
    begun = [at for at, block in enumerate(sheet.blocks) if block.offset <= place]
    return begun[-1] if begun else None


def contents(document: Document) -> tuple[Entry, ...]:
    """Return the document's own outline, or its headings; nothing where one line is all."""
    outline = [
        Entry(entry.title, entry.level, entry.page)
        for entry in document.outline
        if entry.page and entry.title.strip()
    ]
    entries = outline if len(outline) >= MIN_OUTLINE else list(_headings(document))
    near = [entry for entry in entries if entry.level <= CONTENTS_DEPTH]
    return tuple(near[:MAX_CONTENTS]) if len(near) > 1 else ()


def _headings(document: Document) -> Iterator[Entry]:
    for sheet in sheets(document):
        for block in sheet.blocks:
            if block.role is Role.HEADING:
                yield Entry(block.text, max(block.level, 1), sheet.number, block.offset)


def _parts(blocks: list[Block]) -> Iterator[tuple[Block, ...]]:
    """Yield the blocks of a text in parts of about PART_CHARS, cut between blocks."""
    part: list[Block] = []
    size = 0
    for block in blocks:
        if part and size + len(block.text) > PART_CHARS:
            yield tuple(part)
            part, size = [], 0
        part.append(block)
        size += len(block.text)
    yield tuple(part)


def _begins(sheet: Sheet) -> int:
    return sheet.blocks[0].offset
