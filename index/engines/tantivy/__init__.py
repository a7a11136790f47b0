"""Tantivy behind the contract: a folder -> a reader or a writer of it.

One folder holds two Tantivy indexes, `documents/` and `passages/`. In a shared one, Tantivy's
BM25 would take the mean length of a field over all records: with twenty passages a document the
mean is twenty times too short, and long reports sink. The commit of `documents/` is the truth:
a document record names the key of its passages, so passages that no document names are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import tantivy

from index.engines.tantivy import verify
from index.engines.tantivy.fields import document_schema, passage_schema
from index.engines.tantivy.files import DOCUMENTS, PASSAGES, foreign_errors, is_index
from index.engines.tantivy.reader import TantivyReader
from index.engines.tantivy.writer import TantivyWriter
from index.errors import EngineError, NoIndexError


class TantivyEngine:
    """The embedded default engine."""

    name = "tantivy"
    version = version("tantivy")
    batch_passages = 80_000
    """All wait while a commit writes what is in memory, and its segments are merged later: of 46 s
    for 70 000 passages, 21 were waits with a commit every 20 000, 8 with one (2026-11-30)."""

    def create(self, folder: Path) -> None:
        """Make an empty index in an empty folder."""
        if folder.is_dir() and any(folder.iterdir()):
            raise EngineError(f"{folder} is not empty; an index is made in an empty folder")
        with foreign_errors(folder):
            for name, schema in ((DOCUMENTS, document_schema()), (PASSAGES, passage_schema())):
                (folder / name).mkdir(parents=True)
                tantivy.Index(schema, str(folder / name), reuse=False)

    def read(self, folder: Path) -> TantivyReader:
        """Open for searching; never creates, mends or deletes anything."""
        _must_exist(folder)
        return TantivyReader(folder)

    def write(self, folder: Path) -> TantivyWriter:
        """Open for writing; IndexLockedError while another process writes."""
        _must_exist(folder)
        return TantivyWriter(folder)

    def damaged(self, folder: Path) -> Iterator[str]:
        """Yield the committed files whose bytes are not those written; reads all of them."""
        for name in (DOCUMENTS, PASSAGES):
            yield from (f"{name}/{file}" for file in verify.damaged(folder / name))


def _must_exist(folder: Path) -> None:
    if not (is_index(folder / DOCUMENTS) and is_index(folder / PASSAGES)):
        raise NoIndexError(f"{folder} holds no index; run `lykta reindex`")
