"""The claims of an Extract -> the best value of a field, by how far each place is believed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import TypeVar

import tomlfile
from ingest.models import Claim, Origin

BELIEFS = Path(__file__).with_name("claims.toml")
UNKNOWN_PLACE = 0.4
MAX_VALUE_CHARS = 2000
"""A stranger's page may claim a book as its title; patterns are tried on no more than this."""

Read = TypeVar("Read")


class Claims:
    """What a document says of itself, the most believable first."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        weighed = [(claim, certainty(claim.field, claim.origin)) for claim in claims]
        self._weighed = sorted(weighed, key=lambda pair: -pair[1])

    def all(self, field: str) -> tuple[tuple[str, Origin], ...]:
        """Return the values claimed for a field, the most believable first; empty ones are none."""
        return tuple(
            (claim.value.strip()[:MAX_VALUE_CHARS], Origin(claim.origin, weight))
            for claim, weight in self._weighed
            if claim.field == field and claim.value.strip()
        )

    def best(
        self, field: str, read: Callable[[str], Read | None], *, least: float = 0.0
    ) -> tuple[Read, Origin] | None:
        """Return the most believable value that can be read, believed at least so much."""
        for value, origin in self.all(field):
            if origin.certainty >= least and (got := read(value)):
                return got, origin
        return None


def certainty(field: str, origin: str) -> float:
    """Return how far a place is believed about a field, from claims.toml."""
    place = origin.casefold()
    for fields, places, certain in _beliefs():
        if (not fields or field in fields) and any(words in place for words in places):
            return certain
    return UNKNOWN_PLACE


@cache
def _beliefs() -> tuple[tuple[tuple[str, ...], tuple[str, ...], float], ...]:
    rows = tomlfile.load(BELIEFS).table["believe"]
    return tuple(
        (tuple(row.get("field", ())), tuple(row["place"]), row["certainty"]) for row in rows
    )
