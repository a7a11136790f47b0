"""A feed's address -> Items: RSS 2.0, RSS 1.0, Atom and JSON Feed."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

import feedparser

from ingest import dates
from ingest.errors import SourceError
from ingest.identifiers import of_title
from ingest.models import PartialDate
from ingest.pull.asking import ask, begins, dicts, joined, looks_like_page, read_json
from ingest.pull.markup import plain
from ingest.pull.models import Get, Item

JSON_FEED = "https://jsonfeed.org/version/"
BROKEN = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What feedparser's own slips raise on broken feeds: `</width>` alone a TypeError (6.0.14)."""


def items(get: Get, address: str) -> Iterator[Item]:
    """Yield what a feed lists, in its order; SourceError where the answer is no feed.

    A page in the feed's place is the commonest failure of all, and never "no news".
    """
    answer = ask(get, address)
    if answer is not None:
        yield from read(answer.data, answer.address)


def read(data: bytes, address: str) -> Iterator[Item]:
    """Yield the items of a feed's bytes."""
    if looks_like_page(data):
        raise SourceError(address, "it answers with a web page, not with a feed")
    read = _json_entries if begins(data, b"{") else _xml_entries
    for entry in read(data, address):
        item = _item(entry)
        if item:
            yield item


def _item(entry: Mapping[str, Any]) -> Item | None:
    """Return an entry as an Item, None where it leads nowhere."""
    where = str(entry.get("link") or "") or _address_in(str(entry.get("id") or ""))
    if not where:
        return None
    title, changed = _without_update(plain(str(entry.get("title") or "")))
    return Item(
        key=str(entry.get("id") or where),
        address=where,
        title=title,
        published=_date(entry.get("published") or entry.get("updated")),  # RSS 1.0 has one date
        updated=changed or _date(entry.get("updated")),
        summary=plain(str(entry.get("summary") or "")),
        identifiers=of_title(title),
        page=where,
        attachments=_enclosures(entry),
    )


def _without_update(title: str) -> tuple[str, PartialDate | None]:
    """Part a title from the "Uppdaterad 2022-02-09 08:20:44" that polisen.se sets before it."""
    found = next(iter(dates.find(title)), None)
    if found is None or found.label != "updated" or " " in title[: found.start].strip():
        return title, None
    return title[found.end :].strip(), found.date


def _enclosures(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the documents that come with an entry; sound and pictures are not among them."""
    found = (one for one in entry.get("links", ()) if one.get("rel") == "enclosure")
    wanted = (one.get("href") for one in found if "pdf" in str(one.get("type", "")))
    return tuple(dict.fromkeys(str(where) for where in wanted if where))


def _address_in(text: str) -> str:
    return text if text.startswith(("http://", "https://")) else ""


def _date(value: object) -> PartialDate | None:
    return dates.parse(value) if isinstance(value, str) else None


# ---- the two ways to write a feed ---------------------------------------------------------


def _xml_entries(data: bytes, address: str) -> list[Mapping[str, Any]]:
    if b"<!ENTITY" in data:
        raise SourceError(address, "its XML declares entities, which are not read")
    # As a stream: it takes bare bytes for the name of a file, and opens that (_open_resource).
    # A type of the whole kind: without one it calls a good feed bad.
    headers = {"content-location": address, "content-type": "application/xml"}
    try:
        parsed = feedparser.parse(io.BytesIO(data), response_headers=headers)
    except BROKEN as error:
        raise SourceError(address, f"its feed cannot be read ({error})") from error
    if not parsed.get("version"):  # `bozo` is False for a short page (feedparser 6.0.14)
        raise SourceError(address, "it does not answer with a feed")
    if parsed.bozo and not parsed.entries:
        raise SourceError(address, f"its feed cannot be read ({parsed.bozo_exception})")
    # As plain dicts: theirs answer a question for `updated` with `published`, and warn about it.
    return [dict(entry) for entry in parsed.entries]


def _json_entries(data: bytes, address: str) -> list[Mapping[str, Any]]:
    """Return the entries of a JSON Feed under the names that feedparser gives them."""
    parsed = read_json(data, address)
    listed = parsed.get("items")
    is_feed = str(parsed.get("version", "")).startswith(JSON_FEED) and isinstance(listed, list)
    if not is_feed:
        raise SourceError(address, "it does not answer with a feed")
    return [_renamed(entry, address) for entry in dicts(listed)]


def _renamed(entry: Mapping[str, Any], address: str) -> Mapping[str, Any]:
    files = dicts(entry.get("attachments"))
    where = entry.get("url") or entry.get("external_url")
    return {
        "id": entry.get("id"),
        "link": joined(address, where) if isinstance(where, str) else where,
        "title": entry.get("title"),
        "published": entry.get("date_published"),
        "updated": entry.get("date_modified"),
        "summary": entry.get("summary") or entry.get("content_text"),
        "links": [
            {"rel": "enclosure", "href": one.get("url"), "type": one.get("mime_type")}
            for one in files
        ],
    }
