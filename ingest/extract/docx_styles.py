"""The styles and list definitions of a Word document -> what they make of a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.extract import style_names
from ingest.extract.lists import BULLET, numeral
from ingest.extract.xmlpart import Element, attribute, child, local

MAX_INHERITED = 20
"""Styles above a style; a chain that is longer goes in a circle."""
FORMS = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_PLACE = re.compile(r"%([1-9])")
LEVELS = 9


class Styles:
    """The paragraph styles of a document."""

    def __init__(self, root: Element | None) -> None:
        found = [each for each in root if local(each) == "style"] if root is not None else []
        self._styles = {attribute(each, "styleId"): each for each in found}

    def name(self, properties: Element | None) -> str:
        """Return the name of a paragraph's style, "" for the plain one."""
        style = self._styles.get(_value(properties, "pStyle"))
        return _value(style, "name") if style is not None else ""

    def level(self, properties: Element | None) -> int:
        """Return the level of the heading that a paragraph is, 0 where it is none."""
        for each in self._chain(properties):
            if outline := _value(each, "outlineLvl"):
                return int(outline) + 1 if outline in set("012345678") else 0
            style = each if local(each) == "style" else each.getparent()
            if level := style_names.level(_value(style, "name")):
                return level
        return int(style_names.is_title(self.name(properties)))

    def list_place(self, properties: Element | None) -> tuple[str, int] | None:
        """Return which list a paragraph is in, and how deep; None where it is in none."""
        level = ""
        for each in self._chain(properties):
            numbering = child(each, "numPr")
            level = level or _value(numbering, "ilvl")
            if number := _value(numbering, "numId"):
                depth = int(level) if level.isdecimal() else 0
                return (number, min(depth, LEVELS - 1)) if number != "0" else None
        return None

    def _chain(self, properties: Element | None) -> Iterator[Element]:
        """Yield a paragraph's own properties, then its style's, then those that it is based on."""
        if properties is None:
            return
        yield properties
        style = self._styles.get(_value(properties, "pStyle"))
        for _ in range(MAX_INHERITED):
            if style is None:
                return
            inherited = child(style, "pPr")
            yield inherited if inherited is not None else style
            style = self._styles.get(_value(style, "basedOn"))


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered."""

    form: str
    text: str
    start: int = 1


@dataclass(slots=True)
class _List:
    """A list with the numbers it has reached."""

    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)

    def step(self, depth: int) -> str:
        """Return the marker of the next item at a depth; deeper levels begin again after it."""
        level = self.levels.get(depth, _Level("bullet", ""))
        self.counts[depth] = self.counts.get(depth, level.start - 1) + 1
        for deeper in range(depth + 1, LEVELS):
            self.counts.pop(deeper, None)
        if level.form == "bullet":
            return BULLET
        return _PLACE.sub(lambda place: self._number(int(place[1]) - 1), level.text).strip()

    def _number(self, depth: int) -> str:
        level = self.levels.get(depth, _Level("decimal", ""))
        return numeral(self.counts.get(depth, level.start), FORMS.get(level.form, "1"))


class Numbering:
    """The lists of a document; asked item by item, in the order of the text."""

    def __init__(self, root: Element | None) -> None:
        elements = list(root) if root is not None else []
        shared = {
            attribute(each, "abstractNumId"): _List(_levels(each))
            for each in elements
            if local(each) == "abstractNum"
        }
        self._lists = {
            attribute(each, "numId"): _own(each, shared)
            for each in elements
            if local(each) == "num"
        }

    def marker(self, number: str, depth: int) -> str:
        """Return what stands before the next item of a list."""
        numbered = self._lists.get(number)
        return numbered.step(depth) if numbered else BULLET


def _own(element: Element, shared: dict[str, _List]) -> _List | None:
    """Return the list that a `w:num` means: one of its own where it starts or looks otherwise."""
    found = shared.get(_value(element, "abstractNumId"))
    overrides = [each for each in element if local(each) == "lvlOverride"]
    if found is None or not overrides:
        return found
    levels = dict(found.levels)
    for override in overrides:
        depth = _number(attribute(override, "ilvl"), 0)
        levels |= _levels(override)
        level, start = levels.get(depth), _value(override, "startOverride")
        if level and start:
            levels[depth] = _Level(level.form, level.text, _number(start, 1))
    return _List(levels)


def _levels(element: Element) -> dict[int, _Level]:
    return {
        _number(attribute(each, "ilvl"), 0): _Level(
            _value(each, "numFmt") or "decimal",
            _value(each, "lvlText"),
            _number(_value(each, "start"), 1),
        )
        for each in element
        if local(each) == "lvl"
    }


def _value(element: Element | None, name: str) -> str:
    """Return the value of a property below an element, "" where it is not set."""
    found = child(element, name)
    return attribute(found, "val") if found is not None else ""


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else otherwise
