"""Results -> a feed that a reader of feeds follows: Atom (RFC 4287) or JSON Feed 1.1."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from xml.etree import ElementTree as ET

from index.models import Hit, Results

ATOM, JSON_FEED = "application/atom+xml", "application/feed+json"
NAMESPACE = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold; text from PDFs has some of it."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed is called and where it is."""

    title: str
    itself: str  # its own address, whole
    page: str  # the address of the same list for people, whole
    document: Callable[[str], str]  # an id -> the document's address, whole


def atom(found: Results, feed: Feed) -> bytes:
    """Return an Atom feed."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(f"{{{NAMESPACE}}}feed")
    _add(root, "id", feed.itself)
    _add(root, "title", feed.title)
    _add(root, "updated", max(map(_moment, found.hits), default=_EPOCH))
    _add(_add(root, "author"), "name", "Lykta")
    _add(root, "link", rel="self", href=feed.itself, type=ATOM)
    _add(root, "link", rel="alternate", href=feed.page, type="text/html")
    for hit in found.hits:
        entry = _add(root, "entry")
        where = feed.document(hit.document.id)
        _add(entry, "id", where)
        _add(entry, "title", hit.document.title)
        _add(entry, "updated", _moment(hit))
        _add(entry, "link", rel="alternate", href=where, type="text/html")
        if hit.document.publisher:
            _add(_add(entry, "author"), "name", hit.document.publisher)
        _add(entry, "category", term=hit.document.kind.value)
        _add(entry, "summary", _summary(hit))
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def json_feed(found: Results, feed: Feed) -> dict[str, Any]:
    """Return a JSON Feed as plain values."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.itself,
        "language": "sv",
        "items": [_item(hit, feed) for hit in found.hits],
    }


def _item(hit: Hit, feed: Feed) -> dict[str, Any]:
    document = hit.document
    where = feed.document(document.id)
    said = {
        "id": where,
        "url": where,
        "external_url": document.url,
        "title": document.title,
        "content_text": _summary(hit),
        "date_published": _moment(hit) if document.published else None,
        "authors": [{"name": document.publisher}] if document.publisher else None,
        "tags": [document.kind.value, *document.topics],
        "language": document.language,
    }
    return {name: value for name, value in said.items() if value is not None}


_EPOCH = "1970-01-01T00:00:00Z"
"""Of what has no date: Atom asks for one, and none that moves would be true."""


def _moment(hit: Hit) -> str:
    published = hit.document.published
    if published is None:
        return _EPOCH
    return f"{datetime.combine(published.last, time(), UTC):%Y-%m-%dT%H:%M:%SZ}".rjust(20, "0")


def _summary(hit: Hit) -> str:
    return "\n".join(passage.text for passage in hit.passages)


def _add(parent: ET.Element, name: str, said: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    child.text = _NOT_XML.sub(" ", said) or None
    return child
