"""One state of the catalogue -> what the intake asks of it: files, holders, ids that are free."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import itemgetter

from sqlalchemy import Connection, and_, bindparam, literal, or_, select, union_all

from ingest.catalogue import documents, queries, tables
from ingest.catalogue.forgetting import ForgettingMemory
from ingest.catalogue.recognising import RecognitionMemory
from ingest.catalogue.rows import AT_REST, STANDING, DocumentState, FileState, StoredFile
from ingest.corpus import INSIDE
from ingest.models import Extract, Metadata, Reason

_files = tables.files.c
_documents = tables.documents.c
_failures = tables.failures.c

_UNREST = sorted(frozenset(FileState) - AT_REST)
ASKED_AT_ONCE = 500  # names; SQLite takes 32 766


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a file did not come in, as far as it decides whether to try again."""

    name: str
    reason: Reason
    media_type: str | None
    stamp: str
    tries: int


@dataclass(frozen=True, slots=True)
class Holding:
    """A document held, with the file it is in."""

    document_id: str
    sha256: str
    name: str


class Lookup:
    """Questions to one state of the catalogue."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def forgetting(self) -> ForgettingMemory:
        """What is known of documents that are to be erased."""
        return ForgettingMemory(self._connection)

    @property
    def recognition(self) -> RecognitionMemory:
        """What is known of pages that are pictures."""
        return RecognitionMemory(self._connection)

    def files(self, below: Sequence[str] = ("",)) -> dict[str, StoredFile]:
        """Return every file that is not gone by its name; of the named files and folders alone."""
        return queries.stored_files(self._connection, below)

    def standing(self) -> dict[str, datetime]:
        """Return the files that are not taken yet, and since when they have stood as they do."""
        unfinished = (FileState.SEEN, FileState.CHANGED)
        rows = self._connection.execute(
            select(_files.name, _files.since).where(_files.state.in_(unfinished))
        )
        return {row.name: row.since for row in rows}

    def troubles(self) -> tuple[Trouble, ...]:
        """Return what is wrong with files."""
        columns = (
            _files.name,
            _failures.reason,
            _failures.media_type,
            _failures.stamp,
            _failures.tries,
        )
        rows = self._connection.execute(
            select(*columns)
            .join_from(tables.failures, tables.files)
            .order_by(_failures.file_id)  # by name SQLite goes through all files
        )
        return tuple(
            Trouble(row[0], Reason(row[1]), *row[2:]) for row in sorted(rows, key=itemgetter(0))
        )

    def interrupted(self) -> Mapping[str, int]:
        """Return the files that were being read when Lykta died, and how often that was."""
        rows = self._connection.execute(
            select(_files.name, _files.interruptions).where(_files.interruptions > 0)
        )
        return {row.name: row.interruptions for row in rows}

    def stamps(self) -> Iterable[tuple[str, str]]:
        """Return the media types of all that was read, with the stamps it was read under."""
        rows = self._connection.execute(select(_documents.media_type, _documents.stamp).distinct())
        return [(row.media_type, row.stamp) for row in rows]

    def read_under(self, media_type: str, stamp: str) -> set[str]:
        """Return the names of the files of documents of a type that were read under a stamp."""
        rows = self._connection.execute(
            select(_files.name)
            .join_from(tables.documents, tables.files)
            .where(_documents.media_type == media_type, _documents.stamp == stamp)
            .where(_files.holder)
        )
        return set(rows.scalars())

    def longest_unseen(self, limit: int) -> dict[str, str]:
        """Return the digests, by their names, of so many files whose bytes were seen longest ago.

        What lies in containers is seen with them. Files seen at a time that is still to come were
        seen by a clock that was wrong: they go first, or they would wait for years.
        """
        known = select(_files.name, _files.sha256).where(
            _files.sha256.is_not(None),
            _files.state.not_in(_UNREST),  # IN would lead by the index of states, and sort
            ~_files.name.contains(INSIDE, autoescape=True),
        )
        oldest = known.order_by(_files.hashed, _files.id)
        found: dict[str, str] = {}
        for some in (oldest.where(_files.hashed > datetime.now(UTC)), oldest):
            rows = self._connection.execute(some.limit(limit - len(found)))
            found |= {row.name: row.sha256 for row in rows}
        return found

    def sizes(self) -> set[int]:
        """Return the sizes of the files of documents: only a file of such a size can be a copy."""
        return set(
            self._connection.execute(select(_files.size).where(_files.holder).distinct()).scalars()
        )

    def holding(self, sha256: str) -> Holding | None:
        """Return the document held that has this content."""
        row = self._connection.execute(_HOLDING_OF_CONTENT, {"sha256": sha256}).first()
        return Holding(*row) if row else None

    def held_in(self, name: str) -> Holding | None:
        """Return the document that a file is the file of."""
        row = self._connection.execute(_HOLDING_IN_FILE, {"name": name}).first()
        return Holding(*row) if row else None

    def held_in_any(self, names: Iterable[str]) -> dict[str, Holding]:
        """Return the documents that files are the files of, by the names of these."""
        found: dict[str, Holding] = {}
        asked = [*names]
        for start in range(0, len(asked), ASKED_AT_ONCE):
            some = asked[start : start + ASKED_AT_ONCE]
            rows = self._connection.execute(_HOLDING_IN_FILES, {"names": some})
            found |= {row.name: Holding(*row) for row in rows}
        return found

    def belonged(self, name: str) -> str | None:
        """Return the id of the document that a file is, or was until it could not be read."""
        return self._connection.execute(_BELONGED, {"name": name}).scalar()

    def inside(self, container: str) -> set[str]:
        """Return the names of the files in a file, those in files in it too."""
        first, last = container + INSIDE, container + INSIDE[:-1] + chr(ord(INSIDE[-1]) + 1)
        return set(self._connection.execute(_INSIDE, {"first": first, "last": last}).scalars())

    def media_type(self, document_id: str) -> str | None:
        """Return what a document's file holds."""
        return self._connection.execute(
            select(_documents.media_type).where(_documents.id == document_id)
        ).scalar()

    def holdings(self) -> list[Holding]:
        """Return all documents held, by the name of their file."""
        rows = self._connection.execute(_HOLDING.order_by(_files.name))
        return [Holding(*row) for row in rows]

    def state(self, document_id: str) -> DocumentState | None:
        """Return the state of a document, MERGED for an id that leads to another."""
        found = set(self._connection.execute(_STATE, {"id": document_id}).scalars())
        if DocumentState.MERGED in found:
            return DocumentState.MERGED
        return DocumentState(found.pop()) if found else None

    def holders(self, document_id: str) -> list[str]:
        """Return the name of the file of a document: none where it is not held, else one."""
        rows = self._connection.execute(_HOLDING.where(_documents.id == document_id))
        return [row.name for row in rows]

    def duplicates(self, document_id: str) -> list[str]:
        """Return the names of the other files with a document's bytes, in order."""
        rows = self._connection.execute(
            select(_files.name)
            .where(_files.document_id == document_id, _files.state == FileState.DUPLICATE)
            .order_by(_files.name)
        )
        return list(rows.scalars())

    def extract(self, document_id: str) -> Extract:
        """Return what was read of a document."""
        return documents.load_extract(self._connection, document_id)

    def metadata(self, document_id: str) -> Metadata:
        """Return what is known of a document."""
        return documents.load_metadata(self._connection, document_id)

    def aliases(self) -> dict[str, str]:
        """Return the ids that lead to other documents, with where they lead."""
        rows = self._connection.execute(select(tables.aliases))
        return {row.id: row.document_id for row in rows}

    def setting(self, key: str) -> str | None:
        """Return a value of Lykta's own, or None."""
        return queries.setting(self._connection, key)


_HOLDING = (
    select(_documents.id, _documents.sha256, _files.name)
    .join_from(tables.documents, tables.files)
    .where(_documents.state.in_(STANDING), _files.holder)
)

# Asked for every file that comes in: put together once, as that takes longer than the answer.
_HOLDING_OF_CONTENT = _HOLDING.where(_documents.sha256 == bindparam("sha256"))
_HOLDING_IN_FILE = _HOLDING.where(_files.name == bindparam("name"))
_HOLDING_IN_FILES = _HOLDING.where(_files.name.in_(bindparam("names", expanding=True)))
_BELONGED = (
    select(_documents.id)
    .join_from(tables.files, tables.documents)
    .where(
        _files.name == bindparam("name"),
        or_(
            _files.holder,
            and_(_files.state != FileState.DUPLICATE, _documents.state == DocumentState.GONE),
        ),
    )
)
_INSIDE = (
    select(_files.name)
    .where(_files.name >= bindparam("first"), _files.name < bindparam("last"))
    .where(_files.state != FileState.GONE)
)
_STATE = union_all(
    select(literal(DocumentState.MERGED.value)).where(tables.aliases.c.id == bindparam("id")),
    select(_documents.state).where(_documents.id == bindparam("id")),
)
