"""Files whose bytes must be seen -> the catalogue, in batches that are committed as they come."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from hashlib import file_digest
from itertools import islice
from pathlib import Path

from ingest.admission import Admission, Studied
from ingest.catalogue import Catalogue, Writer
from ingest.corpus import FoundFile, locate, look
from ingest.identity import Case
from ingest.models import Extract, Failure, Reason
from ingest.sandbox import Job, Pool, Reading
from ingest.tally import Progress
from ingest.uncollected import uncollected

BATCH = 64
BATCH_SECONDS = 2.0
"""A batch is committed when it is this full or this old, so a crash costs little."""
BATCH_CHARS = 4_000_000
"""Or when its text is this long, so memory stays flat."""
MAX_INTERRUPTIONS = 3


@dataclass(frozen=True, slots=True)
class Suspect:
    """A file whose bytes may be new, with their digest where it is known."""

    file: FoundFile
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """A file that was read, and what its text says of it."""

    suspect: Suspect
    reading: Reading
    studied: Studied | None


@dataclass(slots=True)
class Batches:
    """Works through suspects: known bytes need no reading, the rest goes to the sandbox."""

    catalogue: Catalogue
    admission: Admission
    pool: Callable[[], AbstractContextManager[Pool]]
    progress: Callable[[Progress], None]
    due: frozenset[str]  # files to be read again though their bytes are known
    max_file_bytes: int
    _done: int = field(default=0, init=False)
    _total: int = field(default=0, init=False)

    def take(self, files: Sequence[FoundFile], redescribed: Sequence[FoundFile] = ()) -> None:
        """Bring the catalogue to what these files hold now; of some only the sidecar is another."""
        if not files and not redescribed:
            return
        self._work([*self._fingerprinted(files), *self._held(redescribed)])
        while members := self.admission.containers.take():
            self._work([Suspect(file, sha256) for file, sha256 in members])

    def _work(self, suspects: Sequence[Suspect]) -> None:
        self._total += len(suspects)
        later = self._note_edited(suspects)
        fresh, copies = _once_each(suspects)
        unknown, put_off = self._unknown(fresh)
        self._read(unknown)
        # Now it is settled what became of the files whose bytes these share.
        self._total += len(later)
        unknown, still = self._unknown([*copies, *put_off, *later])
        self._read([*unknown, *still])

    # ---- bytes ----------------------------------------------------------------------------

    def _fingerprinted(self, files: Sequence[FoundFile]) -> list[Suspect]:
        """Digest what may turn out to be known: the size tells, so a first pass digests little."""
        with self.catalogue.read() as lookup:
            sizes = lookup.sizes()
            held = lookup.held_in_any(file.name for file in files)
        often = Counter(file.size for file in files)
        suspects = []
        for file in files:
            wanted = file.name in held or file.size in sizes or often[file.size] > 1
            digest = self._digest(file) if wanted else None
            suspects.append(Suspect(file, digest))
        return suspects

    def _held(self, files: Sequence[FoundFile]) -> Iterator[Suspect]:
        with self.catalogue.read() as lookup:
            held = lookup.held_in_any(file.name for file in files)
        for file in files:
            own = held.get(file.name)
            yield Suspect(file, own.sha256 if own else None)

    def _digest(self, file: FoundFile) -> str | None:
        if file.size > self.max_file_bytes:
            return None
        try:
            with locate(self.admission.corpus, file.name).open("rb") as content:
                return file_digest(content, "sha256").hexdigest()
        except OSError:
            return None  # the reader will meet the same and name it

    def _note_edited(self, suspects: Sequence[Suspect]) -> list[Suspect]:
        """Note which documents get other bytes; return the duplicates they leave behind."""
        named = {suspect.file.name for suspect in suspects}
        left = []
        with self.catalogue.read() as lookup:
            held = lookup.held_in_any(named)
            for suspect in suspects:
                own = held.get(suspect.file.name)
                if own is None or own.sha256 == suspect.sha256:
                    continue
                self.admission.identity.edited.add(suspect.file.name)
                for name in lookup.duplicates(own.document_id):
                    file = None if name in named else look(self.admission.corpus, name)
                    if file:
                        left.append(Suspect(file, own.sha256))
        return left

    # ---- known bytes ----------------------------------------------------------------------

    def _unknown(self, suspects: Sequence[Suspect]) -> tuple[list[Suspect], list[Suspect]]:
        """Deal with bytes the catalogue knows; return what must be read, and what must wait."""
        unknown, put_off = [], []
        waiting = iter(suspects)
        while chunk := list(islice(waiting, BATCH)):
            with self.catalogue.write() as writer:
                for suspect in chunk:
                    case = self._known(writer, suspect)
                    if case is Case.UNKNOWN:
                        unknown.append(suspect)
                    elif case is Case.LATER:
                        put_off.append(suspect)
                    else:
                        self._tell("compare", suspect.file)
                self.admission.save_ledger()
        return unknown, put_off

    def _known(self, writer: Writer, suspect: Suspect) -> Case:
        if suspect.sha256 is None or suspect.file.name in self.due:
            return Case.UNKNOWN
        return self.admission.known(writer, suspect.file, suspect.sha256)

    # ---- the sandbox ----------------------------------------------------------------------

    def _read(self, suspects: Sequence[Suspect]) -> None:
        """Read files; those that Lykta died over come last and alone, so that one is to blame."""
        if not suspects:
            return
        with self.catalogue.read() as lookup:
            interrupted = lookup.interrupted()
        first = [one for one in suspects if one.file.name not in interrupted]
        with self.pool() as pool:
            self._read_together(first, pool)
            for suspect in suspects:
                count = interrupted.get(suspect.file.name, 0)
                if count >= MAX_INTERRUPTIONS:
                    self._blame(suspect, count)
                elif count:
                    self._read_together([suspect], pool)

    def _blame(self, suspect: Suspect, count: int) -> None:
        detail = f"Lykta died {count} times while reading it"
        with self.catalogue.write() as writer:
            failure = Failure(Reason.CRASHED, detail)
            self.admission.fail(writer, suspect.file, failure, suspect.sha256)

    def _read_together(self, suspects: Sequence[Suspect], pool: Pool) -> None:
        by_path = {self._place(suspect): suspect for suspect in suspects}
        batch: list[_Read] = []
        chars = 0
        started = time.monotonic()
        for reading in pool.read(self._jobs(suspects)):
            batch.append(self._studied(by_path[reading.job.path], reading))
            if isinstance(reading.outcome, Extract):
                chars += sum(len(block.text) for block in reading.outcome.blocks)
            old = time.monotonic() - started > BATCH_SECONDS
            if len(batch) >= BATCH or chars > BATCH_CHARS or old:
                self._admit(batch)
                batch, chars, started = [], 0, time.monotonic()
        self._admit(batch)

    def _studied(self, suspect: Suspect, reading: Reading) -> _Read:
        """Study a text as it comes: others are read meanwhile, as they are not in `_admit`."""
        extract, studied = reading.outcome, None
        if isinstance(extract, Extract) and extract.shows_text:
            with uncollected():
                studied = self.admission.study(suspect.file, extract)
        return _Read(suspect, reading, studied)

    def _jobs(self, suspects: Sequence[Suspect]) -> Iterator[Job]:
        """Hand out files, each written down as being read before its reader starts."""
        waiting = iter(suspects)
        while chunk := list(islice(waiting, BATCH)):
            with self.catalogue.write() as writer:
                writer.reading(suspect.file for suspect in chunk)
            for suspect in chunk:
                place = self._place(suspect)
                yield Job(place, place.name, suspect.sha256)

    def _admit(self, batch: Sequence[_Read]) -> None:
        with self.catalogue.write() as writer, uncollected():
            for read in batch:
                self._admit_one(writer, read)
                self._tell("read", read.suspect.file)
            self.admission.save_ledger()

    def _admit_one(self, writer: Writer, read: _Read) -> None:
        suspect, reading, file = read.suspect, read.reading, read.suspect.file
        now = look(self.admission.corpus, file.name)
        if now != file:  # written to, or gone, while it was read: the next pass sees to it
            writer.seen(now or file)
            self.admission.tally.files["waiting"] += 1
        elif isinstance(reading.outcome, Failure):
            self.admission.fail(writer, file, reading.outcome, reading.sha256 or suspect.sha256)
        else:
            digest = reading.sha256 or suspect.sha256 or ""
            self.admission.take(writer, file, digest, reading.outcome, read.studied)

    def _place(self, suspect: Suspect) -> Path:
        return locate(self.admission.corpus, suspect.file.name)

    def _tell(self, stage: str, file: FoundFile) -> None:
        self._done += 1
        self.progress(Progress(stage, self._done, self._total, file.path))


def _once_each(suspects: Sequence[Suspect]) -> tuple[list[Suspect], list[Suspect]]:
    """Split the files into the first of each content, and the others."""
    seen: set[str] = set()
    first, others = [], []
    for suspect in suspects:
        if suspect.sha256 in seen:
            others.append(suspect)
        else:
            first.append(suspect)
            if suspect.sha256:
                seen.add(suspect.sha256)
    return first, others
