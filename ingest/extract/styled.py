"""A page's own stylesheet -> which of its paragraphs it sets as headings, and how high.

Word writes its headings as paragraphs of a class that is kept with the next one; programs that
turn a PDF into a page write all it has as paragraphs, and only the size of the type tells.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from ingest.extract.segments import Segment
from ingest.extract.tree import Element, attribute, strings
from ingest.models import Role

MAX_CHARS: Final = 1_000_000
"""Of stylesheets that are read; that of the longest committee report has 90 000."""
MAX_HEADING_CHARS: Final = 160
LARGER: Final = 1.12
"""Times the size of most of the text: a heading's type (as in ingest.extract.pdf.style)."""
POINTS: Final = {"pt": 1.0, "px": 0.75, "em": 12.0, "rem": 12.0, "%": 0.12}
MAX_LEVEL: Final = 6

_RULE: Final = re.compile(r"([^{}]{1,500})\{([^{}]*)\}")
_CLASS: Final = re.compile(r"^(?:p|div|li)?\.([\w-]+)$")
_SIZE: Final = re.compile(r"\bfont(?:-size)?\s*:[^;]*?\b(\d{1,3}(?:\.\d+)?)(pt|px|r?em|%)")
_BOLD: Final = re.compile(r"\bfont(?:-weight)?\s*:[^;]*?\b(?:bold|bolder|[6-9]00)\b")
_KEPT: Final = re.compile(r"\b(?:page-)?break-after\s*:\s*avoid\b")
_UNFINISHED: Final = (".", ",", ";", ":")


@dataclass(frozen=True, slots=True)
class _Type:
    """How a paragraph is set."""

    size: float = 0.0  # points; 0 where the stylesheet does not say
    is_bold: bool = False
    is_kept: bool = False  # on one sheet of paper with the paragraph that follows

    @classmethod
    def of(cls, declarations: str) -> _Type:
        """Read the declarations of a rule, or of an element's own style."""
        size = _SIZE.search(declarations)
        points = float(size[1]) * POINTS[size[2]] if size else 0.0
        return cls(points, bool(_BOLD.search(declarations)), bool(_KEPT.search(declarations)))

    def over(self, under: _Type) -> _Type:
        """Return this with what it does not say taken from another."""
        return _Type(
            self.size or under.size, self.is_bold or under.is_bold, self.is_kept or under.is_kept
        )


def headings(segments: Sequence[Segment], styles: Iterable[Element]) -> dict[int, int]:
    """Return the level of each paragraph that is set as a heading, by its place in the page.

    Size alone tells only where nothing else does: a site sets its preambles large.
    """
    classes = _classes(styles)
    known: dict[tuple[str, str], _Type] = {}  # most paragraphs of a page are set like another
    types = [_type_of(segment.element, classes, known) for segment in segments]
    may = [n for n, one in enumerate(segments) if one.role is Role.BODY and _can_head(one.text)]
    told = [number for number in may if types[number].is_kept]
    if not told and not any(segment.role is Role.HEADING for segment in segments):
        least = LARGER * _usual_size(segments, types)
        told = [number for number in may if types[number].size > least > 0]
    found = {number: types[number] for number in told}
    ranks = sorted({(one.size, one.is_bold) for one in found.values()}, reverse=True)
    return {
        number: min(MAX_LEVEL, 1 + ranks.index((one.size, one.is_bold)))
        for number, one in found.items()
    }


def _can_head(text: str) -> bool:
    words = any(map(str.isalpha, text))
    return words and len(text) <= MAX_HEADING_CHARS and not text.endswith(_UNFINISHED)


def _classes(styles: Iterable[Element]) -> Mapping[str, _Type]:
    """Return how each class of paragraphs is set; a rule for several classes is of each."""
    text = "".join(chain.from_iterable(strings(style) for style in styles))[:MAX_CHARS]
    found: dict[str, _Type] = {}
    for rule in _RULE.finditer(text):
        for selector in rule[1].split(","):
            if name := _CLASS.match(selector.strip()):
                found[name[1]] = _Type.of(rule[2]).over(found.get(name[1], _Type()))
    return found


def _type_of(
    element: Element, classes: Mapping[str, _Type], known: dict[tuple[str, str], _Type]
) -> _Type:
    names, style = attribute(element, "class"), attribute(element, "style")
    found = known.get((names, style))
    if found is None:
        found = _Type.of(style)
        for name in names.split():
            found = found.over(classes.get(name, _Type()))
        known[names, style] = found
    return found


def _usual_size(segments: Sequence[Segment], types: Sequence[_Type]) -> float:
    """Return the size that most letters are set in, 0 where no stylesheet says."""
    sizes: Counter[float] = Counter()
    for segment, one in zip(segments, types, strict=True):
        sizes[one.size] += len(segment.text) if one.size else 0
    return max(sizes, key=lambda size: sizes[size], default=0.0)
