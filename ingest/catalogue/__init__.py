"""The catalogue: what Lykta holds and what happened, in one database file."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

from sqlalchemy import Engine

from ingest.catalogue import belonging, citing, documents, queries, revisions, runs
from ingest.catalogue.citing import Citation, Citations
from ingest.catalogue.connection import (
    compact,
    copy,
    damaged_copies,
    engine_for,
    reading,
    set_aside,
    writing,
)
from ingest.catalogue.kinship import Kinship, Place
from ingest.catalogue.lookup import Holding, Lookup
from ingest.catalogue.migrations import VERSION, migrate, version_of
from ingest.catalogue.missing import MissedMemory, MissedQuestion
from ingest.catalogue.pulling import PullMemory
from ingest.catalogue.rows import (
    AT_REST,
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
    Kin,
    OriginalRow,
    PartRow,
    PartState,
    Related,
    Run,
    SourceRow,
    StoredFile,
)
from ingest.catalogue.sites import Due
from ingest.catalogue.writer import Taken, Writer
from ingest.corpus import unescaped
from ingest.errors import CatalogueError
from ingest.models import Change, Document, Extract, Role

__all__ = [
    "AT_REST",
    "STANDING",
    "Arrival",
    "Catalogue",
    "Citation",
    "Citations",
    "Counts",
    "DocumentRow",
    "DocumentState",
    "Due",
    "Event",
    "FailedFile",
    "FileRow",
    "FileState",
    "Happening",
    "Holding",
    "Kin",
    "Kinship",
    "Lookup",
    "MissedMemory",
    "MissedQuestion",
    "OriginalRow",
    "PartRow",
    "PartState",
    "Place",
    "PullMemory",
    "Related",
    "Run",
    "SourceRow",
    "StoredFile",
    "Taken",
    "Writer",
    "damaged_copies",
    "set_aside",
]


class Catalogue:
    """An open catalogue. Many may read one at a time, from any thread; one at a time writes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._pulling = threading.Lock()

    @classmethod
    def open(cls, path: Path) -> Catalogue:
        """Open the catalogue, made or brought to this version first where needed."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CatalogueError(
                f"{path.parent}: cannot be made ({error.strerror}); check the rights of the folder"
            ) from error
        catalogue = cls(engine_for(path))
        try:
            with reading(catalogue._engine) as connection:
                current = version_of(connection) == VERSION
            if not current:  # else opening would wait for whoever writes
                with writing(catalogue._engine) as connection:
                    migrate(connection)
        except CatalogueError:
            catalogue.close()
            raise
        return catalogue

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---- documents ------------------------------------------------------------------------

    def document(self, document_id: str) -> Document | None:
        """Return a document that is held, also by an id that another has taken the place of."""
        with reading(self._engine) as connection:
            found = queries.resolved(connection, document_id)
            return documents.load(connection, [found])[found] if found else None

    def citations(self, document_id: str) -> Citations:
        """Return what a document refers to by number, and what refers to it."""
        with reading(self._engine) as connection:
            return citing.citations(connection, document_id)

    def documents(self) -> Iterator[DocumentRow]:
        """Yield what is held, without its text, in the order it came in."""
        with reading(self._engine) as connection:
            yield from queries.document_rows(connection)

    def newest(self, limit: int) -> tuple[DocumentRow, ...]:
        """Return what came in last, without its text, the newest first."""
        with reading(self._engine) as connection:
            return queries.newest(connection, limit)

    def topic_reasons(self, topic: str) -> dict[str, str]:
        """Return why each document held has a topic, by its id; REFUSED: its sidecar refuses it."""
        with reading(self._engine) as connection:
            return queries.topic_reasons(connection, topic)

    def extract(self, document_id: str) -> Extract:
        """Return what was read of a document that is held."""
        with reading(self._engine) as connection:
            return documents.load_extract(connection, document_id)

    def resolve(self, document_id: str) -> str | None:
        """Return the id of the document held that an id leads to, itself as a rule."""
        with reading(self._engine) as connection:
            return queries.resolved(connection, document_id)

    def at(self, path: str) -> str | None:
        """Return the id of the document that a file in the corpus folder is, or is a copy of."""
        with reading(self._engine) as connection:
            return queries.id_at(connection, path)

    def original(self, document_id: str) -> Path | None:
        """Return where a document's file lies, below the corpus folder."""
        with reading(self._engine) as connection:
            found = queries.resolved(connection, document_id)
            name = queries.holder_name(connection, found) if found else None
            return Path(unescaped(name)) if name is not None else None

    def parts(self, document_id: str) -> tuple[Related, ...]:
        """Return the files that are parts of a document: attachments, by path."""
        with reading(self._engine) as connection:
            return belonging.parts(connection, document_id)

    def wholes(self, document_id: str) -> tuple[Related, ...]:
        """Return what a document is a part of: pages and mails it is attached to, archives."""
        with reading(self._engine) as connection:
            return belonging.wholes(connection, document_id)

    def recognised(self, document: Document) -> Mapping[int, float]:
        """Return the pages of a document that were read from pictures, with how sure (per cent)."""
        with self.read() as lookup:
            pages = lookup.recognition.pages(document.sha256)
        return {number: page.confidence for number, page in pages.items() if page.texts}

    def compact(self) -> None:
        """Write the file anew, so that nothing erased is left in it or in the log beside it."""
        compact(self._engine)

    def copy_to(self, path: Path) -> None:
        """Write the catalogue as it is now, whole and checked, to another file."""
        copy(Path(str(self._engine.url.database)), path)

    def kin(self, document_id: str) -> tuple[Kin, ...]:
        """Return the other editions of a document, its copies, and what is much like it."""
        with reading(self._engine) as connection:
            return Kinship(connection).kin(document_id)

    def set_roles(self, document_id: str, roles: Mapping[int, Role]) -> None:
        """Give blocks, by their place in the document, other roles; that is a change of it."""
        with self.write() as writer:
            writer.set_roles(document_id, roles)

    # ---- revisions ------------------------------------------------------------------------

    def changes(self, since: int = 0) -> Iterator[Change]:
        """Yield the last change of every document that changed after a revision, oldest first.

        Sees the catalogue as it was at the first step; documents are loaded a few at a time.
        """
        with reading(self._engine) as connection:
            yield from revisions.changes(connection, since)

    def revision(self) -> int:
        """Return the number of the last revision, 0 where nothing has come in yet."""
        with reading(self._engine) as connection:
            return revisions.latest(connection)

    def identity(self) -> str:
        """Return what tells this catalogue from one that was rebuilt and counts anew."""
        return self.setting("identity") or ""

    def renew_identity(self) -> None:
        """Be another catalogue from now on: no index made of this one before is taken for its own.

        For one put back from a copy, whose next revisions would get numbers already used.
        """
        with self.write() as writer:
            writer.set("identity", uuid.uuid4().hex)

    # ---- what is there, what happened -----------------------------------------------------

    def documents_held(self) -> int:
        """Return how many documents are in the collection."""
        with reading(self._engine) as connection:
            return queries.documents_held(connection)

    def failures(self, path: str | None = None) -> tuple[FailedFile, ...]:
        """Return what did not come in, by path; of one path alone where one is given."""
        with reading(self._engine) as connection:
            return queries.failed_files(connection, path)

    def counts(self) -> Counts:
        """Return the collection in numbers."""
        with reading(self._engine) as connection:
            return queries.counts(connection)

    def arrivals(self, limit: int = 20) -> tuple[Arrival, ...]:
        """Return the files whose state changed last, the newest first."""
        with reading(self._engine) as connection:
            return queries.arrivals(connection, limit)

    def history(self, since: int = 0) -> Iterator[Happening]:
        """Yield what happened to documents after a revision, oldest first."""
        with reading(self._engine) as connection:
            yield from queries.history(connection, since)

    def setting(self, key: str) -> str | None:
        """Return a value of Lykta's own, or None."""
        with reading(self._engine) as connection:
            return queries.setting(connection, key)

    # ---- runs -----------------------------------------------------------------------------

    def runs(self, limit: int = 30, command: str | None = None) -> tuple[Run, ...]:
        """Return the last runs, of all commands or of one, the newest first."""
        with reading(self._engine) as connection:
            return runs.last(connection, limit, command)

    def begin_run(self, command: str) -> int:
        """Write down that a command starts; return the run's number."""
        with writing(self._engine) as connection:
            return runs.begin(connection, command)

    def finish_run(self, run: int, outcome: str, report: Mapping[str, object]) -> None:
        """Write down how a run ended: "done", or what stopped it."""
        with writing(self._engine) as connection:
            runs.finish(connection, run, outcome, report)

    def add_run(self, command: str, started: datetime, report: Mapping[str, object]) -> None:
        """Write down a run that is done."""
        with writing(self._engine) as connection:
            runs.add(connection, command, started, report)

    def prune_runs(self, before: datetime, nights: int) -> int:
        """Forget the runs that began before a time, but the last nights; return how many."""
        with writing(self._engine) as connection:
            return runs.prune(connection, before, nights)

    # ---- for the intake -------------------------------------------------------------------

    @contextmanager
    def read(self) -> Iterator[Lookup]:
        """Give lookups that see one state of the catalogue until the block ends."""
        with reading(self._engine) as connection:
            yield Lookup(connection)

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """Give a writer whose writes become visible together, or not at all."""
        with writing(self._engine) as connection:
            yield Writer(connection)

    # ---- for pulling ----------------------------------------------------------------------

    @contextmanager
    def pulling(self) -> Iterator[PullMemory]:
        """Give the memory of what was fetched from sources; its writes become visible together.

        Threads of ours take turns: twenty that wait for SQLite's own lock, which it gives to
        whoever happens to ask, kept one of them out for its 30 seconds (2026-11-24).
        """
        with self._pulling, writing(self._engine) as connection:
            yield PullMemory(connection)

    @contextmanager
    def pulled(self) -> Iterator[PullMemory]:
        """Give the same memory to read alone, as it stands while others write."""
        with reading(self._engine) as connection:
            yield PullMemory(connection)

    # ---- for what people miss -------------------------------------------------------------

    @contextmanager
    def missing(self) -> Iterator[MissedMemory]:
        """Give the memory of questions that found nothing; its writes become visible together."""
        with writing(self._engine) as connection:
            yield MissedMemory(connection)

    def missed(self, limit: int = 20) -> tuple[MissedQuestion, ...]:
        """Return the questions that most days found nothing for, as far as words are kept."""
        with reading(self._engine) as connection:
            return MissedMemory(connection).questions(limit)
