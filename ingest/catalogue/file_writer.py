"""What became of a file -> its row, in one transaction for a batch of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, insert, select, update

from ingest.catalogue import tables
from ingest.catalogue.lookup import ASKED_AT_ONCE
from ingest.catalogue.rows import FileState
from ingest.corpus import FoundFile
from ingest.models import Failure

_files = tables.files.c
_UNFINISHED = (FileState.SEEN, FileState.CHANGED)
_WELL = frozenset({FileState.HELD, FileState.DUPLICATE, FileState.FORGOTTEN, FileState.OPENED})
"""States of a file that nothing is wrong with."""


class FileWriter:
    """What became of files."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._part_of: dict[str, str | None] = {}  # of files, as this transaction found it

    def seen(self, file: FoundFile) -> None:
        """Write down that a file is there or has changed; its bytes are not taken yet."""
        known = self._connection.execute(select(tables.files).where(_named(file.name))).first()
        if known and known.state in _UNFINISHED and _stamp(known) == file.stamp:
            return  # keeps `since`: how long it has stood still
        self._put(file, FileState.CHANGED if known and known.document_id else FileState.SEEN)

    def reading(self, files: Iterable[FoundFile]) -> None:
        """Write down that the files are being read, before the reader starts."""
        chosen = [*files]
        known = self._connection.execute(_FILES, {"names": [file.name for file in chosen]})
        names = set(known.scalars())
        for file in chosen:
            if file.name in names:
                self._put(file, FileState.READING)
        new = [_new_row(file, FileState.READING) for file in chosen if file.name not in names]
        if new:  # a first pass has nothing else
            self._connection.execute(insert(tables.files), new)

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
        now = datetime.now(UTC)
        waiting = iter(names)  # thousands have their turn in a night
        while some := list(islice(waiting, ASKED_AT_ONCE)):
            named = update(tables.files).where(_files.name.in_(some))
            self._connection.execute(named.values(hashed=now))

    def renamed(self, old: str, file: FoundFile) -> None:
        """Write down that the system now spells a name otherwise (å as one character or two)."""
        self._connection.execute(update(tables.files).where(_named(old)).values(name=file.name))

    def duplicate(self, file: FoundFile, document_id: str, sha256: str) -> None:
        """Write down that a file has the same bytes as the file of a document."""
        values: dict[str, Any] = {"sha256": sha256, "document_id": document_id, "holder": False}
        self._put(file, FileState.DUPLICATE, **values)

    def forgotten(self, file: FoundFile, sha256: str) -> None:
        """Write down that a file has content which was erased on request."""
        values: dict[str, Any] = {"sha256": sha256, "document_id": None, "holder": False}
        self._put(file, FileState.FORGOTTEN, **values)

    def opened(self, file: FoundFile, sha256: str) -> None:
        """Write down that a file holds other files, and no text of its own."""
        values: dict[str, Any] = {"sha256": sha256, "document_id": None, "holder": False}
        self._put(file, FileState.OPENED, **values)

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
        if file.name in self._part_of and self._part_of[file.name] == whole:
            return  # as it was: nearly every file is a part of nothing
        self._connection.execute(_FILE_ROW, {"named": file.name, "part_of": whole})
        self._part_of[file.name] = whole

    def gone(self, name: str) -> None:
        """Write down that a file is no longer there; of one that was forgotten nothing stays."""
        forgotten = and_(_named(name), _files.state == FileState.FORGOTTEN)
        self._connection.execute(delete(tables.files).where(forgotten))
        values = {"document_id": None, "holder": False, "state": FileState.GONE}
        self._connection.execute(
            update(tables.files).where(_named(name)).values(since=datetime.now(UTC), **values)
        )
        self._clear(name)

    def _put(self, file: FoundFile, state: FileState, *, well: bool = True, **values: Any) -> None:
        """Write a file's row; other bytes or another sidecar than before start its tries anew.

        What was wrong with it is forgotten where it is at rest now, and well.
        """
        row = _row(file, state) | values
        known = self._connection.execute(_FILE, {"name": file.name}).first()
        self._part_of[file.name] = known.part_of if known else None
        if known is None:
            self._connection.execute(insert(tables.files), _new_row(file, state) | values)
            return
        is_other = _stamp(known) != file.stamp
        if is_other:
            row["interruptions"] = 0
        if known.has_failed and (is_other or (well and state in _WELL)):
            self._clear(file.name)
        self._connection.execute(_FILE_ROW, {"named": file.name, **row})

    def _clear(self, name: str) -> None:
        """Forget what was wrong with a file."""
        self._connection.execute(_NO_FAILURE, {"named": name})


_FILES = select(_files.name).where(_files.name.in_(bindparam("names", expanding=True)))
_HAS_FAILED = select(tables.failures.c.file_id).where(tables.failures.c.file_id == _files.id)
_FILE = select(tables.files, _HAS_FAILED.exists().label("has_failed")).where(
    _files.name == bindparam("name")
)
_FILE_ROW = update(tables.files).where(_files.name == bindparam("named"))
_NO_FAILURE = delete(tables.failures).where(
    tables.failures.c.file_id
    == select(_files.id).where(_files.name == bindparam("named")).scalar_subquery()
)


def _row(file: FoundFile, state: FileState) -> dict[str, Any]:
    size, mtime_ns, inode, sidecar = file.stamp
    return {
        "path": file.path,
        "size": size,
        "mtime_ns": mtime_ns,
        "inode": inode,
        "sidecar": sidecar,
        "state": state,
        "since": datetime.now(UTC),
    }


def _new_row(file: FoundFile, state: FileState) -> dict[str, Any]:
    new = {"sha256": None, "document_id": None, "holder": False, "interruptions": 0}
    return {"name": file.name, **new, **_row(file, state)}


def _named(name: str) -> ColumnElement[bool]:
    return _files.name == name


def _stamp(row: Any) -> tuple[int, int, int, str]:
    return (row.size, row.mtime_ns, row.inode, row.sidecar)
