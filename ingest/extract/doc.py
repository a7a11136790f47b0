"""The bytes of an old Word document (.doc, Word 6 to 2003) -> its blocks, notes and properties."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.clean import clean
from ingest.extract import stamps, style_names
from ingest.extract.doc_structure import Structure
from ingest.extract.ole2 import Streams
from ingest.extract.paragraphs import block, lines
from ingest.extract.placing import place
from ingest.extract.refusal import refusing
from ingest.extract.tables import table
from ingest.models import Block, Claim, Extract, Failure, Role

READER = stamps.DOC
MEDIA_TYPE = "application/msword"

CELL_END, NOTE = "\x07", "\x02"
TITLE = 62  # the number Word itself has for the style "Title"; 1 to 9 are its headings
_NOTE = re.compile(NOTE)
_END = re.compile("[\r\x0c\x07]")
_FIELD = re.compile("\x13[^\x13\x14\x15]*\x14([^\x13\x15]*)\x15|\x13[^\x13\x14\x15]*\x15")
_FIELD_LEFT = re.compile("\x13[^\x13\x14\x15]*\x14")  # its end is in a later paragraph
_SIGNS = str.maketrans({"\x0b": "\n", "\x1e": "-", "\x1f": None, "\xa0": " "})
MAX_NESTED_FIELDS = 10


@refusing(MEDIA_TYPE, READER)
def extract(data: bytes, _name: str) -> Extract | Failure:
    """Read text, tables, notes and text boxes; comments are left out."""
    streams = Streams(data)
    structure = Structure(streams)
    text = _Text(structure, structure.styles())
    blocks = [*text.blocks(), *_plain(structure.part("boxes"), Role.BODY)]
    repeated = dict.fromkeys(_plain(structure.part("headers"), Role.REPEATED))
    headers = [found for found in repeated if not found.text.isdigit()]
    titles = [Claim("title", title, "h1: style Title") for title in text.titles[:1]]
    return Extract(MEDIA_TYPE, READER, place([*headers, *blocks]), (*titles, *streams.claims()))


@dataclass(slots=True)
class _Text:
    """The main text of a document while it is read from top to bottom."""

    structure: Structure
    styles: dict[int, tuple[int, str]]
    titles: list[str] = field(default_factory=list)
    rows: list[list[list[Block]]] = field(default_factory=list)
    row: list[list[Block]] = field(default_factory=list)
    cell: list[Block] = field(default_factory=list)
    notes: int = 0

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks of the text; a cell's paragraphs wait until its table has ended."""
        footnotes = self.structure.part("footnotes").split(NOTE)
        source, start = self.structure.part("text"), 0
        for end in _END.finditer(source):
            properties = self.structure.paragraph(end.start())
            text = source[start : end.start()]
            found = list(self._paragraph(text, properties.style, footnotes))
            start = end.end()
            if end[0] == CELL_END:
                # Word 6 has no properties here; its rows end as an empty cell would.
                is_empty = self.structure.is_word_6 and not (found or self.cell) and bool(self.row)
                self._end_cell(found, is_row=properties.is_row_end or is_empty)
            elif properties.is_in_table:
                self.cell += found
            else:
                yield from self._end_table()
                yield from found
        yield from self._end_table()
        yield from self._paragraph(source[start:], 0, footnotes)

    def _paragraph(self, source: str, style: int, footnotes: list[str]) -> Iterator[Block]:
        first = self.notes + 1
        text = _NOTE.sub(self._number, source)
        if text := lines(_shown(text)):
            # The first ten places of a document's styles are the same in all ([MS-DOC] 2.9.271).
            number, name = self.styles.get(style, (style if style < 10 else 0, ""))
            is_title = number == TITLE or style_names.is_title(name)
            if is_title:
                self.titles.append(clean(text))
            level = number if 1 <= number <= 9 else style_names.level(name) or int(is_title)
            yield block(text, level=level, style=name)
        for number in range(first, min(self.notes + 1, len(footnotes))):
            note = clean(_shown(footnotes[number].replace("\r", " ")))
            yield Block(f"[{number}] {note}", Role.FOOTNOTE)

    def _number(self, _reference: re.Match[str]) -> str:
        self.notes += 1
        return f"[{self.notes}]"

    def _end_cell(self, found: list[Block], *, is_row: bool) -> None:
        if is_row:
            self.rows.append(self.row)
            self.row = []
        else:
            self.row.append([*self.cell, *found])
        self.cell = []

    def _end_table(self) -> Iterator[Block]:
        """Yield the table that has just ended."""
        rows = [*self.rows, self.row] if self.row else self.rows
        yield from table(rows)
        yield from self.cell
        self.rows, self.row, self.cell = [], [], []


def _plain(source: str, role: Role) -> Iterator[Block]:
    """Yield the paragraphs of a part that has no notes or tables of its own."""
    for paragraph in _END.split(source):
        if text := lines(_shown(paragraph)):
            yield Block(text, role)


def _shown(text: str) -> str:
    """Return what a reader sees: of a field its result, of signs their character."""
    for _ in range(MAX_NESTED_FIELDS):
        text, count = _FIELD.subn(lambda field_: field_[1] or "", text)
        if not count:
            break
    text = _FIELD_LEFT.sub("", text).translate(_SIGNS)
    halves = text.encode("utf-16-le", "surrogatepass")
    return halves.decode("utf-16-le", "replace")
