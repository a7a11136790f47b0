"""Pages of one site -> the texts that are the site's.

address or folder -> site; some of its pages -> texts that many of them have

What repeats over pages about different things belongs to none of them, however it is marked up: no
rule here knows a site.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

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


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:  # an unclosed bracket of an IPv6 address
        return None
