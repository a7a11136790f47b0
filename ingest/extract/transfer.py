"""A mail part's body and the encoding it declares for its transfer -> the bytes that were sent.

Programs declare base64 over text that is not packed, gateways write a footer below text that is,
and cut it off. What `email` makes of that, without a word, is letters that nobody wrote.
"""

from __future__ import annotations

import binascii
import quopri
import re
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import Final

MIN_LINE_CHARS: Final = 40
"""Of base64 in a row, which no text has by chance; programs write 60 to 76."""
NOT_SO: Final = "a part of it is not in {} as it says, and was read as it looks"
IN_PART: Final = "a part of it in base64 is damaged and was read in part"

_PACKED = re.compile(rb"[A-Za-z0-9+/]+={0,2}")
_PACKED_LINE = re.compile(rb"[A-Za-z0-9+/][A-Za-z0-9+/=]*")
_ESCAPED = re.compile(rb"=[0-9A-Fa-f]{2}")
_LINE_END = re.compile(rb"=[ \t]*(?:\r?\n|\Z)")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Sent:
    """What a part holds."""

    data: bytes
    note: str = ""  # what was not as declared


def sent(body: bytes, declared: str) -> Sent:
    """Return what a body holds: as declared, or as it looks where it is plainly not that."""
    declared = declared.strip().lower()
    if declared == "base64":
        return _packed(body)
    if (data := _all_packed(body)) is not None:
        return Sent(data, NOT_SO.format(declared or "plain text"))
    if declared != "quoted-printable":
        return Sent(body)
    if _is_quoted(body):
        return Sent(quopri.decodestring(body))
    return Sent(body, NOT_SO.format(declared))


def _packed(body: bytes) -> Sent:
    """Unpack base64: the lines that are packed, and after them what is plain text."""
    lines = _lines(body)
    end = _end(lines)
    if not end:
        is_quoted = _ESCAPED.search(body) and _is_quoted(body)
        data = quopri.decodestring(body) if is_quoted else body
        return Sent(data, NOT_SO.format("base64") if lines else "")
    data, is_whole = _unpacked(lines[:end])
    if rest := b"\n".join(lines[end:]).strip():
        return Sent(data + b"\n\n" + rest, NOT_SO.format("base64"))
    return Sent(data, "" if is_whole else IN_PART)


def _all_packed(body: bytes) -> bytes | None:
    """Return what a body that declares something else holds, where it is all base64 of text."""
    lines = _lines(body)
    if max(map(len, lines), default=0) < MIN_LINE_CHARS or _end(lines) < len(lines):
        return None
    data, is_whole = _unpacked(lines)
    return data if is_whole and _is_text(data) else None


def _lines(body: bytes) -> list[bytes]:
    return [line.strip() for line in body.strip().splitlines()]


def _end(lines: list[bytes]) -> int:
    """Return how many lines hold what is packed: to the last long one, and what follows it.

    Where all are short, as many as are packed, if that is plainly what they are.
    """
    long = (at for at, line in enumerate(lines) if len(line) >= MIN_LINE_CHARS and _is_packed(line))
    known = max(long, default=-1) + 1
    is_all = known and all(_is_packed(line) for line in lines[known:] if line)
    end = len(lines) if is_all else known + sum(1 for _ in takewhile(_is_packed, lines[known:]))
    return end if known or _is_meant(lines, end) else 0


def _is_meant(lines: list[bytes], end: int) -> bool:
    """Return whether the first lines, all short, are base64 and not words of a text."""
    data, _ = _unpacked(lines[:end])
    if end < len(lines):
        return _is_text(data)
    is_padded = lines[-1:] != [] and lines[-1].endswith(b"=")
    return is_padded or (sum(map(len, lines)) % 4 == 0 and not _CONTROL.search(data))


def _unpacked(lines: list[bytes]) -> tuple[bytes, bool]:
    """Return what is packed in lines, and whether all of it was.

    Each run of packed lines by itself, as letters that are missing would shift all that follow, and
    each padded piece, as nothing is read on after the padding.
    """
    written = [line for line in lines if line]
    runs = [b"".join(run) for packed, run in groupby(written, _is_packed) if packed]
    letters = [piece.rstrip(b"=") for run in runs for piece in _PACKED.findall(run)]
    whole = [each[: len(each) - (len(each) % 4 == 1)] for each in letters]
    data = b"".join(binascii.a2b_base64(each + b"=" * (-len(each) % 4)) for each in whole)
    return data, whole == letters and all(map(_is_packed, written))


def _is_packed(line: bytes) -> bool:
    return bool(_PACKED_LINE.fullmatch(line))


def _is_text(data: bytes) -> bool:
    """Return whether bytes are UTF-8 without control characters, as no letters are by chance."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(data) and not _CONTROL.search(data)


def _is_quoted(body: bytes) -> bool:
    """Return whether most equals signs begin an escape or end a line, as nearly all of its do."""
    meant = len(_ESCAPED.findall(body)) + len(_LINE_END.findall(body))
    return body.count(b"=") <= 2 * meant
