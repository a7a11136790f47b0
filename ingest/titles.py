"""Claims, the first page and the file's name -> a title, never empty."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from ingest import identifiers, kinds, publishers, site_names, title_places
from ingest.claims import Claims
from ingest.models import Block, Origin, Role
from ingest.places import Places
from ingest.title_places import Titled
from ingest.title_words import ADOPTED, MAX_CHARS, tidy

UNSURE = 0.5
"""A claim no surer than this must stand on the first pages too: a PDF's information is often of the
document it was made from."""
DATABASE = re.compile(r"[A-ZÅÄÖ]{2,6}")
"""What a tab shows of a database whose pages have no titles of their own: "SFSR", "UNTC"."""
NUMBER_LINES = 50
"""How many lines outside the text are looked through for the document's number."""
MIN_WORDS, MAX_COVER_WORDS = 4, 150
"""A claim of so many words is a title where they are all among the first of the text."""


def choose(claims: Claims, places: Places, path: PurePosixPath) -> Titled:
    """Return the most believable title."""
    sites = site_names.names(claims, places.front)
    claimed = [
        (title, origin)
        for value, origin in claims.all("title")
        if (title := tidy(site_names.without(value, sites)))
        and not site_names.is_of_site(title, sites)
        and not (origin.source == "first line" and publishers.is_body(title))
        and not kinds.named(title)
        and not ADOPTED.match(title)
        and not (origin.certainty <= UNSURE and _is_cut(title, places.front))
        # A PDF may be about the police; a page whose h1 is "Polisen" shows its site's name.
        and not (origin.certainty > UNSURE and _is_site(title, places))
        and not (origin.source == "title" and DATABASE.fullmatch(title))
    ]
    site_titled = bool(claims.all("title")) and not claimed
    candidates = (
        title_places.labelled(places.cover),
        title_places.named_by_file(places.front, (value for value, _ in claims.all("title"))),
        title_places.of_regulations(places.cover),
        *(claim for claim in claimed if claim[1].certainty > UNSURE),
        title_places.over_writer(places.front),
        *((_whole(title, places.front), at) for title, at in claimed if _stands(title, places)),
        title_places.of_database_page((*places.cover, *places.margins)) if site_titled else None,
        title_places.question(places.front),
        title_places.programme(places.cover),
        title_places.highest_heading(places.front),
        title_places.under_number(places.cover),
        *(claim for claim in claimed if "pdf" in claim[1].source.casefold() and " " in claim[0]),
        title_places.opening(places.cover),
        *claimed,
    )
    by_name = (_from_name(path), Origin("file name", 0.2))
    return next((candidate for candidate in candidates if candidate), by_name)


def _is_site(title: str, places: Places) -> bool:
    """Tell a site's name from a title about somebody else: Riksdagen's motion on the police."""
    name = publishers.known(title)
    if name is None:  # as a rule: then no number needs to be looked for
        return False
    printed = identifiers.of_lines((*places.cover, *places.margins[:NUMBER_LINES]))
    own = next(filter(identifiers.in_series, printed), None)  # the others are of its sources
    # Laws are on everybody's sites, so a law's number does not tell whose the page is.
    giver = identifiers.publisher(own) if own and own.scheme != "SFS" else None
    return giver in (None, name)


def _from_name(path: PurePosixPath) -> str:
    """Return a file name made readable."""
    words = re.sub(r"[_\s]+|-+(?=\D)", " ", path.stem).strip()
    return (words[:1].upper() + words[1:]) or path.name


def _whole(title: str, front: Sequence[Block]) -> str:
    """Return the line that a claimed title is the beginning of, as a file's properties cut it."""
    prose = (block for block in front[: title_places.TITLE_BLOCKS] if block.role is not Role.TABLE)
    lines = (" ".join(block.text.split()) for block in prose)
    return next(
        (
            whole
            for line in lines
            if line.casefold().startswith(f"{title.casefold()} ")
            and not line.endswith((".", ":"))
            and "://" not in line
            and (whole := tidy(line))
        ),
        title,
    )


_UNENDED = re.compile(r"\b(?:\d{1,2}|nr|no|st|prop|kap|dir)$", re.IGNORECASE)


def _is_cut(title: str, front: Sequence[Block]) -> bool:
    """Tell a title that a program took of the first line up to a point that ends no sentence.

    "Resolution 217 A (III) vom 10" of "… vom 10. Dezember 1948": nobody wrote it as a title.
    """
    lines = (" ".join(block.text.split()) for block in front[: title_places.TITLE_BLOCKS])
    return bool(_UNENDED.search(title)) and any(
        line.startswith(f"{title}.") and len(line) > len(title) + 1 for line in lines
    )


_NO_LETTERS = re.compile(r"[\W_]+")


def _folded(text: str) -> str:
    return _NO_LETTERS.sub("", text.casefold())


def _stands(title: str, places: Places) -> bool:
    """Tell whether a title stands on the first pages or over each of them.

    On the first pages a number in the margin may stand between its lines.
    """
    front = places.front
    text = " ".join(block.text for block in front if len(block.text) <= MAX_CHARS)
    words = title.casefold().split()
    near = text.casefold().split()[:MAX_COVER_WORDS]
    runs = (_folded(block.text) for block in places.margin if block.role is Role.REPEATED)
    return (
        _folded(title) in _folded(text)
        or (len(words) >= MIN_WORDS and set(words) <= set(near))
        or (len(words) > 1 and any(_folded(title) in each for each in runs))
    )
