"""The catalogue's rows -> which documents refer to which, by the numbers they are known by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from ingest.catalogue import tables
from ingest.catalogue.rows import STANDING
from ingest.mentions import Mention
from ingest.models import PartialDate

MOST = 100  # shown of each direction

_documents = tables.documents.c
_mentions = tables.mentions.c
_identifiers = tables.identifiers.c


@dataclass(frozen=True, slots=True)
class Citation:
    """One document, or what is not held, at the other end of a reference."""

    number: str  # by which it is referred to
    page: int | None  # where that stands, in the document that refers
    offset: int
    document_id: str | None = None  # None: it is not in the collection
    title: str = ""
    published: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Citations:
    """What a document refers to, and what refers to it."""

    cites: tuple[Citation, ...] = ()
    cited_by: tuple[Citation, ...] = ()
    times_cited: int = 0  # documents, those past MOST among them


def put(
    connection: Connection, document_id: str, found: Iterable[Mention], *, is_new: bool
) -> None:
    """Write what a document refers to in place of what was known before; nothing was of a new."""
    if not is_new:
        connection.execute(delete(tables.mentions).where(_mentions.document_id == document_id))
    rows = [
        {
            "document_id": document_id,
            "ordinal": ordinal,
            "value": one.identifier.value,
            "page": one.page,
            "offset": one.offset,
        }
        for ordinal, one in enumerate(found)
    ]
    if rows:
        connection.execute(insert(tables.mentions), rows)


def citations(connection: Connection, document_id: str) -> Citations:
    """Return both directions; three look-ups in indexes, whatever the collection holds."""
    own = list(
        connection.execute(
            select(_identifiers.value).where(_identifiers.document_id == document_id)
        ).scalars()
    )
    return Citations(
        _cites(connection, document_id, own),
        _cited_by(connection, document_id, own),
        _times_cited(connection, document_id, own),
    )


def _cites(connection: Connection, document_id: str, own: Sequence[str]) -> tuple[Citation, ...]:
    """Return what a document refers to: what is held first, each in the order of its text."""
    said = connection.execute(
        select(_mentions.value, _mentions.page, _mentions.offset)
        .where(_mentions.document_id == document_id, _mentions.value.not_in(own))
        .order_by(_mentions.ordinal)
    ).all()
    held = _held(connection, [row.value for row in said], document_id)
    found = [_citation((*row, *held.get(row.value, (None, "", None)))) for row in said]
    return tuple(sorted(found, key=lambda one: one.document_id is None)[:MOST])


def _held(
    connection: Connection, numbers: Sequence[str], but: str
) -> dict[str, tuple[str, str, str | None]]:
    """Return the documents that have numbers as their own; of several the last that came in."""
    rows = connection.execute(
        select(_identifiers.value, _documents.id, _documents.title, _documents.published)
        .join_from(tables.identifiers, tables.documents)
        .where(_identifiers.value.in_(numbers), _documents.state.in_(STANDING))
        .where(_documents.id != but)
        .order_by(_documents.added)
    )
    return {row.value: (row.id, row.title, row.published) for row in rows}


def _cited_by(connection: Connection, document_id: str, own: Sequence[str]) -> tuple[Citation, ...]:
    rows = connection.execute(
        select(
            func.min(_mentions.value),
            func.min(_mentions.page),
            func.min(_mentions.offset),
            _documents.id,
            _documents.title,
            _documents.published,
        )
        .join_from(tables.mentions, tables.documents)
        .where(*_others(document_id, own))
        .group_by(_documents.id, _documents.title, _documents.published)
        .order_by(_documents.published.desc(), _documents.id)
        .limit(MOST)
    )
    return tuple(map(_citation, rows))


def _times_cited(connection: Connection, document_id: str, own: Sequence[str]) -> int:
    return connection.execute(
        select(func.count(_documents.id.distinct()))
        .join_from(tables.mentions, tables.documents)
        .where(*_others(document_id, own))
    ).scalar_one()


def _others(document_id: str, own: Sequence[str]) -> tuple[Any, ...]:
    return (
        _mentions.value.in_(own),
        _documents.id != document_id,
        _documents.state.in_(STANDING),
    )


def _citation(row: Iterable[Any]) -> Citation:
    number, page, offset, document_id, title, published = row
    date = PartialDate.parse(published) if published else None
    return Citation(number, page, offset, document_id, title or "", date)
