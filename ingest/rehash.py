"""Files that look unchanged -> those whose bytes are others all the same: a share of them a night.

A program may put back a file's size and time, and a disk may rot: size, time and inode do not tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from ingest.catalogue import Catalogue
from ingest.corpus import FoundFile, locate
from ingest.notices import Notice, Told
from ingest.plan import Plan
from ingest.tally import Progress, Tally


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
            turn = dict(lookup.longest_unseen(nights))
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
        for done, (name, was) in enumerate(due.items(), start=1):
            self.progress(Progress("rehash", done, len(due), name))
            try:
                with locate(self.corpus, name).open("rb", buffering=0) as file:
                    now = file_digest(file, "sha256").hexdigest()
            except OSError as error:
                why = error.strerror or ""
                self.tally.warnings.append(Notice.of(Told.UNREAD, name=name, why=why))
                continue
            if now != was:
                yield name
