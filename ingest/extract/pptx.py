"""A presentation's bytes (.pptx, .pptm, .ppsx) -> its slides as pages, with the speaker's notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ingest.clean import clean
from ingest.extract import ooxml, stamps, xmlpart
from ingest.extract.lists import BULLET
from ingest.extract.package import Package
from ingest.extract.paragraphs import lines
from ingest.extract.placing import place
from ingest.extract.refusal import refusing
from ingest.extract.tables import table
from ingest.extract.xmlpart import Element, attribute, child, local
from ingest.models import Block, Claim, Extract, Failure, Outline, Role

READER = stamps.PPTX
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

TITLES = frozenset({"title", "ctrTitle"})
LEFT_OUT = frozenset({"sldNum", "dt", "sldImg"})
"""Placeholders of the slide's number, the day it is shown, and its picture on the notes' page."""
FOOTERS = frozenset({"ftr", "hdr"})
DIAGRAM = "diagramData"


@refusing(MEDIA_TYPE, READER)
def extract(data: bytes, _name: str) -> Extract | Failure:
    """Read titles, text, tables and diagrams of each slide, in the order they are shown."""
    package = Package(data)
    slides = list(_slides(package))
    blocks, outline = [], []
    for number, slide in enumerate(slides, start=1):
        for block in _slide(package, slide, number):
            blocks.append(block)
            if block.role is Role.HEADING:
                outline.append(Outline(block.text, block.level, number))
    package.refuse_lost(blocks)
    titles = [
        Claim("title", entry.title, "h1: first slide") for entry in outline if entry.page == 1
    ]
    return Extract(
        MEDIA_TYPE,
        READER,
        place(blocks),
        (*titles[:1], *ooxml.claims(package)),
        pages=len(slides),
        outline=tuple(outline),
        notes=package.notes,
    )


def _slides(package: Package) -> Iterator[str]:
    """Yield the parts of the slides, in order."""
    main = ooxml.main_part(package)
    relations = ooxml.relations(package, main)
    listed = child(xmlpart.parse(package.read(main)), "sldIdLst")
    for element in listed if listed is not None else ():
        relation = relations.get(ooxml.relation_id(element))
        if relation and relation.target in package:
            yield relation.target


def _slide(package: Package, part: str, number: int) -> Iterator[Block]:
    relations = ooxml.relations(package, part)
    root = package.spared(part, xmlpart.parse)
    found = list(_shapes(root, number)) if root is not None else []
    titles = [block for block in found if block.role is Role.HEADING]
    yield from titles
    yield from (block for block in found if block.role is not Role.HEADING)
    for relation in relations.values():
        if relation.target in package and relation.kind in {DIAGRAM, "notesSlide"}:
            other = package.spared(relation.target, xmlpart.parse)
            if other is not None:
                read = _diagram if relation.kind == DIAGRAM else _notes
                yield from read(other, number)


def _shapes(parent: Element, number: int) -> Iterator[Block]:
    """Yield the text of the shapes below an element, groups and tables too."""
    for element in ooxml.shown(parent):
        name = local(element)
        if name == "sp":
            yield from _shape(element, number)
        elif name == "tbl":
            rows = (
                [_cell(cell, number) for cell in _named(row, "tc")] for row in _named(element, "tr")
            )
            yield from (replace(block, page=number) for block in table(rows))
        else:
            yield from _shapes(element, number)


def _shape(element: Element, number: int) -> Iterator[Block]:
    placeholder = child(element, "nvSpPr", "nvPr", "ph")
    kind = attribute(placeholder, "type") if placeholder is not None else ""
    if kind in LEFT_OUT:
        return
    texts = list(_paragraphs(child(element, "txBody")))
    if kind in TITLES and texts:
        level = 1 if number == 1 else 2
        yield Block(clean(" ".join(texts)), Role.HEADING, page=number, level=level)
        return
    role = Role.REPEATED if kind in FOOTERS else Role.BODY
    yield from (Block(text, role, page=number) for text in texts)


def _paragraphs(body: Element | None) -> Iterator[str]:
    """Yield the paragraphs of a text, each with the bullet it is given itself."""
    for element in body if body is not None else ():
        if local(element) == "p" and (text := lines(_text(element))):
            is_item = child(element, "pPr", "buChar") is not None
            yield f"{BULLET} {text}" if is_item else text


def _text(paragraph: Element) -> str:
    return "".join(
        "\n" if local(element) == "br" else element.text or ""
        for element in paragraph.iter()
        if local(element) in {"t", "br"}
    )


def _named(parent: Element, name: str) -> Iterator[Element]:
    return (element for element in parent if local(element) == name)


def _cell(element: Element, number: int) -> list[Block]:
    return [Block(text, page=number) for text in _paragraphs(child(element, "txBody"))]


def _diagram(root: Element, number: int) -> Iterator[Block]:
    """Yield the words of a drawn diagram ("SmartArt")."""
    for element in root.iter():
        if local(element) == "p" and (text := lines(_text(element))):
            yield Block(text, page=number)


def _notes(root: Element, number: int) -> Iterator[Block]:
    """Yield what the speaker is to say, below the slide as a footnote is below its page."""
    for block in _shapes(root, number):
        if block.role is Role.BODY:
            yield Block(block.text, Role.FOOTNOTE, page=number)
