"""Segments of a page -> the role of each: which are the document's, and which the site's.

element or class of the site -> outside the main part -> lists of links -> lines of the site
-> headings with nothing under them
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bs4.element import Tag

from ingest.extract.segments import Segment, attribute
from ingest.models import Role

PARTS = Path(__file__).with_name("site_parts.toml")
MIN_PROSE_CHARS = 80
"""A segment this long outside links is prose: the site's own words are shorter."""
MAX_LINKED = 0.6
"""A line or list of which more is links leads somewhere else."""
MIN_MAIN_SHARE = 0.8
"""The main part of a page is the smallest element that holds this much of its prose."""


def roles(segments: Sequence[Segment]) -> list[Role]:
    """Return a role for each segment; the site's are BOILERPLATE, the others keep their own."""
    page = _Page(segments)
    site = [page.is_furniture(segment.element) for segment in segments]
    main = page.main_part(site)
    for number, segment in enumerate(segments):
        inside = main is None or segment.element is main or main in segment.element.parents
        title = segment.role is Role.HEADING and segment.level == 1
        if (not inside and not title) or page.leads_elsewhere(segment):
            site[number] = True
    _drop_bare_headings(segments, site)
    if all(site):
        return [segment.role for segment in segments]
    return [
        Role.BOILERPLATE if of_site else segment.role
        for segment, of_site in zip(segments, site, strict=True)
    ]


class _Page:
    """What has to be counted over the whole page before a segment can be judged."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = segments
        self.chars: Counter[int] = Counter()
        self.linked: Counter[int] = Counter()
        self.prose: Counter[int] = Counter()
        self.titles: set[int] = set()
        self._furniture: dict[int, bool] = {}
        for segment in segments:
            self._count(segment)
        self.all_prose = sum(_prose(segment) for segment in segments)

    def _count(self, segment: Segment) -> None:
        title = segment.role is Role.HEADING and segment.level == 1
        for tag in (segment.element, *segment.element.parents):
            self.chars[id(tag)] += len(segment.text)
            self.linked[id(tag)] += segment.linked
            self.prose[id(tag)] += _prose(segment)
            if title:
                self.titles.add(id(tag))

    def is_furniture(self, tag: Tag) -> bool:
        """Return whether an element or one around it is named as a part of the site."""
        chain: list[Tag] = []
        verdict = False
        for around in (tag, *tag.parents):
            if (known := self._furniture.get(id(around))) is not None:
                verdict = known
                break
            chain.append(around)
        for around in reversed(chain):
            verdict = verdict or (_is_named_site(around) and not self._holds_document(around))
            self._furniture[id(around)] = verdict
        return verdict

    def _holds_document(self, tag: Tag) -> bool:
        """A form around the whole page, or a class on <body>, says nothing of what is inside."""
        if tag.name == "nav":
            return False
        return (
            tag.name in {"html", "body", "main"}
            or id(tag) in self.titles
            or (self.all_prose > 0 and 2 * self.prose[id(tag)] > self.all_prose)
        )

    def main_part(self, site: Sequence[bool]) -> Tag | None:
        """Return the smallest element that holds most of the prose that is not furniture."""
        held: Counter[int] = Counter()
        tags: dict[int, Tag] = {}
        total = 0
        for segment, of_site in zip(self.segments, site, strict=True):
            if of_site:
                continue
            weight = len(segment.text) - segment.linked
            total += weight
            for tag in (segment.element, *segment.element.parents):
                held[id(tag)] += weight
                tags[id(tag)] = tag
        enough = [tag for key, tag in tags.items() if held[key] >= MIN_MAIN_SHARE * total]
        return min(enough, key=lambda tag: (held[id(tag)], -len(list(tag.parents))), default=None)

    def leads_elsewhere(self, segment: Segment) -> bool:
        """Return whether a segment, or the list it stands in, is mostly links."""
        if segment.role is Role.HEADING or segment.linked <= MAX_LINKED * len(segment.text):
            return False
        around = segment.element
        if around.name == "li" and around.parent is not None:
            around = around.parent
        return self.linked[id(around)] > MAX_LINKED * self.chars[id(around)]


def _prose(segment: Segment) -> int:
    own = len(segment.text) - segment.linked
    return own if own >= MIN_PROSE_CHARS and segment.role is not Role.HEADING else 0


def _drop_bare_headings(segments: Sequence[Segment], site: list[bool]) -> None:
    """Give headings to the site that have nothing of the document under them."""
    pending: list[int] = []  # headings with no text under them so far, each lower than the last
    for number, segment in enumerate(segments):
        if segment.role is Role.HEADING:
            while pending and segments[pending[-1]].level >= segment.level:
                site[pending.pop()] = True
            if not site[number] and segment.level > 1:
                pending.append(number)
        elif not site[number]:
            pending.clear()
    for number in pending:
        site[number] = True


@dataclass(frozen=True, slots=True)
class _Names:
    elements: frozenset[str]
    roles: frozenset[str]
    classes: re.Pattern[str]


@cache
def _names() -> _Names:
    with PARTS.open("rb") as file:
        table = tomllib.load(file)
    words = sorted({word for group in table["class"] for word in group["words"]})
    alternatives = "|".join(re.escape(word) for word in words)
    return _Names(
        frozenset(table["elements"]["names"]),
        frozenset(table["elements"]["roles"]),
        re.compile(rf"(?:^|[ .])(?:{alternatives})(?:$|[ .])"),
    )


_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def _is_named_site(tag: Tag) -> bool:
    names = _names()
    if tag.name in names.elements or attribute(tag, "role") in names.roles:
        return True
    named = ".".join([*attribute(tag, "class").split(), attribute(tag, "id")])
    spaced = re.sub(r"[-_ ]+", " ", _HUMP.sub(" ", named)).lower()
    return bool(names.classes.search(spaced))
