"""A change of a document -> the collection's next revision; a revision -> the changes above it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, func, insert, select, update

from ingest.catalogue import documents, tables
from ingest.catalogue.rows import DocumentState, Event
from ingest.models import Change

BATCH = 32
"""Documents loaded at a time: few enough that long reports stay small in memory."""

_LATEST = select(func.max(tables.revisions.c.revision))
_AFTER = select(func.coalesce(func.max(tables.revisions.c.revision), 0) + 1).scalar_subquery()
_NEXT = insert(tables.revisions).values(revision=_AFTER).returning(tables.revisions.c.revision)
_GIVEN = update(tables.documents).where(tables.documents.c.id == bindparam("document"))


def latest(connection: Connection) -> int:
    """Return the number of the last revision, 0 where nothing has come in yet."""
    return connection.execute(_LATEST).scalar() or 0


def record(connection: Connection, document_id: str, event: Event) -> int:
    """Give a document the next revision, in the transaction of the change itself."""
    happened = {"event": event.value, "at": datetime.now(UTC)}
    revision = connection.execute(_NEXT, {"document_id": document_id, **happened}).scalar_one()
    connection.execute(_GIVEN, {"document": document_id, "revision": revision})
    return int(revision)


def record_first(connection: Connection, document_id: str, revision: int) -> None:
    """Write down the next revision, which a document was added with."""
    row = {"revision": revision, "document_id": document_id, "event": Event.NEW.value}
    connection.execute(insert(tables.revisions), {**row, "at": datetime.now(UTC)})


def changes(connection: Connection, since: int) -> Iterator[Change]:
    """Yield the last change of every document that changed after a revision, oldest first."""
    table = tables.documents
    columns = select(table.c.revision, table.c.id, table.c.state)
    while True:
        rows = connection.execute(
            columns.where(table.c.revision > since).order_by(table.c.revision).limit(BATCH)
        ).all()
        if not rows:
            return
        held = [row.id for row in rows if row.state == DocumentState.HELD]
        loaded = documents.load(connection, held)
        for row in rows:
            yield Change(row.revision, row.id, loaded.get(row.id))
        since = rows[-1].revision
