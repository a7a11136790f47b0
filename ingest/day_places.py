"""Claims, the places of a text and its address -> its days, the most telling place first.

A visible line goes before what the head of a page or a PDF file says.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from ingest import dates
from ingest.claims import Claims
from ingest.models import Origin, PartialDate, Role
from ingest.places import Places

Dated = tuple[PartialDate, Origin]

OPENING_LINES: Final = 4  # in which a speech or a notice says on which day it was held
SURE: Final = 0.6
"""Dates claimed with less go after the day of decision printed in the text."""


def choose(
    claims: Claims, places: Places, path: PurePosixPath, url: tuple[str, Origin] | None
) -> Iterator[tuple[str, Dated | None]]:
    """Yield the day of publication, of the last change, and the first and last day in force."""
    labelled = dates.labelled(places.around).items()
    seen = {label: (date, Origin("text", 0.9)) for label, date in labelled}
    updated = seen.get("updated") or claims.best("updated", dates.parse)
    yield (
        "published",
        (
            seen.get("published")
            or claims.best("published", dates.parse, least=SURE)
            or seen.get("decided")
            or seen.get("dated")
            or _found(dates.issued(places.around), 0.8)
            or _found(dates.alone(places.cover), 0.6)
            or claims.best("published", dates.parse)
            or _by_address(places, path, url)
            or _in_header(places)
            or updated
            or _made(claims, places)
            or _found(dates.in_name(places.cover), 0.4)
        ),
    )
    yield "updated", updated
    yield "valid_from", seen.get("valid_from")
    yield "valid_to", seen.get("valid_to")


def _found(date: PartialDate | None, certainty: float, source: str = "text") -> Dated | None:
    return (date, Origin(source, certainty)) if date else None


def _by_address(
    places: Places, path: PurePosixPath, url: tuple[str, Origin] | None
) -> Dated | None:
    """Return the date in an address; where that is a year, the one day in it that is told first."""
    in_url = dates.in_address(url[0]) if url else None
    found = _found(in_url, 0.7, "address") or _found(dates.in_address(str(path)), 0.6, "file name")
    day = dates.only_day(places.opening[:OPENING_LINES], found[0]) if found else None
    return _found(day, 0.6) or found


def _in_header(places: Places) -> Dated | None:
    headers = (block.text for block in places.margin if block.role is Role.REPEATED)
    return _found(dates.of_header(headers), 0.5, "running header")


def _made(claims: Claims, places: Places) -> Dated | None:
    """Return the day the file was made, which of a scan is the day of scanning, years later."""
    is_scan = any(block.role is Role.OCR for block in places.front)
    return None if is_scan else claims.best("created", dates.parse)
