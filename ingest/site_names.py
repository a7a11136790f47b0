"""What a page says of its site -> a title without the site's name before or behind it.

A page's tab is "Skyddat boende - Exempelföreningen" or the other way round, and its h1 may be the
site's name. Which part is the site's is told by who the page says gives it out, by who is known,
and by the part that the page has as a heading: then the rest is the site's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from ingest import kinds, publishers
from ingest.claims import Claims
from ingest.models import Block, Role

_JOINT = re.compile(r"\s+[-–—·•:›‹«]\s+|\s*[|»]\s*")
_TRAIL = re.compile(r"\s*[|»]\s*")
"""What parts a title from its sections and its site, and never a title from its subtitle."""
_NAMED = re.compile(r"[A-ZÅÄÖÉ][^\W\d]*(?:[ ./'’&-]{1,2}[^\W\d]+){0,6}\.?")
"""What a site may be called; "en översikt" and "Rapport 2021" are a subtitle."""
_OPENING = re.compile(r":\s+")


def names(claims: Claims, front: Sequence[Block]) -> frozenset[str]:
    """Return the folded names that a page's site has, in the page's own words."""
    said = {_folded(value) for value, _ in claims.all("publisher")}
    headings = {_folded(block.text) for block in front if block.role is Role.HEADING}
    for value, origin in claims.all("title"):
        parts = _JOINT.split(value) if origin.source == "title" else []
        if len(parts) > 1 and _folded(parts[0]) in headings and not kinds.named(parts[0]):
            said |= set(map(_folded, parts[1:]))
    return frozenset(said)


def in_tab(claims: Claims, front: Sequence[Block]) -> str | None:
    """Return the name that the tab has behind the page's own heading, as the site spells it."""
    headings = {_folded(block.text) for block in front if block.role is Role.HEADING}
    for value, origin in claims.all("title"):
        parts = _JOINT.split(value) if origin.source == "title" else []
        if len(parts) > 1 and _folded(parts[0]) in headings:
            is_name = _NAMED.fullmatch(parts[-1]) and not kinds.named(parts[-1])
            return parts[-1] if is_name else None
    return None


def without(title: str, sites: Collection[str]) -> str:
    """Return a title without its site's name, or as it is where nothing else would be left."""
    title = _ends_cut(title, sites)
    opening = _OPENING.search(title)
    if opening and _folded(title[: opening.start()]) in sites:
        title = title[opening.end() :]
    return title


def is_of_site(title: str, sites: Collection[str]) -> bool:
    """Tell whether a title is no more than the site's name."""
    return _folded(title) in sites


def _ends_cut(title: str, sites: Collection[str]) -> str:
    trail = [part for part in _TRAIL.split(title) if part]
    if len(trail) > 1 and _is_body(trail[-1], sites):
        return trail[0]  # the others are the sections that it lies in
    if len(trail) > 1 and _is_body(trail[0], sites):
        return trail[-1]
    joints = list(_JOINT.finditer(title))
    if joints and _folded(title[joints[-1].end() :]) in sites:
        return title[: joints[-1].start()]
    if joints and _folded(title[: joints[0].start()]) in sites:
        return title[joints[0].end() :]
    return title


def _is_body(name: str, sites: Collection[str]) -> bool:
    return _folded(name) in sites or publishers.is_body(name)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
