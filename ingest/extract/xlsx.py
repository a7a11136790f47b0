"""A spreadsheet's bytes (.xlsx, .xlsm) -> its sheets as pages, their rows as lines of cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.clean import clean
from ingest.extract import ooxml, stamps, xmlpart
from ingest.extract.growing import Growing
from ingest.extract.package import Package
from ingest.extract.placing import place
from ingest.extract.refusal import DamagedError, RefusedError, refusing
from ingest.extract.tables import BETWEEN_CELLS
from ingest.extract.xlsx_values import Formats
from ingest.extract.xmlpart import Element, attribute, child, local
from ingest.figures import whole
from ingest.models import Block, Extract, Failure, Outline, Reason, Role

READER = stamps.XLSX
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
def extract(data: bytes, _name: str) -> Extract | Failure:
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
        self._strings = self._shared(strings) if strings else []
        self._formats = Formats(ooxml.related(package, main, "styles"), self.root)
        self._left = MAX_CHARS

    def sheet(self, element: Element, number: int) -> Iterator[Block]:
        """Yield the blocks of a sheet; none of a chart's or an empty one."""
        relation = self._relations.get(ooxml.relation_id(element))
        if not relation or relation.kind != "worksheet" or relation.target not in self._package:
            return
        part = relation.target
        found = self._package.kept(
            part, (each for each in _tables(self._rows(part), number) if each.text)
        )
        title = _title(element)
        if found and not UNNAMED.fullmatch(title):
            yield Block(title, Role.HEADING, page=number, level=1)
        yield from found

    def _shared(self, part: str) -> list[str]:
        """Return the texts that cells refer to by number."""
        strings = Growing(self._package.chunks(part), "sst").elements()
        return self._package.kept(part, (_text(each) for each in strings if local(each) == "si"))

    def _rows(self, part: str) -> Iterator[list[str]]:
        """Yield the rows, each as what its filled cells show; an empty one for a gap."""
        last = 0
        for row in Growing(self._package.chunks(part), "worksheet", "sheetData").elements():
            number = whole(attribute(row, "r"), last + 1)
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
            number = whole(written, len(self._strings))
            return self._strings[number] if number < len(self._strings) else ""
        if kind in {"str", "d"}:
            return clean(written)
        if kind in {"b", "e"}:
            return ""  # a tick or "#REF!" says nothing to a reader
        return self._formats.show(written, attribute(cell, "s"))


def _title(sheet: Element) -> str:
    return clean(attribute(sheet, "name"))


def _tables(rows: Iterable[list[str]], number: int) -> Iterator[Block]:
    """Yield the tables of a sheet, and as paragraphs the rows that have one cell only.

    DamagedError comes after the rows that were read before it.
    """
    lines: list[str] = []
    damage: DamagedError | None = None
    try:
        for row in rows:
            if len(row) > 1 and len(lines) < MAX_ROWS:
                lines.append(BETWEEN_CELLS.join(row))
                continue
            yield Block("\n".join(lines), Role.TABLE, page=number)
            lines = [BETWEEN_CELLS.join(row)] if len(row) > 1 else []
            if len(row) == 1:
                yield Block(row[0], page=number)
    except DamagedError as error:
        damage = error
    yield Block("\n".join(lines), Role.TABLE, page=number)
    if damage:
        raise damage


def _text(element: Element) -> str:
    """Return a cell's text, without the readings that are printed over Japanese."""
    texts = [part for part in element if local(part) == "t"]
    texts += [part for run in element if local(run) == "r" for part in run if local(part) == "t"]
    return clean("".join(part.text or "" for part in texts))
