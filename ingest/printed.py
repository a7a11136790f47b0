"""A page as it is printed: its picture, and its text with a box for each letter.

Lengths are ten-thousandths of the page's width or height, from its upper left corner, so that they
hold for a picture of any size.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from ingest.clean import MAX_WORD, join_broken

WHOLE = 10_000  # the page's width, and its height


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of text, or a part of it that wide white sets apart."""

    text: str
    letters: tuple[Box, ...]  # one for each character of the text

    @property
    def box(self) -> Box:
        """The box of the whole line."""
        return around(self.letters)


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """One page of a document, drawn."""

    picture: bytes  # JPEG
    width: int  # of the picture, in its own points
    height: int
    lines: tuple[PrintedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class _Letter:
    """A character of the running text: its line and its box there."""

    line: int
    box: Box


class RunningText:
    """The lines of a page as one text, words that were broken between them whole again."""

    def __init__(self, lines: Sequence[PrintedLine]) -> None:
        self._letters: list[_Letter | None] = []
        pieces: list[str] = []
        for number, (line, following) in enumerate(zip_longest(lines, lines[1:])):
            kept, joint = _joined(line.text, following.text if following else "")
            pieces += [kept, joint]
            self._letters += [_Letter(number, box) for box in line.letters[: len(kept)]]
            self._letters += [None] * len(joint)
        self.text = "".join(pieces)

    def boxes(self, start: int, end: int) -> tuple[Box, ...]:
        """Return where a part of the text stands: a box for each line it is on."""
        letters = [letter for letter in self._letters[start:end] if letter]
        by_line = groupby(letters, key=lambda letter: letter.line)
        return tuple(around(letter.box for letter in on_line) for _, on_line in by_line)


def around(boxes: Iterable[Box]) -> Box:
    """Return the smallest box that holds all of some."""
    lefts, tops, rights, bottoms = zip(*_sides(boxes), strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def _sides(boxes: Iterable[Box]) -> Iterator[tuple[int, int, int, int]]:
    return ((box.left, box.top, box.right, box.bottom) for box in boxes)


def _joined(line: str, following: str) -> tuple[str, str]:
    """Return what is kept of a line, and what stands between it and the next."""
    if not line.endswith("-") or not following:
        return line, "\n"
    tail, head = line[-MAX_WORD:], following[:MAX_WORD]
    joined = join_broken(f"{tail}\n{head}")
    if joined == tail[:-1] + head:
        return line[:-1], ""
    return line, "" if joined == tail + head else " "
