"""A record without a text of its own to fetch -> a page of what its source says of it.

Of 100 records from an archive of research 70 have no file that may be read (gih, 2018), and most of
them a summary: enough to find them by, and the address where the text can be asked for.
"""

from __future__ import annotations

import html
from datetime import UTC, datetime

from ingest.catalogue import PartRow
from ingest.pull.models import Fetched, Item

SUMMARY = "summary"
"""The key of what is said of a part that is itself a notice."""


def can_be_written(item: Item) -> bool:
    """Tell whether a record has a name and a place."""
    return bool(item.title and item.address) and not (item.deleted or item.provisional)


def written(part: PartRow) -> Fetched:
    """Return the page of a notice as if it had been fetched."""
    title, summary = html.escape(part.said["title"]), html.escape(part.said[SUMMARY])
    body = f"<main><h1>{title}</h1><p>{summary}</p></main>"
    page = f'<!doctype html><html><head><meta charset="utf-8"></head><body>{body}</body></html>\n'
    headers = {"content-type": "text/html"}
    return Fetched(part.address, (part.address,), page.encode(), headers, datetime.now(UTC))
