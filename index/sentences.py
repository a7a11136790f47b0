"""Text -> the places where its sentences and clauses begin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

ABBREVIATIONS = frozenset(
    word
    for line in (Path(__file__).parent / "abbreviations.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)

CLOSING = frozenset({"m.m", "e.d"})
"""Abbreviations of single letters that do stand at the end of a sentence."""

# One set of characters first: the pattern is then tried at those alone, in half the time.
_BREAK = re.compile(
    r"""[\n.!?…](?:
        (?<=\n)\s*                          # a paragraph, list item or table row
      | (?<!\n)[.!?…]*["'”’)\]]*\s+(?=["'”“(\[–-]?\s?[^\W_])  # a mark, then a new word
      )""",
    re.VERBOSE,
)
_CLAUSE = re.compile(r"[;:,]\s+|\s+[–—-]\s+|\s+(?=\()")
_LAST_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*$")


def sentences(text: str) -> list[tuple[int, int]]:
    """Return where each sentence begins and ends, white space around it left out."""
    starts = [0, *(found.end() for found in _BREAK.finditer(text) if _ends(text, found))]
    spans = pairwise([*starts, len(text)])
    return [trimmed for span in spans if (trimmed := trim(text, *span))]


def clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return where each clause of a sentence begins and ends."""
    starts = [start, *(found.end() for found in _CLAUSE.finditer(text, start, end))]
    spans = pairwise([*starts, end])
    return [trimmed for span in spans if (trimmed := trim(text, *span))]


def cut(text: str, start: int, end: int, limit: int) -> Iterator[tuple[int, int]]:
    """Yield spans of at most `limit` characters: between words, else anywhere."""
    while end - start > limit:
        space = text.rfind(" ", start + 1, start + limit + 1)
        stop = space if space > start else start + limit
        yield start, stop
        start = stop + (space > start)
    if span := trim(text, start, end):
        yield span


def trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the span without white space at its ends; None where nothing else is in it."""
    piece = text[start:end]
    if not (stripped := piece.strip()):
        return None
    start += len(piece) - len(piece.lstrip())
    return start, start + len(stripped)


def _ends(text: str, found: re.Match[str]) -> bool:
    if found[0][0] != ".":
        return True
    following = text[found.end() : found.end() + 8].lstrip("\"'”“([–- ")[:1]
    before = text[max(0, found.start() - 20) : found.start()]
    word = _LAST_WORD.search(before[before.rfind(" ") + 1 :])
    last = word[0] if word else ""
    if last in CLOSING and not following.islower():
        return True
    if following.islower() or last.lower() in ABBREVIATIONS:
        return False
    return len(last.rpartition(".")[2]) > 1 or last.isdigit() or not last
