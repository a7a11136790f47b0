"""The styles of an OpenDocument text -> what they make of its paragraphs and lists."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.extract import style_names
from ingest.extract.lists import BULLET, DEPTHS, Level
from ingest.extract.xmlpart import Element, attribute, local
from ingest.figures import whole

MAX_INHERITED = 20
"""Styles above a style; a chain that is longer goes in a circle."""


class Styles:
    """The paragraph and list styles of a document, its automatic ones with them."""

    def __init__(self, *roots: Element) -> None:
        self._styles: dict[str, Element] = {}
        self._lists: dict[str, dict[int, Level]] = {}
        self.outline: dict[int, Level] = {}
        for element in (each for root in roots for group in root for each in group):
            if local(element) == "style" and attribute(element, "family") == "paragraph":
                self._styles[attribute(element, "name")] = element
            elif local(element) == "list-style":
                self._lists[_of_style(element, "name")] = _levels(element)
            elif local(element) == "outline-style":
                self.outline = _levels(element)

    def name(self, style: str) -> str:
        """Return the name of the style that a paragraph's own style is made from."""
        return next((name for name in self._names(style) if name), "")

    def level(self, style: str) -> int:
        """Return the level of heading that a plain paragraph's style makes of it, 0 for none."""
        if style_names.is_title(self.name(style)):
            return 1
        return next((level for name in self._names(style) if (level := style_names.level(name))), 0)

    def list_style(self, style: str) -> dict[int, Level]:
        """Return how a list style numbers its levels."""
        return self._lists.get(style, {})

    def _names(self, style: str) -> Iterator[str]:
        """Yield the names a reader of the program sees, "" for styles made while writing."""
        for _ in range(MAX_INHERITED):
            element = self._styles.get(style)
            if element is None:  # a style of the program's own need not be written out
                yield style.replace("_20_", " ")
                return
            parent = element.getparent()
            is_automatic = parent is not None and local(parent) == "automatic-styles"
            shown = attribute(element, "display-name") or attribute(element, "name")
            yield "" if is_automatic else shown
            style = attribute(element, "parent-style-name")


def _levels(element: Element) -> dict[int, Level]:
    found = {}
    for each in element:
        depth = whole(attribute(each, "level"), 1)
        if 1 <= depth <= DEPTHS:
            found[depth - 1] = _level(each, depth)
    return found


def _level(element: Element, depth: int) -> Level:
    """Read one level; its number shows those of the levels above it as far as it says."""
    if local(element) not in {"list-level-style-number", "outline-level-style"}:
        return Level(BULLET)
    form = _of_style(element, "num-format")
    if not form:
        return Level("", "")
    shown = min(whole(attribute(element, "display-levels"), 1), depth)
    places = ".".join(f"%{place}" for place in range(depth - shown + 1, depth + 1))
    text = _of_style(element, "num-prefix") + places + _of_style(element, "num-suffix")
    return Level(form, text, whole(attribute(element, "start-value"), 1))


def _of_style(element: Element, name: str) -> str:
    """Return an attribute in the namespace of styles, which these elements are not in."""
    return next((str(value) for key, value in element.items() if key.endswith(f"}}{name}")), "")
