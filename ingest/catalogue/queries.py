"""The catalogue's rows -> counts, lists and lookups of files and documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from ingest.catalogue import revisions, runs, tables
from ingest.catalogue.rows import (
    STANDING,
    Arrival,
    Counts,
    DocumentRow,
    DocumentState,
    Event,
    FailedFile,
    FileRow,
    FileState,
    Happening,
    StoredFile,
)
from ingest.models import REFUSED, Kind, PartialDate, Reason

_files = tables.files.c
_documents = tables.documents.c
_HELD = _documents.state == DocumentState.HELD
_ROW = [_documents[name] for name in DocumentRow.__dataclass_fields__]
_STANDING = _documents.state.in_(STANDING)

MOST_PARTS = 100
"""Of a corpus folder asked for by name; with more, all rows are read and the caller sifts."""


def stored_files(connection: Connection, below: Sequence[str]) -> dict[str, StoredFile]:
    """Return every file that is not gone by its name, in one query; at least those asked for."""
    columns = [_files[name] for name in FileRow._fields]
    wanted = select(*columns).where(_files.state != FileState.GONE)
    if "" not in below and len(below) <= MOST_PARTS:
        wanted = wanted.where(or_(*(_part(name) for name in below)))
    with connection.execute(wanted) as found:  # the driver's own rows: nothing is converted
        return {row[0]: row for row in found.cursor.fetchall()} if found.cursor else {}


def _part(name: str) -> ColumnElement[bool]:
    """Match a file, what lies in it, or what lies below a folder: "0" is what follows "/"."""
    return or_(
        _files.name == name,
        and_(_files.name > f"{name}/", _files.name < f"{name}0"),
        and_(_files.name > f"{name}!/", _files.name < f"{name}!0"),
    )


def document_rows(connection: Connection) -> Iterator[DocumentRow]:
    """Yield what is held, without its text, in the order it came in."""
    yield from _rows(
        connection, select(*_ROW).where(_HELD).order_by(_documents.added, _documents.id)
    )


def newest(connection: Connection, limit: int) -> tuple[DocumentRow, ...]:
    """Return what came in last, without its text, the newest first."""
    asked = select(*_ROW).where(_HELD).order_by(_documents.added.desc(), _documents.id).limit(limit)
    return tuple(_rows(connection, asked))


def _rows(connection: Connection, asked: Select[Any]) -> Iterator[DocumentRow]:
    for row in connection.execute(asked):
        values = row._asdict()
        values["kind"] = Kind(row.kind)
        values["published"] = PartialDate.parse(row.published) if row.published else None
        yield DocumentRow(**values)


def topic_reasons(connection: Connection, topic: str) -> dict[str, str]:
    """Return by id why each document held has a topic; REFUSED where its sidecar wants none."""
    table = tables.topics.c
    has = (
        select(table.document_id, table.reason)
        .join_from(tables.topics, tables.documents)
        .where(table.topic == topic, _HELD)
    )
    refuses = select(_documents.id, _documents.not_topics).where(tables.REFUSES, _HELD)
    reasons = {id_: REFUSED for id_, topics in connection.execute(refuses) if topic in topics}
    return reasons | {row.document_id: row.reason for row in connection.execute(has)}


def failed_files(connection: Connection, path: str | None = None) -> tuple[FailedFile, ...]:
    """Return what did not come in, by path; of one path alone where one is given."""
    failures = tables.failures.c
    wanted = (
        select(
            _files.path,
            failures.reason,
            failures.detail,
            failures.media_type,
            failures.since,
            failures.tries,
        )
        .join_from(tables.failures, tables.files)
        .where(_files.state != FileState.GONE)
        .order_by(_files.path)
    )
    rows = connection.execute(wanted if path is None else wanted.where(_files.path == path))
    return tuple(FailedFile(row[0], Reason(row[1]), *row[2:]) for row in rows)


def arrivals(connection: Connection, limit: int) -> tuple[Arrival, ...]:
    """Return the files whose state changed last, the newest first."""
    rows = connection.execute(
        select(
            _files.path,
            _files.state,
            _files.since,
            _files.document_id,
            _files.sha256,
            tables.failures.c.reason,
            _documents.title,
            _documents.notes,
        )
        .join_from(tables.files, tables.failures, isouter=True)
        .join(tables.documents, _documents.id == _files.document_id, isouter=True)
        .order_by(_files.since.desc(), _files.id.desc())
        .limit(limit)
    ).all()
    gone = {row.sha256 for row in rows if row.state == FileState.GONE} - {None}
    moved = connection.execute(
        select(_documents.sha256, _documents.id, _documents.path).where(
            _documents.sha256.in_(gone), _HELD
        )
    )
    now_at = {row.sha256: (row.id, row.path) for row in moved}
    return tuple(_arrival(row, *now_at.get(row.sha256, (None, ""))) for row in rows)


def _arrival(row: Any, moved: str | None, now_at: str) -> Arrival:
    is_gone = row.state == FileState.GONE
    return Arrival(
        row.path,
        FileState(row.state),
        row.since,
        moved if is_gone else row.document_id,
        Reason(row.reason) if row.reason else None,
        row.title or "",
        tuple(row.notes or ()),
        now_at if is_gone else "",
    )


def resolved(connection: Connection, document_id: str) -> str | None:
    """Return the id of the document that an id leads to, itself as a rule; withdrawn ones too."""
    alias = tables.aliases.c
    into = connection.execute(select(alias.document_id).where(alias.id == document_id)).scalar()
    return connection.execute(
        select(_documents.id).where(_documents.id == (into or document_id), _STANDING)
    ).scalar()


def id_at(connection: Connection, path: str) -> str | None:
    """Return the id of the document that is held at a path, or that the file there is a copy of."""
    held = select(_documents.id).where(_documents.path == path, _HELD)
    copied = select(_files.document_id).where(
        _files.path == path, _files.state == FileState.DUPLICATE
    )
    return connection.execute(held).scalar() or connection.execute(copied).scalar()


def holder_name(connection: Connection, document_id: str) -> str | None:
    """Return the escaped name of the file a document is in."""
    return connection.execute(
        select(_files.name).where(_files.document_id == document_id, _files.holder)
    ).scalar()


def counts(connection: Connection) -> Counts:
    """Return the collection in numbers."""
    files = connection.execute(select(_files.state, func.count()).group_by(_files.state))
    kinds = connection.execute(
        select(_documents.kind, func.count(), func.sum(_documents.pages))
        .where(_HELD)
        .group_by(_documents.kind)
    ).all()
    last = runs.last(connection, 1)
    return Counts(
        files={FileState(state): number for state, number in files},
        documents=sum(row[1] for row in kinds),
        kinds={Kind(row[0]): row[1] for row in kinds},
        pages=sum(row[2] or 0 for row in kinds),
        revision=revisions.latest(connection),
        last_run=last[0] if last else None,
    )


def documents_held(connection: Connection) -> int:
    """Return how many documents are in the collection."""
    return connection.execute(
        select(func.count()).select_from(tables.documents).where(_HELD)
    ).scalar_one()


def history(connection: Connection, since: int) -> Iterator[Happening]:
    """Yield what happened to documents after a revision, oldest first."""
    revisions = tables.revisions.c
    rows = connection.execute(
        select(
            revisions.revision,
            revisions.document_id,
            _documents.path,
            revisions.event,
            revisions.at,
        )
        .join_from(tables.revisions, tables.documents)
        .where(revisions.revision > since)
        .order_by(revisions.revision)
    )
    return (Happening(row[0], row[1], row[2], Event(row[3]), row[4]) for row in rows)


def setting(connection: Connection, key: str) -> str | None:
    """Return a value of Lykta's own, or None."""
    table = tables.settings.c
    return connection.execute(select(table.value).where(table.key == key)).scalar()
