"""Changes of documents -> one commit of a Whoosh index."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from index.engines import State, Write
from index.engines.whoosh import fields
from index.engines.whoosh.files import foreign_errors
from index.engines.whoosh.postings import Postings
from index.engines.whoosh.reader import read_state
from index.engines.writing import Work

MEGABYTES = 64  # of postings in memory before they go to temporary files


class Segment(SegmentWriter):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's writer, which can take back a record that it was given itself."""

    def __init__(self, index: FileIndex) -> None:
        super().__init__(index, limitmb=MEGABYTES)
        self.taken_back: set[int] = set()

    def cancel(self) -> None:
        """Drop what was given; Whoosh itself leaves the files to the next commit."""
        super().cancel()
        self._remove_files()

    def abandon(self) -> None:
        """Let go of lock and files where `cancel` cannot: it still writes, and the disk is full."""
        self._remove_files()
        shutil.rmtree(self._tempstorage.folder, ignore_errors=True)
        self.writelock.release()

    def _remove_files(self) -> None:
        for name in self.storage.list():
            if name.startswith(self.newsegment.segment_id()):
                self.storage.delete_file(name)

    def _commit_toc(self, segments: list[Any]) -> None:
        for number in self.taken_back:
            self.newsegment.delete_document(number)
        super()._commit_toc(segments)


class WhooshWriter:
    """The one writer of a Whoosh index; holds its lock from opening to close."""

    def __init__(self, index: FileIndex, folder: Path) -> None:
        self._folder = folder
        self._index = index
        self._work = Work(folder, foreign_errors)
        self._open()

    def put(self, write: Write) -> None:
        """Put a document and its passages in place of what is held under its id."""
        with self._work.step():
            self._drop(write.document.id)
            numbers = [self._add(fields.document(write.document, len(write.passages)))]
            numbers += [self._add(fields.passage(passage)) for passage in write.passages]
            self._new[write.document.id] = numbers
            self._documents += 1
            self._passages += len(write.passages)

    def remove(self, document_id: str) -> None:
        """Take a document and its passages out."""
        with self._work.step():
            self._drop(document_id)

    def commit(self, schema: str, revision: int, origin: str = "") -> State:
        """Make all changes so far visible and durable at once, with their state record."""
        with self._work.step():
            state = State(schema, revision, self._documents, self._passages, origin)
            for number in self._held.counts(fields.RECORD, fields.STATE):
                self._segment.delete_document(number)
            self._add(fields.state_values(state))
            self._segment.commit()
            self._open()
            return state

    def close(self) -> None:
        """Let go; what was not committed is dropped."""
        with foreign_errors(self._folder):
            if self._work.failed:
                self._segment.abandon()
            else:
                self._segment.cancel()

    def _open(self) -> None:
        with foreign_errors(self._folder):
            self._segment = Segment(self._index)
            self._held = Postings(self._index)
            state = read_state(self._held)
        self._documents, self._passages = state.documents, state.passages
        self._new: dict[str, list[int]] = {}  # given since the last commit
        self._gone: set[str] = set()  # of those committed

    def _add(self, values: dict[str, object]) -> int:
        number = int(self._segment.docnum)
        self._segment.add_document(**values)
        return number

    def _drop(self, document_id: str) -> None:
        """Delete what is held of a document, whether committed or given since."""
        if numbers := self._new.pop(document_id, []):
            self._segment.taken_back.update(numbers)
        elif document_id not in self._gone and (numbers := self._committed(document_id)):
            for number in numbers:
                self._segment.delete_document(number)
            self._gone.add(document_id)
        if numbers:
            self._documents -= 1
            self._passages -= len(numbers) - 1

    def _committed(self, document_id: str) -> list[int]:
        """Return the numbers of a document's records in the last commit."""
        documents = [*self._held.counts("id", document_id)]
        return [*documents, *self._held.counts(fields.PARENT, document_id)] if documents else []
