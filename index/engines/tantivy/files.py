"""Folders -> open Tantivy indexes; Tantivy's own errors become ours here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy

from index.errors import EngineError, IndexDamagedError, IndexLockedError

DOCUMENTS, PASSAGES = "documents", "passages"
MEND = "run `lykta reindex --full` to build it anew"


@contextmanager
def foreign_errors(folder: Path) -> Iterator[None]:
    """Turn what Tantivy raises about a folder into our errors; they are of Python's types."""
    try:
        yield
    except (ValueError, OSError, RuntimeError, SystemError) as exc:
        message = f"{folder}: {exc}"
        if "LockBusy" in message:
            raise IndexLockedError(f"{folder}: another process is writing; try again soon") from exc
        if "corrupt" in message.lower() or "Incompatible" in message:
            raise IndexDamagedError(f"{message}; {MEND}") from exc
        raise EngineError(message) from exc
    except BaseException as exc:
        # A panic of Rust's (of 400 flipped bytes, 23) is no Exception and has no name to import.
        if type(exc).__name__ != "PanicException":
            raise
        raise IndexDamagedError(f"{folder}: {exc}; {MEND}") from exc


def is_index(folder: Path) -> bool:
    """Tell whether a Tantivy index stands here, whole or not."""
    return (folder / "meta.json").is_file()


def open_index(folder: Path) -> tantivy.Index:
    """Open one Tantivy index; what is committed later is seen only by opening again."""
    with foreign_errors(folder):
        index = tantivy.Index.open(str(folder))
        index.config_reader(reload_policy="manual")
        return index


@contextmanager
def searchable(folder: Path) -> Iterator[Path]:
    """Give a folder that Tantivy can open for reading, where it takes a lock that is a file.

    On a disk that cannot be written to, that is a passing folder of links to the files.
    """
    if os.access(folder, os.W_OK):
        yield folder
        return
    with TemporaryDirectory(prefix="lykta-") as passing:
        for path in folder.iterdir():
            if not path.name.endswith(".lock"):
                (Path(passing) / path.name).symlink_to(path.resolve())
        yield Path(passing)
