"""Changes of documents -> one commit of a Tantivy index."""

from __future__ import annotations

from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from index.engines import State, Write
from index.engines.tantivy import fields
from index.engines.tantivy.fields import Held
from index.engines.tantivy.files import DOCUMENTS, PASSAGES, foreign_errors, open_index
from index.engines.writing import Work

NOBODY = "-"  # no document's id and no key of passages
HEAP_BYTES = 256_000_000
"""For each of the two, as far as it is filled: a small one is spread over segments to be merged.

With 64 MB, 48 000 documents took Tantivy 30 s of processor time, with 128 25, with 256 21
(2026-11-30).
"""


class TantivyWriter:
    """The one writer of a Tantivy index; one that fails takes no more, as Tantivy would lose it.

    A commit writes the new passages, then the documents that name them, then drops passages no
    longer named. Only the middle step is seen by readers; a crash around it costs space alone.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        documents, passages = open_index(folder / DOCUMENTS), open_index(folder / PASSAGES)
        self._document_schema, self._passage_schema = documents.schema, passages.schema
        self._index = documents
        self._searcher = documents.searcher()
        with foreign_errors(folder):
            self._documents = documents.writer(HEAP_BYTES, num_threads=1)
            self._passages = passages.writer(HEAP_BYTES, num_threads=1)
            self._spend_first_delete()
            state = fields.read_state(self._searcher, documents.schema)
        self._documents_held, self._passages_held = state.documents, state.passages
        # Where both began empty, what did not come through here is not held: no look for it.
        is_empty = self._searcher.num_docs == passages.searcher().num_docs == 0
        self._came: set[str] | None = set() if is_empty else None
        self._changed: dict[str, Held | None] = {}
        self._unnamed: set[str] = set()
        self._work = Work(folder, foreign_errors)

    def put(self, write: Write) -> None:
        """Put a document and its passages in place of what is held under its id."""
        with self._work.step():
            name = write.document.id
            is_first = self._is_first(name)
            held = None if is_first else self._held(name)
            new = Held(_key(write), len(write.passages))
            if not is_first and new != held:
                # A try that crashed may have left passages under the same key.
                self._passages.delete_documents_by_term(fields.PASSAGE_KEY, new.key)
            if new != held:
                self._put_passages(write, new.key)
            self._drop(name, held, keep=new)
            self._documents.add_document(
                fields.document(write.document, new, self._document_schema)
            )
            self._count(name, held, new)

    def remove(self, document_id: str) -> None:
        """Take a document and its passages out."""
        with self._work.step():
            held = self._held(document_id)
            self._drop(document_id, held, keep=None)
            self._count(document_id, held, None)

    def commit(self, schema: str, revision: int, origin: str = "") -> State:
        """Make all changes so far visible and durable at once, with their state record."""
        with self._work.step():
            state = State(schema, revision, self._documents_held, self._passages_held, origin)
            self._passages.commit()
            self._documents.delete_documents_by_term(fields.RECORD, fields.STATE)
            self._documents.add_document(fields.state_document(state, self._document_schema))
            self._documents.commit()
            self._drop_unnamed()
            self._index.reload()
            self._searcher = self._index.searcher()
            self._changed.clear()
        self._work.unsaved = False
        return state

    def close(self) -> None:
        """Let go; what was not committed is dropped, and merges that have begun are finished.

        A rollback leaves such merges running, on a state that is no longer that of the folder:
        the next writer in the same process has met files that one of them had cleared away.
        """
        with foreign_errors(self._folder):
            for writer in (self._passages, self._documents):
                if self._work.unsaved:
                    writer.rollback()
                    # What was not committed may have filled the disk. The files go before Tantivy
                    # notes that they have gone, and a full disk refuses the note.
                    with suppress(ValueError):
                        writer.garbage_collect_files()
                writer.wait_merging_threads()

    def _spend_first_delete(self) -> None:
        """Let the first delete of a new writer be of nothing, since Tantivy may lose it.

        It bears the number of the last commit. A merge that begins while the next commit is being
        written takes segments that were deleted from at that commit for up to date, and the delete
        for done: of 120 updates by a writer each, one left a document twice (tantivy 0.27).
        """
        self._documents.delete_documents_by_term("id", NOBODY)
        self._passages.delete_documents_by_term(fields.PASSAGE_KEY, NOBODY)

    def _is_first(self, document_id: str) -> bool:
        """Tell whether nothing of a document can be there: neither it nor passages of it."""
        if self._came is None or document_id in self._came:
            return False
        self._came.add(document_id)
        return True

    def _held(self, document_id: str) -> Held | None:
        """Return what the index, with the changes so far, holds of a document."""
        if document_id in self._changed:
            return self._changed[document_id]
        document = fields.document_by_id(self._searcher, self._document_schema, document_id)
        return None if document is None else fields.held(document)

    def _put_passages(self, write: Write, key: str) -> None:
        for record in write.passages:
            self._passages.add_document(fields.passage(record, key, self._passage_schema))
        self._unnamed.discard(key)

    def _drop(self, document_id: str, held: Held | None, *, keep: Held | None) -> None:
        if held is None:
            return
        self._documents.delete_documents_by_term("id", document_id)
        if held != keep:
            self._unnamed.add(held.key)

    def _drop_unnamed(self) -> None:
        if self._unnamed:
            for key in self._unnamed:
                self._passages.delete_documents_by_term(fields.PASSAGE_KEY, key)
            self._passages.commit()
            self._unnamed.clear()

    def _count(self, document_id: str, old: Held | None, new: Held | None) -> None:
        """Note what a document becomes, and with it how many documents and passages there are."""
        self._documents_held += (new is not None) - (old is not None)
        self._passages_held += (new.count if new else 0) - (old.count if old else 0)
        self._changed[document_id] = new


def _key(write: Write) -> str:
    """Name passages by their content: a document whose passages stay the same keeps them."""
    digest = blake2b(digest_size=12)
    for passage in write.passages:
        digest.update("\0".join((*passage.terms, *passage.terms.values(), passage.stored)).encode())
    return f"{write.document.id}.{digest.hexdigest()}"
