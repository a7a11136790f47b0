"""Pages of sites -> rows: which site each is of, and whose roles are to be judged by it.

A page whose site is judged by other pages than before is due again, together with all pages of that
site. The sample is small, so that of many pages few change it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from ingest.catalogue import tables
from ingest.catalogue.rows import DocumentState
from ingest.models import Block, Role
from ingest.sites import MAX_CHARS, PAGES, SAMPLE, SitePage, key, site_of, work_of

MOST_BLOCKS: Final = 2000
"""Of a page in the sample that are looked at: what a site is around stands at a page's edges."""

_pages = tables.site_pages.c
_blocks = tables.blocks.c
_documents = tables.documents.c


class Due(StrEnum):
    """Why a page is to be judged."""

    NEW = "new"
    AGAIN = "again"  # other pages of its site came or went


@dataclass(frozen=True, slots=True)
class ReadBlock:
    """A block of a page as it was read, with the role it has come to."""

    block: Block
    role: Role


class SiteMemory:
    """Which pages belong together, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, document_id: str, media_type: str) -> None:
        """Put a new document with its site, if it is a page."""
        if media_type in PAGES:
            self.place(document_id, changed=True)

    def place(self, document_id: str, *, changed: bool) -> None:
        """Put a page with its site, anew where its text has `changed`; others have no site."""
        row = self._connection.execute(_PAGE, {"id": document_id}).one()
        if row.media_type not in PAGES or row.state != DocumentState.HELD:
            self.leave(document_id)
            return
        site, work = site_of(row.url, row.path), work_of(row.title)
        known = self._connection.execute(_KNOWN, {"id": document_id}).first()
        if known == (site, work) and not changed:
            return
        if known:
            self.leave(document_id)
        values = {"document_id": document_id, "site": site, "work": work, "due": Due.NEW}
        self._connection.execute(insert(tables.site_pages).values(values))
        self._sampled(site, document_id)

    def leave(self, document_id: str) -> None:
        """Take a page away from its site, which is judged without it from now on."""
        known = self._connection.execute(_KNOWN, {"id": document_id}).first()
        if known is None:
            return
        self._sampled(known.site, document_id)
        self._connection.execute(delete(tables.site_pages).where(_pages.document_id == document_id))

    def unplaced(self) -> list[str]:
        """Return the pages that an earlier version took in, whose site is not known yet."""
        query = select(_pages.document_id).where(_pages.site.is_(None))
        return list(self._connection.execute(query).scalars())

    def due(self, why: Due) -> int:
        """Return how many pages are to be judged for a reason."""
        query = select(func.count()).select_from(tables.site_pages).where(_pages.due == why)
        return int(self._connection.execute(query).scalar_one())

    def next(self, why: Due, limit: int) -> list[tuple[str, str]]:
        """Return site and id of pages that are to be judged, site by site."""
        rows = self._connection.execute(
            select(_pages.site, _pages.document_id)
            .where(_pages.due == why)
            .order_by(_pages.site, _pages.document_id)
            .limit(limit)
        )
        return [(row.site, row.document_id) for row in rows]

    def judged(self, document_id: str) -> None:
        """Write down that a page has the roles that its site gives it."""
        self._connection.execute(
            update(tables.site_pages).where(_pages.document_id == document_id).values(due=None)
        )

    def sample(self, site: str) -> Iterator[SitePage]:
        """Yield the pages that a site is judged by."""
        for row in self._connection.execute(_SAMPLE, {"site": site}).all():
            found = self._connection.execute(
                select(_blocks.text)
                .where(_blocks.document_id == row.document_id)
                .where(func.length(_blocks.text) <= MAX_CHARS)
                .order_by(_blocks.ordinal)
                .limit(MOST_BLOCKS)
            )
            yield SitePage(row.work, frozenset(map(key, found.scalars().all())))

    def blocks(self, document_id: str) -> list[ReadBlock]:
        """Return the blocks of a page as they were read."""
        rows = self._connection.execute(
            select(tables.blocks)
            .where(_blocks.document_id == document_id)
            .order_by(_blocks.ordinal)
        )
        return [
            ReadBlock(
                Block(row.text, Role(row.read_as or row.role), row.page, row.offset, row.level),
                Role(row.role),
            )
            for row in rows.all()
        ]

    def _sampled(self, site: str | None, document_id: str) -> None:
        """Make all pages of a site due where one that it is judged by comes or goes."""
        sample = [row.document_id for row in self._connection.execute(_SAMPLE, {"site": site})]
        if document_id in sample:
            self._connection.execute(
                update(tables.site_pages)
                .where(_pages.site == site, _pages.due.is_(None))
                .values(due=Due.AGAIN)
            )


_SAMPLE = (
    select(_pages.document_id, _pages.work)
    .where(_pages.site == bindparam("site"))
    .order_by(_pages.document_id)
    .limit(SAMPLE)
)

# Asked for every document that comes in: put together once.
_PAGE = select(
    _documents.url, _documents.path, _documents.title, _documents.media_type, _documents.state
).where(_documents.id == bindparam("id"))
_KNOWN = select(_pages.site, _pages.work).where(_pages.document_id == bindparam("id"))
