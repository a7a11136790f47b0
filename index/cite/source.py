"""A Document -> what a reference says of it, as CSL names the variables (CSL 1.0.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from index.errors import QueryError
from ingest.models import Document, Identifier, Kind, PartialDate, Precision

INQUIRIES = ("SOU", "Ds")
PRINTS = ("Prop.", "Skr.", "Bet.", "Mot.", "Rskr.", "Dir.", "Fpm")
LAWS = re.compile(r"SFS|SÖ|[A-ZÅÄÖ]{1,6}FS")
"""Official series: in Swedish practice their number stands where others have an author."""
OTHER_SERIES = ("RiR", "Rapport")

PARTICLES = frozenset({"von", "af", "de", "van", "der", "di", "el", "al"})

_TYPES = {
    Kind.NEWS: "webpage",
    Kind.PRESS_RELEASE: "webpage",
    Kind.RESEARCH: "report",
    Kind.OTHER: "document",
}
_PARTS = {Precision.YEAR: 1, Precision.MONTH: 2, Precision.DAY: 3}


@dataclass(frozen=True, slots=True)
class Source:
    """One document as it is cited; `page` is the one that was read, `read` the day."""

    id: str
    type: str  # of CSL
    title: str
    authors: tuple[str, ...]  # people, given name first; none where a body stands for it
    publisher: str | None
    published: PartialDate | None
    number: str | None  # in its series: "SOU 2016:70"
    is_official: bool  # cited by its number
    identifiers: tuple[Identifier, ...]
    url: str | None
    language: str
    page: str | None = None
    read: date | None = None

    def known_as(self, scheme: str) -> str | None:
        """Return its valid number of a scheme such as ISBN."""
        valid = (one.value for one in self.identifiers if one.scheme == scheme and one.valid)
        return next(valid, None)

    def csl(self) -> dict[str, Any]:
        """Return the CSL-JSON item; what is not known is left out."""
        found = {
            "id": self.id,
            "type": self.type,
            "title": self.title,
            "author": self._author(),
            "authority": self.publisher if self.is_official else None,
            "publisher": self.publisher,
            "issued": _parts(self.published),
            "accessed": _parts(PartialDate.of(*_day(self.read)) if self.read else None),
            "number": self.number,
            "ISBN": self.known_as("ISBN"),
            "ISSN": self.known_as("ISSN"),
            "DOI": self.known_as("DOI"),
            "URL": self.url,
            "language": self.language,
        }
        return {name: value for name, value in found.items() if value}

    def _author(self) -> list[dict[str, str]]:
        """Return who it is cited under: the people who wrote it, else the body that gave it out."""
        if not self.authors:
            return [{"literal": self.publisher}] if self.publisher else []
        return [{"given": given, "family": family} for given, family in map(parted, self.authors)]


def source(document: Document, page: int | None = None, read: date | None = None) -> Source:
    """Return a document as it is cited, for a page of it and on a day.

    Raises QueryError where the document has no such page.
    """
    if page is not None and not document.has_page(page):
        has = f"its last is {document.pages}" if document.pages else "it has none"
        raise QueryError(f"the document has no page {page}: {has}")
    about = document.metadata
    number = _number(about.identifiers)
    is_official = number is not None and number.scheme not in OTHER_SERIES
    label = (document.page_label(page) or str(page)) if page else None
    return Source(
        id=document.id,
        type=_type(number, about.kind),
        title=_without(number, about.title),
        authors=about.authors,
        publisher=about.publisher,
        published=about.published,
        number=number.value if number else None,
        is_official=is_official,
        identifiers=about.identifiers,
        url=about.url,
        language=about.language,
        page=label,
        read=read,
    )


def parted(name: str) -> tuple[str, str]:
    """Return a person's given names and surname, "von" and the like with the surname."""
    given, _, family = name.rpartition(" ")
    before, _, particle = given.rpartition(" ")
    if particle in PARTICLES:
        return before, f"{particle} {family}"
    return given, family


def _number(identifiers: Iterable[Identifier]) -> Identifier | None:
    """Return the number in a series, an official one first."""
    known = [one for one in identifiers if one.valid]
    official = (one for one in known if one.scheme in (*INQUIRIES, *PRINTS) or _is_law(one))
    return next(official, next((one for one in known if one.scheme in OTHER_SERIES), None))


def _is_law(number: Identifier) -> bool:
    return LAWS.fullmatch(number.scheme) is not None


def _type(number: Identifier | None, kind: Kind) -> str:
    if number and number.scheme in PRINTS:
        return "bill"
    if number and _is_law(number):
        return "legislation"
    return "report" if number else _TYPES.get(kind, "report")


def _without(number: Identifier | None, title: str) -> str:
    """Return a title on one line, without its number before or after it, which is said besides."""
    text = " ".join(title.split())
    if number is None:
        return text
    said = re.escape(number.value)
    rest = re.sub(rf"^{said}[\s.,:–-]+|[\s,–-]+\(?{said}\)?$", "", text, flags=re.IGNORECASE)
    return rest or text


def _day(of: date) -> tuple[int, int, int]:
    return of.year, of.month, of.day


def _parts(of: PartialDate | None) -> dict[str, Any] | None:
    """Return a date as CSL has it: as many of its parts as are known."""
    return {"date-parts": [list(_day(of.first)[: _PARTS[of.precision]])]} if of else None
