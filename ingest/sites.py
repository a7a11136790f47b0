"""Pages of one site -> the texts that are the site's, and so the roles of a page's blocks.

address or folder -> site; some of its pages -> texts that many of them have -> roles

What repeats over pages about different things belongs to none of them, however it is marked up: no
rule here knows a site.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from ingest.extract import headings
from ingest.models import SHOWN_ROLES, Block, Role

PAGES: Final = frozenset({"text/html", "multipart/related"})
"""Media types of pages that a site is around."""
SAMPLE: Final = 32
"""Pages that a site is judged by: those whose ids, which are digests, are the smallest. So the
sample is a fair one, and the same whichever order pages came in."""
FEWEST: Final = 4
"""Pages that must have a text before it is anything but a coincidence."""
SHARE: Final = 0.3
"""Of the sample. On polisen.se the notice under an event stands on all pages of events; a quoted
paragraph of law, or "Bakgrund", stands on a few pages of a site and is theirs."""
MAX_CHARS: Final = 1500
"""A longer paragraph says more than a site's notice does (as in ingest.extract.lines)."""

_NUMBERS: Final = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page as far as it tells what is its site's."""

    work: str  # what it is about; editions and copies of one work are about the same
    texts: frozenset[str]  # of all its blocks, as `key` has them


def site_of(url: str | None, path: str) -> str:
    """Return the site of a page: its host, or its folder where it does not say its address."""
    host = _host(url) if url else None
    if host:
        return host.removeprefix("www.")
    return f"{PurePosixPath(path).parent}/"


def work_of(title: str) -> str:
    """Return what a title is about: years, numbers and case tell editions apart, not works."""
    return _NUMBERS.sub(" ", title).strip().casefold()


def key(text: str) -> str:
    """Return a text as it is compared over pages."""
    return " ".join(text.split()).casefold()


def common(sample: Sequence[SitePage]) -> frozenset[str]:
    """Return the texts that are the site's: many pages have them, and of different works.

    Five editions of a guideline share most paragraphs, and those are the guideline's.
    """
    works: defaultdict[str, set[str]] = defaultdict(set)
    for page in sample:
        for text in page.texts:
            works[text].add(page.work)
    needed = max(FEWEST, math.ceil(SHARE * len(sample)))
    return frozenset(text for text, found in works.items() if len(found) >= needed)


def roles(blocks: Sequence[Block], of_site: Container[str]) -> list[Role]:
    """Return the roles of a page's blocks, given as they were read, by what is its site's.

    A heading goes only with all that stands under it: "Sammanfattning" heads many pages. Where
    nothing would be left, the page keeps all it has.
    """
    read = [block.role for block in blocks]
    site = [
        role not in SHOWN_ROLES or (role is not Role.HEADING and key(block.text) in of_site)
        for block, role in zip(blocks, read, strict=True)
    ]
    was = [role not in SHOWN_ROLES for role in read]
    if site == was or not _has_text(read, site):
        return read
    headings.drop_bare(blocks, site)
    return [
        Role.REPEATED if now and not before else role
        for role, now, before in zip(read, site, was, strict=True)
    ]


def _has_text(read: Iterable[Role], site: Iterable[bool]) -> bool:
    return any(not gone and role is not Role.HEADING for role, gone in zip(read, site, strict=True))


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:  # an unclosed bracket of an IPv6 address
        return None
