"""What became of a file or a document -> rows, in one transaction for a batch of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, insert, select, update

from ingest.catalogue import citing, documents, forgetting, revisions, tables
from ingest.catalogue.kinship import Kinship
from ingest.catalogue.lookup import Lookup
from ingest.catalogue.recognising import RecognitionMemory
from ingest.catalogue.rows import STANDING, DocumentState, Event, FileState
from ingest.catalogue.sites import SiteMemory
from ingest.corpus import FoundFile
from ingest.mentions import Mention
from ingest.models import Extract, Failure, Metadata, Role

_files = tables.files.c
_documents = tables.documents.c
_UNFINISHED = (FileState.SEEN, FileState.CHANGED)
_WELL = frozenset({FileState.HELD, FileState.DUPLICATE, FileState.FORGOTTEN, FileState.OPENED})
"""States of a file that nothing is wrong with."""


class FileWriter:
    """What became of files."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._part_of: dict[str, str | None] = {}  # of files, as this transaction found it

    def seen(self, file: FoundFile) -> None:
        """Write down that a file is there or has changed; its bytes are not taken yet."""
        known = self._connection.execute(select(tables.files).where(_named(file.name))).first()
        if known and known.state in _UNFINISHED and _stamp(known) == file.stamp:
            return  # keeps `since`: how long it has stood still
        self._put(file, FileState.CHANGED if known and known.document_id else FileState.SEEN)

    def reading(self, files: Iterable[FoundFile]) -> None:
        """Write down that the files are being read, before the reader starts."""
        chosen = [*files]
        known = self._connection.execute(_FILES, {"names": [file.name for file in chosen]})
        names = set(known.scalars())
        for file in chosen:
            if file.name in names:
                self._put(file, FileState.READING)
        new = [_new_row(file, FileState.READING) for file in chosen if file.name not in names]
        if new:  # a first pass has nothing else
            self._connection.execute(insert(tables.files), new)

    def released(self, *, died: bool) -> None:
        """Take back every "reading"; count it where Lykta died rather than stopped."""
        for holds, state in ((True, FileState.CHANGED), (False, FileState.SEEN)):
            self._connection.execute(
                update(tables.files)
                .where(_files.state == FileState.READING, _files.holder == holds)
                .values(state=state, interruptions=_files.interruptions + int(died))
            )

    def hashed(self, names: Iterable[str]) -> None:
        """Write down that the bytes of files were looked at now."""
        seen = [{"seen": name} for name in names]
        if seen:  # one statement: thousands of files have their turn in a night
            named = update(tables.files).where(_files.name == bindparam("seen"))
            self._connection.execute(named.values(hashed=datetime.now(UTC)), seen)

    def renamed(self, old: str, file: FoundFile) -> None:
        """Write down that the system now spells a name otherwise (å as one character or two)."""
        self._connection.execute(update(tables.files).where(_named(old)).values(name=file.name))

    def duplicate(self, file: FoundFile, document_id: str, sha256: str) -> None:
        """Write down that a file has the same bytes as the file of a document."""
        values = {"sha256": sha256, "document_id": document_id, "holder": False}
        self._put(file, FileState.DUPLICATE, **values)

    def forgotten(self, file: FoundFile, sha256: str) -> None:
        """Write down that a file has content which was erased on request."""
        values = {"sha256": sha256, "document_id": None, "holder": False}
        self._put(file, FileState.FORGOTTEN, **values)

    def opened(self, file: FoundFile, sha256: str) -> None:
        """Write down that a file holds other files, and no text of its own."""
        values = {"sha256": sha256, "document_id": None, "holder": False}
        self._put(file, FileState.OPENED, **values)

    def failed(self, file: FoundFile, failure: Failure, *, stamp: str, sha256: str | None) -> None:
        """Write down why a file did not come in."""
        self._put(file, FileState.FAILED, sha256=sha256)
        self.problem(file, failure, stamp=stamp)

    def problem(self, file: FoundFile, failure: Failure, *, stamp: str) -> None:
        """Write down what is wrong with a file, whatever its state; count the tries."""
        table = tables.failures
        file_id = select(_files.id).where(_named(file.name)).scalar_subquery()
        before = self._connection.execute(
            select(table.c.since, table.c.tries).where(
                table.c.file_id == file_id, table.c.stamp == stamp
            )
        ).first()
        self._clear(file.name)
        self._connection.execute(
            insert(table).values(
                file_id=file_id,
                reason=failure.reason.value,
                detail=failure.detail,
                media_type=failure.media_type,
                stamp=stamp,
                since=before.since if before else datetime.now(UTC),
                tries=before.tries + 1 if before else 1,
            )
        )

    def belongs(self, file: FoundFile, whole: str | None) -> None:
        """Write down the path or id of what a file is a part of."""
        if file.name in self._part_of and self._part_of[file.name] == whole:
            return  # as it was: nearly every file is a part of nothing
        self._connection.execute(_FILE_ROW, {"named": file.name, "part_of": whole})
        self._part_of[file.name] = whole

    def gone(self, name: str) -> None:
        """Write down that a file is no longer there; of one that was forgotten nothing stays."""
        forgotten = and_(_named(name), _files.state == FileState.FORGOTTEN)
        self._connection.execute(delete(tables.files).where(forgotten))
        values = {"document_id": None, "holder": False, "state": FileState.GONE}
        self._connection.execute(
            update(tables.files).where(_named(name)).values(since=datetime.now(UTC), **values)
        )
        self._clear(name)

    def _put(self, file: FoundFile, state: FileState, **values: Any) -> None:
        """Write a file's row; other bytes or another sidecar than before start its tries anew.

        What was wrong with it is forgotten where it is at rest now.
        """
        row = _row(file, state) | values
        known = self._connection.execute(_FILE, {"name": file.name}).first()
        self._part_of[file.name] = known.part_of if known else None
        if known is None:
            self._connection.execute(insert(tables.files), _new_row(file, state) | values)
            return
        is_other = _stamp(known) != file.stamp
        if is_other:
            row["interruptions"] = 0
        if known.has_failed and (is_other or state in _WELL):
            self._clear(file.name)
        self._connection.execute(_FILE_ROW, {"named": file.name, **row})

    def _clear(self, name: str) -> None:
        """Forget what was wrong with a file."""
        self._connection.execute(_NO_FAILURE, {"named": name})


@dataclass(frozen=True, slots=True)
class Taken:
    """Content as it is taken in."""

    sha256: str
    extract: Extract
    metadata: Metadata
    stamp: str  # of the type's reader now


class Writer(FileWriter):
    """What became of files and documents. Every change of a document gets its revision here."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._new: set[str] = set()  # documents that this transaction has added

    @property
    def lookup(self) -> Lookup:
        """Questions to the catalogue as this transaction has made it."""
        return Lookup(self._connection)

    @property
    def kinship(self) -> Kinship:
        """Editions and copies, as this transaction has made them."""
        return Kinship(self._connection)

    @property
    def sites(self) -> SiteMemory:
        """Web pages by their sites, as this transaction has made them."""
        return SiteMemory(self._connection)

    @property
    def recognition(self) -> RecognitionMemory:
        """What is known of pages that are pictures."""
        return RecognitionMemory(self._connection)

    def hold(self, file: FoundFile, document_id: str, taken: Taken) -> Event:
        """Take content in: as a new document, or as what a document has become."""
        known = self._connection.execute(_KNOWN, {"document": document_id}).first()
        state = _state(taken.metadata)
        if known is None:
            self._add(file, document_id, taken, state)
            return Event.NEW
        row = {"sha256": taken.sha256, "path": file.path, "state": state}
        self._connection.execute(_of(document_id).values(row))
        documents.put_extract(self._connection, document_id, taken.extract, taken.stamp)
        documents.put_metadata(self._connection, document_id, taken.metadata)
        self._hold(file, document_id, taken.sha256)
        event = Event.READ if known.sha256 == taken.sha256 else Event.EDITED
        if known.state not in STANDING:
            event = Event.NEW
        self.kinship.estrange(document_id, changed=True)
        self.sites.place(document_id, changed=True)
        revisions.record(self._connection, document_id, event)
        return event

    def _add(self, file: FoundFile, document_id: str, taken: Taken, state: DocumentState) -> None:
        """Take in a document that there is nothing of yet: no row needs to be looked for."""
        revision = revisions.latest(self._connection) + 1
        own = {
            "id": document_id,
            "sha256": taken.sha256,
            "path": file.path,
            "state": state,
            "added": datetime.now(UTC),
            "revision": revision,
        }
        documents.add(self._connection, own, taken.extract, taken.metadata, taken.stamp)
        self._new.add(document_id)
        self._put_held(file, document_id, taken.sha256)
        self.kinship.estrange(document_id, changed=False)
        self.sites.add(document_id, taken.extract.media_type)
        revisions.record_first(self._connection, document_id, revision)

    def untouched(self, file: FoundFile, document_id: str, sha256: str) -> None:
        """Write down that a document's file has its old content, with another time or name."""
        self._hold(file, document_id, sha256)

    def move(self, file: FoundFile, document_id: str, sha256: str) -> None:
        """Make another file, with the same content, the file of a document."""
        self._hold(file, document_id, sha256)
        self._connection.execute(_of(document_id).values(path=file.path))
        self.sites.place(document_id, changed=False)
        revisions.record(self._connection, document_id, Event.MOVED)

    def mentions(self, document_id: str, found: Iterable[Mention]) -> None:
        """Write what a document refers to by number; no index holds it, so it is no revision."""
        citing.put(self._connection, document_id, found, is_new=document_id in self._new)

    def describe(self, document_id: str, metadata: Metadata) -> None:
        """Write what is now known of a document whose content is the same."""
        documents.put_metadata(self._connection, document_id, metadata)
        self.kinship.estrange(document_id, changed=False)
        before, state = self.lookup.state(document_id), _state(metadata)
        self._connection.execute(_of(document_id).values(state=state))
        self.sites.place(document_id, changed=False)
        is_news = state is DocumentState.WITHDRAWN and before is not state
        event = Event.WITHDRAWN if is_news else Event.DESCRIBED
        revisions.record(self._connection, document_id, event)

    def set_roles(self, document_id: str, roles: Mapping[int, Role]) -> None:
        """Give blocks, by their place in the document, other roles."""
        documents.put_roles(self._connection, document_id, roles)
        self.kinship.estrange(document_id, changed=True)
        revisions.record(self._connection, document_id, Event.ROLES)

    def end(self, document_id: str, event: Event) -> None:
        """Take a document out of the collection; its metadata and history stay."""
        state = DocumentState(event.value)
        self._connection.execute(_of(document_id).values(state=state))
        documents.drop_text(self._connection, document_id)
        self.kinship.leave(document_id)
        self.sites.leave(document_id)
        self._let_go(document_id)
        revisions.record(self._connection, document_id, event)

    def forget(self, document_id: str) -> None:
        """Erase a document for good: only its id stays, so that indexes let go of it too."""
        if self.lookup.state(document_id) is not DocumentState.FORGOTTEN:
            self.end(document_id, Event.FORGOTTEN)
        forgetting.erase(self._connection, document_id)

    def merge(self, document_id: str, into: str) -> None:
        """Let another document take the place of one; its id leads there from now on."""
        self.end(document_id, Event.MERGED)
        self.alias(document_id, into)

    def alias(self, old: str, into: str) -> None:
        """Let an id that is not in use lead to a document."""
        table = tables.aliases
        self._connection.execute(delete(table).where(table.c.id.in_((old, into))))
        self._connection.execute(
            update(table).where(table.c.document_id == old).values(document_id=into)
        )
        self._connection.execute(insert(table).values(id=old, document_id=into))

    def set(self, key: str, value: str) -> None:
        """Keep a value of Lykta's own."""
        table = tables.settings
        self._connection.execute(delete(table).where(table.c.key == key))
        self._connection.execute(insert(table).values(key=key, value=value))

    def unset(self, key: str) -> None:
        """Let go of a value of Lykta's own."""
        table = tables.settings
        self._connection.execute(delete(table).where(table.c.key == key))

    def _hold(self, file: FoundFile, document_id: str, sha256: str) -> None:
        self._let_go(document_id, but=file.name)
        self._put_held(file, document_id, sha256)

    def _put_held(self, file: FoundFile, document_id: str, sha256: str) -> None:
        values = {"sha256": sha256, "document_id": document_id, "holder": True}
        self._put(file, FileState.HELD, **values)

    def _let_go(self, document_id: str, but: str = "") -> None:
        """Make no file, or only the one, the file of a document."""
        self._connection.execute(_NO_HOLDER, {"document": document_id, "but": but})


def _state(metadata: Metadata) -> DocumentState:
    return DocumentState.WITHDRAWN if metadata.withdrawn else DocumentState.HELD


_KNOWN = select(_documents.sha256, _documents.state).where(_documents.id == bindparam("document"))
_FILES = select(_files.name).where(_files.name.in_(bindparam("names", expanding=True)))
_HAS_FAILED = select(tables.failures.c.file_id).where(tables.failures.c.file_id == _files.id)
_FILE = select(tables.files, _HAS_FAILED.exists().label("has_failed")).where(
    _files.name == bindparam("name")
)
_FILE_ROW = update(tables.files).where(_files.name == bindparam("named"))
_NO_FAILURE = delete(tables.failures).where(
    tables.failures.c.file_id
    == select(_files.id).where(_files.name == bindparam("named")).scalar_subquery()
)
_NO_HOLDER = (
    update(tables.files)
    .where(_files.document_id == bindparam("document"), _files.name != bindparam("but"))
    .where(_files.holder)
    .values(holder=False)
)


def _row(file: FoundFile, state: FileState) -> dict[str, Any]:
    size, mtime_ns, inode, sidecar = file.stamp
    return {
        "path": file.path,
        "size": size,
        "mtime_ns": mtime_ns,
        "inode": inode,
        "sidecar": sidecar,
        "state": state,
        "since": datetime.now(UTC),
    }


def _new_row(file: FoundFile, state: FileState) -> dict[str, Any]:
    new = {"sha256": None, "document_id": None, "holder": False, "interruptions": 0}
    return {"name": file.name, **new, **_row(file, state)}


def _named(name: str) -> ColumnElement[bool]:
    return _files.name == name


def _of(document_id: str) -> Any:
    return update(tables.documents).where(_documents.id == document_id)


def _stamp(row: Any) -> tuple[int, int, int, str]:
    return (row.size, row.mtime_ns, row.inode, row.sidecar)
