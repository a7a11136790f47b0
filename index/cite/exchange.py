"""Sources -> the files that reference managers read: RIS, BibTeX, CSL-JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import rispy
from pybtex.database import BibliographyData, Entry

from index.cite.source import Source, parted


@dataclass(frozen=True, slots=True)
class Format:
    """One sort of file."""

    name: str
    suffix: str
    media_type: str
    write: Callable[[Sequence[Source]], str]


def export(sources: Sequence[Source], name: str) -> str:
    """Return sources as a file's content; `name` is one of FORMATS."""
    return FORMATS[name].write(sources)


_RIS_TYPES = {
    "report": "RPRT",
    "bill": "GOVDOC",
    "legislation": "STAT",
    "webpage": "ELEC",
    "document": "GEN",
}


class _RisWriter(rispy.RisWriter):  # type: ignore[misc]  # rispy has no types
    """Writes records alone: a number before each, as rispy has it, is not of the format."""

    def set_header(self, count: int) -> str:  # noqa: ARG002 - rispy's signature
        """Put nothing before a record."""
        return ""


def _ris(sources: Sequence[Source]) -> str:
    records = [_without_holes(_ris_record(one)) for one in sources]
    return str(rispy.dumps(records, implementation=_RisWriter))


def _ris_record(one: Source) -> Mapping[str, object]:
    days = one.csl().get("issued", {}).get("date-parts", [[]])[0]
    return {
        "type_of_reference": _RIS_TYPES[one.type],
        "id": one.id,
        "title": one.title,
        "authors": _ris_authors(one),
        "year": str(days[0]) if days else None,
        # RIS has a date as YYYY/MM/DD/, with nothing between the strokes for what is not known.
        "date": "/".join([*(f"{part:02}" for part in days), *[""] * (4 - len(days))])
        if days
        else None,
        "publisher": one.publisher,
        "number": one.number,
        "issn": one.known_as("ISBN") or one.known_as("ISSN"),
        "doi": one.known_as("DOI"),
        "urls": [one.url] if one.url else [],
        "language": one.language,
        "start_page": one.page,
        "access_date": f"{one.read:%Y/%m/%d}/" if one.read else None,
    }


def _ris_authors(one: Source) -> list[str]:
    """Return authors as RIS has them, surname first; a body stands as it is."""
    people = [", ".join(reversed(parted(name))) for name in one.authors]
    return people or ([one.publisher] if one.publisher else [])


_BIBTEX_TYPES = {"report": "techreport"}


def _bibtex(sources: Sequence[Source]) -> str:
    entries = {one.id: Entry(_BIBTEX_TYPES.get(one.type, "misc"), _fields(one)) for one in sources}
    return str(BibliographyData(entries).to_string("bibtex"))


def _fields(one: Source) -> list[tuple[str, str]]:
    days = one.csl().get("issued", {}).get("date-parts", [[]])[0]
    body = one.publisher and f"{{{_plain(one.publisher)}}}"  # in braces: no first name and last
    people = [f"{_plain(family)}, {_plain(given)}" for given, family in map(parted, one.authors)]
    found = {
        "author": " and ".join(people) or body,
        "title": f"{{{_plain(one.title)}}}",
        "year": str(days[0]) if days else None,
        "month": str(days[1]) if len(days) > 1 else None,
        "institution" if one.type == "report" else "organization": body,
        "number": one.number,
        "isbn": one.known_as("ISBN"),
        "issn": one.known_as("ISSN"),
        "doi": one.known_as("DOI"),
        "url": one.url,
        "urldate": one.read and one.read.isoformat(),
        "pages": one.page,
        "language": one.language,
    }
    return [(name, value) for name, value in found.items() if value]


def _plain(text: str) -> str:
    """Return text without braces: in BibTeX they must come in pairs, in a title they need not."""
    return text.replace("{", "(").replace("}", ")")


def _csl(sources: Sequence[Source]) -> str:
    return json.dumps([one.csl() for one in sources], ensure_ascii=False, indent=2)


def _without_holes(record: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in record.items() if value}


FORMATS: Mapping[str, Format] = {
    one.name: one
    for one in (
        Format("ris", "ris", "application/x-research-info-systems", _ris),
        Format("bibtex", "bib", "application/x-bibtex", _bibtex),
        Format("csl", "json", "application/vnd.citationstyles.csl+json", _csl),
    )
}
