"""A spreadsheet's bytes (.xlsx, .xlsm) -> its sheets as pages, their rows as lines of cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.clean import clean
from ingest.extract import ooxml, xmlpart
from ingest.extract.package import Package
from ingest.extract.placing import place
from ingest.extract.refusal import RefusedError, refusing
from ingest.extract.tables import BETWEEN_CELLS
from ingest.extract.xlsx_values import Formats
from ingest.extract.xmlpart import Element, attribute, child, local
from ingest.models import Block, Extract, Failure, Outline, Reason, Role

READER = "xlsx/1"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MAX_CHARS = 30_000_000
"""Of all sheets together. A text is written once however many cells show it: in
poc-shared-strings.xlsx of Apache POI 110 kB show 12.6 billion letters."""
HIDDEN = frozenset({"hidden", "veryHidden"})
MAX_ROWS = 50
"""Rows in one block; a longer table goes on in the next."""
UNNAMED = re.compile(r"(?:blad|sheet|ark|tabelle|taul|feuil|hoja)\s*\d*", re.IGNORECASE)
"""Names that the program gives a sheet itself."""


@refusing(MEDIA_TYPE, READER)
def extract(data: bytes, name: str) -> Extract | Failure:  # noqa: ARG001 - every reader's signature
    """Read the sheets that are shown; a sheet's number is its place among all of them."""
    package = Package(data)
    book = _Book(package)
    listed = child(book.root, "sheets")
    sheets = list(enumerate(listed if listed is not None else (), start=1))
    shown = [(number, sheet) for number, sheet in sheets if attribute(sheet, "state") not in HIDDEN]
    hidden = [sheet for _, sheet in sheets if attribute(sheet, "state") in HIDDEN]
    blocks = [block for number, sheet in shown for block in book.sheet(sheet, number)]
    package.refuse_lost(blocks)
    return Extract(
        MEDIA_TYPE,
        READER,
        place(blocks),
        tuple(ooxml.claims(package)),
        pages=len(sheets),
        outline=tuple(Outline(_title(sheet), 1, number) for number, sheet in shown),
        notes=(
            *(f"the hidden sheet {_title(sheet)!r} was not read" for sheet in hidden),
            *package.notes,
        ),
    )


class _Book:
    """A workbook, with what its sheets share."""

    def __init__(self, package: Package) -> None:
        main = ooxml.main_part(package)
        self._package = package
        self.root = xmlpart.parse(package.read(main))
        self._relations = ooxml.relations(package, main)
        strings = ooxml.target(package, main, "sharedStrings")  # without them there is no text
        self._strings = list(_strings(xmlpart.parse(package.read(strings)) if strings else None))
        self._formats = Formats(ooxml.related(package, main, "styles"), self.root)
        self._left = MAX_CHARS

    def sheet(self, element: Element, number: int) -> Iterator[Block]:
        """Yield the blocks of a sheet; none of a chart's or an empty one."""
        relation = self._relations.get(ooxml.relation_id(element))
        if not relation or relation.kind != "worksheet" or relation.target not in self._package:
            return
        root = self._package.spared(relation.target, xmlpart.parse)
        found = [block for block in _tables(self._rows(root), number) if block.text]
        title = _title(element)
        if found and not UNNAMED.fullmatch(title):
            yield Block(title, Role.HEADING, page=number, level=1)
        yield from found

    def _rows(self, root: Element | None) -> Iterator[list[str]]:
        """Yield the rows, each as what its filled cells show; an empty one for a gap."""
        data, last = child(root, "sheetData"), 0
        for row in data if data is not None else ():
            written = attribute(row, "r")
            number = int(written) if written.isdecimal() else last + 1
            if number > last + 1:
                yield []
            last = number
            shown = [text for cell in row if (text := self._cell(cell))]
            self._left -= sum(map(len, shown))
            if self._left < 0:
                raise RefusedError(Reason.BOMB, f"it shows more than {MAX_CHARS} characters")
            yield shown

    def _cell(self, cell: Element) -> str:
        kind, value = attribute(cell, "t"), child(cell, "v")
        written = (value.text or "").strip() if value is not None else ""
        if kind == "inlineStr":
            inline = child(cell, "is")
            return _text(inline) if inline is not None else ""
        if kind == "s":
            number = int(written) if written.isdecimal() else len(self._strings)
            return self._strings[number] if number < len(self._strings) else ""
        if kind in {"str", "d"}:
            return clean(written)
        if kind in {"b", "e"}:
            return ""  # a tick or "#REF!" says nothing to a reader
        return self._formats.show(written, attribute(cell, "s"))


def _title(sheet: Element) -> str:
    return clean(attribute(sheet, "name"))


def _tables(rows: Iterable[list[str]], number: int) -> Iterator[Block]:
    """Yield the tables of a sheet, and as paragraphs the rows that have one cell only."""
    lines: list[str] = []
    for row in rows:
        if len(row) > 1 and len(lines) < MAX_ROWS:
            lines.append(BETWEEN_CELLS.join(row))
            continue
        yield Block("\n".join(lines), Role.TABLE, page=number)
        lines = [BETWEEN_CELLS.join(row)] if len(row) > 1 else []
        if len(row) == 1:
            yield Block(row[0], page=number)
    yield Block("\n".join(lines), Role.TABLE, page=number)


def _strings(root: Element | None) -> Iterator[str]:
    """Yield the texts that cells refer to by number."""
    for element in root if root is not None else ():
        if local(element) == "si":
            yield _text(element)


def _text(element: Element) -> str:
    """Return a cell's text, without the readings that are printed over Japanese."""
    texts = [part for part in element if local(part) == "t"]
    texts += [part for run in element if local(run) == "r" for part in run if local(part) == "t"]
    return clean("".join(part.text or "" for part in texts))
