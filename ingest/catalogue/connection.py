"""A path -> connections to the SQLite file there; its errors become CatalogueErrors that advise."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from ingest.errors import CatalogueDamagedError, CatalogueError

BUSY_SECONDS = 30
"""How long one writer waits for another; the longest write is one batch of read files."""

SHARED_BYTES = 65_536
"""More than the 32 768 bytes of the file that SQLite lays beside a database under WAL."""

_ADVICE = {
    sqlite3.SQLITE_FULL: "the disk is full; free some space and run again",
    sqlite3.SQLITE_READONLY: "it cannot be written; check the rights of the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; check that its folder exists and its rights",
    sqlite3.SQLITE_PERM: "it cannot be opened; check its rights",
    sqlite3.SQLITE_BUSY: "another command is writing to it; run again when that is done",
    sqlite3.SQLITE_LOCKED: "another command is writing to it; run again when that is done",
    sqlite3.SQLITE_IOERR: "the disk fails or is full; check it, then run again",
}
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # an index holds a revision of ours: a power cut must not take it back
    "foreign_keys = ON",
    "secure_delete = ON",  # what is forgotten may name a victim: not to be found in free pages
)


def engine_for(path: Path) -> Engine:
    """Return an engine for the file; transactions begin where SQLAlchemy begins them.

    Python's driver would begin them late and so let a reader turn into a writer, which fails at
    once under WAL when somebody else has written (SQLITE_BUSY_SNAPSHOT).
    """
    url = URL.create("sqlite", database=str(path))
    if path.exists() and not os.access(path.parent, os.W_OK):
        engine = create_engine(url, creator=lambda: _read_only(path), poolclass=NullPool)
    elif _lacks_room(path):
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, poolclass=NullPool)
        event.listen(engine, "connect", _go_alone)
    else:
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _read_only(path: Path) -> sqlite3.Connection:
    """Connect in a folder where we may not write, so that a full or read-only disk still answers.

    Reading under WAL needs files beside the database. They are there while somebody with other
    rights writes; else SQLite must be told that nobody does, anew for each connection.
    """
    written = path.with_name(f"{path.name}-wal").exists()
    uri = f"{path.absolute().as_uri()}?mode=ro{'' if written else '&immutable=1'}"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, check_same_thread=False)


def _lacks_room(path: Path) -> bool:
    """Return whether the file that readers and writers share is not there and cannot be made."""
    shared = path.with_name(f"{path.name}-shm")
    room = shutil.disk_usage(path.parent).free
    return path.exists() and not shared.exists() and room < SHARED_BYTES


def _go_alone(connection: sqlite3.Connection, _record: object) -> None:
    """Lock others out while connected: what would be shared is kept in memory then."""
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the catalogue until the block ends."""
    with advised(engine), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose writes become visible together, or not at all."""
    writer = engine.execution_options(writes=True)
    with advised(engine), writer.connect() as connection, connection.begin():
        yield connection


@contextmanager
def advised(engine: Engine) -> Iterator[None]:
    """Turn the database's errors into ours."""
    try:
        yield
    except DBAPIError as error:
        raise _ours(error, str(engine.url.database)) from error


def _ours(error: DBAPIError, path: str) -> CatalogueError:
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF  # the low byte is the family
    if code in _DAMAGE:
        return CatalogueDamagedError(
            f"{path} is damaged ({error.orig}); `lykta reindex` sets it aside and makes another "
            "from the corpus folder"
        )
    advice = _ADVICE.get(code, f"the database says: {error.orig}")
    return CatalogueError(f"{path}: {advice}")


def copy(path: Path, target: Path) -> None:
    """Make a whole copy of a database that others may be writing to; CatalogueError where it fails.

    SQLite reads one state of it, however long that takes, and keeps nobody from writing.
    """
    beside = target.with_name(f"{target.name}.new")
    try:
        with (
            closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as ours,
            closing(sqlite3.connect(beside)) as theirs,
        ):
            ours.backup(theirs)
            theirs.execute("PRAGMA journal_mode = DELETE")  # one file, whole without those beside
            if (found := theirs.execute("PRAGMA quick_check").fetchone()[0]) != "ok":
                raise CatalogueDamagedError(f"{path} is damaged ({found}); it was not copied")
        beside.replace(target)
    except sqlite3.Error as error:
        raise CatalogueError(f"{path} cannot be copied to {target}: {error}") from error


def compact(engine: Engine) -> None:
    """Write a database anew without what was deleted from it, and empty the log beside it.

    Deleting overwrites (secure_delete), but not what a page held before its rows were moved, nor
    the log. CatalogueError where somebody goes on reading the log.
    """
    with advised(engine), engine.connect() as connection:
        raw = connection.connection  # VACUUM is not to be had inside a transaction
        raw.execute("VACUUM")
        (busy,) = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[:1]
    if busy:
        raise CatalogueError(
            f"{engine.url.database}: somebody reads it, so the log beside it still holds what was "
            "deleted; it is emptied at the next run"
        )


def damaged_copies(path: Path) -> list[Path]:
    """Return the files of databases that were set aside as damaged, logs and all."""
    return sorted(path.parent.glob(f"{path.stem}-damaged-*"))


def set_aside(path: Path) -> Path:
    """Move a damaged database away, with the files beside it; return where it is kept.

    All but history can be made again from the corpus folder, and that may still be read there.
    """
    kept = path.with_name(f"{path.stem}-damaged-{datetime.now(UTC):%Y%m%dT%H%M%S}{path.suffix}")
    try:
        for ending in ("-wal", "-shm", ""):  # the database last: until then it is found as damaged
            beside = path.with_name(path.name + ending)
            if beside.exists():
                beside.rename(kept.with_name(kept.name + ending))
    except OSError as error:
        raise CatalogueError(
            f"{path} is damaged and cannot be moved away ({error.strerror}); check the rights of "
            "its folder"
        ) from error
    return kept
