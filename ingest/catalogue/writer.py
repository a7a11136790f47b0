"""What became of a file or a document -> rows, in one transaction for a batch of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from ingest.catalogue import citing, documents, forgetting, revisions, tables
from ingest.catalogue.file_writer import FileWriter
from ingest.catalogue.kinship import Kinship
from ingest.catalogue.lookup import Lookup
from ingest.catalogue.recognising import RecognitionMemory
from ingest.catalogue.rows import STANDING, DocumentState, Event, FileState
from ingest.catalogue.sites import SiteMemory
from ingest.corpus import FoundFile
from ingest.mentions import Mention
from ingest.models import Extract, Metadata, Role

_files = tables.files.c
_documents = tables.documents.c


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
        self._new: set[str] = set()  # documents added here that no mentions were written of

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

    def untouched(
        self, file: FoundFile, document_id: str, sha256: str, *, well: bool = True
    ) -> None:
        """Write down that a document's file has its old content, with another time or name.

        Where it is not well, what is wrong with it is remembered with its tries.
        """
        self._hold(file, document_id, sha256, well=well)

    def move(self, file: FoundFile, document_id: str, sha256: str) -> None:
        """Make another file, with the same content, the file of a document."""
        self._hold(file, document_id, sha256)
        self._connection.execute(_of(document_id).values(path=file.path))
        self.sites.place(document_id, changed=False)
        revisions.record(self._connection, document_id, Event.MOVED)

    def mentions(self, document_id: str, found: Iterable[Mention]) -> None:
        """Write what a document refers to by number; no index holds it, so it is no revision."""
        citing.put(self._connection, document_id, found, is_new=document_id in self._new)
        self._new.discard(document_id)

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

    def _hold(self, file: FoundFile, document_id: str, sha256: str, *, well: bool = True) -> None:
        self._let_go(document_id, but=file.name)
        self._put_held(file, document_id, sha256, well=well)

    def _put_held(
        self, file: FoundFile, document_id: str, sha256: str, *, well: bool = True
    ) -> None:
        values = {"sha256": sha256, "document_id": document_id, "holder": True}
        self._put(file, FileState.HELD, well=well, **values)

    def _let_go(self, document_id: str, but: str = "") -> None:
        """Make no file, or only the one, the file of a document."""
        self._connection.execute(_NO_HOLDER, {"document": document_id, "but": but})


def _state(metadata: Metadata) -> DocumentState:
    return DocumentState.WITHDRAWN if metadata.withdrawn else DocumentState.HELD


_KNOWN = select(_documents.sha256, _documents.state).where(_documents.id == bindparam("document"))
_NO_HOLDER = (
    update(tables.files)
    .where(_files.document_id == bindparam("document"), _files.name != bindparam("but"))
    .where(_files.holder)
    .values(holder=False)
)


def _of(document_id: str) -> Any:
    return update(tables.documents).where(_documents.id == document_id)
