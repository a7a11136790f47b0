"""The address of a list on the web and CSS selectors -> Items, page after page."""

from __future__ import annotations

from collections.abc import Iterator

from ingest import dates
from ingest.errors import SourceError
from ingest.identifiers import of_title, without_vignette
from ingest.pull.asking import ask, begins, looks_like_page
from ingest.pull.markup import Page, Row, Selectors
from ingest.pull.models import Get, Item
from ingest.pull.report import ENDLESS

MAX_PAGES = 500


def items(get: Get, address: str, where: Selectors) -> Iterator[Item]:
    """Yield the entries of a list, from its first page on; each address once.

    Ends where there is no next page, or where the next one brings nothing that is new: sites
    answer beyond the end with the last page again.
    """
    seen: set[str] = set()
    onward: str | None = address
    for _ in range(MAX_PAGES):
        answer = ask(get, onward) if onward else None
        if answer is None:
            return
        if begins(answer.data, b"<?xml") and not looks_like_page(answer.data):
            raise SourceError(address, "it answers with XML, not with a web page")
        page = Page.read(answer.data, answer.address)
        rows = [row for row in page.rows(where) if row.address not in seen]
        fresh = {row.address: row for row in reversed(rows)}  # the first of a name is kept
        if not fresh and not seen:
            raise SourceError(address, "the page has no entries where the selectors look")
        if not fresh:
            return
        seen.update(fresh)
        yield from map(_item, reversed(fresh.values()))
        onward = page.onward(where)
    why = f"the list does not end after {MAX_PAGES} pages"
    raise SourceError(address, why, trouble=ENDLESS)


def _item(row: Row) -> Item:
    said = dates.labelled([row.text])  # "Publicerad 19 mars 2026 · Uppdaterad 03 juli 2026"
    first = said.get("published") or dates.parse(row.date)
    return Item(
        key=row.address,
        address=row.address,
        title=without_vignette(row.title) or row.title,
        published=first or dates.in_address(row.address),
        updated=said.get("updated"),
        identifiers=of_title(row.title),
        page=row.address,
    )
