"""A document that is erased on request -> what it is known by, and rows that no longer tell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, and_, delete, or_, select, tuple_, update

from ingest.catalogue import documents, tables
from ingest.catalogue.pulling import part_row
from ingest.catalogue.recognising import RecognitionMemory
from ingest.catalogue.rows import STANDING, FileState, PartRow
from ingest.models import Metadata

_files = tables.files.c
_documents = tables.documents.c
_parts = tables.pull_parts.c
_originals = tables.pull_originals.c
ERASED = "(erased)"
"""Stands in the reports of runs where a document's title, path or address stood."""


class ForgettingMemory:
    """What is known of documents that are to be erased, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def files(self, document_id: str) -> list[str]:
        """Return the names of all files with a document's content, in order."""
        query = select(_files.name).where(
            _files.document_id == document_id, _files.state != FileState.GONE
        )
        return list(self._connection.execute(query.order_by(_files.name)).scalars())

    def digests(self, document_id: str) -> set[str]:
        """Return the SHA-256 of every content of a document that is known, old editions too.

        Content that another document has now stays out: that one is not to be erased.
        """
        own = [
            select(_documents.sha256).where(_documents.id == document_id),
            select(_files.sha256).where(_files.document_id == document_id),
            select(_parts.sha256).where(self._of(document_id)),
            select(_originals.sha256).where(self._fetched(document_id)),
        ]
        found = {one for query in own for one in self._connection.execute(query).scalars() if one}
        others = select(_documents.sha256).where(
            _documents.sha256.in_(found),
            _documents.id != document_id,
            _documents.state.in_(STANDING),
        )
        return found - set(self._connection.execute(others).scalars())

    def parts(self, document_id: str) -> list[PartRow]:
        """Return what was fetched of a document: address, file, mark of the text."""
        query = select(tables.pull_parts).where(self._of(document_id)).order_by(_parts.address)
        return [part_row(row) for row in self._connection.execute(query)]

    def words(self, document_id: str) -> set[str]:
        """Return what runs may have told of a document: title, path, names and addresses."""
        query = select(_documents.title, _documents.path).where(_documents.id == document_id)
        title, path = self._connection.execute(query).one()
        addresses = (part.address for part in self.parts(document_id))
        return {word for word in (title, path, *addresses, *self.files(document_id)) if word}

    def shared(self, digests: Iterable[str], document_id: str) -> set[str]:
        """Return those of some digests that an edition of another document has as well."""
        wanted = list(digests)
        queries = (
            select(_originals.sha256).where(
                _originals.sha256.in_(wanted), ~self._fetched(document_id)
            ),
            select(_parts.sha256).where(_parts.sha256.in_(wanted), ~self._of(document_id)),
        )
        return {one for query in queries for one in self._connection.execute(query).scalars()}

    def _of(self, document_id: str) -> Any:
        return _parts.name.in_(select(_files.name).where(_files.document_id == document_id))

    def _fetched(self, document_id: str) -> Any:
        whose = select(_parts.source, _parts.address).where(self._of(document_id))
        return tuple_(_originals.source, _originals.address).in_(whose)


def erase(connection: Connection, document_id: str) -> None:
    """Erase every row that tells what a document was: its id, digest and state stay."""
    memory = ForgettingMemory(connection)
    parts = memory.parts(document_id)
    words = memory.words(document_id)
    own = select(_documents.sha256).where(_documents.id == document_id)
    sha256 = connection.execute(own).scalar_one()
    recognised = RecognitionMemory(connection)
    for digest in (sha256, *memory.digests(document_id)):
        recognised.drop(digest)
    documents.put_metadata(connection, document_id, Metadata(title=""))
    blank = documents.blank_row() | {"path": "", "pages": None}
    connection.execute(update(tables.documents).where(_documents.id == document_id).values(blank))
    for part in parts:
        for table in (tables.pull_originals, tables.pull_parts, tables.pull_validators):
            here = and_(table.c.source == part.source, table.c.address == part.address)
            connection.execute(delete(table).where(here))
    _erase_files(connection, document_id, sha256, {part.name for part in parts})
    _erase_reports(connection, words)


def _erase_files(
    connection: Connection, document_id: str, sha256: str, pulled: set[str | None]
) -> None:
    """Let go of files that are gone or were ours to delete; the others are passed over."""
    whose = _files.document_id == document_id
    of_it = select(_files.id).where(or_(whose, _files.sha256 == sha256))
    failures = tables.failures
    connection.execute(delete(failures).where(failures.c.file_id.in_(of_it)))
    ours = [name for name in pulled if name]
    before = and_(_files.sha256 == sha256, _files.state == FileState.GONE)
    connection.execute(delete(tables.files).where(or_(before, and_(whose, _files.name.in_(ours)))))
    values = {"document_id": None, "holder": False, "state": FileState.FORGOTTEN}
    connection.execute(update(tables.files).where(whose).values(values))


def _erase_reports(connection: Connection, words: set[str]) -> None:
    """Take a document's title, path and addresses out of what runs have told."""
    for table in (tables.runs, tables.pull_sources):
        key = next(iter(table.primary_key))
        for name, report in list(connection.execute(select(key, table.c.report))):
            if (clean := _without(report, words)) != report:
                connection.execute(update(table).where(key == name).values(report=clean))


def _without(value: Any, words: set[str]) -> Any:
    if isinstance(value, str):
        return ERASED if any(word in value for word in words) else value
    if isinstance(value, list):
        return [_without(one, words) for one in value]
    if isinstance(value, dict):
        return {key: _without(one, words) for key, one in value.items()}
    return value
