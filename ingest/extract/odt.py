"""An OpenDocument text's bytes -> its blocks, notes and properties."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from ingest.clean import clean
from ingest.extract import stamps, style_names, xmlpart
from ingest.extract.growing import Growing
from ingest.extract.lists import DEPTHS, NumberedList
from ingest.extract.odt_styles import Styles
from ingest.extract.package import Package
from ingest.extract.paragraphs import Inline, block
from ingest.extract.placing import MAX_BLOCKS, place
from ingest.extract.refusal import RefusedError, refusing
from ingest.extract.tables import table
from ingest.extract.xmlpart import Element, attribute, child, local
from ingest.figures import whole
from ingest.models import Block, Claim, Extract, Failure, Reason, Role

READER = stamps.ODT
MEDIA_TYPE = "application/vnd.oasis.opendocument.text"

CONTENT = "content.xml"
ORIGIN = "document properties"
META_FIELDS = {
    "title": "title",
    "initial-creator": "author",
    "creator": "author",
    "creation-date": "created",
    "date": "modified",
    "language": "language",
    "subject": "description",
    "keyword": "keywords",
}
"""What meta.xml holds, and the metadata field each may speak for; as for PDF."""
LEFT_OUT = frozenset(
    {"annotation", "desc", "event-listeners", "forms", "hidden-paragraph", "hidden-text"}
    | {"object", "ruby-text", "script", "title", "tracked-changes"}
)
"""What is deleted, hidden, a comment, or words about a picture."""
DRAWING = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
MAX_SPACES = 100
_SPACES = re.compile(r"\s+")


@refusing(MEDIA_TYPE, READER)
def extract(data: bytes, _name: str) -> Extract | Failure:
    """Read text, notes and text boxes; tracked deletions and comments are left out."""
    package = Package(data)
    _refuse_encrypted(package)
    content = Growing(package.chunks(CONTENT), "document-content", "body", "text")
    others = package.spared("styles.xml", xmlpart.parse)
    styles = Styles(*(root for root in (others, content.root) if root is not None))
    text = _Text(styles, NumberedList(styles.outline))
    blocks = package.kept(CONTENT, islice(text.blocks(content.elements()), MAX_BLOCKS + 1))
    package.refuse_lost(blocks)
    repeated = list(_repeated(child(others, "master-styles"), text))
    titles = [Claim("title", title, "h1: style Title") for title in text.titles[:1]]
    claims = (*titles, *_claims(package))
    return Extract(MEDIA_TYPE, READER, place([*repeated, *blocks]), claims, notes=package.notes)


def _refuse_encrypted(package: Package) -> None:
    """Look in the manifest, not parsed: OpenOffice 2 wrote one with a document type."""
    manifest = "META-INF/manifest.xml"
    if manifest in package and b"encryption-data" in package.read(manifest):
        raise RefusedError(Reason.ENCRYPTED, "it is behind a password: save it without one")


@dataclass(slots=True)
class _Text:
    """The text of a document while it is read from top to bottom."""

    styles: Styles
    outline: NumberedList
    titles: list[str] = field(default_factory=list)
    lists: dict[str, NumberedList] = field(default_factory=dict)  # the last of each style

    def blocks(self, parent: Iterable[Element]) -> Iterator[Block]:
        """Yield the blocks of a text, a section, a cell or a text box."""
        for element in parent:
            name = local(element)
            if name in {"p", "h"}:
                yield from self._paragraph(element)
            elif name == "list":
                yield from self._list(element, None, 0)
            elif name == "table":
                yield from table(self._rows(element))
            elif name not in LEFT_OUT:
                yield from self.blocks(element)

    def _paragraph(self, element: Element, marker: str = "") -> Iterator[Block]:
        inline, style = Inline(), attribute(element, "style-name")
        self._read(element, inline)
        if text := inline.text:
            name, level = self.styles.name(style), self._level(element, style)
            if style_names.is_title(name):
                self.titles.append(clean(text))
            marker = marker or self._number(element)
            yield block(text, level=level, style=name, marker=marker)
        yield from inline.notes
        for box in inline.boxes:
            yield from self.blocks(box)

    def _level(self, element: Element, style: str) -> int:
        if local(element) == "p":
            return self.styles.level(style)
        level = whole(attribute(element, "outline-level"))
        return level if 0 < level <= DEPTHS else 1

    def _number(self, element: Element) -> str:
        """Return the number of a heading, where the document numbers its headings."""
        if local(element) != "h" or attribute(element, "is-list-header") == "true":
            return ""
        depth = self._level(element, "") - 1
        is_numbered = depth in self.styles.outline and self.styles.outline[depth].form
        return self.outline.step(depth) if is_numbered else ""

    def _list(self, element: Element, outer: NumberedList | None, depth: int) -> Iterator[Block]:
        numbered = self._numbered(element, outer)
        for item in element:
            marker = numbered.step(min(depth, DEPTHS - 1)) if local(item) == "list-item" else ""
            for part in item:
                if local(part) == "list":
                    yield from self._list(part, numbered, depth + 1)
                elif local(part) in {"p", "h"}:
                    yield from self._paragraph(part, marker)
                    marker = ""

    def _numbered(self, element: Element, outer: NumberedList | None) -> NumberedList:
        """Return the numbers of a list: its own, those of the list around, or an earlier one's."""
        style = attribute(element, "style-name")
        if outer is not None and not style:
            return outer
        goes_on = attribute(element, "continue-numbering") == "true" or outer is not None
        if not goes_on or style not in self.lists:
            self.lists[style] = NumberedList(self.styles.list_style(style))
        return self.lists[style]

    def _read(self, parent: Element, inline: Inline) -> None:
        """Add what stands in a paragraph or in an element of it."""
        inline.parts.append(_SPACES.sub(" ", parent.text or ""))
        for element in parent:
            name = local(element)
            if name == "s":
                inline.parts.append(" " * min(whole(attribute(element, "c"), 1), MAX_SPACES))
            elif name in {"tab", "line-break"}:
                inline.parts.append(" " if name == "tab" else "\n")
            elif name == "note":
                self._refer(element, inline)
            elif DRAWING in str(element.tag):
                inline.boxes.append(element)
            elif name not in LEFT_OUT:
                self._read(element, inline)
            inline.parts.append(_SPACES.sub(" ", element.tail or ""))

    def _refer(self, element: Element, inline: Inline) -> None:
        """Read a note, and put its number into the text."""
        citation, body = child(element, "note-citation"), child(element, "note-body")
        number = f"[{clean(citation.text or '') if citation is not None else ''}]"
        inline.parts.append(number)
        found = self.blocks(body) if body is not None else ()
        text = clean(" ".join(each.text for each in found))
        inline.notes.append(Block(f"{number} {text}", Role.FOOTNOTE))

    def _rows(self, element: Element) -> Iterator[list[list[Block]]]:
        for part in element:
            if local(part) == "table-row":
                cells = (cell for cell in part if local(cell) == "table-cell")
                yield [list(self.blocks(cell)) for cell in cells]
            elif local(part) in {"table-header-rows", "table-rows", "table-row-group"}:
                yield from self._rows(part)


def _repeated(pages: Element | None, text: _Text) -> Iterator[Block]:
    """Yield what stands at the head or the foot of every page, once each."""
    found = (
        each.text for page in (pages if pages is not None else ()) for each in text.blocks(page)
    )
    yield from (Block(each, Role.REPEATED) for each in dict.fromkeys(found) if not each.isdigit())


def _claims(package: Package) -> Iterator[Claim]:
    meta = child(package.spared("meta.xml", xmlpart.parse), "meta")
    for element in meta if meta is not None else ():
        field_, value = META_FIELDS.get(local(element)), (element.text or "").strip()
        if field_ and value:
            day = value[:10] if field_ in {"created", "modified"} else value
            yield Claim(field_, day, f"{ORIGIN}: {local(element)}")
