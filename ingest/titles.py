"""Claims, the first page and the file's name -> a title, never empty."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from ingest import identifiers, publishers
from ingest.claims import Claims
from ingest.models import SHOWN_ROLES, Block, Origin, Role

MAX_CHARS = 300
WORTHLESS = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel)\s*-.*|untitled.*|namnlös.*|document\d*|dokument\d*|title|"
    r"(?:slide|bild|page|sida) \d+|presentation\d*|powerpoint[- ]presentation|\W*|[\d\W]+|"
    r".{0,120}\.(?:docx?|pdf|indd|qxd|rtf|odt|pptx?|xlsx?|html?|txt|md|pmd|fm|tex|dvi|ps)|"
    r"[\w.-]*_[\w.-]*|[a-z]:\\.*)",
    re.IGNORECASE,
)
"""PDF information titles that name a program, a file or nothing."""


def choose(claims: Claims, front: Iterable[Block], path: PurePosixPath) -> tuple[str, Origin]:
    """Return the most believable title."""
    for value, origin in claims.all("title"):
        if title := tidy(value):
            return title, origin
    return (
        _largest_heading(front)
        or _first_line(front)
        or (_from_name(path), Origin("file name", 0.2))
    )


def tidy(value: str) -> str | None:
    """Return a title on one line, without the site's name behind it, or None where it is none."""
    title = " ".join(value.split()).strip(" |·–—-")
    split = publishers.suffix(title)
    title = split[0] if split else title
    if WORTHLESS.fullmatch(title):
        return None
    return identifiers.unglue(title)[:MAX_CHARS].strip() or None


def _largest_heading(front: Iterable[Block]) -> tuple[str, Origin] | None:
    """Return the first of the highest headings of the first page that has any."""
    headings = [block for block in front if block.role is Role.HEADING and tidy(block.text)]
    first = [block for block in headings if block.page == headings[0].page]
    if not first:
        return None
    highest = min(first, key=lambda block: block.level)
    return str(tidy(highest.text)), Origin("heading", 0.7)


def _first_line(front: Iterable[Block]) -> tuple[str, Origin] | None:
    for block in front:
        line = block.text.strip().partition("\n")[0]
        if block.role in SHOWN_ROLES and 3 <= len(line) <= 150 and (title := tidy(line)):
            return title, Origin("text", 0.4)
    return None


def _from_name(path: PurePosixPath) -> str:
    """Return a file name made readable."""
    words = re.sub(r"[_\s]+|-+(?=\D)", " ", path.stem).strip()
    return (words[:1].upper() + words[1:]) or path.name
