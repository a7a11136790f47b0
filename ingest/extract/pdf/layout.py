"""Lines of a whole PDF -> blocks: paragraphs, headings, notes, and what repeats on its pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from ingest.clean import clean, part_mark
from ingest.extract.pdf import tables
from ingest.extract.pdf.lines import Line
from ingest.extract.pdf.order import in_order
from ingest.extract.pdf.repeated import repeated_lines
from ingest.extract.pdf.style import Style, measure
from ingest.models import Block, Role

GAP = 1.25  # times the document's usual line pitch: more white than this ends a paragraph
SIZE_CHANGE = 0.12  # of the font's size: more than this is another sort of text
INDENT = 0.6  # of the font's size
WIDE_ROOM = 0.25  # of the column: a line that leaves more was ended on purpose
HEADING_CHARS = 160
COLUMN = 24.0  # points: lines that begin this close together stand in one column

_BULLET = re.compile(r"[•◦▪■●○‣➢➤✓☐☒\uf000-\uf0ff]")
_ITEM = re.compile(r"([•◦▪■●○‣➢➤✓☐☒\uf000-\uf0ff]|[-–—*]\s|–(?=[A-ZÅÄÖ])|(\d{1,2}|[a-zåäö])[.)]\s)")
_CAPTION = re.compile(
    r"(?:bild|figur|tabell|diagram|figure|table|chart)\s\d{1,3}[.:]", re.IGNORECASE
)
SENTENCE_ENDS = tuple(".:;?!…")
CLOSING = "'\"”»)"
_NOTE_NUMBER = re.compile(r"(\d{1,3}|\*+)\s+\S")


def blocks(pages: Sequence[Sequence[Line]]) -> list[Block]:
    """Return the blocks of every page in order, not yet placed."""
    pages = [in_order(page) for page in pages]
    repeated = repeated_lines(pages)
    if all(line in repeated for page in pages for line in page):
        repeated = set()  # pages that are all alike are not lost
    style = measure(line for page in pages for line in page if line not in repeated)
    return [
        Block(found.text, Role.TABLE, found.first.page)
        if isinstance(found, tables.Table)
        else _block(found, repeated, style)
        for page in pages
        for found in tables.found(
            _paragraphs(page, repeated, style),
            lambda line: line in repeated or style.is_large(line),
        )
    ]


def _paragraphs(page: Sequence[Line], repeated: set[Line], style: Style) -> Iterator[list[Line]]:
    """Yield the lines that belong together."""
    edges = _right_edges([line for line in page if line not in repeated])
    group: list[Line] = []
    for line in page:
        alone = bool(group) and (line in repeated) != (group[-1] in repeated)
        if group and (alone or _begins(line, group, style, edges)):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _right_edges(lines: Sequence[Line]) -> dict[int, float]:
    """Return how far to the right the lines of each column go, by where they begin."""
    edges: dict[int, float] = defaultdict(float)
    for line in lines:
        for column in _columns(line):
            edges[column] = max(edges[column], line.right)
    return edges


def _columns(line: Line) -> tuple[int, int, int]:
    nearest = round(line.left / COLUMN)
    return nearest, nearest - 1, nearest + 1


def _begins(line: Line, group: list[Line], style: Style, edges: dict[int, float]) -> bool:
    """Return whether the line begins a new paragraph after the group's lines."""
    above = group[-1]
    if not (line.is_placed and above.is_placed):
        return False
    drop = above.baseline - line.baseline
    if abs(drop) < above.size / 2:
        return False
    if _looks_other(line, above) or drop > GAP * style.pitch * max(line.size, above.size):
        return True
    if drop < 0 or _is_row(group[-2:]) or tables.LEADERS.search(above.text):
        return not _goes_on(line, above)
    if style.is_title(line) and _is_centred(line, above):
        room = 2 * (max(edges.values(), default=above.right) - above.right)
        return _fits(line, above, room) and not _goes_on(line, above)
    return _ends(above, line, edges[round(above.left / COLUMN)]) or _starts(line, group)


def _is_centred(line: Line, above: Line) -> bool:
    """Return whether the line stands under the middle of one that is wider or narrower."""
    beside = line.left - above.left
    return abs(beside) > INDENT * line.size and abs(beside + line.right - above.right) < line.size


def _is_row(parts: Sequence[Line]) -> bool:
    """Return whether the lines are parts of one, cells or an entry of a table of contents."""
    baselines = [part.baseline for part in parts]
    return len(parts) > 1 and max(baselines) - min(baselines) < parts[0].size / 2


def _looks_other(line: Line, above: Line) -> bool:
    differs = abs(line.size - above.size) > SIZE_CHANGE * above.size
    return differs or (line.weight != above.weight and not _goes_on(line, above))


def _goes_on(line: Line, above: Line) -> bool:
    """Return whether the line is the rest of a sentence."""
    return line.text[:1].islower() and not _is_sentence_end(above)


def _is_sentence_end(line: Line) -> bool:
    return line.text.rstrip(CLOSING).endswith(SENTENCE_ENDS)


def _ends(above: Line, line: Line, edge: float) -> bool:
    """Return whether the line above was ended on purpose: the next word would have fitted on it."""
    room = edge - above.right
    if not _fits(line, above, room) or _goes_on(line, above):
        return False
    return _is_sentence_end(above) or room > WIDE_ROOM * (edge - above.left)


def _fits(line: Line, above: Line, room: float) -> bool:
    """Return whether the line's first word would have fitted in the room left above it."""
    letter = (above.right - above.left) / max(1, len(above.text))
    return room > letter * (len(line.text.split(maxsplit=1)[0]) + 2)


def _starts(line: Line, group: list[Line]) -> bool:
    """Return whether the line begins like a paragraph: with a mark, or indented."""
    above = group[-1]
    if _BULLET.match(line.text):
        return True
    if _ITEM.match(line.text):
        return _is_sentence_end(above) or bool(_ITEM.match(group[0].text))
    is_indented = line.left > above.left + INDENT * line.size
    return is_indented and not _ITEM.match(group[0].text) and not _goes_on(line, above)


def _block(group: list[Line], repeated: set[Line], style: Style) -> Block:
    text = clean("\n".join(line.text for line in group))
    if tables.LEADERS.search(text):
        text = clean(tables.LEADERS.sub(" … ", text))
    text = part_mark(text)
    role = _role(group, text, repeated, style)
    return Block(text, role, group[0].page, level=style.level(group[0], role))


def _role(group: list[Line], text: str, repeated: set[Line], style: Style) -> Role:
    first = group[0]
    if first in repeated:
        return Role.REPEATED
    if not first.is_placed:
        return Role.BODY
    if _can_head(text) and all(style.is_title(line) for line in group):
        return Role.HEADING
    if _CAPTION.match(text) and len(text) <= HEADING_CHARS:
        return Role.CAPTION
    return Role.FOOTNOTE if style.is_small(first) and _NOTE_NUMBER.match(text) else Role.BODY


def _can_head(text: str) -> bool:
    """Return whether a text may be a heading: short, with words, no list item, no contents line."""
    has_letters = sum(map(str.isalpha, text)) > 1
    return (
        has_letters and len(text) <= HEADING_CHARS and not _BULLET.match(text) and "…" not in text
    )
