"""A change of a document -> the collection's next revision; a revision -> the changes above it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select, update

from ingest.catalogue import documents, tables
from ingest.catalogue.rows import DocumentState, Event
from ingest.models import Change

BATCH = 32
"""Documents loaded at a time: few enough that long reports stay small in memory."""

_LATEST = select(func.max(tables.revisions.c.revision))


def latest(connection: Connection) -> int:
    """Return the number of the last revision, 0 where nothing has come in yet."""
    return connection.execute(_LATEST).scalar() or 0


def record(connection: Connection, document_id: str, event: Event) -> int:
    """Give a document the next revision, in the transaction of the change itself."""
    revision = latest(connection) + 1
    now = datetime.now(UTC)
    connection.execute(
        insert(tables.revisions).values(
            revision=revision, document_id=document_id, event=event.value, at=now
        )
    )
    table = tables.documents
    connection.execute(update(table).where(table.c.id == document_id).values(revision=revision))
    return revision


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
