"""Files that look unchanged -> those whose bytes are others all the same: a share of them a night.

A program may put back a file's size and time, and a disk may rot: size, time and inode do not tell.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ingest.catalogue import Catalogue
from ingest.corpus import FoundFile, unescaped
from ingest.notices import Notice, Told
from ingest.plan import Plan
from ingest.tally import Progress, Tally

READ_BYTES = 1 << 18
TOLD_EVERY = 100  # files: to tell of a small one takes half as long as to read it


@dataclass(frozen=True, slots=True)
class Rehash:
    """Looks at the bytes of one share of a collection's files."""

    catalogue: Catalogue
    corpus: Path
    tally: Tally
    progress: Callable[[Progress], None]

    def run(self, plan: Plan, found: Iterable[FoundFile], nights: int) -> Plan:
        """Return the plan with the files that changed; every file has its turn in so many nights.

        One that has changed or cannot be read has had its turn: it keeps no other from theirs.
        """
        with self.catalogue.read() as lookup:
            turn = lookup.longest_unseen(-(-plan.unchanged // nights))
        moving = plan.moving
        here = {file[0]: file for file in found if file[0] in turn and file[0] not in moving}
        due = {name: was for name, was in turn.items() if name in here}
        changed = tuple(here[name] for name in self._changed(due))
        for file in changed:
            self.tally.warnings.append(Notice.of(Told.BYTES, name=file.path))
        if due:
            with self.catalogue.write() as writer:
                writer.hashed(due)
        self.tally.files["unchanged"] -= len(changed)
        return plan.with_suspects(changed)

    def _changed(self, due: dict[str, str]) -> Iterator[str]:
        room = memoryview(bytearray(READ_BYTES))
        for done, (name, was) in enumerate(due.items(), start=1):
            if done % TOLD_EVERY == 1:
                self.progress(Progress("rehash", done, len(due), name))
            try:
                now = _digest(os.path.join(self.corpus, unescaped(name)), room)  # noqa: PTH118
            except OSError as error:
                why = error.strerror or ""
                self.tally.warnings.append(Notice.of(Told.UNREAD, name=name, why=why))
                continue
            if now != was:
                yield name


def _digest(path: str, room: memoryview) -> str:
    """Return a file's digest, read into the same room as those before.

    `hashlib.file_digest` makes room for every file anew, and a Path is put together in parts: of
    the 20 microseconds that a small file and its row took, eight went so. An object for each open
    file took one of the seven that are left where nothing has to come from the disk (2026-11-30).
    """
    found = sha256()
    file = os.open(path, os.O_RDONLY)
    try:
        while count := os.readv(file, (room,)):
            found.update(room[:count])
    finally:
        os.close(file)
    return found.hexdigest()
