"""A parsed page -> its segments in document order: what a reader sees as one paragraph or line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice

from ingest.extract.lines import is_number
from ingest.extract.tables import as_lines
from ingest.extract.tree import Element, Node, attribute, below, elements, strings
from ingest.figures import whole
from ingest.models import Role

UNSEEN = frozenset(
    {
        "annotation",
        "annotation-xml",
        "applet",
        "audio",
        "canvas",
        "embed",
        "frame",
        "frameset",
        "head",
        "iframe",
        "map",
    }
    | {"noembed", "noframes", "noscript", "object", "script", "style", "svg", "template", "title"}
    | {"video"}
)
"""Elements whose text no reader sees, or that hold another document."""

_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em"}
    | {"font", "i", "img", "input", "ins", "kbd", "mark", "nobr", "q", "rp", "rt", "ruby", "s"}
    | {"math", "mfrac", "mi", "mn", "mo", "mrow", "msqrt", "msub", "msup", "mtext", "semantics"}
    | {"samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
)
_HEADING = re.compile(r"h([1-6])")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FOOTNOTE_ID = re.compile(r"_?(?:ftn|fn|footnote|fotnot|endnote|edn)[-_:]?\d+", re.IGNORECASE)
_FOOTNOTE_STYLE = re.compile(r"mso-element\s*:\s*(?:foot|end)note\s*(?:;|$)", re.IGNORECASE)
_BREAK = "\v"  # of a <br>, until a segment is closed; line feeds in the source mean nothing
_BLANK_LINE = re.compile(r"\v\s*\v")
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n\s*(?=\S)")
_NEW_ITEM = re.compile(r"\n(?=[^\S\n]*(?:\d{1,3}[.)]|[a-zåäö]\)|[-–•])\s)")
MIN_EMPTY_LINES = 4
"""A piece of text with this many empty lines is laid out by them, as the laws on rkrattsbaser are:
there an empty line parts paragraphs, and a line that begins as a list item is one."""
MAX_DEPTH = 300
"""Below this no table or footnote is looked for: 28 000 tables in each other took two minutes."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A paragraph, heading, list item, table or footnote of a page."""

    text: str
    role: Role  # by its element alone, before anyone asks whether it is the document's
    element: Element  # the innermost block element around it
    level: int = 0  # of a heading
    linked: int = 0  # characters that are inside links


def segments(root: Element) -> Iterator[Segment]:
    """Yield what can be read below an element; what is hidden is left out.

    Tables of data and footnotes come whole. Nothing calls itself by depth: pages of the bs4 fuzz
    set are nested deeper than Python's stack.
    """
    return _walk(root, _whole)


def flat(root: Element) -> str:
    """Return what can be read below an element, on one line."""
    texts = (segment.text for segment in _walk(root, lambda _tag: ()))
    return " ".join(" ".join(texts).split())


def is_hidden(tag: Element) -> bool:
    """Return whether an element is shown to nobody."""
    attrs = tag.attrs
    if tag.name in UNSEEN or not attrs:  # most elements have no attribute to look at
        return tag.name in UNSEEN
    return (
        attrs.get("aria-hidden") == "true"
        or ("hidden" in attrs and attrs["hidden"] != "until-found")
        or ("style" in attrs and bool(_HIDDEN_STYLE.search(attrs["style"])))
    )


def _walk(root: Element, whole: Callable[[Element], tuple[Segment, ...]]) -> Iterator[Segment]:
    """Go through the tree in order; `whole` may answer for an element and all below it."""
    line = _Line()
    line.blocks.append(root)
    trail: list[tuple[Element, Iterator[Node]]] = [(root, iter(root.children))]
    while trail:
        parent, children = trail[-1]
        child = next(children, None)
        if child is None:
            trail.pop()
            yield from line.leave(parent)
        elif isinstance(child, str):
            line.read(child)
        elif not is_hidden(child):
            if done := whole(child) if len(trail) < MAX_DEPTH else ():
                yield from line.flush()
                yield from done
            else:
                yield from line.enter(child)
                trail.append((child, iter(child.children)))


@dataclass(slots=True)
class _Line:
    """The text read since the last block element began or ended."""

    blocks: list[Element] = field(default_factory=list)  # open block elements, outermost first
    parts: list[str] = field(default_factory=list)
    links_open: int = 0
    linked: int = 0
    marker: str = ""  # of the list item that has just begun
    numbers: dict[int, int] = field(default_factory=dict)  # of the last items, by id of their list

    def read(self, text: str) -> None:
        self.parts.append(self._with_breaks(text) if "\n" in text else text)
        if self.links_open:
            self.linked += len("".join(text.split()))

    def _with_breaks(self, text: str) -> str:
        """Return a text with those of its line feeds as breaks that a reader sees as such."""
        if "pre" in (self.blocks[-1].name, self.blocks[-2:][0].name):
            return text.replace("\n", _BREAK)
        if text.count("\n") > MIN_EMPTY_LINES <= len(_EMPTY_LINE.findall(text)):
            return _NEW_ITEM.sub(_BREAK, _EMPTY_LINE.sub(_BREAK * 2, text))
        return text

    def enter(self, tag: Element) -> Sequence[Segment]:
        """Go into an element; return what it ends."""
        if tag.name == "br":
            self.parts.append(_BREAK)
        elif tag.name == "a":
            self.links_open += 1
        elif not _is_inline(tag) or self._is_number_in_heading(tag):
            ended = self.flush()
            self.blocks.append(tag)
            if tag.name == "li":
                self.marker = self._marker(tag)
            return ended
        return ()

    def leave(self, tag: Element) -> Sequence[Segment]:
        """Go out of an element; return what ends with it."""
        if tag.name == "a":
            self.links_open -= 1
        elif self.blocks and tag is self.blocks[-1]:
            ended = self.flush()
            self.blocks.pop()
            return ended
        return ()

    def flush(self) -> Sequence[Segment]:
        """Return what was read as segments: one, or several where empty lines part it."""
        text, linked = "".join(self.parts), self.linked
        self.parts, self.linked = [], 0
        return [] if not text or text.isspace() else list(self._segments(text, linked))

    def _segments(self, read: str, linked: int) -> Iterator[Segment]:
        role, level = self._role()
        for paragraph in _BLANK_LINE.split(read):
            lines = (" ".join(line.split()) for line in paragraph.split(_BREAK))
            if text := "\n".join(line for line in lines if line):
                of_links = min(linked, len(text))
                yield Segment(self.marker + text, role, self.blocks[-1], level, of_links)
                self.marker = ""

    def _is_number_in_heading(self, tag: Element) -> bool:
        """Tell a publication's number after its title, glued to it on regeringen.se."""
        if tag.name not in {"span", "small"} or not _HEADING.fullmatch(self.blocks[-1].name):
            return False
        leaf = not any(isinstance(child, Element) for child in tag.children)
        return leaf and is_number(flat(tag))

    def _role(self) -> tuple[Role, int]:
        for block in reversed(self.blocks[-4:]):
            if _is_inline(block):
                break  # a number in a heading
            if found := _HEADING.fullmatch(block.name):
                return Role.HEADING, int(found[1])
            if attribute(block, "role") == "heading":
                level = attribute(block, "aria-level")
                return Role.HEADING, int(level) if level in set("123456") else 2
            if block.name in {"caption", "figcaption"}:
                return Role.CAPTION, 0
        return Role.BODY, 0

    def _marker(self, item: Element) -> str:
        """Return what a browser puts before a list item: a bullet, or its number."""
        if item.parent is None or item.parent.name != "ol":
            return "• "
        parent, value = item.parent, attribute(item, "value")
        first = whole(attribute(parent, "start"), 1)
        number = whole(value, self.numbers.get(id(parent), first - 1) + 1)
        self.numbers[id(parent)] = number
        if attribute(parent, "type") in {"a", "A"} and 1 <= number <= 26:
            return f"{chr(ord(attribute(parent, 'type')) + number - 1)}) "
        return f"{number}. "


def _is_inline(tag: Element) -> bool:
    return tag.name in _INLINE or ":" in tag.name  # Word writes <o:p>, <st1:place>


def _whole(tag: Element) -> tuple[Segment, ...]:
    """Return the segments of an element that is read whole, nothing for any other."""
    if tag.name == "table" and _is_data(tag):
        return _table(tag)
    if tag.name == "dl":
        return _definitions(tag)
    if _is_footnote(tag) and (text := flat(tag)):
        return (Segment(text, Role.FOOTNOTE, tag),)
    return ()


def _is_footnote(tag: Element) -> bool:
    attrs = tag.attrs
    if not attrs or _is_inline(tag):
        return False
    is_one = (
        attrs.get("role") in {"doc-footnote", "doc-endnote"}
        or ("id" in attrs and bool(_FOOTNOTE_ID.fullmatch(attrs["id"])))
        or ("style" in attrs and bool(_FOOTNOTE_STYLE.search(attrs["style"])))
    )
    return is_one and not _HEADING.fullmatch(tag.name)


_NOT_IN_DATA = frozenset(
    {"table", "h1", "h2", "h3", "h4", "h5", "h6", "form", "nav", "article", "section"}
)
MAX_CELL_CHARS = 400
"""The mean text of a cell above which a table is taken for the layout of a page."""

_CELLS = frozenset({"td", "th"})
_IN_TABLE = _CELLS | UNSEEN | {"caption"}
_NO_TEXT = frozenset({"script", "style", "template", "rt", "rp"})


def _is_data(table: Element) -> bool:
    """Tell rows and columns of data from a table that only places text on the page."""
    if attribute(table, "role") in {"none", "presentation"} or any(elements(table, _NOT_IN_DATA)):
        return False
    cells = sum(1 for _ in elements(table, _CELLS))
    chars = sum(len(text.strip()) for text in strings(table, _NO_TEXT))
    return cells > 1 and chars <= MAX_CELL_CHARS * cells


def _table(table: Element) -> tuple[Segment, ...]:
    captions = [flat(caption) for caption in islice(elements(table, {"caption"}), 1)]
    rows = [[flat(cell) for cell in elements(row, _CELLS)] for row in elements(table, {"tr"})]
    lines = as_lines([_without_row(table), *rows])
    linked = sum(len(flat(link)) for link in elements(table, {"a"}))
    loose = " ".join(" ".join(strings(table, _IN_TABLE)).split())
    found = [Segment(loose, Role.BODY, table)] if loose else []  # browsers show it above the table
    found += [Segment(text, Role.CAPTION, table) for text in captions if text]
    if lines:
        found.append(Segment(lines, Role.TABLE, table, linked=linked))
    return tuple(found)


def _without_row(table: Element) -> list[str]:
    """Return the text of the cells that stand before any row begins."""
    found = (node for node in below(table, _CELLS | {"tr"}) if isinstance(node, Element))
    return [flat(node) for node in found if node.name in _CELLS]


_GROUPED = frozenset({"dt", "dd"})
_PARAGRAPHS = frozenset({"dl", "dd", "li", "p"})
_ENDS_LABEL = (":", "?", ".", "!", "–", "-")


def _definitions(found: Element) -> tuple[Segment, ...]:
    """Return each term with what is said of it as one line; nothing where that is more than a line.

    "Utgiven: 18 december 2014": apart, neither says anything, and an excerpt may end between them.
    """
    parts = [part for part in elements(found, _GROUPED) if not is_hidden(part)]
    has_loose_text = any(map(str.strip, strings(found, _GROUPED | UNSEEN)))
    if has_loose_text or any(map(_is_parted, parts)):
        return ()
    groups = [list(group) for _, group in groupby(parts, lambda part: part.name)]
    if [group[0].name for group in groups] != ["dt", "dd"] * (len(groups) // 2):
        return ()
    lines = [_defined(*pair) for pair in zip(groups[::2], groups[1::2], strict=True)]
    if any(len(line.text) > MAX_CELL_CHARS for line in lines):
        return ()
    return tuple(line for line in lines if line.text)


def _is_parted(part: Element) -> bool:
    """Return whether a term, or what is said of it, has a form that one line would lose."""
    return any(elements(part, _NOT_IN_DATA)) or len([*islice(elements(part, _PARAGRAPHS), 2)]) > 1


def _defined(terms: list[Element], said: list[Element]) -> Segment:
    term, text = ", ".join(filter(None, map(flat, terms))), "; ".join(filter(None, map(flat, said)))
    between = " " if term.endswith(_ENDS_LABEL) or not (term and text) else ": "
    linked = sum(len(flat(link)) for part in (*terms, *said) for link in elements(part, {"a"}))
    return Segment(f"{term}{between}{text}".strip(), Role.BODY, said[0], linked=linked)
