"""Whoosh behind the contract: a folder -> a reader or a writer of it.

Whoosh, all Python, keeps postings, columns and commits; matching and scoring are ours, over its
postings (`evaluate`), with Tantivy's BM25. Its own matchers differ from the contract: slop counts
from word to word, a tie of scores falls anyhow, and totals are estimates.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from whoosh.index import FileIndex

from index.engines.whoosh.fields import schema
from index.engines.whoosh.files import Storage, check_owner, damaged, foreign_errors, open_index
from index.engines.whoosh.reader import WhooshReader
from index.engines.whoosh.writer import WhooshWriter
from index.errors import EngineError, NoIndexError


class WhooshEngine:
    """The engine for machines where no compiled wheel runs; for collections of some thousands."""

    name = "whoosh"
    version = version("whoosh-reloaded")
    batch_passages = 10_000
    """20 000 took 75 s of processor time; with a commit every 5 000, 77 (2026-11-30)."""

    def create(self, folder: Path) -> None:
        """Make an empty index in an empty folder that only its owner can write to."""
        if folder.is_dir() and any(folder.iterdir()):
            raise EngineError(f"{folder} is not empty; an index is made in an empty folder")
        with foreign_errors(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
            FileIndex.create(Storage(folder), schema())

    def read(self, folder: Path) -> WhooshReader:
        """Open for searching; never creates, mends or deletes anything."""
        _must_exist(folder)
        return WhooshReader(folder)

    def write(self, folder: Path) -> WhooshWriter:
        """Open for writing; IndexLockedError while another process writes."""
        _must_exist(folder)
        return WhooshWriter(open_index(folder), folder)

    def damaged(self, folder: Path) -> Iterator[str]:
        """Yield the committed files whose bytes are not those written; reads all of them."""
        return damaged(folder)


def _must_exist(folder: Path) -> None:
    if not any(folder.glob("_MAIN_*.toc")):
        raise NoIndexError(f"{folder} holds no index; run `lykta reindex`")
    check_owner(folder)
