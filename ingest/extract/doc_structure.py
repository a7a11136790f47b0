"""The streams of a Word 6 to 2003 document -> its text by part, and the style of each paragraph.

[MS-DOC]: the FIB says where all else is; the piece table which bytes are which characters; the
PAPX pages which style a paragraph has.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ingest.extract.doc_properties import PAGE_BYTES, Paragraph, hidden, paragraphs
from ingest.extract.ole2 import Streams, locked
from ingest.extract.refusal import RefusedError
from ingest.models import Reason

WORD_97, WORD_6 = 0xA5EC, 0xA5DC
ASIAN_WORD_6 = 0xA697  # to 0xA699, for Japanese, Chinese and Korean
ENCRYPTED, SECOND_TABLE, COMPLEX = 0x0100, 0x0200, 0x0004
PARTS = ("text", "footnotes", "headers", "macros", "comments", "endnotes", "boxes")
"""The parts of a document's characters, in their order (FibRgLw97)."""
COMPRESSED = 0x40000000
MAX_CHARACTERS = 20_000_000
MAX_STYLES = 10_000
STYLES, CHARACTER_PAGES, PARAGRAPH_PAGES, PIECES = 1, 12, 13, 33
"""Places of the FIB's pairs of where and how much (FibRgFcLcb97)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters that lie together in the file."""

    start: int  # the first character's number
    characters: int
    offset: int  # in bytes
    width: int  # bytes a character: 1 or 2


class Structure:
    """A document's characters and paragraph properties."""

    def __init__(self, streams: Streams) -> None:
        self._document = streams.read("WordDocument")
        identifier, flags = self._u16(0), self._u16(0x0A)
        if identifier not in {WORD_97, WORD_6}:
            if identifier >> 8 == WORD_6 >> 8:
                raise RefusedError(Reason.UNSUPPORTED, "it is older than Word 6: save it as PDF")
            if identifier >> 8 == ASIAN_WORD_6 >> 8:
                raise RefusedError(Reason.UNSUPPORTED, "it is of an Asian Word 6: save it as PDF")
            raise RefusedError(Reason.CORRUPT, "its text does not begin as Word's does")
        if flags & ENCRYPTED:
            raise locked()
        self.is_word_6 = identifier == WORD_6
        # Word 6 writes the letters of its machine; from Word 97 on they are those of Windows.
        is_mac = self.is_word_6 and self._document[0x12:0x13] == b"\x01"
        self._codec = "mac_roman" if is_mac else "cp1252"
        self._table = self._document
        if not self.is_word_6:
            self._table = streams.read("1Table" if flags & SECOND_TABLE else "0Table")
        first = 0x34 if self.is_word_6 else 0x4C
        self.lengths = [max(0, self._i32(first + 4 * number)) for number in range(len(PARTS))]
        if sum(self.lengths) > MAX_CHARACTERS:
            raise RefusedError(Reason.CORRUPT, "it declares more text than a document can have")
        self.pieces = list(self._pieces(is_complex=bool(flags & COMPLEX)))
        self._starts = [piece.start for piece in self.pieces]
        self._hidden = sorted(run for page in self._pages(CHARACTER_PAGES) for run in hidden(page))
        self.text = "".join(map(self._characters, self.pieces))
        self._ends, self._properties = self._paragraphs()

    def part(self, name: str) -> str:
        """Return the characters of one part, with their control characters."""
        number = PARTS.index(name)
        start = sum(self.lengths[:number])
        return self.text[start : start + self.lengths[number]]

    def paragraph(self, character: int) -> Paragraph:
        """Return the properties of the paragraph that a character of the text is in."""
        number = bisect_right(self._starts, character) - 1
        if number < 0 or not self._ends:
            return Paragraph()
        piece = self.pieces[number]
        offset = piece.offset + (character - piece.start) * piece.width
        run = bisect_right(self._ends, offset)
        return self._properties[run] if run < len(self._properties) else Paragraph()

    def styles(self) -> dict[int, tuple[int, str]]:
        """Return the styles by number: what Word itself calls it by number, and its name."""
        if self.is_word_6:
            return {}
        data = self._of_table(STYLES)
        if len(data) < 6:
            return {}
        header, count, base = struct.unpack_from("<3H", data)
        position, found = 2 + header, {}
        for style in range(min(count, MAX_STYLES)):
            if position + 2 > len(data):
                break
            size = struct.unpack_from("<H", data, position)[0]
            if style_ := _style(data[position + 2 : position + 2 + size], base):
                found[style] = style_
            position += 2 + size
        return found

    # ---- characters -----------------------------------------------------------------------

    def _pieces(self, *, is_complex: bool) -> Iterator[Piece]:
        if self.is_word_6 and not is_complex:
            yield Piece(0, sum(self.lengths), self._i32(0x18), 1)
            return
        table = _piece_table(self._of_table(PIECES) if not self.is_word_6 else self._word_6_table())
        count = (len(table) - 4) // 12
        starts = struct.unpack_from(f"<{count + 1}I", table) if count > 0 else ()
        for number, (start, end) in enumerate(pairwise(starts)):
            offset = struct.unpack_from("<I", table, 4 * (count + 1) + 8 * number + 2)[0]
            if not start <= end <= MAX_CHARACTERS:
                raise RefusedError(Reason.CORRUPT, "its pieces are out of order")
            if self.is_word_6:
                yield Piece(start, end - start, offset, 1)
            elif offset & COMPRESSED:
                yield Piece(start, end - start, (offset & ~COMPRESSED) // 2, 1)
            else:
                yield Piece(start, end - start, offset, 2)

    def _word_6_table(self) -> bytes:
        start, size = self._u32(0x160), self._u32(0x164)
        return self._document[start : start + size]

    def _characters(self, piece: Piece) -> str:
        """Return a piece's text, always as many characters as it says; NUL for hidden ones."""
        raw = bytearray(
            self._document[piece.offset : piece.offset + piece.characters * piece.width]
        )
        for start, end in self._hidden_within(piece.offset, piece.offset + len(raw)):
            raw[start - piece.offset : end - piece.offset] = bytes(end - start)
        if piece.width == 1:
            text = raw.decode(self._codec, "replace")
        else:
            units = struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2])
            text = "".join(map(chr, units))  # halves of pairs are counted one by one
        return text.ljust(piece.characters, "\0")

    def _hidden_within(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Yield the parts of hidden runs that lie between two places of the file."""
        nearest = max(bisect_right(self._hidden, (first, last)) - 1, 0)
        for run in range(nearest, len(self._hidden)):
            start, end = self._hidden[run]
            if start >= last:
                return
            if end > first:
                yield max(start, first), min(end, last)

    # ---- paragraphs -----------------------------------------------------------------------

    def _paragraphs(self) -> tuple[list[int], list[Paragraph]]:
        """Return where runs of paragraphs end in the file, and the properties of each run."""
        ends: list[int] = []
        properties: list[Paragraph] = []
        for page in self._pages(PARAGRAPH_PAGES):
            for end, found in paragraphs(page):
                if not ends or end > ends[-1]:
                    ends.append(end)
                    properties.append(found)
        return ends, properties

    def _pages(self, number: int) -> Iterator[bytes]:
        """Yield the pages of properties that a table of the FIB lists."""
        table = b"" if self.is_word_6 else self._of_table(number)
        count = max((len(table) - 4) // 8, 0)
        for place in range(4 * (count + 1), 8 * count + 4, 4):
            page = (int.from_bytes(table[place : place + 4], "little") & 0x3FFFFF) * PAGE_BYTES
            yield self._document[page : page + PAGE_BYTES]

    # ---- numbers --------------------------------------------------------------------------

    def _of_table(self, number: int) -> bytes:
        """Return what the FIB's pair of place and size with this number points to."""
        start, size = self._u32(0x9A + 8 * number), self._u32(0x9E + 8 * number)
        return self._table[start : start + size]

    def _u16(self, offset: int) -> int:
        return int.from_bytes(self._document[offset : offset + 2], "little")

    def _u32(self, offset: int) -> int:
        return int.from_bytes(self._document[offset : offset + 4], "little")

    def _i32(self, offset: int) -> int:
        return int.from_bytes(self._document[offset : offset + 4], "little", signed=True)


def _piece_table(clx: bytes) -> bytes:
    """Return the table of pieces, behind the property lists that may come before it."""
    position = 0
    while clx[position : position + 1] == b"\x01":
        position += 3 + int.from_bytes(clx[position + 1 : position + 3], "little")
    if clx[position : position + 1] != b"\x02":
        raise RefusedError(Reason.CORRUPT, "it has no table of its pieces")
    size = int.from_bytes(clx[position + 1 : position + 5], "little")
    return clx[position + 5 : position + 5 + size]


def _style(data: bytes, base: int) -> tuple[int, str] | None:
    """Return a style's built-in number and its name; None for a place left empty."""
    if len(data) < base + 2:
        return None
    length = int.from_bytes(data[base : base + 2], "little")
    name = data[base + 2 : base + 2 + 2 * length].decode("utf-16-le", "replace")
    return int.from_bytes(data[:2], "little") & 0x0FFF, name
