"""The .toml beside a file -> Sidecar: what a coordinator says of it, which goes before all else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import tomlfile
from ingest import dates, identifiers, kinds
from ingest.corpus import SIDECAR
from ingest.errors import ConfigurationError
from ingest.models import Identifier, Kind, PartialDate
from ingest.topics import TopicTree

_BARE = ("dok_id", "diva2")
"""Series whose numbers are opaque: "dok_id sfs-1895-bih. 52 s. 1" holds no number of SFS."""


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a coordinator says of one document; None where nothing is said."""

    title: str | None = None
    published: PartialDate | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    summary: str | None = None
    kind: Kind | None = None
    topics: tuple[str, ...] = ()  # ids or names, as written
    not_topics: tuple[str, ...] = ()
    language: str | None = None  # ISO 639-1
    url: str | None = None
    replaces: str | None = None
    part_of: str | None = None  # a path, or an id
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    repealed_by: str | None = None
    in_force: bool | None = None  # goes before what the document seems to say of its end
    identifiers: tuple[Identifier, ...] = ()
    also_at: tuple[str, ...] = ()
    withdrawn: PartialDate | None = None
    removed: PartialDate | None = None

    def of_all(self) -> Sidecar:
        """Return what holds for the files in the file, too: not what is one document's own."""
        return Sidecar(
            publisher=self.publisher,
            kind=self.kind,
            topics=self.topics,
            not_topics=self.not_topics,
            language=self.language,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )


def beside(path: Path) -> Path:
    """Return where the sidecar of a file lies, whether or not there is one."""
    return path.with_name(path.name + SIDECAR)


def load(path: Path) -> Sidecar:
    """Read a sidecar; a missing file says nothing, a wrong one raises ConfigurationError."""
    file = tomlfile.load(path, ConfigurationError)
    said: dict[str, Any] = {}
    for key, value in file.table.items():
        if key not in _READERS:
            raise file.error(tomlfile.unknown(key, _READERS), key)
        try:
            said[key] = _READERS[key](value)
        except (TypeError, ValueError) as error:
            raise file.error(str(error), key) from error
    return Sidecar(**said)


def unknown_topics(said: Sidecar, topics: TopicTree) -> tuple[str, ...]:
    """Return the topics that a sidecar names and the tree does not have."""
    return tuple(name for name in (*said.topics, *said.not_topics) if not topics.named(name))


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError(f"{value!r} must be text in quotes")
    return " ".join(value.split())


def _texts(value: object) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list):
        raise TypeError(f'{value!r} must be a list like ["barn", "samverkan"]')
    return tuple(_text(one) for one in values)


def _identifiers(value: object) -> tuple[Identifier, ...]:
    """Read numbers as they are printed, or with the name of their series before them."""
    return tuple(dict.fromkeys(_identifier(text) for text in _texts(value)))


def _identifier(text: str) -> Identifier:
    scheme, _, number = text.partition(" ")
    found = () if scheme in _BARE else identifiers.find(text)
    if found:
        return found[0]
    if not number:
        raise ValueError(f'{text!r} must be like "SOU 2016:70" or "dok_id H4B370"')
    return Identifier(scheme, number)


def _date(value: object) -> PartialDate:
    """Read a TOML date, a year as a number, or text such as "2019-05" or "8 maj 2019"."""
    if isinstance(value, datetime):
        value = value.isoformat()
    if isinstance(value, date):
        return PartialDate.of(value.year, value.month, value.day)
    parsed = None if isinstance(value, bool) else dates.parse(str(value))
    if parsed is None:
        raise ValueError(f'{value!r} is not a date like 2019-05-08, "2019-05" or 2019')
    return parsed


def _kind(value: object) -> Kind:
    named = kinds.named(value) if isinstance(value, str) else None
    if named is None:
        raise ValueError(tomlfile.unknown(str(value), Kind))
    return named


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} must be true or false, without quotes")
    return value


def _language(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z]{2}", value):
        raise ValueError(f'{value!r} must be two letters like "sv" or "en" (ISO 639-1)')
    return value


_READERS: Mapping[str, Callable[[object], object]] = {
    "title": _text,
    "published": _date,
    "publisher": _text,
    "authors": _texts,
    "summary": _text,
    "kind": _kind,
    "topics": _texts,
    "not_topics": _texts,
    "language": _language,
    "url": _text,
    "replaces": _text,
    "part_of": _text,
    "valid_from": _date,
    "valid_to": _date,
    "repealed_by": _text,
    "in_force": _yes_or_no,
    "identifiers": _identifiers,
    "also_at": _texts,
    "withdrawn": _date,
    "removed": _date,
}

KEYS = tuple(_READERS)
"""What a sidecar may say."""
