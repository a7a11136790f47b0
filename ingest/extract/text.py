"""A plain text file's bytes -> its paragraphs with roles, and what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from ingest.clean import clean
from ingest.extract import copied, lines, stamps
from ingest.extract.encoding import decode, is_doubtful
from ingest.extract.placing import MAX_BLOCKS, place
from ingest.models import Block, Claim, Extract, Failure, Reason, Role

READER = stamps.TEXT
MEDIA_TYPE = "text/plain"
OTHER_LETTERS = (
    "its letters are of an encoding that is not known and came out wrong: save it as UTF-8"
)
MAX_TITLE_CHARS = 200
MAX_HEADING_CHARS = 90
MIN_PROSE_CHARS = 80
MAX_WRAPPED_CHARS = 120
"""A text with a longer line was not broken by an editor: each of its lines is a paragraph."""

MIN_ROWS = 2
_COLUMNS = re.compile(r"(?<=\S) {4,}(?=\S)|(?<=^) {30,}")
"""So much white parts two columns of a text that is set with spaces."""
_MARGIN = re.compile(r" {30,}\S")
_EMPTY_LINE = re.compile(r"\n\s*\n")
_ITEM = re.compile(r"\n(?=\s*(?:[-–•*]|\d{1,3}[.)]|[a-zåäö]\))\s)")
_IS_ITEM = re.compile(r"[-–•*]\s|[a-zåäö]\)\s")
_NOTE = re.compile(r"<!--\s*(?P<text>[^<>]{1,1000})\s-->")
_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
_SENTENCE_END = re.compile(r"[.,;:!?…”\"]\s*$")


def extract(data: bytes, name: str) -> Extract | Failure:
    """Read paragraphs and headings; a short first line is the title.

    Text copied from a web page has its section label, notices and buttons set apart.
    """
    text, encoding = decode(data)
    paragraphs, head = _paragraphs("\n".join(text.splitlines()))
    if not paragraphs:
        detail = f"{name} holds nothing that can be read"
        return Failure(Reason.EMPTY, detail, MEDIA_TYPE, READER)
    titled = _title_at(paragraphs, head)
    judged = copied.judge([_block(paragraphs, at, titled) for at in range(len(paragraphs))])
    blocks = place(judged.blocks)
    if not blocks:
        return Failure(Reason.EMPTY, f"{name} shows no letter", MEDIA_TYPE, READER)
    title = [] if titled is None else [Claim("title", paragraphs[titled], "first line")]
    claims = (*title, *_noted(paragraphs), *judged.claims)
    notes = (OTHER_LETTERS,) if is_doubtful(text, encoding) else ()
    return Extract(MEDIA_TYPE, READER, blocks, claims, notes=notes)


def _paragraphs(text: str) -> tuple[list[str], int]:
    """Return the paragraphs, and how many of them are the cells of a head set in columns."""
    parts = text.split("\n")
    head: list[str] = []
    if max(map(len, parts)) <= MAX_WRAPPED_CHARS:
        whole = [part for part in _EMPTY_LINE.split(text.strip("\n")) if part.strip()]
        if whole and (head := _cells(whole[0])):
            del whole[0]
            while whole and _MARGIN.match(whole[0]):  # more of the right column
                head += _cells(whole.pop(0), rows=1)
        parts = [*head, *(item for part in whole for item in _ITEM.split(part))]
    found = (paragraph for part in parts if (paragraph := clean(part)))
    return list(islice(found, MAX_BLOCKS + 1)), len(head)


def _cells(part: str, rows: int = MIN_ROWS) -> list[str]:
    """Return what stands under one another in two columns, or nothing where there are none.

    The head of a memo has its number to the left, and to the right who wrote it and when.
    """
    lines = [_COLUMNS.split(line.rstrip()) for line in part.split("\n")]
    if len(lines) < rows or sum(len(line) > 1 for line in lines) * 2 <= len(lines):
        return []
    cells = (line[side].strip() for side in (0, 1) for line in lines if line[side:])
    return [cell for cell in cells if cell]


def _block(paragraphs: list[str], number: int, titled: int | None) -> Block:
    text = paragraphs[number]
    if number == titled:
        return Block(text, Role.HEADING, level=1)
    if number == 0 and len(paragraphs) > 1 and _NOTE.fullmatch(text):
        return Block(text, Role.BOILERPLATE)
    following = paragraphs[number + 1] if number + 1 < len(paragraphs) else ""
    goes_on = following[:1].islower()  # a line of prose that an editor broke
    if _is_heading(text) and len(following) >= MIN_PROSE_CHARS and not goes_on:
        return Block(text, Role.HEADING, level=2)
    return Block(text)


def _noted(paragraphs: list[str]) -> Iterator[Claim]:
    """Yield what a comment at the head says: "<!-- title | antaget 2013-04-07 | address -->"."""
    note = _NOTE.fullmatch(paragraphs[0])
    for number, part in enumerate(note["text"].split(" | ") if note else ()):
        if part.startswith(("http:", "https:")):
            yield Claim("url", part.strip(), "record")
        elif _DAY.search(part):
            yield Claim("published", part.strip(), "line")
        elif number == 0:
            yield Claim("title", part.strip(), "line")


def _title_at(paragraphs: list[str], head: int) -> int | None:
    """Return which paragraph is the title: the first, or one under a head or a section's label."""
    at = 1 if len(paragraphs) > 1 and lines.read_top(paragraphs[0]).is_site else 0
    at = min(max(at, head), len(paragraphs) - 1)
    text = paragraphs[at]
    short = len(text) <= MAX_TITLE_CHARS and not text.endswith((".", ",", ";", ":"))
    begins = text[0].isalnum() or text[0] in "”\"'»"
    return at if len(paragraphs) > at + 1 and short and begins else None


def _is_heading(text: str) -> bool:
    """Tell a heading by its being short, without an end, and no date or source."""
    return (
        len(text) <= MAX_HEADING_CHARS
        and not _SENTENCE_END.search(text)
        and not _IS_ITEM.match(text)
        and (text[0].isupper() or text[0].isdigit())
        and not text[-1].isdigit()
        and not (lines.read_end(text).claims or lines.read(text).is_site)
    )
