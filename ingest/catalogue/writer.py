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


class FileWriter:
    """What became of files."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def seen(self, file: FoundFile) -> None:
        """Write down that a file is there or has changed; its bytes are not taken yet."""
        known = self._connection.execute(select(tables.files).where(_named(file.name))).first()
        if known and known.state in _UNFINISHED and _stamp(known) == file.stamp:
            return  # keeps `since`: how long it has stood still
        self._put(file, FileState.CHANGED if known and known.document_id else FileState.SEEN)

    def reading(self, files: Iterable[FoundFile]) -> None:
        """Write down that the files are being read, before the reader starts."""
        for file in files:
            self._put(file, FileState.READING)

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
        self._clear(file.name)

    def forgotten(self, file: FoundFile, sha256: str) -> None:
        """Write down that a file has content which was erased on request."""
        values = {"sha256": sha256, "document_id": None, "holder": False}
        self._put(file, FileState.FORGOTTEN, **values)
        self._clear(file.name)

    def opened(self, file: FoundFile, sha256: str) -> None:
        """Write down that a file holds other files, and no text of its own."""
        values = {"sha256": sha256, "document_id": None, "holder": False}
        self._put(file, FileState.OPENED, **values)
        self._clear(file.name)

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
        self._connection.execute(_FILE_ROW, {"named": file.name, "part_of": whole})

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
        """Write a file's row; other bytes or another sidecar than before start its tries anew."""
        size, mtime_ns, inode, sidecar = file.stamp
        row = {
            "path": file.path,
            "size": size,
            "mtime_ns": mtime_ns,
            "inode": inode,
            "sidecar": sidecar,
            "state": state,
            "since": datetime.now(UTC),
            **values,
        }
        known = self._connection.execute(_FILE, {"name": file.name}).first()
        if known is None:
            new = {"sha256": None, "document_id": None, "holder": False, "interruptions": 0}
            self._connection.execute(insert(tables.files), new | row | {"name": file.name})
            return
        if _stamp(known) != file.stamp:
            self._clear(file.name)
            row["interruptions"] = 0
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
        known = self._connection.execute(
            select(_documents.sha256, _documents.state).where(_documents.id == document_id)
        ).first()
        state = _state(taken.metadata)
        row = {"sha256": taken.sha256, "path": file.path, "state": state}
        if known is None:
            self._add(document_id, row)
        else:
            self._connection.execute(_of(document_id).values(row))
        documents.put_extract(self._connection, document_id, taken.extract, taken.stamp)
        documents.put_metadata(self._connection, document_id, taken.metadata)
        self._hold(file, document_id, taken.sha256)
        if known is None or known.state not in STANDING:
            event = Event.NEW
        else:
            event = Event.READ if known.sha256 == taken.sha256 else Event.EDITED
        self.kinship.estrange(document_id, changed=True)
        self.sites.place(document_id, changed=True)
        revisions.record(self._connection, document_id, event)
        return event

    def _add(self, document_id: str, row: Mapping[str, Any]) -> None:
        new = {
            "id": document_id,
            "added": datetime.now(UTC),
            "revision": 0,  # until it is recorded, in this same transaction
        }
        values = {**documents.blank_row(), **new, **row}
        self._connection.execute(insert(tables.documents), values)

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
        citing.put(self._connection, document_id, found)

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
        values = {"sha256": sha256, "document_id": document_id, "holder": True}
        self._put(file, FileState.HELD, **values)
        self._clear(file.name)

    def _let_go(self, document_id: str, but: str = "") -> None:
        """Make no file, or only the one, the file of a document."""
        self._connection.execute(_NO_HOLDER, {"document": document_id, "but": but})


def _state(metadata: Metadata) -> DocumentState:
    return DocumentState.WITHDRAWN if metadata.withdrawn else DocumentState.HELD


_FILE = select(tables.files).where(_files.name == bindparam("name"))
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


def _named(name: str) -> ColumnElement[bool]:
    return _files.name == name


def _of(document_id: str) -> Any:
    return update(tables.documents).where(_documents.id == document_id)


def _stamp(row: Any) -> tuple[int, int, int, str]:
    return (row.size, row.mtime_ns, row.inode, row.sidecar)
