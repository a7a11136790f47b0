"""Claims, the first page and the file's name -> a title, never empty."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from ingest import identifiers, kinds, publishers
from ingest.claims import Claims
from ingest.models import SHOWN_ROLES, Block, Origin, Role

MAX_CHARS = 300
LABEL = re.compile(r"\s*(?:rubrik|titel|title)\s*:\s*", re.IGNORECASE)
_SUFFIXES = "docx?|pdf|indd|qxd|rtf|odt|pptx?|xlsx?|html?|txt|md|pmd|fm|tex|dvi|ps|ffd"
WORTHLESS = re.compile(
    "|".join(
        (
            r"microsoft (?:word|powerpoint|excel)\s*-.*|\S*\d{6,}\S*|.*författningssamling",
            r"untitled.*|namnlös.*|(?:document|dokument|presentation)\d*|title|powerpoint.presentation",
            r"(?:slide|bild|page|sida) \d+|[\d\W]*|[\w.-]*_[\w.-]*|[a-z]:\\.*|.+-(?:KK|V)?\d+\.\w+",
            rf".{{0,120}}\.(?:{_SUFFIXES})",
        )
    ),
    re.IGNORECASE,
)
"""PDF information titles that name a program, a file or nothing."""
NUMBER_BEFORE = re.compile(r"\A(?:dir|prop|skr|sou|ds)\.?\s\d{4}(?:/\d\d)?:\d+,?\s+", re.IGNORECASE)
"""A number set before a title: "Dir. 2016:15 Dataskyddsförordningen"."""
BY_LINE = re.compile(r"av .*\([A-ZÅÄÖ]{1,3}\)$|<!--")
UNSURE = 0.5
"""A claim no surer than this must stand on the first pages too: a PDF's information is often of the
document it was made from."""


def choose(claims: Claims, front: Iterable[Block], path: PurePosixPath) -> tuple[str, Origin]:
    """Return the most believable title."""
    front = tuple(front)
    said = _folded(" ".join(block.text for block in front))
    claimed = [
        (title, origin)
        for value, origin in claims.all("title")
        if (title := tidy(value)) and not kinds.named(title)
    ]
    candidates = (
        _labelled(front),
        *(claim for claim in claimed if claim[1].certainty > UNSURE),
        *(claim for claim in claimed if _folded(claim[0]) in said),
        _highest_heading(front),
        *claimed,
        _first_line(front),
    )
    by_name = (_from_name(path), Origin("file name", 0.2))
    return next((candidate for candidate in candidates if candidate), by_name)


def tidy(value: str) -> str | None:
    """Return a title on one line, without the site's name behind it, or None where it is none."""
    title = " ".join(value.split()).strip(" |·–—-")
    split = publishers.suffix(title)
    title = NUMBER_BEFORE.sub("", split[0] if split else title)
    title = identifiers.without_vignette(title)
    if WORTHLESS.fullmatch(title) or publishers.known(title):
        return None
    return title[:MAX_CHARS].strip()


def _labelled(front: Iterable[Block]) -> tuple[str, Origin] | None:
    """Return the title that a line such as "Rubrik: Lag (2013:363) om …" gives."""
    for block in front:
        for line in block.text.splitlines():
            label = LABEL.match(line)
            if label and (title := tidy(line[label.end() :])):
                return title, Origin("text", 0.9)
    return None


def _highest_heading(front: Iterable[Block]) -> tuple[str, Origin] | None:
    """Return the first of the highest headings of the first page that has any."""
    headings = [block for block in front if block.role is Role.HEADING and tidy(block.text)]
    first = [block for block in headings if block.page == headings[0].page]
    # "Kommittédirektiv" over a title says what sort it is; "Stadgar" with nothing under it is one.
    first = [one for one in first[:-1] if not kinds.named(one.text)] + first[-1:]
    if not first:
        return None
    top = first.index(min(first, key=lambda block: block.level))
    words = first[top].text
    for block in first[top + 1 :]:
        if block.level != first[top].level or not block.text[:1].islower():
            break
        words += f" {block.text}"  # the same heading on its next line
    return str(tidy(words)), Origin("heading", 0.7)


def _first_line(front: Iterable[Block]) -> tuple[str, Origin] | None:
    """Return the first line that may be a title: no series, no number, no "av X (S)"."""
    shown = (block.text for block in front if block.role in SHOWN_ROLES)
    for line in (line for text in shown for line in text.splitlines()):
        named = BY_LINE.match(line) or kinds.named(line) or not 3 <= len(line) <= 150
        if not named and (title := tidy(line)):
            return title, Origin("text", 0.4)
    return None


def _from_name(path: PurePosixPath) -> str:
    """Return a file name made readable."""
    words = re.sub(r"[_\s]+|-+(?=\D)", " ", path.stem).strip()
    return (words[:1].upper() + words[1:]) or path.name


def _folded(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
