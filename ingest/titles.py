"""Claims, the first page and the file's name -> a title, never empty."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile
from pathlib import PurePosixPath

from ingest import identifiers, kinds, publishers
from ingest.claims import Claims
from ingest.models import Block, Origin, Role
from ingest.places import Places

Titled = tuple[str, Origin]

MIN_CHARS, MAX_CHARS = 3, 300
UNSURE = 0.5
"""A claim no surer than this must stand on the first pages too: a PDF's information is often of the
document it was made from."""
TITLE_BLOCKS = 12
"""A heading further down is one of a section."""
SECTION = re.compile(r"(?:kap\w*\.?\s*)?\d+(?:\.\d+)*\.?\s+[A-ZÅÄÖ]|§|innehåll", re.IGNORECASE)
LABEL = re.compile(r"\s*(?:rubrik|titel|title)\s*:\s*", re.IGNORECASE)
WRAPPED = re.compile(r"[a-zåäö](?!\w*:)")
"""How a title's next line begins; "date:" would be another label."""
NUMBER_BEFORE = re.compile(r"\A(?:dir|prop|skr|sou|ds)\.?\s\d{4}(?:/\d\d)?:\d+,?\s+", re.IGNORECASE)
"""A number set before a title: "Dir. 2016:15 Dataskyddsförordningen"."""
NO_TITLE = re.compile(r"av .*\([A-ZÅÄÖ]{1,3}\)$|<!--|(?:[\w-]+nummer|visa|hämta|ansvarig)\b", re.I)
"""Lines near a title that are none: "av NN m.fl. (S)", a comment, the commands of a database."""
_SUFFIXES = "docx?|pdf|indd|qxd|rtf|odt|pptx?|xlsx?|html?|txt|md|pmd|fm|tex|dvi|ps|ffd"
WORTHLESS = re.compile(
    "|".join(
        (
            r"microsoft (?:word|powerpoint|excel)\s*-.*|powerpoint.presentation|untitled.*",
            r"namnlös.*|regeringens (?:proposition|skrivelse).*|motion till riksdagen.*",
            r"\w+utskottets betänkande.*|.*[^\W\d]\d{4}-\d\d-\d\d",
            r"(?:document|dokument|presentation)\d*|title|(?:slide|bild|page|sida) \d+",
            r"[\d\W]*|[\w.-]*_[\w.-]*|\S*\d{6,}\S*|[a-z]:\\.*|.*författningssamling",
            rf".{{0,120}}\.(?:{_SUFFIXES})",
        )
    ),
    re.IGNORECASE,
)
"""What stands where a title should and names a program, a file, a series or nothing."""


def choose(claims: Claims, places: Places, path: PurePosixPath) -> Titled:
    """Return the most believable title."""
    said = _folded(" ".join(block.text for block in places.front))
    claimed = [
        (title, origin)
        for value, origin in claims.all("title")
        if (title := tidy(value))
        and not kinds.named(title)
        # A PDF may be about the police; a page whose h1 is "Polisen" shows its site's name.
        and not (origin.certainty > UNSURE and publishers.known(title))
    ]
    site_titled = bool(claims.all("title")) and not claimed
    candidates = (
        _labelled(places.cover),
        *(claim for claim in claimed if claim[1].certainty > UNSURE),
        *(claim for claim in claimed if _folded(claim[0]) in said),
        _of_database_page((*places.cover, *places.margins)) if site_titled else None,
        _highest_heading(places.front),
        *claimed,
        _first_line(places.cover),
    )
    by_name = (_from_name(path), Origin("file name", 0.2))
    return next((candidate for candidate in candidates if candidate), by_name)


def tidy(value: str) -> str | None:
    """Return a title on one line, without the site's name behind it, or None where it is none."""
    title = " ".join(value.split()).strip(" |·–—-")
    if WORTHLESS.fullmatch(title):
        return None
    split = publishers.suffix(title)
    title = NUMBER_BEFORE.sub("", split[0] if split else title)
    title = identifiers.without_vignette(title)
    if WORTHLESS.fullmatch(title):
        return None
    return title[:MAX_CHARS].strip()


def _labelled(lines: Sequence[str]) -> Titled | None:
    """Return the title that lines such as "Rubrik: Lag (2013:363) om …" give."""
    for number, line in enumerate(lines):
        label = LABEL.match(line)
        if label and label.end() < len(line):
            wrapped = takewhile(WRAPPED.match, lines[number + 1 :][:3])
            title = tidy(" ".join((line[label.end() :], *wrapped)))
            return (title, Origin("text", 0.9)) if title else None
    return None


def _of_database_page(lines: Sequence[str]) -> Titled | None:
    """Return the title of a page whose h1 and <title> are the database's name.

    It is labelled, or stands in or after the line with the work's number.
    """
    numbers = enumerate(map(identifiers.of_line, lines))
    first = next((at for at, own in numbers if any(map(identifiers.in_series, own))), len(lines))
    for line in lines[first : first + 4]:
        title = tidy(line)
        if title and len(title) > MIN_CHARS * 5 and not NO_TITLE.match(line) and ": " not in line:
            return title, Origin("text", 0.6)
    return _labelled(lines)


def _highest_heading(front: Sequence[Block]) -> Titled | None:
    """Return the first of the highest headings of the first page that has any."""
    headings = [
        block
        for block in front[:TITLE_BLOCKS]
        if block.role is Role.HEADING
        and tidy(block.text)
        and not SECTION.match(block.text)
        and (block.page or not publishers.known(block.text))
    ]
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


def _first_line(lines: Iterable[str]) -> Titled | None:
    """Return the first line that may be a title: no series, no number, no "av NN (S)"."""
    for line in lines:
        named = NO_TITLE.match(line) or kinds.named(line) or publishers.known(line)
        if not named and len(line) >= MIN_CHARS and (title := tidy(line)):
            return title, Origin("text", 0.4)
    return None


def _from_name(path: PurePosixPath) -> str:
    """Return a file name made readable."""
    words = re.sub(r"[_\s]+|-+(?=\D)", " ", path.stem).strip()
    return (words[:1].upper() + words[1:]) or path.name


_NO_LETTERS = re.compile(r"[\W_]+")


def _folded(text: str) -> str:
    return _NO_LETTERS.sub("", text.casefold())
