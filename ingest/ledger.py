"""The ledger file in the corpus folder -> ids that the content of the files cannot give back.

A document's id comes from the first content held. Once a file has been edited, its content leads to
another id; the ledger keeps the right one, so that citations survive the loss of the catalogue.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from ingest.corpus import LEDGER
from ingest.errors import CorpusError
from ingest.notices import Notice, Told
from wholefile import replacing

ID_DIGITS = 12
"""48 bits: among 200 000 documents two share them once in 14 000 collections; then both differ."""


class Ledger:
    """What stands in the ledger, and the lines still to be written to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.ids: dict[str, str] = {}  # SHA-256 -> id, where it is not simply its beginning
        self.aliases: dict[str, str] = {}  # id -> the id of what took its place
        # Digest of content, address or text that is not to come in -> id
        self.forgotten: dict[str, str] = {}
        self._unwritten: list[Mapping[str, str]] = []

    @classmethod
    def load(cls, corpus: Path) -> Ledger:
        """Read the ledger of a corpus folder; no file is an empty one.

        A line that is torn, as a power cut may leave the last one, is passed over.
        """
        ledger = cls(corpus / LEDGER)
        for line in ledger._lines():
            ledger._take(line)
        return ledger

    def id_for(self, sha256: str) -> str:
        """Return the id that content leads to after a rebuild."""
        return self.ids.get(sha256, sha256[:ID_DIGITS])

    def assign(self, sha256: str, document_id: str, path: str) -> None:
        """Note the id of content, if its digest does not tell. `path` is for people who read it."""
        if self.id_for(sha256) != document_id:
            self._note({"sha256": sha256, "id": document_id, "path": path})

    def merge(self, document_id: str, into: str) -> None:
        """Note that a document has taken the place of another."""
        if self.aliases.get(document_id) != into:
            self._note({"merged": document_id, "into": into})

    def leads_to_forgotten(self, document_id: str) -> bool:
        """Tell whether an id is, or was merged into, that of a document erased on request."""
        ids = set(self.forgotten.values())
        for _ in range(len(self.aliases) + 1):
            if document_id in ids:
                return True
            document_id = self.aliases.get(document_id, "")
        return False

    def forget(self, document_id: str, sha256: str) -> None:
        """Note that content was erased on request, or an address or text: the digest alone."""
        if sha256 not in self.forgotten:
            self._note({"forgotten": document_id, "sha256": sha256})

    def erase(self, document_id: str) -> None:
        """Rewrite the file without the lines that tell where a document erased on request lay.

        CorpusError where that cannot be done.
        """
        self.ids = {sha256: one for sha256, one in self.ids.items() if one != document_id}
        try:
            with _alone(self.path), replacing(self.path) as file:
                kept = [line for line in self._lines() if line.get("id") != document_id]
                file.write("".join(json.dumps(line) + "\n" for line in kept).encode())
        except OSError as error:
            raise CorpusError(
                f"{self.path}: cannot be written ({error.strerror}); let Lykta write to the corpus "
                "folder, then forget again"
            ) from error

    @property
    def is_behind(self) -> bool:
        """Whether lines wait to be written."""
        return bool(self._unwritten)

    def save(self) -> None:
        """Append what was noted, safe from a power cut; CorpusError where that cannot be done."""
        if not self._unwritten:
            return
        lines = "".join(json.dumps(line) + "\n" for line in self._unwritten)
        try:
            with _alone(self.path) as file:
                file.write(_mended(file) + lines.encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            why = error.strerror or ""
            raise CorpusError(Notice.of(Told.LEDGER, name=str(self.path), why=why)) from error
        self._unwritten.clear()

    def _note(self, line: Mapping[str, str]) -> None:
        self._take(line)
        self._unwritten.append(line)

    def _take(self, line: Mapping[str, str]) -> None:
        """Let a line count."""
        match line:
            case {"merged": document_id, "into": into}:
                self.aliases[document_id] = into
            case {"forgotten": document_id, "sha256": sha256}:
                self.forgotten[sha256] = document_id
            case {"sha256": sha256, "id": document_id}:
                self.ids[sha256] = document_id

    def _lines(self) -> Iterator[Mapping[str, str]]:
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise CorpusError(
                f"{self.path}: cannot be read ({error.strerror}); without it edited documents "
                "would get new addresses: check its rights"
            ) from error
        for line in data.splitlines():
            with suppress(ValueError):
                found = json.loads(line)
                if isinstance(found, dict) and all(isinstance(one, str) for one in found.values()):
                    yield found


def digest_of(text: str) -> str:
    """Return what is remembered of an address or a text that was erased on request."""
    return hashlib.sha256(text.encode()).hexdigest()


@contextmanager
def _alone(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for appending, under a lock.

    While we wait for the lock, the process that holds it may replace the file: then we open it
    again, or our lines would go to the file that is no longer there.
    """
    while True:
        with path.open("ab+") as file:
            with suppress(OSError):  # a share without locks
                fcntl.flock(file, fcntl.LOCK_EX)
            try:
                is_there = os.path.samestat(os.fstat(file.fileno()), path.stat())
            except FileNotFoundError:
                is_there = False
            if is_there:
                yield file
                return


def _mended(file: IO[bytes]) -> bytes:
    """Return the line break that a torn last line lacks."""
    if file.seek(0, os.SEEK_END) == 0:
        return b""
    file.seek(-1, os.SEEK_END)
    return b"" if file.read(1) == b"\n" else b"\n"
