"""A page's text -> a tree of its elements and strings, as light as reading needs it.

lxml's parser tells what opens, what closes and what stands between; BeautifulSoup makes its tree
of the same calls, with links in every direction that reading does not follow. On 200 real pages
that tree took half of all reading, and this one takes a tenth of its time.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from lxml import etree

from ingest.extract import cdata

Node: TypeAlias = "Element | str"

_SEVERAL: Final = frozenset({"class", "rel", "rev", "accept-charset", "headers", "accesskey"})
"""Attributes that hold words in no order: white space between them means nothing."""
TELLING: Final = frozenset({"html", "link", "meta", "script", "style", "time", "title"})
"""Elements that are looked for in all of a page; they are written down when it is read."""
_OF_HEAD: Final = frozenset(
    {"base", "basefont", "bgsound", "link", "meta", "noframes", "noscript", "script", "style"}
    | {"template", "title"}
)
"""What may be in a page's head: where anything else begins, the HTML standard ends the head, but
lxml's parser keeps elements in it that it does not know, such as `section` and `main`."""
_PREFORMATTED: Final = frozenset({"pre", "textarea"})
_ASCII_SPACE: Final = " \t\n\r\f\v"
MAX_DEPTH: Final = 200
"""Elements that lie deeper stand beside each other, as browsers do from 512 on: what is around a
line is looked at for each, and 5 000 lists in each other took minutes. Of 600 real pages the
deepest element lies 21 deep."""
MAX_ELEMENTS: Final = 400_000
"""Where a page has more, the rest of its text is not looked at: these take 15 s at a load of 6 and
428 MB (2026-11-30), and a page of a million paragraphs passed the 512 MB that a file may take."""
MAX_CHARS: Final = 20_000_000
"""Of a page, its markup with it; the longest law with all its notes is under 5 million."""
_STEP: Final = 1_000_000  # letters that the parser is given at a time


class Element:
    """An element, what is in it, and the element it is in."""

    __slots__ = ("attrs", "children", "name", "parent")

    def __init__(self, name: str, attrs: dict[str, str], parent: Element | None) -> None:
        self.name = name
        self.attrs = attrs
        self.parent = parent
        self.children: list[Node] = []

    @property
    def parents(self) -> Iterator[Element]:
        """The elements around it, innermost first."""
        around = self.parent
        while around is not None:
            yield around
            around = around.parent

    @property
    def before(self) -> Node | None:
        """What stands before it in the same element."""
        siblings = self.parent.children if self.parent is not None else [self]
        place = next(number for number, one in enumerate(siblings) if one is self)
        return siblings[place - 1] if place else None


@dataclass(frozen=True, slots=True)
class Page:
    """A page, read as far as there is room."""

    root: Element  # around all of it
    telling: Mapping[str, Sequence[Element]]  # elements that say something of the page, by name
    read: str = ""  # "400000 elements", where that is as much of it as was read; "" for all of it

    def named(self, name: str) -> Sequence[Element]:
        """Return the elements of a name that say something of the page: `TELLING` has them all."""
        return self.telling.get(name, ())


def parse(text: str) -> Page:
    """Return what a page holds. Never fails: whatever is written, something is read."""
    is_long = len(text) > MAX_CHARS
    text = text[: _before_tag(text, 0, MAX_CHARS)]
    text = text.replace("\0", "")  # no letter of anything; the parser puts a mark of damage there
    text = cdata.opened(text)
    builder = _Builder()
    try:
        is_whole = _read(text, builder, etree.HTMLParser(target=builder, recover=True))
    except (UnicodeDecodeError, LookupError, etree.ParserError):
        builder = _Builder()
        parser = etree.HTMLParser(target=builder, recover=True, encoding="utf-8")
        is_whole = _read(text.encode("utf-8", "replace"), builder, parser)
    told = f"{MAX_CHARS} characters" if is_long else ""
    return Page(builder.root, builder.telling, told if is_whole else f"{MAX_ELEMENTS} elements")


def _read(text: str | bytes, builder: _Builder, parser: etree.HTMLParser) -> bool:
    """Let the parser tell the builder of a page; return whether all of it was wanted."""
    given = _before_tag(text, 0, _STEP)
    parser.feed(text[:given])  # also of an empty page, or it cannot be closed
    while given < len(text) and builder.elements <= MAX_ELEMENTS:
        end = _before_tag(text, given, given + _STEP)
        parser.feed(text[given:end])
        given = end
    parser.close()
    return given >= len(text)


def _before_tag(text: str | bytes, start: int, end: int) -> int:
    """Return where a piece ends that cuts no tag in two, as half a one would be taken for text."""
    if end >= len(text):
        return len(text)
    tag = (
        text.rfind("<", start + 1, end)
        if isinstance(text, str)
        else text.rfind(b"<", start + 1, end)
    )
    return tag if tag > start else end


def below(root: Element, without: Container[str] = ()) -> Iterator[Node]:
    """Yield what is in an element in the order of the page, and not what is in some elements in it.

    Without calling itself by depth: a stranger's page may be nested as deep as it likes.
    """
    trail = [iter(root.children)]
    while trail:
        for node in trail[-1]:
            yield node
            if isinstance(node, Element) and node.name not in without:
                trail.append(iter(node.children))
                break
        else:
            trail.pop()


def elements(root: Element, names: Container[str]) -> Iterator[Element]:
    """Yield the elements in one that have one of some names."""
    return (node for node in below(root) if isinstance(node, Element) and node.name in names)


def strings(root: Element, without: Container[str] = ()) -> Iterator[str]:
    """Yield the strings in an element, but for those inside elements of some names."""
    return (node for node in below(root, without) if isinstance(node, str))


def attribute(element: Element, name: str) -> str:
    """Return an attribute's value, "" where there is none."""
    value = element.attrs.get(name, "")
    return " ".join(value.split()) if value and name in _SEVERAL else value


class _Builder:
    """What lxml calls as it goes through a page."""

    def __init__(self) -> None:
        self.root = Element("[document]", {}, None)
        self._inside = self.root
        self._depth = 0  # of `_inside`
        self.elements = 0  # so far
        self._text: list[str] = []
        self._preformatted = 0
        self.telling: dict[str, list[Element]] = {}

    def start(self, name: str, attrs: dict[str, str]) -> None:
        if self._text:
            self._end_text()
        if self._inside.name == "head" and name not in _OF_HEAD:
            self.end("head")
        around = self._inside
        if self._depth == MAX_DEPTH and around.parent is not None:
            around = around.parent
        else:
            self._depth += 1
        element = Element(name, attrs, around)
        self.elements += 1
        around.children.append(element)
        self._inside = element
        if name in _PREFORMATTED:
            self._preformatted += 1
        elif name in TELLING:
            self.telling.setdefault(name, []).append(element)

    def end(self, name: str) -> None:
        """Close the innermost open element of a name, and all that is open inside it."""
        if self._text:
            self._end_text()
        closed: Element | None = self._inside
        if (
            closed is not None
            and closed.name == name
            and closed.parent
            and name not in _PREFORMATTED
        ):
            self._inside = closed.parent  # nearly always
            self._depth -= 1
            return
        while closed is not None and closed.name != name:
            closed = closed.parent
        if closed is None or closed.parent is None:
            return
        inside = self._inside
        while inside is not closed.parent and inside.parent is not None:
            self._preformatted -= inside.name in _PREFORMATTED
            self._depth -= 1
            inside = inside.parent
        self._inside = inside

    def data(self, text: str) -> None:
        self._text.append(text)

    def comment(self, _text: str) -> None:
        self._end_text()

    def doctype(self, _name: str, _public: str, _system: str) -> None:
        self._end_text()

    def pi(self, _target: str, _data: str) -> None:
        self._end_text()

    def close(self) -> None:
        self._end_text()

    def _end_text(self) -> None:
        if not self._text:
            return
        text = self._text[0] if len(self._text) == 1 else "".join(self._text)
        self._text = []
        if not self._preformatted and not text.strip(_ASCII_SPACE):
            text = "\n" if "\n" in text else " "
        self._inside.children.append(text)
