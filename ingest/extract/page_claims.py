"""A parsed page -> what it says of itself in its head: title, dates, who gave it out, address.

Values stay as they were written; what is true of several claims is for `ingest.metadata`.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import tomlfile
from ingest.extract.tree import Element, Page, attribute, strings
from ingest.models import Claim

TABLE = Path(__file__).with_name("page_claims.toml")
MAX_VALUE_CHARS = 2000
MAX_ELEMENTS = 300
"""How many elements of a kind are looked at; a head has some tens of meta elements."""
MAX_JSON_CHARS = 500_000
MAX_JSON_NODES = 2000


def claims(page: Page) -> Iterator[Claim]:
    """Yield the claims of a page's head, nearest to the reader first."""
    titles = page.named("title")[:1]
    found = (
        *(Claim("title", "".join(strings(title)), "title") for title in titles),
        *_links(page.named("link")[:MAX_ELEMENTS]),
        *_meta(page.named("meta")[:MAX_ELEMENTS]),
        *_json_ld(page.named("script")[:MAX_ELEMENTS]),
        *_language(page),
    )
    # When a page was made is the day of publication where nothing says that (polisen.se), but
    # on regeringen.se it is the day an older document was moved to a new system.
    for claim in sorted(found, key=_is_of_creation):
        value = " ".join(claim.value.split())[:MAX_VALUE_CHARS]
        relative = claim.field == "url" and not value.startswith(("http:", "https:"))
        if value and not relative and value.casefold() not in _table().worthless:
            is_url = claim.field == "identifier" and value.startswith(("http:", "https:"))
            yield Claim("url" if is_url else claim.field, value, claim.origin)


def _is_of_creation(claim: Claim) -> bool:
    return claim.field == "published" and "creat" in claim.origin.lower()


def _links(links: Iterable[Element]) -> Iterator[Claim]:
    for link in links:
        if "canonical" in attribute(link, "rel").lower().split():
            yield Claim("url", attribute(link, "href"), "canonical")


def _language(page: Page) -> Iterator[Claim]:
    for html in page.named("html")[:1]:
        language = attribute(html, "lang") or attribute(html, "xml:lang")
        yield Claim("language", language, "html lang")


def _meta(metas: Iterable[Element]) -> Iterator[Claim]:
    for meta in metas:
        for key in ("name", "property", "itemprop", "http-equiv"):
            written = attribute(meta, key)
            field = _table().meta.get(_plain_name(written))
            if field:
                origin = written if written.startswith(("og:", "article:")) else f"meta {written}"
                yield Claim(field, attribute(meta, "content"), origin)


def _plain_name(written: str) -> str:
    name = re.sub(r"[:_]", ".", written.strip().lower())
    return name.replace("dcterms.", "dc.", 1)


# ---- JSON-LD ------------------------------------------------------------------------------


def _json_ld(scripts: Iterable[Element]) -> Iterator[Claim]:
    for script in scripts:
        if attribute(script, "type") != "application/ld+json":
            continue
        text = "".join(strings(script))
        try:
            data = json.loads(text) if len(text) <= MAX_JSON_CHARS else None
        except (ValueError, RecursionError):
            continue  # a page whose JSON-LD is broken is still a page
        for node in islice(_nodes(data), MAX_JSON_NODES):
            if named := _table().types & set(_strings(node.get("@type"))):
                yield from _claims_of_node(node)
                yield from (Claim("kind", name, "JSON-LD @type") for name in named & _table().kinds)


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    """Yield every object inside a JSON value, the outer before the inner."""
    waiting = deque([data])
    while waiting:
        value = waiting.popleft()
        if isinstance(value, dict):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _claims_of_node(node: dict[str, Any]) -> Iterator[Claim]:
    for key, field in _table().json_ld.items():
        for value in _strings(node.get(key)):
            yield Claim(field, value, f"JSON-LD {key}")


def _strings(value: Any) -> list[str]:
    """Return a value's strings: its own, those of its list, or the names of its nodes."""
    values = value if isinstance(value, list) else [value]
    named = [
        item.get("name", item.get("@id")) if isinstance(item, dict) else item for item in values
    ]
    return [item for item in named if isinstance(item, str)]


@dataclass(frozen=True, slots=True)
class _Table:
    meta: dict[str, str]
    json_ld: dict[str, str]
    types: frozenset[str]
    kinds: frozenset[str]
    worthless: frozenset[str]


@cache
def _table() -> _Table:
    table = tomlfile.load(TABLE).table
    return _Table(
        table["meta"],
        table["json_ld"],
        frozenset(table["json_ld_types"]["names"]),
        frozenset(table["json_ld_types"]["kinds"]),
        frozenset(table["worthless"]["values"]),
    )
