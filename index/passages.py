"""A Document -> the Passages that its pages are found by.

blocks -> sections (one page, one heading, nothing hidden in between) -> pieces of sensible length
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.languages import language_of
from index.models import Passage
from index.sentences import cut, sentences, trim
from index.swedish.tokens import words
from ingest.models import SHOWN_ROLES, Block, Document, Role

MAX_PASSAGE_CHARS = 1_200
"""About half a printed page: room for an answer and what surrounds it, short enough to point."""

MIN_WORDS = 8  # of text without a full stop; a shorter one is a name, a number or a heading
MIN_ENTRIES = 4  # lines that end with a page number make a contents list

_LEADER = re.compile(r"\.{5}|(?:\. ){5}|(?:… ?){3}")  # a row of dots before a page number
_DOTS = (".....", ". . ", "…")  # one of them is in each
_NAMES = (
    "ISBN",
    "ISSN",
    "URN",
    "Tryck:",
    "Tryckeri:",
    "Omslag:",
    "Foto:",
    "Layout:",
    "Grafisk form:",
)
_IMPRINT = re.compile(rf"\b(?:{'|'.join(_NAMES)})")
_STOP = re.compile(r"[.!?:;](?!\d)")


@dataclass(frozen=True, slots=True)
class _Section:
    """Text as it stands in one page, without a gap, under one heading."""

    page: int | None
    offset: int
    heading: str
    text: str


def passages(document: Document) -> Iterator[Passage]:
    """Yield the pieces of the shown text, in reading order.

    A passage's text is the page's text from its offset on, character by character. A heading is
    carried by the passages under it, over page ends too; one with no text under it is a passage.
    Its language is its own: a Swedish report has English summaries.
    """
    for section in _sections(document.blocks):
        for start, end in _pieces(section.text):
            text = section.text[start:end]
            yield Passage(
                document_id=document.id,
                page=section.page,
                offset=section.offset + start,
                heading=section.heading,
                text=text,
                language=language_of(text, document.metadata.language),
                page_label=document.page_label(section.page),
            )


def is_signpost(text: str) -> bool:
    """Tell whether a passage only points to others or says what they are in, and answers nothing.

    Such are contents lists, title pages with nothing but names and numbers, and imprints.
    """
    # A pattern is tried only where a part of it stands: both took a tenth of building an index.
    if any(dots in text for dots in _DOTS) and _LEADER.search(text):
        return True
    if any(name in text for name in _NAMES) and len(_IMPRINT.findall(text)) > 1:
        return True
    lines = text.splitlines()
    numbers = [number for line in lines if (number := _page_listed(line)) is not None]
    if len(numbers) >= MIN_ENTRIES and len(numbers) > len(lines) / 2:
        return numbers == sorted(numbers)  # as pages do, and figures in a table seldom
    return not _STOP.search(text) and len(words(text)) < MIN_WORDS


def _page_listed(line: str) -> int | None:
    """Return the page that a line of a contents list ends with.

    By hand: a pattern for "a letter, anything, a number" looked at every letter of every line and
    took half the time of building an index.
    """
    head, _, last = line.rpartition(" ")
    if len(last) <= 3 and last.isascii() and last.isdigit() and any(map(str.isalpha, head)):
        return int(last)
    return None


def _sections(blocks: Iterable[Block]) -> Iterator[_Section]:
    heading: Block | None = None
    used = True  # has the heading text under it
    run: list[Block] = []
    for block in blocks:
        if run and not _follows(run[-1], block):
            yield _section(run, heading)
            run = []
        if block.role is Role.HEADING:
            if heading and not used:
                yield _section([heading], None)
            heading, used = block, False
        elif block.role in SHOWN_ROLES:
            run.append(block)
            used = True
    if run:
        yield _section(run, heading)
    if heading and not used:
        yield _section([heading], None)


def _follows(last: Block, block: Block) -> bool:
    """Tell whether a block goes on where the last one ended."""
    joined = block.page == last.page and block.offset == last.offset + len(last.text) + 1
    return joined and block.role in SHOWN_ROLES and block.role is not Role.HEADING


def _section(run: list[Block], heading: Block | None) -> _Section:
    text = "\n".join(block.text for block in run)
    return _Section(run[0].page, run[0].offset, heading.text if heading else "", text)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield spans of at most MAX_PASSAGE_CHARS that begin and end with a paragraph or sentence."""
    start = end = 0
    for unit_start, unit_end in _units(text):
        if end > start and unit_end - start > MAX_PASSAGE_CHARS:
            yield start, end
            start = unit_start
        elif end == start:
            start = unit_start
        end = unit_end
    if end > start:
        yield start, end


def _units(text: str) -> Iterator[tuple[int, int]]:
    """Yield what should stay together: paragraphs, and the sentences of paragraphs too long."""
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        if span := trim(text, start, end):
            yield from [span] if len(line) <= MAX_PASSAGE_CHARS else _split(text, *span)
        start = end


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield sentences; what has no sentence end (tables, lists of words) is cut between words."""
    for first, last in sentences(text[start:end]):
        yield from cut(text, start + first, start + last, MAX_PASSAGE_CHARS)
