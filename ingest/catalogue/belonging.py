"""A document -> what it is a part of, and what its parts are: attachments, members of archives.

The relation is between files, so that one attachment of two pages is a part of both.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, and_, select

from ingest.catalogue import queries, tables
from ingest.catalogue.rows import DocumentState, FileState, Related

_files = tables.files.c
_documents = tables.documents.c
_HERE = _files.state != FileState.GONE
_RELATED = (
    select(_files.path, _documents.id, _documents.title)
    .select_from(tables.files)
    .outerjoin(
        tables.documents,
        and_(_files.document_id == _documents.id, _documents.state == DocumentState.HELD),
    )
    .where(_HERE)
    .order_by(_files.path)
)
MAX_DEPTH = 10  # a sidecar can make a file a part of its own part


def parts(connection: Connection, document_id: str) -> tuple[Related, ...]:
    """Return the files that are parts of a document, those that did not come in too."""
    wholes = [*_paths(connection, document_id), document_id]
    found = connection.execute(_RELATED.where(_files.part_of.in_(wholes)))
    return _once_each((Related(*row) for row in found), but=document_id)


def wholes(connection: Connection, document_id: str) -> tuple[Related, ...]:
    """Return what a document is a part of: the nearest document, else the archive it lies in."""
    said = connection.execute(
        select(_files.part_of)
        .where(_files.document_id == document_id, _files.part_of.is_not(None), _HERE)
        .order_by(_files.path)
    ).scalars()
    found = (_nearest(connection, whole) for whole in said)
    return _once_each((one for one in found if one), but=document_id)


def _paths(connection: Connection, document_id: str) -> list[str]:
    """Return the paths of all files with a document's bytes."""
    rows = connection.execute(select(_files.path).where(_files.document_id == document_id, _HERE))
    return list(rows.scalars())


def _nearest(connection: Connection, whole: str) -> Related | None:
    """Return the document of a path or id; where it has none, of what that is a part of."""
    found: Related | None = None
    for _ in range(MAX_DEPTH):
        row = connection.execute(_RELATED.where(_files.path == whole)).first()
        if row is None:
            return found or _by_id(connection, whole)
        found = Related(*row)
        above = connection.execute(
            select(_files.part_of).where(_files.path == whole, _HERE)
        ).scalar()
        if found.id or not above:
            break
        whole = above
    return found


def _by_id(connection: Connection, document_id: str) -> Related | None:
    held = queries.resolved(connection, document_id)
    row = connection.execute(
        select(_documents.path, _documents.id, _documents.title).where(_documents.id == held)
    ).first()
    return Related(*row) if row else None


def _once_each(found: Iterable[Related], *, but: str) -> tuple[Related, ...]:
    return tuple({one.id or one.path: one for one in found if one.id != but}.values())
