"""The styles and list definitions of a Word document -> what they make of a paragraph."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.extract import style_names
from ingest.extract.lists import BULLET, DEPTHS, Level, NumberedList
from ingest.extract.xmlpart import Element, attribute, child, local
from ingest.figures import whole

MAX_INHERITED = 20
"""Styles above a style; a chain that is longer goes in a circle."""
FORMS = {
    "bullet": BULLET,
    "lowerLetter": "a",
    "lowerRoman": "i",
    "none": "",
    "upperLetter": "A",
    "upperRoman": "I",
}
"""Word's names of how items are numbered; any other is read as digits."""


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
                return (number, min(whole(level), DEPTHS - 1)) if number != "0" else None
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


class Numbering:
    """The lists of a document; asked item by item, in the order of the text."""

    def __init__(self, root: Element | None) -> None:
        elements = list(root) if root is not None else []
        shared = {
            attribute(each, "abstractNumId"): NumberedList(_levels(each))
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


def _own(element: Element, shared: dict[str, NumberedList]) -> NumberedList | None:
    """Return the list that a `w:num` means: one of its own where it starts or looks otherwise."""
    found = shared.get(_value(element, "abstractNumId"))
    overrides = [each for each in element if local(each) == "lvlOverride"]
    if found is None or not overrides:
        return found
    levels = dict(found.levels)
    for override in overrides:
        depth = whole(attribute(override, "ilvl"), 0)
        levels |= _levels(override)
        level, start = levels.get(depth), _value(override, "startOverride")
        if level and start:
            levels[depth] = Level(level.form, level.text, whole(start, 1))
    return NumberedList(levels)


def _levels(element: Element) -> dict[int, Level]:
    return {
        whole(attribute(each, "ilvl"), 0): Level(
            FORMS.get(_value(each, "numFmt"), "1"),
            _value(each, "lvlText"),
            whole(_value(each, "start"), 1),
        )
        for each in element
        if local(each) == "lvl"
    }


def _value(element: Element | None, name: str) -> str:
    """Return the value of a property below an element, "" where it is not set."""
    found = child(element, name)
    return attribute(found, "val") if found is not None else ""
