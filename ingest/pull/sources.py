"""sources.toml -> Sources: where documents are fetched from, and in which shape they come."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

import tomlfile
from ingest import kinds
from ingest.errors import ConfigurationError, ForbiddenAddressError
from ingest.models import Kind
from ingest.pull import feed, g0v, listing, oaipmh, riksdagen, sitemap
from ingest.pull.addresses import Reach, parse
from ingest.pull.markup import Selectors, is_selector
from ingest.pull.models import Get, Item
from tomlfile import TomlError, TomlFile

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Shape(StrEnum):
    """How a source publishes."""

    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"
    OAI_PMH = "oai-pmh"
    RIKSDAGEN = "riksdagen"
    G0V = "g0v"


@dataclass(frozen=True, slots=True)
class Source:
    """One place that documents are fetched from."""

    id: str  # the name of its folder under corpus/pulled/
    address: str
    shape: Shape = Shape.FEED
    name: str = ""  # for people
    hosts: tuple[str, ...] = ()  # where its documents may lie, besides the address's own host
    publisher: str = ""  # of all that comes from it; read from each document where not said
    kind: Kind | None = None
    include: str = ""  # a regular expression that an item's address must match
    exclude: str = ""
    attachments: bool = True  # fetch the files that its list names beside the pages
    files: str = ""  # CSS: the links on an item's page that are part of it
    select: Selectors = field(default_factory=lambda: Selectors("li"))  # of a listing
    prefix: str = "oai_dc"  # of OAI-PMH: the metadata that is asked for
    set: str = ""
    robots: bool = True  # obey robots.txt; OAI-PMH endpoints are made for machines
    max_items: int = 2_000  # a run
    revisit_days: int = 30  # after so long a page is asked for again; 0 is never
    distinct: str = ""  # addresses that are documents of their own, whatever text they share
    manual: bool = False  # cannot be fetched; `note` says what people do
    note: str = ""
    backfill: Source | None = None  # its whole list, read where a feed does not reach back

    def reach(self, *, allow_loopback: bool = False) -> Reach:
        """Return what may be reached for it."""
        own = [parse(one.address).host for one in (self, self.backfill) if one]
        return Reach((*own, *self.hosts), allow_loopback, self.robots)

    def asked(self) -> str:
        """Return a digest of what decides what it lists and what is said of that."""
        plain = replace(self, name="", note="", manual=False, max_items=1, revisit_days=0)
        return hashlib.sha256(repr(plain).encode()).hexdigest()

    def wants(self, item: Item) -> bool:
        """Tell whether an item is among those asked for."""
        where = item.address or item.key
        left_out = bool(self.exclude) and bool(re.search(self.exclude, where))
        return not left_out and bool(re.search(self.include, where))


def items(source: Source, get: Get, since: datetime | None = None) -> Iterator[Item]:
    """Yield what a source lists, wanted or not; OAI-PMH only what changed since a time."""
    if source.shape is Shape.LISTING:
        return listing.items(get, source.address, source.select)
    if source.shape is Shape.OAI_PMH:
        harvest = oaipmh.Harvest(source.prefix, source.set, since)
        return oaipmh.items(get, source.address, harvest)
    return _PLAIN[source.shape](get, source.address)


_PLAIN: Mapping[Shape, Callable[[Get, str], Iterator[Item]]] = {
    Shape.FEED: feed.items,
    Shape.SITEMAP: sitemap.items,
    Shape.RIKSDAGEN: riksdagen.items,
    Shape.G0V: g0v.items,
}


# ---- the file -----------------------------------------------------------------------------


def load(path: Path) -> tuple[Source, ...]:
    """Read sources.toml; a missing file has no sources, a wrong one raises ConfigurationError."""
    file = tomlfile.load(path, ConfigurationError)
    return tuple(_source(file, key, table) for key, table in file.table.items())


def _source(file: TomlFile, key: str, table: object) -> Source:
    line = file.line(key) or 0
    if not ID.fullmatch(key):
        raise file.error("an id is made of a to z, 0 to 9 and single hyphens", key)
    if not isinstance(table, dict):
        raise file.error(f"it must be a section: [{key}]", key)
    said: dict[str, Any] = {}
    for name, value in table.items():
        if name not in _READERS:
            raise file.error(tomlfile.unknown(name, _READERS), name, after=line)
        try:
            said[name] = _READERS[name](value)
        except (TypeError, ValueError, ForbiddenAddressError) as error:
            raise file.error(str(error), name, after=line) from error
    if "address" not in said:
        raise file.error(f"[{key}] lacks address", key)
    listing_in = [said, said.get("backfill", {})]
    if any(one.get("shape") is Shape.LISTING and "select" not in one for one in listing_in):
        raise _lacks_select(file, key)
    backfill = said.pop("backfill", None)
    source = Source(id=key, **said)
    return replace(source, backfill=replace(source, **backfill)) if backfill else source


def _lacks_select(file: TomlFile, key: str) -> TomlError:
    return file.error(f'[{key}] lacks select = {{ item = "…" }}, where its list is', key)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError(f"{value!r} must be text in quotes")
    return value.strip()


def _address(value: object) -> str:
    address = _text(value)
    parse(address)
    return address


def _hosts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f'{value!r} must be a list like ["www.example.se"]')
    for host in map(_text, value):
        if "/" in host:
            raise ValueError(f"{host!r} must be a host alone, as www.example.se or *.example.se")
        parse(f"https://{host.removeprefix('*.')}")
    return tuple(map(_text, value))


def _shape(value: object) -> Shape:
    if value not in list(Shape):
        raise ValueError(tomlfile.unknown(str(value), Shape))
    return Shape(cast("str", value))


def _kind(value: object) -> Kind:
    found = kinds.named(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(tomlfile.unknown(str(value), Kind))
    return found


def _pattern(value: object) -> str:
    try:
        re.compile(_text(value))
    except re.error as error:
        raise ValueError(f"{value!r} is no regular expression: {error}") from error
    return _text(value)


def _selector(value: object) -> str:
    if not is_selector(_text(value)):
        raise ValueError(f"{value!r} is no CSS selector")
    return _text(value)


def _selectors(value: object) -> Selectors:
    known = {one.name for one in fields(Selectors)}
    if not isinstance(value, dict) or "item" not in value:
        raise TypeError('it must be like { item = "ul.news li", date = "time" }')
    for name in value:
        if name not in known:
            raise ValueError(tomlfile.unknown(name, known))
    return replace(Selectors(""), **{name: _selector(one) for name, one in value.items()})


def _backfill(value: object) -> dict[str, Any]:
    """Read where the whole list of a feed is: a sitemap unless it says another shape."""
    if isinstance(value, str):
        value = {"address": value}
    if not isinstance(value, dict) or "address" not in value:
        raise TypeError('it must be like { address = "https://…", shape = "sitemap" }')
    for name in value:
        if name not in ("address", "shape", "select"):
            raise ValueError(tomlfile.unknown(name, ("address", "shape", "select")))
    said = {name: _READERS[name](one) for name, one in value.items()}
    return {"shape": Shape.SITEMAP, **said}


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} must be true or false")
    return value


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise TypeError(f"{value!r} must be a whole number above 0")
    return value


def _days(value: object) -> int:
    return 0 if value == 0 and not isinstance(value, bool) else _count(value)


_READERS: Mapping[str, Callable[[object], object]] = {
    "address": _address,
    "shape": _shape,
    "name": _text,
    "hosts": _hosts,
    "publisher": _text,
    "kind": _kind,
    "include": _pattern,
    "exclude": _pattern,
    "attachments": _flag,
    "files": _selector,
    "select": _selectors,
    "prefix": _text,
    "set": _text,
    "robots": _flag,
    "max_items": _count,
    "revisit_days": _days,
    "distinct": _pattern,
    "manual": _flag,
    "note": _text,
    "backfill": _backfill,
}
