"""A sitemap's address -> Items: the pages of a site with the times they were changed."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator

from ingest import dates
from ingest.errors import SourceError
from ingest.pull.asking import ask, looks_like_page
from ingest.pull.connection import CutError, gunzip
from ingest.pull.markup import child_text, name, xml
from ingest.pull.models import Get, Item

MAX_DEPTH = 3  # an index of indexes of sitemaps; the protocol allows one level
MAX_FILES = 500
MAX_BYTES = 60_000_000  # of one, unpacked; the protocol allows 50 MiB
GZIP = b"\x1f\x8b"


def items(get: Get, address: str) -> Iterator[Item]:
    """Yield the pages of a sitemap and of those it lists.

    One of them that cannot be read does not stop the others; it is told when they are done.
    """
    due, seen = deque([(address, 0)]), {address}
    failed: list[SourceError] = []
    while due:
        here, depth = due.popleft()
        try:
            listed = yield from _read(get, here)
        except SourceError as error:
            failed.append(error)
            continue
        if listed and depth + 1 >= MAX_DEPTH:
            failed.append(SourceError(here, f"it leads deeper than {MAX_DEPTH} sitemaps"))
            continue
        for onward in listed:
            if onward not in seen:
                seen.add(onward)
                due.append((onward, depth + 1))
        if len(seen) > MAX_FILES:
            raise SourceError(address, f"it leads to more than {MAX_FILES} sitemaps")
    if failed:
        raise failed[0]


def _read(get: Get, address: str) -> Generator[Item, None, tuple[str, ...]]:
    """Yield the pages of one sitemap; return the sitemaps that it lists."""
    answer = ask(get, address)
    if answer is None:
        return ()
    data = _unpacked(answer.data, address)
    if looks_like_page(data):
        raise SourceError(address, "it answers with a web page, not with a sitemap")
    root = xml(data, address)
    kind = name(root)
    if kind == "sitemapindex":
        found = (child_text(entry, "loc") for entry in root if name(entry) == "sitemap")
        return tuple(where for where in found if where)
    if kind != "urlset":
        raise SourceError(address, f"it answers with <{kind}>, not with a sitemap")
    for entry in root:
        where = child_text(entry, "loc")
        if name(entry) == "url" and where:
            news = next((child for child in entry if name(child) == "news"), None)
            yield Item(
                key=where,
                address=where,
                title=child_text(news, "title") if news is not None else "",
                published=dates.parse(child_text(news, "publication_date"))
                if news is not None
                else None,
                updated=dates.parse(child_text(entry, "lastmod")),
                page=where,
            )
    return ()


def _unpacked(data: bytes, address: str) -> bytes:
    if not data.startswith(GZIP):
        return data
    try:
        return gunzip(data, MAX_BYTES)
    except CutError as error:
        raise SourceError(address, error.detail) from error
