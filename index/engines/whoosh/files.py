"""Folders -> open Whoosh indexes: durable, and never one that others could have written."""

from __future__ import annotations

import json
import os
import pickle
import stat
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex, LockError
from whoosh.index import IndexError as WhooshError

from index.checksums import crc32
from index.disk import sync
from index.engines.whoosh.fields import schema
from index.errors import EngineError, IndexDamagedError, IndexLockedError
from wholefile import replacing

# What reading a file cut short or with a flipped bit has been seen to raise, pickle above all.
DAMAGE = (
    WhooshError,
    pickle.UnpicklingError,
    struct.error,
    zlib.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    ImportError,
    LookupError,
    MemoryError,
    NameError,
    TypeError,
    ValueError,
)


SEGMENT = ".seg"  # how the name of a segment's one file ends
SUMS = "checksums.json"


class Storage(FileStorage):  # type: ignore[misc]  # Whoosh has no types
    """A folder whose files are on disk before the table of contents that names them.

    Whoosh itself never calls fsync: a power cut could leave a table of contents without its files.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._path = folder

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:  # noqa: FBT001, FBT002 - Whoosh's signature
        """Let a commit be seen; Whoosh renames nothing but the table of contents."""
        _note_sums(self._path, oldname, newname)
        for path in self._path.iterdir():
            if path.is_file():
                path.chmod(0o600)
                sync(path)
        super().rename_file(oldname, newname, safe)
        sync(self._path)


@contextmanager
def foreign_errors(folder: Path) -> Iterator[None]:
    """Turn what Whoosh raises about a folder into our errors."""
    try:
        yield
    except LockError as exc:
        raise IndexLockedError(f"{folder}: another process is writing; try again soon") from exc
    except OSError as exc:
        raise EngineError(f"{folder}: {exc}") from exc
    except DAMAGE as exc:
        advice = "run `lykta reindex --full` to build it anew"
        message = f"{folder} does not hold together ({type(exc).__name__}: {exc}); {advice}"
        raise IndexDamagedError(message) from exc


def open_index(folder: Path) -> FileIndex:
    """Open an index with our own schema; the pickled one in the folder is not read."""
    with foreign_errors(folder):
        return FileIndex(Storage(folder), schema())


def damaged(folder: Path) -> Iterator[str]:
    """Yield the files that are not as they were when last committed; reads all of them.

    A file that has gone was merged into another; one that is needed is missed on opening.
    """
    sums = _sums(folder)
    if not sums:
        yield SUMS
    for name, said in sums.items():
        with suppress(FileNotFoundError):
            if crc32(folder / name) != said:
                yield name


def _note_sums(folder: Path, contents: str, contents_after: str) -> None:
    """Write down the checksums of a commit's files; a segment's are never written again."""
    known = _sums(folder)
    names = (path.name for path in folder.iterdir() if path.is_file())
    sums = {
        name: known[name] if name in known else crc32(folder / name)
        for name in names
        if name.endswith(SEGMENT)
    }
    with replacing(folder / SUMS) as file:
        file.write(json.dumps(sums | {contents_after: crc32(folder / contents)}).encode())


def _sums(folder: Path) -> dict[str, int]:
    try:
        said = json.loads((folder / SUMS).read_text("utf-8"))
        return {str(name): int(value) for name, value in said.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def check_owner(folder: Path) -> None:
    """Refuse a folder that others can write to: its files are pickles, which are code."""
    for path in (folder, *folder.iterdir()):
        with suppress(FileNotFoundError):  # a writer has just dropped it
            found = path.stat()
            others = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
            if found.st_uid != os.geteuid() or others:
                message = f"{path} could have been written by others, so it is not read"
                advice = f"`chown -R $USER {folder}` and `chmod -R go-w {folder}`, then build anew"
                raise EngineError(f"{message}; {advice}")
