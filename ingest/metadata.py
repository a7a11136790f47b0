"""An Extract, its path, its sidecar and the topic tree -> Metadata, each value with its origin.

sidecar -> folder -> what the document says of itself, the surest first -> its text -> its name
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, Final

from ingest import (
    authors,
    day_places,
    identifiers,
    in_force,
    kinds,
    language,
    publishers,
    site_names,
    squeezed,
    subjects,
    summaries,
    titles,
)
from ingest.claims import Claims
from ingest.models import (
    SHOWN_ROLES,
    Extract,
    Identifier,
    Kind,
    Metadata,
    Origin,
)
from ingest.places import Places
from ingest.sidecar import Sidecar
from ingest.topics import TopicTree

Valued = tuple[Any, Origin]
LANGUAGE_BLOCKS: Final = 300
LAST_LINES: Final = 3  # of a text, where its writers may sign it


@dataclass(frozen=True, slots=True)
class _Reading:
    """What there is to describe a document by."""

    extract: Extract
    path: PurePosixPath
    claims: Claims
    places: Places


def describe(extract: Extract, *, path: str, sidecar: Sidecar, topics: TopicTree) -> Metadata:
    """Return what is known about a document; `path` is below the corpus folder."""
    reading = _Reading(
        extract, PurePosixPath(path), Claims(extract.claims), Places.of(extract.blocks)
    )
    found = {name: valued for name, valued in _found(reading) if valued}
    own = found.get("identifiers")
    found |= _end(reading, found, sidecar)
    for name in _SIDECAR_FIELDS:
        if said := getattr(sidecar, name):
            found[name] = (said, Origin("sidecar"))
    if sidecar.identifiers and own:
        found["identifiers"] = (tuple(dict.fromkeys((*sidecar.identifiers, *own[0]))), own[1])
    values = {name: value for name, (value, _) in found.items()}
    origins = {name: origin for name, (_, origin) in found.items()}
    known = Metadata(**values, origins=MappingProxyType(origins))
    return subjects.given(known, extract, path=path, sidecar=sidecar, tree=topics)


def rules_stamp() -> str:
    """Return what changes when a rule does: a digest of the files the rules are written in.

    Nobody has to remember to raise a version; a changed comment costs one describing too many.
    """
    listed = sorted(file for file in Path(__file__).parent.iterdir() if file.suffix)
    files = [file for module in _RULES for file in listed if file.name.partition(".")[0] == module]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


_RULES: Final = (
    "authors", "claims", "dates", "day_places", "function_words", "identifiers", "in_force",
    "kinds", "language", "mentions", "metadata", "numbering", "places", "publishers",
    "site_names", "squeezed", "subjects", "summaries", "title_places", "title_words", "titles",
    "topic_names", "topics",
)  # fmt: skip
_OF_THE_EU: Final = frozenset({"CELEX", "COM", "ELI"})
_TOLD: Final = frozenset({Kind.NEWS, Kind.PRESS_RELEASE})
"""Kinds that tell of others' ends and have none of their own."""
_DECISIONS: Final = frozenset({Kind.ASSIGNMENT, Kind.LAW})
"""Kinds that begin with who decides: others tell of a decision too."""
_SIDECAR_FIELDS: Final = tuple(
    field.name
    for field in fields(Sidecar)
    if field.name not in ("topics", "not_topics", "part_of", "in_force")
)


def _found(reading: _Reading) -> Iterator[tuple[str, Valued | None]]:
    """Yield each field with what the document itself, its folder and its name give."""
    url = reading.claims.best("url", str)
    title = titles.choose(reading.claims, reading.places, reading.path)
    own = _identifiers(reading, title[0])
    yield "url", url
    yield "title", title
    yield "identifiers", own
    yield from day_places.choose(reading.claims, reading.places, reading.path, url)
    kind = _kind(reading, title[0], url, own)
    yield "kind", kind
    yield "publisher", next(filter(None, _publishers(reading, title[0], url, own, kind)), None)
    yield "originator", reading.claims.best("originator", publishers.shown)
    yield (
        "authors",
        authors.choose(
            reading.claims,
            (*reading.places.cover, *reading.places.margins),
            [block.text for block in (*reading.places.front, *reading.places.back)[-LAST_LINES:]],
        ),
    )
    yield "summary", summaries.choose(reading.claims, reading.places.front, title[0])
    yield "language", _language(reading)


# ---- each field ---------------------------------------------------------------------------


def _end(reading: _Reading, found: dict[str, Valued], sidecar: Sidecar) -> dict[str, Valued]:
    """Return what a document says of its own end, and of what it takes the place of."""
    kind = sidecar.kind or found.get("kind", (Kind.OTHER,))[0]
    lines = reading.places.opening
    said: dict[str, Valued] = {}
    if number := in_force.replaced(lines):
        said["replaces"] = (number, Origin("text", 0.7))
    if sidecar.in_force:
        found.pop("valid_to", None)
    elif sidecar.in_force is False:
        said["repealed"] = (in_force.SAID_SO, Origin("sidecar"))
    elif kind not in _TOLD and (end := in_force.ended(found["title"][0], lines)):
        said["repealed"] = (end.words, Origin("text", 0.8))
        found.pop("valid_to", None)  # "gäller till 2030" yields to "upphävd"
        if end.last_day:
            said["valid_to"] = (end.last_day, Origin("text", 0.8))
        if end.by:
            said["repealed_by"] = (end.by, Origin("text", 0.7))
    return said


def _publishers(
    reading: _Reading, title: str, url: Valued | None, own: Valued | None, kind: Valued | None
) -> Iterator[Valued | None]:
    """Yield what each place says of who gave the document out, the surest first."""
    places = reading.places
    yield reading.claims.best("publisher", publishers.shown)
    yield _named(publishers.collection(places.cover), "text", 0.85)
    yield _named(publishers.imprint(places.around), "text", 0.85)
    for identifier in own[0] if own else ():
        yield _named(identifiers.publisher(identifier), "identifier", 0.85)
    yield _named(publishers.at(url[0]) if url else None, "address", 0.8)
    yield _named(publishers.given_out(places.around), "text", 0.75)
    if kind and kind[0] in _DECISIONS:
        yield _named(publishers.decides(block.text for block in places.front[:3]), "text", 0.7)
    yield _named(publishers.owner((title, *places.cover)), "text", 0.7)
    if not identifiers.is_about_another(title):  # its cover has the name of whom it answers
        yield _named(publishers.on_cover(places.cover), "text", 0.6)
    yield _named(publishers.letterhead(places.around), "text", 0.6)
    yield _named(publishers.speaker(places.opening), "text", 0.5)
    if identifiers.circulates(title):
        yield publishers.GOVERNMENT, Origin("title", 0.5)
    yield reading.claims.best("publisher", publishers.host_name)
    yield _named(site_names.in_tab(reading.claims, places.front), "title", 0.4)


def _named(name: str | None, source: str, certainty: float) -> Valued | None:
    return (name, Origin(source, certainty)) if name else None


def _kind(reading: _Reading, title: str, url: Valued | None, own: Valued | None) -> Valued | None:
    for folder in reversed(reading.path.parts[:-1]):
        kind = kinds.of_folder(folder)
        if kind and kind is not Kind.OTHER:  # "övrigt" is where files of every kind are put
            return kind, Origin("folder")
    signs = kinds.Signs(
        called=(*reading.claims.all("kind"), *reading.claims.all("section")),
        title=title,
        url=url[0] if url else "",
        path=str(reading.path),
        lines=reading.places.cover,
        text="\n".join((*reading.places.around, *reading.places.notices)),
        identifiers=own[0] if own else (),
        is_post=any(o.source == kinds.POSTED for _, o in reading.claims.all("published")),
    )
    return kinds.tell(signs)


def _language(reading: _Reading) -> Valued | None:
    """Return the language the text is in; what a page claims of itself only fills a gap."""
    shown = (block.text for block in reading.extract.blocks if block.role in SHOWN_ROLES)
    text = "\n".join(islice(shown, LANGUAGE_BLOCKS))
    if told := language.detect(text):
        return told[0], Origin("text", told[1])
    return reading.claims.best("language", _language_code)


def _language_code(value: str) -> str | None:
    match = re.match(r"[a-z]{2}(?=$|[-_])", value.strip().lower())
    return match[0] if match else None


def _identifiers(reading: _Reading, title: str) -> Valued | None:
    """Return the document's own numbers: claimed, in its title, or printed on a line of its own."""
    own: dict[Identifier, Origin] = {}
    numbered = identifiers.is_about_another(title)  # then no number in the series is its own
    for identifier, origin in _numbers(reading, title):
        in_series = identifiers.in_series(identifier)
        # A document has one number in the series; the next one printed is another document's.
        # Nor are the acts of the EU that a numbered document builds on its own.
        if not (numbered and (in_series or identifier.scheme in _OF_THE_EU)):
            own.setdefault(identifier, origin)
        numbered = numbered or in_series
    return (tuple(own), next(iter(own.values()))) if own else None


def _numbers(reading: _Reading, title: str) -> Iterator[tuple[Identifier, Origin]]:
    """Yield the numbers that may be the document's own, the surest first."""
    for value, origin in reading.claims.all("identifier"):
        yield from ((one, origin) for one in identifiers.of_line(value))
    for one in squeezed.in_address(reading.path.name):
        yield one, Origin("file name", 0.8)
    for value, _ in reading.claims.all("url")[:1]:
        yield from ((one, Origin("address", 0.8)) for one in squeezed.in_address(value))
    for value in (*(value for value, _ in reading.claims.all("title")), title):
        yield from ((one, Origin("title", 0.9)) for one in identifiers.of_title(value))
    yield from _printed(reading.places, title)


def _printed(places: Places, title: str) -> Iterator[tuple[Identifier, Origin]]:
    """Yield the numbers that the document's ends and margins print and that may be its own."""
    for one in identifiers.of_lines((*places.cover, *places.margins)):
        yield one, Origin("text", 0.8)
    for line in places.cover:
        behind = line[identifiers.at_start(line) :].lstrip(" ,:–-")
        if behind.startswith(title):  # "FFFS 2007:10 Föreskrifter om …"
            yield from ((one, Origin("text", 0.8)) for one in identifiers.of_title(line))
    for block in (*places.front, *places.back):
        yield from ((one, Origin("text", 0.7)) for one in identifiers.of_imprint(block.text))
    for one in identifiers.of_lines(places.ends):
        # An imprint has ISBN and Dnr; its SOU, or an act of the EU, is a source.
        if not (identifiers.in_series(one) or one.scheme in _OF_THE_EU):
            yield one, Origin("text", 0.7)
