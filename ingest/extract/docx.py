"""A Word document's bytes (.docx, .docm, .dotx) -> its blocks, notes and properties."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from ingest.clean import clean
from ingest.extract import inner_page, ooxml, stamps, style_names, xmlpart
from ingest.extract.docx_styles import Numbering, Styles
from ingest.extract.growing import Growing
from ingest.extract.lists import numeral
from ingest.extract.package import Package
from ingest.extract.paragraphs import Inline, block
from ingest.extract.placing import MAX_BLOCKS, place
from ingest.extract.refusal import refusing
from ingest.extract.tables import table
from ingest.extract.xmlpart import Element, attribute, child, local
from ingest.models import Block, Claim, Extract, Failure, Role

READER = stamps.DOCX
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

SIGNS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
LEFT_OUT = frozenset({"del", "moveFrom", "pPr", "rPr", "rt", "tblPr", "trPr", "tcPr", "sectPr"})
"""What is no longer there, and what is no text; `rt` is the gloss over a word."""
WRAPPERS = frozenset({"customXml", "ins", "moveTo", "sdt", "sdtContent", "smartTag"})
"""Elements around paragraphs, rows and cells that change nothing for a reader."""
PAGE_ENDINGS = (".htm", ".html", ".xhtml")
NOTE_KINDS = {"footnoteReference": ("footnote", "1"), "endnoteReference": ("endnote", "i")}
"""A reference's element -> the element of the note, and how Word numbers such notes."""


@refusing(MEDIA_TYPE, READER)
def extract(data: bytes, _name: str) -> Extract | Failure:
    """Read text, notes and text boxes; deleted and hidden text and comments are left out."""
    package = Package(data)
    main = ooxml.main_part(package)
    growing = Growing(package.chunks(main), "document", "body")
    notes = {
        (kind, attribute(note, "id")): note
        for kind in ("footnote", "endnote")
        for note in _or_empty(ooxml.related(package, main, f"{kind}s"))
    }
    text = _Text(
        Styles(ooxml.related(package, main, "styles")),
        Numbering(ooxml.related(package, main, "numbering")),
        notes,
        _pages(package, main),
    )
    blocks = package.kept(main, islice(text.blocks(growing.elements()), MAX_BLOCKS + 1))
    package.refuse_lost(blocks)
    headers = _repeated(package, main, "header", text)
    footers = _repeated(package, main, "footer", text)
    titles = [Claim("title", title, "h1: style Title") for title in text.titles[:1]]
    claims = (*titles, *ooxml.claims(package))
    text_blocks = place([*headers, *blocks, *footers])
    return Extract(MEDIA_TYPE, READER, text_blocks, claims, notes=package.notes)


@dataclass(slots=True)
class _Text:
    """The text of a document while it is read from top to bottom."""

    styles: Styles
    numbering: Numbering
    notes: dict[tuple[str, str], Element]
    pages: dict[str, list[Block]]  # web pages set into the text, by the id of their link
    titles: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)  # of notes, by their kind

    def blocks(self, parent: Iterable[Element]) -> Iterator[Block]:
        """Yield the blocks of a body, a cell, a text box or a note."""
        for element in _flat(parent):
            if local(element) == "p":
                yield from self._paragraph(element)
            elif local(element) == "tbl":
                yield from table(self._rows(element))
            elif local(element) == "altChunk":
                yield from self.pages.get(ooxml.relation_id(element), ())

    def _paragraph(self, element: Element) -> Iterator[Block]:
        inline, properties = Inline(), child(element, "pPr")
        self._read(element, inline)
        if text := inline.text:
            yield self._block(text, properties)
        yield from inline.notes
        for box in inline.boxes:
            yield from self.blocks(box)

    def _block(self, text: str, properties: Element | None) -> Block:
        style, listed = self.styles.name(properties), self.styles.list_place(properties)
        if style_names.is_title(style):
            self.titles.append(clean(text))
        marker = self.numbering.marker(*listed) if listed else ""
        return block(text, level=self.styles.level(properties), style=style, marker=marker)

    def _read(self, parent: Element, inline: Inline) -> None:
        """Add what stands in a paragraph or in an element of it."""
        for element in ooxml.shown(parent):
            name = local(element)
            if name == "t":
                inline.parts.append(element.text or "")
            elif name in SIGNS:
                inline.parts.append(SIGNS[name])
            elif name == "sym":
                inline.parts.append(_symbol(attribute(element, "char")))
            elif name == "txbxContent":
                inline.boxes.append(element)
            elif name in NOTE_KINDS:
                self._refer(element, inline)
            elif name not in LEFT_OUT and not _is_hidden(element):
                self._read(element, inline)

    def _refer(self, element: Element, inline: Inline) -> None:
        """Read the note that is referred to here, and put its number into the text."""
        kind, form = NOTE_KINDS[local(element)]
        note = self.notes.pop((kind, attribute(element, "id")), None)
        if note is None:
            return
        self.counts[kind] = self.counts.get(kind, 0) + 1
        number = f"[{numeral(self.counts[kind], form)}]"
        inline.parts.append(number)
        text = clean(" ".join(block.text for block in self.blocks(note)))
        inline.notes.append(Block(f"{number} {text}", Role.FOOTNOTE))

    def _rows(self, element: Element) -> Iterator[list[list[Block]]]:
        for row in _flat(element, lambda name: name == "tr"):
            if child(row, "trPr", "del") is None:
                cells = _flat(row, lambda name: name == "tc")
                yield [list(self.blocks(cell)) for cell in cells]


def _flat(parent: Iterable[Element], wanted: Callable[[str], bool] = bool) -> Iterator[Element]:
    """Yield an element's children of a name, through what only wraps them."""
    for element in ooxml.shown(parent):
        if local(element) in WRAPPERS:
            yield from _flat(element, wanted)
        elif wanted(local(element)):
            yield element


def _repeated(package: Package, main: str, kind: str, text: _Text) -> list[Block]:
    """Return what stands at the head or the foot of every page, once each."""
    parts = [
        relation.target
        for relation in ooxml.relations(package, main).values()
        if relation.kind == kind and relation.target in package
    ]
    roots = (package.spared(part, xmlpart.parse) for part in parts)
    texts = dict.fromkeys(block.text for root in roots for block in text.blocks(_or_empty(root)))
    return [Block(each, Role.REPEATED) for each in texts]


def _pages(package: Package, main: str) -> dict[str, list[Block]]:
    return {
        key: inner_page.blocks(package, relation.target)
        for key, relation in ooxml.relations(package, main).items()
        if relation.kind == "aFChunk" and relation.target.endswith(PAGE_ENDINGS)
    }


def _is_hidden(element: Element) -> bool:
    return local(element) == "r" and ooxml.is_on(child(element, "rPr", "vanish"))


def _symbol(code: str) -> str:
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""


def _or_empty(element: Element | None) -> Element | tuple[Element, ...]:
    return element if element is not None else ()
