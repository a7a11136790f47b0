"""An Extract, its path, its sidecar and the topic tree -> Metadata, each value with its origin.

sidecar -> folder -> what the document says of itself, the surest first -> its text -> its name
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, Final

from ingest import dates, identifiers, kinds, language, publishers, titles
from ingest.claims import Claims
from ingest.models import (
    SHOWN_ROLES,
    Block,
    Extract,
    Identifier,
    Kind,
    Metadata,
    Origin,
    Role,
    TopicLink,
)
from ingest.sidecar import Sidecar
from ingest.topics import TopicTree

DEFAULT_LANGUAGE: Final = "sv"
FRONT_BLOCKS: Final = 40
"""Where a document says what it is: its first blocks, and as many last ones for the imprint."""
MAX_LINE: Final = 160
"""A longer block is running text, not a line that says one thing."""

Valued = tuple[Any, Origin]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What there is to describe a document by."""

    extract: Extract
    path: PurePosixPath
    claims: Claims
    front: tuple[Block, ...]
    back: tuple[Block, ...]

    @property
    def front_lines(self) -> tuple[str, ...]:
        return tuple(_lines(self.front))

    @property
    def dated_lines(self) -> Iterator[str]:
        """Where dates are said: anywhere on a page of the web, else at the ends; text first."""
        blocks = self.extract.blocks if self.extract.pages is None else (*self.front, *self.back)
        yield from _lines(block for block in blocks if block.role in SHOWN_ROLES)
        yield from _lines(block for block in blocks if block.role not in SHOWN_ROLES)

    @property
    def all_lines(self) -> tuple[str, ...]:
        return (*self.front_lines, *_lines(self.back))


def describe(extract: Extract, *, path: str, sidecar: Sidecar, topics: TopicTree) -> Metadata:
    """Return what is known about a document; `path` is below the corpus folder."""
    reading = _Reading(
        extract=extract,
        path=PurePosixPath(path),
        claims=Claims(extract.claims),
        front=extract.blocks[:FRONT_BLOCKS],
        back=extract.blocks[FRONT_BLOCKS:][-FRONT_BLOCKS:],
    )
    found = {name: value for name, value in _found(reading) if value}
    for name in _SIDECAR_FIELDS:
        if said := getattr(sidecar, name):
            found[name] = (said, Origin("sidecar"))
    title = found["title"][0]
    links = _topics(reading, sidecar, topics, title=title)
    if links:
        found["topics"] = (links, Origin(links[0].reason))
    values = {name: value for name, (value, _) in found.items()}
    origins = {name: origin for name, (_, origin) in found.items()}
    return Metadata(**values, origins=MappingProxyType(origins))


_SIDECAR_FIELDS: Final = tuple(
    field.name for field in fields(Sidecar) if field.name not in ("topics", "not_topics")
)


def _found(reading: _Reading) -> Iterator[tuple[str, Valued | None]]:
    """Yield each field with what the document itself, its folder and its name give."""
    url = reading.claims.best("url", str)
    title = titles.choose(reading.claims, reading.front, reading.path)
    own = _identifiers(reading, title[0])
    yield "url", url
    yield "title", title
    yield "identifiers", own
    yield from _dates(reading, url)
    yield "publisher", _publisher(reading, url, own)
    yield "originator", _originator(reading)
    yield "kind", _kind(reading, title[0], url, own)
    yield "language", _language(reading)


# ---- each field ---------------------------------------------------------------------------


def _dates(reading: _Reading, url: Valued | None) -> Iterator[tuple[str, Valued | None]]:
    """Yield the dates: a visible line goes before what the head of a page or a PDF file says."""
    seen = {
        label: (date, Origin("text", 0.9))
        for label, date in dates.labelled(reading.dated_lines).items()
    }
    updated = seen.get("updated") or reading.claims.best("updated", dates.parse)
    yield (
        "published",
        (
            seen.get("published")
            or reading.claims.best("published", dates.parse, least=0.6)
            or seen.get("decided")
            or seen.get("dated")
            or reading.claims.best("published", dates.parse)
            or _by_address(reading, url)
            or updated
            or reading.claims.best("created", dates.parse)
        ),
    )
    yield "updated", updated
    yield "valid_from", seen.get("valid_from")
    yield "valid_to", seen.get("valid_to")


def _by_address(reading: _Reading, url: Valued | None) -> Valued | None:
    if url and (date := dates.in_address(url[0])):
        return date, Origin("address", 0.7)
    if date := dates.in_address(str(reading.path)):
        return date, Origin("file name", 0.6)
    return None


def _publisher(reading: _Reading, url: Valued | None, own: Valued | None) -> Valued | None:
    claimed = reading.claims.best("publisher", publishers.shown)
    if claimed:
        return claimed
    if name := publishers.imprint(reading.all_lines):
        return name, Origin("text", 0.85)
    for identifier in own[0] if own else ():
        if name := identifiers.publisher(identifier):
            return name, Origin("identifier", 0.85)
    if url and (name := publishers.at(url[0])):
        return name, Origin("address", 0.8)
    if name := publishers.on_cover(reading.front_lines):
        return name, Origin("text", 0.6)
    return None


def _originator(reading: _Reading) -> Valued | None:
    return reading.claims.best("originator", publishers.shown)


def _kind(reading: _Reading, title: str, url: Valued | None, own: Valued | None) -> Valued | None:
    for folder in reversed(reading.path.parts[:-1]):
        kind = kinds.named(folder)
        if kind and kind is not Kind.OTHER:  # "övrigt" is where files of every kind are put
            return kind, Origin("folder")
    signs = kinds.Signs(
        called=reading.claims.all("kind"),
        title=title,
        url=url[0] if url else "",
        path=str(reading.path),
        lines=reading.front_lines,
        text="\n".join(block.text[:500] for block in (*reading.front, *reading.back)),
        identifiers=own[0] if own else (),
    )
    return kinds.tell(signs)


def _language(reading: _Reading) -> Valued | None:
    """Return the language the text is in; what a page claims of itself only fills a gap."""
    text = "\n".join(block.text for block in reading.extract.blocks if block.role in SHOWN_ROLES)
    told = language.detect(text)
    if told:
        return told[0], Origin("text", told[1])
    return reading.claims.best("language", _language_code)


def _language_code(value: str) -> str | None:
    match = re.match(r"[a-z]{2}(?=$|[-_])", value.strip().lower())
    return match[0] if match else None


def _identifiers(reading: _Reading, title: str) -> Valued | None:
    """Return the document's own numbers: claimed, in its title, or printed on a line of its own."""
    own: dict[Identifier, Origin] = {}
    numbered = False
    for identifier, origin in _numbers(reading, title):
        in_series = identifiers.in_series(identifier)
        # A document has one number in the series; the next one printed is another document's.
        if not (in_series and numbered):
            own.setdefault(identifier, origin)
        numbered = numbered or in_series
    return (tuple(own), next(iter(own.values()))) if own else None


def _numbers(reading: _Reading, title: str) -> Iterator[tuple[Identifier, Origin]]:
    """Yield the numbers that may be the document's own, the surest first."""
    for value, origin in reading.claims.all("identifier"):
        yield from ((identifier, origin) for identifier in identifiers.find(value))
    for value, _ in (*reading.claims.all("title"), (title, None)):
        yield from ((one, Origin("title", 0.9)) for one in identifiers.of_title(value))
    for line in _with_next(reading.all_lines):
        yield from ((one, Origin("text", 0.8)) for one in identifiers.of_line(line))
    for one in identifiers.in_address(reading.path.name):
        yield one, Origin("file name", 0.7)


def _with_next(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines' parts, then two lines as one: "Motion till riksdagen" / "2018/19:714"."""
    for line in lines:
        yield from re.split(r"\s[|·]\s", line)
    for line, following in pairwise(lines):
        if following[:1].isdigit():
            yield f"{line} {following}"


def _topics(
    reading: _Reading, sidecar: Sidecar, tree: TopicTree, *, title: str
) -> tuple[TopicLink, ...]:
    """Return the topics of folder, sidecar, front matter, title and headings, less the refused."""
    links: dict[str, TopicLink] = {}
    headings = [block.text for block in reading.extract.blocks if block.role is Role.HEADING]
    claimed = [value for value, _ in reading.claims.all("topics")]
    for link in (
        *_named(sidecar.topics, "sidecar", tree),
        *_named(reading.path.parts[:-1], "folder", tree),
        *_named(claimed, "front matter", tree),
        *tree.match(title, headings),
    ):
        links.setdefault(link.topic, link)
    refused = frozenset(link.topic for link in _named(sidecar.not_topics, "sidecar", tree))
    return tuple(link for topic, link in links.items() if topic not in refused)


def _named(names: Iterable[str], reason: str, tree: TopicTree) -> Iterator[TopicLink]:
    for name in names:
        topic = tree.named(name)
        if topic:
            yield TopicLink(topic.id, reason)


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the short lines of blocks, whatever their role: a site's footer may hold the date."""
    for block in blocks:
        for line in block.text.splitlines():
            if 0 < len(line) <= MAX_LINE:
                yield line.strip()
