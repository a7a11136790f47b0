"""Extract and Metadata -> rows, and rows -> Document: what is held, block by block."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    Connection,
    Delete,
    Row,
    Select,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from ingest.catalogue import tables
from ingest.catalogue.many import insert_many
from ingest.models import (
    Block,
    Claim,
    Document,
    Extract,
    Identifier,
    Kind,
    Metadata,
    Origin,
    Outline,
    PartialDate,
    Role,
    TopicLink,
)

_DATES = ("published", "updated", "valid_from", "valid_to", "withdrawn", "removed")
_TEXTS = (
    "title",
    "publisher",
    "originator",
    "language",
    "url",
    "replaces",
    "repealed_by",
    "repealed",
    "summary",
)
_THIS = update(tables.documents).where(tables.documents.c.id == bindparam("document"))
_FROM_EXTRACT = (tables.blocks, tables.claims, tables.mentions)
_PLAIN = frozenset({tables.blocks, tables.claims})
"""Tables of texts and numbers alone."""
_ROLES = {role.value: role for role in Role}


# ---- writing ------------------------------------------------------------------------------


def add(
    connection: Connection,
    own: Mapping[str, Any],
    extract: Extract,
    metadata: Metadata,
    stamp: str,
) -> None:
    """Write a document that there is nothing of yet; `own` has what it is besides."""
    row = {**own, **_extract_row(extract, stamp), **_metadata_row(metadata)}
    connection.execute(insert(tables.documents), row)
    for table, rows in (
        (tables.blocks, map(_block_row, extract.blocks)),
        (tables.claims, map(_fields, extract.claims)),
        (tables.topics, map(_fields, metadata.topics)),
        (tables.identifiers, map(_fields, metadata.identifiers)),
    ):
        _insert(connection, table, own["id"], rows)


def put_extract(connection: Connection, document_id: str, extract: Extract, stamp: str) -> None:
    """Write what was read in place of what was read before."""
    connection.execute(_THIS, {"document": document_id, **_extract_row(extract, stamp)})
    _replace(connection, tables.blocks, document_id, map(_block_row, extract.blocks))
    _replace(connection, tables.claims, document_id, map(_fields, extract.claims))


def put_metadata(connection: Connection, document_id: str, metadata: Metadata) -> None:
    """Write what is known of a document in place of what was known before."""
    connection.execute(_THIS, {"document": document_id, **_metadata_row(metadata)})
    _replace(connection, tables.topics, document_id, map(_fields, metadata.topics))
    _replace(connection, tables.identifiers, document_id, map(_fields, metadata.identifiers))


def drop_text(connection: Connection, document_id: str) -> None:
    """Let go of what was read; the document's row stays, for its history."""
    for table in _FROM_EXTRACT:
        connection.execute(delete(table).where(table.c.document_id == document_id))


def put_roles(connection: Connection, document_id: str, roles: Mapping[int, Role]) -> None:
    """Give blocks, by their place in the document, other roles; the first one stays known."""
    blocks = tables.blocks.c
    for ordinal, role in roles.items():
        connection.execute(
            update(tables.blocks)
            .where(blocks.document_id == document_id, blocks.ordinal == ordinal)
            .values(role=role.value, read_as=func.coalesce(blocks.read_as, blocks.role))
        )


def blank_row() -> dict[str, Any]:
    """Return the columns that `put_extract` and `put_metadata` fill, still empty."""
    extract = {
        "media_type": "",
        "reader": "",
        "stamp": "",
        "page_labels": [],
        "outline": [],
        "notes": [],
    }
    return extract | _metadata_row(Metadata(title=""))


def _replace(
    connection: Connection, table: Table, document_id: str, rows: Iterable[Mapping[str, Any]]
) -> None:
    connection.execute(_emptied(table), {"document": document_id})
    _insert(connection, table, document_id, rows)


def _insert(
    connection: Connection, table: Table, document_id: str, rows: Iterable[Mapping[str, Any]]
) -> None:
    numbered = [
        {"document_id": document_id, "ordinal": ordinal, **row} for ordinal, row in enumerate(rows)
    ]
    if table in _PLAIN:
        insert_many(connection, table, numbered)
    elif numbered:
        connection.execute(insert(table), numbered)


@cache
def _emptied(table: Table) -> Delete:
    return delete(table).where(table.c.document_id == bindparam("document"))


@cache
def _of_several(table: Table) -> Select[Any]:
    """Return the rows of documents whose ids are given as `ids`, in order."""
    own = table.c.document_id.in_(bindparam("ids", expanding=True))
    return select(table).where(own).order_by(table.c.document_id, table.c.ordinal)


_blocks_of = tables.blocks.c
_BLOCKS = (
    select(
        _blocks_of.document_id,
        _blocks_of.text,
        _blocks_of.role,
        _blocks_of.page,
        _blocks_of.offset,
        _blocks_of.level,
    )
    .where(_blocks_of.document_id.in_(bindparam("ids", expanding=True)))
    .order_by(_blocks_of.document_id, _blocks_of.ordinal)
)


def _fields(one: Claim | TopicLink | Identifier) -> dict[str, Any]:
    """Return a flat record's fields; `asdict` copies what is in them too, in ten times the time."""
    return {name: getattr(one, name) for name in one.__slots__}


def _extract_row(extract: Extract, stamp: str) -> dict[str, Any]:
    return {
        "media_type": extract.media_type,
        "reader": extract.reader,
        "stamp": stamp,
        "pages": extract.pages,
        "page_labels": list(extract.page_labels),
        "outline": [asdict(entry) for entry in extract.outline],
        "notes": list(extract.notes),
    }


def _block_row(block: Block) -> dict[str, Any]:
    return {
        "role": block.role.value,
        "page": block.page,
        "offset": block.offset,
        "level": block.level,
        "text": block.text,
    }


def _metadata_row(metadata: Metadata) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(metadata, name) for name in _TEXTS}
    for name in _DATES:
        value = getattr(metadata, name)
        row[name] = value and str(value)
    row["kind"] = metadata.kind.value
    row["also_at"] = list(metadata.also_at)
    row["authors"] = list(metadata.authors)
    row["not_topics"] = list(metadata.not_topics)
    row["origins"] = {
        name: [origin.source, origin.certainty] for name, origin in metadata.origins.items()
    }
    return row


# ---- reading ------------------------------------------------------------------------------


def load(connection: Connection, ids: Sequence[str]) -> dict[str, Document]:
    """Return the documents that have these ids, whatever their state: five queries for them all."""
    table = tables.documents
    rows = connection.execute(select(table).where(table.c.id.in_(ids))).all()
    blocks = _blocks(connection, ids)
    topics, identifiers = (
        _grouped(connection, part, ids) for part in (tables.topics, tables.identifiers)
    )
    return {
        row.id: Document(
            id=row.id,
            path=row.path,
            sha256=row.sha256,
            media_type=row.media_type,
            metadata=_metadata(row, topics.get(row.id, ()), identifiers.get(row.id, ())),
            blocks=tuple(blocks.get(row.id, ())),
            pages=row.pages,
            page_labels=tuple(row.page_labels),
            outline=tuple(Outline(**entry) for entry in row.outline),
            notes=tuple(row.notes),
            added=row.added,
            newer=row.newer,
            copy_of=row.copy_of,
        )
        for row in rows
    }


def load_extract(connection: Connection, document_id: str) -> Extract:
    """Return what was read of a document, so that it can be described anew without its file."""
    row = connection.execute(
        select(tables.documents).where(tables.documents.c.id == document_id)
    ).one()
    claims = _grouped(connection, tables.claims, [document_id]).get(document_id, ())
    return Extract(
        media_type=row.media_type,
        reader=row.reader,
        blocks=tuple(_blocks(connection, [document_id]).get(document_id, ())),
        claims=tuple(Claim(claim.field, claim.value, claim.origin) for claim in claims),
        pages=row.pages,
        page_labels=tuple(row.page_labels),
        outline=tuple(Outline(**entry) for entry in row.outline),
        notes=tuple(row.notes),
    )


def load_metadata(connection: Connection, document_id: str) -> Metadata:
    """Return what is known of a document, without its text."""
    row = connection.execute(
        select(tables.documents).where(tables.documents.c.id == document_id)
    ).one()
    topics = _grouped(connection, tables.topics, [document_id]).get(document_id, ())
    identifiers = _grouped(connection, tables.identifiers, [document_id]).get(document_id, ())
    return _metadata(row, topics, identifiers)


def identifiers(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[Identifier, ...]]:
    """Return the numbers of documents."""
    found = _grouped(connection, tables.identifiers, ids)
    return {
        name: tuple(Identifier(one.scheme, one.value, one.valid) for one in rows)
        for name, rows in found.items()
    }


def _blocks(connection: Connection, ids: Sequence[str]) -> dict[str, list[Block]]:
    """Return the blocks of documents.

    There are a hundred a document; asked for each column by its name, loading took twice as long.
    """
    groups: dict[str, list[Block]] = {}
    for document_id, text, role, page, offset, level in connection.execute(
        _BLOCKS, {"ids": [*ids]}
    ):
        block = Block(text, _ROLES[role], page, offset, level)
        groups.setdefault(document_id, []).append(block)
    return groups


def _grouped(connection: Connection, table: Table, ids: Sequence[str]) -> dict[str, list[Row[Any]]]:
    rows = connection.execute(_of_several(table), {"ids": [*ids]})
    groups: dict[str, list[Row[Any]]] = {}
    for row in rows:
        groups.setdefault(row.document_id, []).append(row)
    return groups


def _metadata(
    row: Row[Any], topics: Iterable[Row[Any]], identifiers: Iterable[Row[Any]]
) -> Metadata:
    values = {name: getattr(row, name) for name in _TEXTS}
    for name in _DATES:
        text = getattr(row, name)
        values[name] = PartialDate.parse(text) if text else None
    origins = {name: Origin(source, certainty) for name, (source, certainty) in row.origins.items()}
    return Metadata(
        kind=Kind(row.kind),
        also_at=tuple(row.also_at),
        authors=tuple(row.authors),
        not_topics=tuple(row.not_topics),
        topics=tuple(TopicLink(link.topic, link.reason, tuple(link.words)) for link in topics),
        identifiers=tuple(Identifier(one.scheme, one.value, one.valid) for one in identifiers),
        origins=MappingProxyType(origins),
        **values,
    )
