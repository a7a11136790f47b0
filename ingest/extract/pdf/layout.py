"""Lines of a whole PDF to blocks: paragraphs, headings, and what repeats from page to page."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from ingest.clean import clean
from ingest.extract.pdf.lines import Line
from ingest.models import Block, Role

GAP = 1.25  # times the document's usual line pitch: more white than this ends a paragraph
SIZE_CHANGE = 0.12  # of the font's height: more than this is another sort of text
INDENT = 0.7  # of the font's height
SHORT_LINE = 0.85  # of the column: a sentence that ends before it ends its paragraph
HEADING_SIZE = 1.15  # times the body's
HEADING_CHARS = 160
FOOTNOTE_SIZE = 0.87  # times the body's
REPEATS = 3  # pages on which the same line stands at the same place
PLACE = 6.0  # points: how exactly "the same place" is meant

_NUMBERS = re.compile(r"\d+")
_BULLET = re.compile(r"[•◦▪■●○‣➢➤✓\uf000-\uf0ff]\s*|[-–—*]\s+|(\d{1,2}|[a-zåäö])[.)]\s+")
_SENTENCE_END = re.compile(r"[.:;?!…]['\"”»)]*$")
_NOTE_NUMBER = re.compile(r"(\d{1,3}|\*+)\s+\S")


def blocks(pages: Sequence[Sequence[Line]]) -> list[Block]:
    """Return the blocks of every page in order, not yet placed."""
    lines = [line for page in pages for line in page]
    repeated = repeated_lines(pages)
    style = _Style(line for line in lines if line not in repeated)
    return [
        _block(group, repeated, style)
        for page in pages
        for group in _paragraphs(page, repeated, style)
    ]


def repeated_lines(pages: Sequence[Sequence[Line]]) -> set[Line]:
    """Return the lines that stand, digits aside, at the same place of three or more pages."""
    places = defaultdict(list)
    for line in (line for page in pages for line in page if line.is_placed):
        places[_place(line)].append(line)
    return {
        line
        for same in places.values()
        if len({line.page for line in same}) >= REPEATS
        for line in same
    }


def _place(line: Line) -> tuple[str, int, int]:
    text = _NUMBERS.sub("0", line.text)
    return text, round(line.left / PLACE) if text != "0" else 0, round(line.baseline / PLACE)


class _Style:
    """What is usual in a document: the body's size, its line pitch, its heading sizes."""

    def __init__(self, lines: Iterable[Line]) -> None:
        placed = [line for line in lines if line.is_placed]
        weights: Counter[float] = Counter()
        for line in placed:
            weights[_rounded(line.size)] += len(line.text)
        self.body = max(weights, key=lambda size: weights[size], default=0.0)
        self.pitch = self._usual_pitch(placed)
        self._sizes = sorted(
            {s for line in placed if (s := _rounded(line.size)) > self.body * HEADING_SIZE},
            reverse=True,
        )

    def level(self, line: Line) -> int:
        """Return the heading level that goes with the line's size."""
        size = _rounded(line.size)
        return min(6, 1 + (self._sizes.index(size) if size in self._sizes else len(self._sizes)))

    def _usual_pitch(self, lines: list[Line]) -> float:
        """Return the usual distance of lines, in heights of their font."""
        steps = Counter(
            round((above.baseline - line.baseline) / line.size, 1)
            for above, line in pairwise(lines)
            if above.page == line.page and above.baseline - line.baseline > line.size / 2
        )
        return max(steps, key=lambda step: steps[step], default=1.2)


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _paragraphs(page: Sequence[Line], repeated: set[Line], style: _Style) -> Iterator[list[Line]]:
    """Yield the lines that belong together."""
    right = max((line.right for line in page if line not in repeated), default=0.0)
    group: list[Line] = []
    for line in page:
        alone = line in repeated or (bool(group) and group[-1] in repeated)
        if group and (alone or _begins(line, group, style, right)):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _begins(  # noqa: PLR0911 - one rule a line
    line: Line, group: list[Line], style: _Style, right: float
) -> bool:
    """Return whether the line begins a new paragraph after the group's lines."""
    above = group[-1]
    if not (line.is_placed and above.is_placed):
        return False
    drop = above.baseline - line.baseline
    if abs(line.size - above.size) > SIZE_CHANGE * above.size:
        return abs(drop) > above.size / 2
    if abs(drop) < above.size / 2:
        return False
    goes_on = not _SENTENCE_END.search(above.text) and line.text[:1].islower()
    if drop < 0:
        return not goes_on
    if drop > GAP * style.pitch * max(line.size, above.size):
        return True
    is_short = above.right < above.left + SHORT_LINE * (right - above.left)
    if _BULLET.match(line.text):
        return is_short or bool(_SENTENCE_END.search(above.text)) or line.text[0] in "•◦▪■●"
    if all(member.is_bold for member in group) != line.is_bold and is_short:
        return True
    is_item = bool(_BULLET.match(group[0].text))
    if line.left > above.left + INDENT * line.size and not is_item:
        return not goes_on
    return is_short and not goes_on and (bool(_SENTENCE_END.search(above.text)) or not is_item)


def _block(group: list[Line], repeated: set[Line], style: _Style) -> Block:
    text = clean("\n".join(line.text for line in group))
    first = group[0]
    role = _role(group, text, repeated, style)
    level = style.level(first) if role is Role.HEADING else 0
    return Block(text, role, first.page, level=level)


def _role(group: list[Line], text: str, repeated: set[Line], style: _Style) -> Role:
    first = group[0]
    if first in repeated:
        return Role.REPEATED
    if not first.is_placed:
        return Role.BODY
    is_title = first.size > style.body * HEADING_SIZE or all(line.is_bold for line in group)
    has_letters = sum(map(str.isalpha, text)) > 1
    if is_title and has_letters and len(text) <= HEADING_CHARS and not _BULLET.match(text):
        return Role.HEADING
    if first.size < style.body * FOOTNOTE_SIZE and _NOTE_NUMBER.match(text):
        return Role.FOOTNOTE
    return Role.BODY
