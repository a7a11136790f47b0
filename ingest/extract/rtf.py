"""A rich text document's bytes -> its blocks, notes and properties.

bytes -> tokens -> groups with what they inherit -> flows (text, a note, a header, a name) -> blocks
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ingest.clean import clean
from ingest.extract import rtf_words, stamps, style_names
from ingest.extract.paragraphs import block, lines
from ingest.extract.placing import place
from ingest.extract.refusal import RefusedError, refusing
from ingest.extract.rtf_words import CHARACTER_SETS, DATES, FONT_CHARSETS, INFO, SYMBOL_CHARSET
from ingest.extract.tables import table
from ingest.models import Block, Claim, Extract, Failure, Reason, Role

READER = stamps.RTF
MEDIA_TYPE = "application/rtf"

MAX_DEPTH = 1000
LOST = "\ufffd"
DEFAULT_SIZE = 24  # half points
HEADING_RATIOS = ((1.4, 1), (1.2, 2))
"""Without styles, a paragraph so much larger than the text is a heading of that level."""
_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,9})?[ ]?|\\'(?P<byte>[0-9a-fA-F]{2})"
    r"|\\(?P<symbol>[^a-zA-Z])|(?P<group>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)


@refusing(MEDIA_TYPE, READER)
def extract(data: bytes, _name: str) -> Extract | Failure:
    """Read text, notes and tables; comments and hidden text are left out."""
    reader = _Reader()
    reader.read(data.decode("latin-1"))
    repeated = (Block(text, Role.REPEATED) for text in dict.fromkeys(reader.repeated))
    return Extract(
        MEDIA_TYPE, READER, place([*repeated, *_sized(reader.body)]), tuple(_claims(reader))
    )


@dataclass(slots=True)
class _Flow:
    """Text that runs by itself, and the paragraphs and tables it has made so far."""

    kind: str
    parts: list[str] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)  # characters not decoded yet
    sizes: list[int] = field(default_factory=list)  # of the letters of this paragraph
    blocks: list[tuple[Block, int]] = field(default_factory=list)  # with the size of its letters
    notes: list[Block] = field(default_factory=list)  # referred to in this paragraph
    rows: list[list[list[Block]]] = field(default_factory=list)
    row: list[list[Block]] = field(default_factory=list)
    cell: list[Block] = field(default_factory=list)

    def take(self) -> str:
        """Return the text gathered, and begin anew."""
        text = "".join(self.parts).encode("utf-16-le", "surrogatepass")  # pairs of \\u are one
        self.parts = []
        return text.decode("utf-16-le", "replace")

    def end_table(self) -> None:
        """Make blocks of the rows gathered, and of one that was never ended."""
        if self.cell or self.row:
            self.rows.append([*self.row, self.cell])
            self.row, self.cell = [], []
        self.blocks += [(found, 0) for found in table(self.rows)]
        self.rows = []


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits from the one around it."""

    flow: _Flow
    is_skipped: bool = False
    is_hidden: bool = False
    is_row: bool = False  # \\intbl: the paragraph is in a table
    font: int = -1
    size: int = DEFAULT_SIZE
    style: int = 0
    level: int = 0
    after_unicode: int = 1  # \\uc: how many characters stand in for a \\u


class _Reader:
    """One pass over a document."""

    def __init__(self) -> None:
        self.body = _Flow("body")
        self.repeated: list[str] = []
        self.info: dict[str, str] = {}
        self._state = _State(self.body)
        self._outer: list[_State] = []
        self._codec = "cp1252"
        self._fonts: dict[int, str] = {}
        self._styles: dict[int, str] = {}
        self._notes = 0
        self._is_starred = False
        self._to_skip = 0  # characters that repeat a \\u for old programs

    def read(self, source: str) -> None:
        """Read to the end; a document that is cut is read as far as it goes."""
        position = 0
        while token := _TOKEN.match(source, position):
            position = token.end()
            if token["word"] == "bin":
                position += max(int(token["number"] or 0), 0)
            elif token["group"]:
                self._open() if token["group"] == "{" else self._close()
            elif token["word"] or token["symbol"]:
                self._control(token["word"] or token["symbol"], token["number"])
            elif (token["byte"] or token["text"]) and not self._state.is_skipped:
                self._letters(token)
        while self._outer:
            self._close()
        self._end_paragraph()
        self.body.end_table()

    # ---- groups ---------------------------------------------------------------------------

    def _open(self) -> None:
        if len(self._outer) > MAX_DEPTH:
            raise RefusedError(Reason.CORRUPT, "its groups are nested deeper than any real one's")
        self._decode()
        self._outer.append(self._state)
        self._is_starred, self._to_skip = False, 0

    def _close(self) -> None:
        self._decode()
        if self._outer:
            ended, self._state = self._state, self._outer.pop()
            if ended.flow is not self._state.flow:
                self._end_flow(ended)
        self._is_starred, self._to_skip = False, 0

    def _begin_flow(self, kind: str) -> None:
        self._set(flow=_Flow(kind))

    def _end_flow(self, ended: _State) -> None:
        """Put what a flow has gathered where it belongs."""
        flow, kind = ended.flow, ended.flow.kind
        text = clean(flow.take())
        whole = clean(" ".join([*(found.text for found, _ in flow.blocks), text]))
        if kind == "note":
            number = f"[{self._notes}]"
            self._state.flow.notes.append(Block(f"{number} {whole}", Role.FOOTNOTE))
        elif kind == "repeated" and whole and not whole.isdigit():
            self.repeated.append(whole)
        elif kind in INFO and text:
            self.info.setdefault(kind, text)

    def _destination(self, word: str) -> bool:
        """Lead what follows in this group elsewhere; False where the word is no destination."""
        kind = self._state.flow.kind
        if word in {"footnote", "endnote"} and kind == "body":
            self._notes += 1
            self._begin_flow("note")
        elif word in rtf_words.REPEATED:
            self._begin_flow("repeated")
        elif word in {"fonttbl", "stylesheet", "info"} or (kind == "info" and word in INFO):
            self._begin_flow(word)
        elif word in rtf_words.SKIPPED:
            self._set(is_skipped=True)
        elif word == "ud":
            self._set(is_skipped=self._outer[-2].is_skipped if len(self._outer) > 1 else False)
        elif self._is_starred and word not in rtf_words.PASSED_THROUGH:
            self._set(is_skipped=True)
        else:
            return False
        return True

    # ---- words ----------------------------------------------------------------------------

    def _control(self, word: str, number: str | None) -> None:
        if word == "*":
            self._is_starred = True
            return
        if word == "u":
            self._decode()
            if not self._state.is_skipped and not self._state.is_hidden:
                self._add(chr(int(number or 0) % 0x10000))
            self._to_skip = self._state.after_unicode
            return
        if self._to_skip and word in rtf_words.SIGNS:
            self._to_skip -= 1
            return
        is_destination = self._destination(word)
        self._is_starred = False
        if is_destination or self._state.is_skipped:
            return
        self._decode()
        self._text_word(word)
        self._property(word, None if number is None else int(number))

    def _text_word(self, word: str) -> None:
        """Do what a word does to the text: a character, the end of a paragraph, cell or row."""
        if word in rtf_words.SIGNS:
            self._add(rtf_words.SIGNS[word])
        elif word in rtf_words.PARAGRAPH_ENDS:
            self._end_paragraph()
        elif word == "chftn" and self._state.flow.kind == "body":
            self._add(f"[{self._notes + 1}]")
        elif word in {"cell", "nestcell"}:
            self._end_cell()
        elif word == "row":
            flow = self._state.flow
            flow.rows.append(flow.row)
            flow.row = []

    def _property(self, word: str, number: int | None) -> None:
        """Change what the rest of the group is read as."""
        value = number or 0
        if word == "pard":
            self._set(is_row=False, style=0, level=0)
        elif word == "plain":
            self._set(is_hidden=False, size=DEFAULT_SIZE)
        elif word == "v":
            self._set(is_hidden=number != 0)
        elif word == "intbl":
            self._set(is_row=True)
        elif word == "f":
            self._set(font=value)
        elif word == "fs":
            self._set(size=value)
        elif word == "s":
            self._set(style=value)
        elif word == "outlinelevel":
            self._set(level=value + 1)
        elif word == "uc":
            self._set(after_unicode=value)
        else:
            self._of_document(word, value)

    def _of_document(self, word: str, value: int) -> None:
        kind = self._state.flow.kind
        if word == "fcharset" and kind == "fonttbl":
            codec = "symbol" if value == SYMBOL_CHARSET else FONT_CHARSETS.get(value, "")
            self._fonts[self._state.font] = codec
        elif word in CHARACTER_SETS:
            self._codec = CHARACTER_SETS[word]
        elif word == "ansicpg":
            self._codec = f"cp{value}" if value != 65001 else "utf-8"
        elif kind in INFO and word in DATES:
            separator = "" if word == "yr" else "-"
            self._add(f"{separator}{value:0{DATES[word]}}")

    def _set(self, **changes: object) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]

    # ---- text -----------------------------------------------------------------------------

    def _letters(self, token: re.Match[str]) -> None:
        byte = token["byte"]
        found = bytes([int(byte, 16)]) if byte else token["text"].encode("latin-1")
        skipped = min(self._to_skip, len(found))
        self._to_skip -= skipped
        if not self._state.is_hidden:
            self._state.flow.raw += found[skipped:]

    def _decode(self) -> None:
        """Turn the bytes gathered into text, by the code page of their font."""
        flow = self._state.flow
        if not flow.raw:
            return
        raw, flow.raw = bytes(flow.raw), bytearray()
        codec = self._fonts.get(self._state.font) or self._codec
        if codec == "symbol":
            self._add("".join(chr(0xF000 + byte) if byte >= 0x80 else chr(byte) for byte in raw))
            return
        try:
            text = raw.decode(codec, "replace")
        except LookupError:
            codec, text = "cp1252", raw.decode("cp1252", "replace")
        if not text.strip(LOST) and codec != self._codec:
            # LibreOffice says Japanese of its OpenSymbol.
            text = raw.decode(self._codec, "replace")
        self._add(text)

    def _add(self, text: str) -> None:
        flow = self._state.flow
        flow.parts.append(text)
        if flow is self.body and text.strip():
            flow.sizes.append(self._state.size)
        if flow.kind == "stylesheet" and text.rstrip().endswith(";"):
            self._name_style(flow)

    def _name_style(self, flow: _Flow) -> None:
        """Take the name that ends a style's group: "heading 1;"."""
        name = "".join(flow.parts)
        self._styles.setdefault(self._state.style, name.strip().rstrip(";"))
        flow.parts = []

    def _end_paragraph(self) -> None:
        self._decode()
        flow, state = self._state.flow, self._state
        if flow.kind in {"stylesheet", "fonttbl", "info", *INFO}:
            return
        text = lines(flow.take())
        size, flow.sizes = min(flow.sizes, default=0), []
        if state.is_row:
            flow.cell += [self._block(text)] if text else []
            flow.cell += flow.notes
        elif text or flow.notes:
            flow.end_table()
            flow.blocks += [(self._block(text), size)] if text else []
            flow.blocks += [(note, 0) for note in flow.notes]
        flow.notes = []

    def _block(self, text: str) -> Block:
        style = self._styles.get(self._state.style, "")
        level = self._state.level or style_names.level(style)
        level = level or int(style_names.is_title(style))
        return block(text, level=level if level < 10 else 0, style=style)

    def _end_cell(self) -> None:
        self._set(is_row=True)
        self._end_paragraph()
        flow = self._state.flow
        flow.row.append(flow.cell)
        flow.cell = []


def _sized(flow: _Flow) -> Iterator[Block]:
    """Yield the blocks, those in larger letters than most of the text as headings."""
    letters: Counter[int] = Counter()
    for found, size in flow.blocks:
        letters[size] += len(found.text) if size else 0
    usual = letters.most_common(1)[0][0] if letters else DEFAULT_SIZE
    for found, size in flow.blocks:
        level = next((level for ratio, level in HEADING_RATIOS if size >= ratio * usual), 0)
        yield block(found.text, level=level) if level and found.role is Role.BODY else found


def _claims(reader: _Reader) -> Iterator[Claim]:
    for word, value in reader.info.items():
        yield Claim(INFO[word], value, f"document properties: {word}")
