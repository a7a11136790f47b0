"""What a reading child says to its parent, as plain JSON bytes: what was read, drawn, or failed.

A child that has parsed a stranger's bytes is not trusted, so nothing is ever unpickled from it.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from types import UnionType
from typing import Any, TypeAlias

from ingest.models import Block, Claim, Extract, Failure, Member, Outline, Reason, Role
from ingest.printed import Box, PrintedLine, PrintedPage

Outcome: TypeAlias = "Extract | PrintedPage | Content | Failure"
Reader = Callable[[bytes, str], Extract | Failure]
"""Reads the content of a file, given its name too, which may be wrong about the content."""
Work = Callable[..., Outcome]
"""A reader, or what draws a page: it is given what else its job says, after content and name."""

MAX_NUMBER = 1 << 53  # of bytes, pages, places; a database's integer has 63 bits
LENGTH_BYTES = 8
"""A frame is its payload's length, big-endian in this many bytes, then the payload."""


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a file that lies in another."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of a reading child."""

    outcome: Outcome
    sha256: str | None  # of the very bytes that were read; None where none could be
    size: int  # of them
    memory: int = 0  # the most bytes that the child has held


def frame(payload: bytes) -> bytes:
    """Return the payload with its length before it."""
    return len(payload).to_bytes(LENGTH_BYTES, "big") + payload


def encode(reply: Reply) -> bytes:
    """Return the reply as JSON."""
    values = [reply.sha256, reply.size, reply.memory, _body(reply.outcome)]
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")


def decode(payload: bytes) -> Reply:
    """Return the reply; ValueError for anything that `encode` cannot have written."""
    try:
        sha256, size, memory, body = _whole_letters(payload)
        outcome = (_READ[body[0]])(*body[1:])
        _expect((sha256, str | None), (size, int), (memory, int))
    except (LookupError, TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"not a reply: {error}") from error
    return Reply(outcome, sha256, size, memory)


def _whole_letters(payload: bytes) -> Any:
    """Return a payload's values; ValueError for halves of characters, which no database takes."""
    values = json.loads(payload)
    if b"\\ud" in payload or b"\\uD" in payload:  # else there can be none: bytes hold whole ones
        json.dumps(values, ensure_ascii=False).encode()
    return values


def _expect(*values: tuple[object, type | UnionType]) -> None:
    """Raise ValueError unless every value is of the type beside it, and numbers are of any use."""
    for value, kind in values:
        if not isinstance(value, kind) or (isinstance(value, int) and not 0 <= value < MAX_NUMBER):
            raise ValueError(f"{value!r:.40} is no {kind}")


def _body(outcome: Outcome) -> list[Any]:
    match outcome:
        case Failure():
            return _failure(outcome)
        case PrintedPage():
            return _printed(outcome)
        case Content():
            return ["content", b64encode(outcome.data).decode("ascii")]
        case Extract():
            return _extract(outcome)


def _failure(failure: Failure) -> list[Any]:
    return ["failure", failure.reason, failure.detail, failure.media_type, failure.reader]


def _extract(extract: Extract) -> list[Any]:
    return [
        "extract",
        extract.media_type,
        extract.reader,
        [(b.text, b.role, b.page, b.offset, b.level) for b in extract.blocks],
        [(c.field, c.value, c.origin) for c in extract.claims],
        extract.pages,
        extract.unread,
        extract.page_labels,
        [(o.title, o.level, o.page) for o in extract.outline],
        extract.notes,
        [(m.path, m.sha256, m.media_type) for m in extract.members],
    ]


def _printed(page: PrintedPage) -> list[Any]:
    lines = [
        (line.text, [(box.left, box.top, box.right, box.bottom) for box in line.letters])
        for line in page.lines
    ]
    return ["printed", b64encode(page.picture).decode("ascii"), page.width, page.height, lines]


def _read_failure(reason: str, detail: str, media_type: str | None, reader: str) -> Failure:
    _expect((detail, str), (media_type, str | None), (reader, str))
    return Failure(Reason(reason), detail, media_type, reader)


def _read_extract(  # noqa: PLR0913, PLR0917 - the fields of an Extract, in their order
    media_type: str,
    reader: str,
    blocks: list[Any],
    claims: list[Any],
    pages: int | None,
    unread: int,
    labels: list[str],
    outline: list[Any],
    notes: list[str],
    members: list[Any],
) -> Extract:
    _expect((media_type, str), (reader, str), (pages, int | None), (unread, int))
    _expect(*((text, str) for text in (*labels, *notes)))
    return Extract(
        media_type,
        reader,
        tuple(_read_block(*block) for block in blocks),
        tuple(_read_claim(*claim) for claim in claims),
        pages,
        unread,
        tuple(labels),
        tuple(_read_outline(*entry) for entry in outline),
        tuple(notes),
        tuple(_read_member(*member) for member in members),
    )


def _read_block(text: str, role: str, page: int | None, offset: int, level: int) -> Block:
    _expect((text, str), (page, int | None), (offset, int), (level, int))
    return Block(text, Role(role), page, offset, level)


def _read_claim(field: str, value: str, origin: str) -> Claim:
    _expect((field, str), (value, str), (origin, str))
    return Claim(field, value, origin)


def _read_outline(title: str, level: int, page: int | None) -> Outline:
    _expect((title, str), (level, int), (page, int | None))
    return Outline(title, level, page)


def _read_printed(picture: str, width: int, height: int, lines: list[Any]) -> PrintedPage:
    _expect((width, int), (height, int))
    drawn = b64decode(picture, validate=True)
    return PrintedPage(drawn, width, height, tuple(_read_line(*line) for line in lines))


def _read_line(text: str, letters: list[Any]) -> PrintedLine:
    _expect((text, str))
    boxes = tuple(Box(*sides) for sides in letters)
    if len(text) != len(boxes):
        raise ValueError("a line has not as many boxes as letters")
    _expect(*((side, int) for sides in letters for side in sides))
    return PrintedLine(text, boxes)


def _read_member(path: str, sha256: str | None, media_type: str | None) -> Member:
    _expect((path, str), (sha256, str | None), (media_type, str | None))
    return Member(path, sha256, media_type)


def _read_content(data: str) -> Content:
    return Content(b64decode(data, validate=True))


_READ: dict[str, Callable[..., Outcome]] = {
    "content": _read_content,
    "failure": _read_failure,
    "printed": _read_printed,
    "extract": _read_extract,
}
