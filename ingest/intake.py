"""The corpus folder as it stands -> the catalogue: what there is to do, and in which order.

walk -> compare -> a share of bytes -> new rules -> known bytes -> read in the sandbox -> sweep
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ingest import containers, mounts
from ingest.admission import Admission, stamp_for
from ingest.batches import BATCH, Batches
from ingest.busy import busy
from ingest.catalogue import Catalogue, Lookup, StoredFile, Writer
from ingest.corpus import FoundFile, Walk, look, name_of, walk
from ingest.errors import CatalogueError, CorpusError, IngestError
from ingest.identity import Identity
from ingest.intake_options import IntakeOptions
from ingest.learning import learn
from ingest.ledger import Ledger
from ingest.metadata import rules_stamp
from ingest.models import PASSING
from ingest.notices import Notice, Told
from ingest.plan import Clock, Plan, Scope, compare
from ingest.recognition import Recognition
from ingest.rehash import Rehash
from ingest.relating import relate
from ingest.sandbox import Pool
from ingest.tally import IntakeReport, Progress, Tally
from ingest.topics import TopicTree
from ingest.uncollected import uncollected

__all__ = ["Intake", "IntakeOptions"]

MAX_TRIES = 3
LEDGER_BEHIND = "ledger behind"
GUARDED_FROM = 20  # with fewer documents, half of them gone is a person who tidies up


class Intake:
    """Brings a catalogue to what a corpus folder holds."""

    def __init__(
        self, catalogue: Catalogue, corpus: Path, options: IntakeOptions, topics: TopicTree
    ) -> None:
        self._catalogue = catalogue
        self._corpus = corpus
        self._options = options
        self._topics = topics

    def run(
        self,
        paths: Iterable[Path] | None = None,
        *,
        retry: bool = False,
        allow_shrink: bool = False,
        progress: Callable[[Progress], None] = lambda _: None,
        ready: Pool | None = None,
    ) -> IntakeReport:
        """Make one pass over the folder, or over the named files and folders in it.

        `retry` reads again what failed; `allow_shrink` believes that most documents are gone;
        `ready` has been started already, and reads in place of a pool of this pass's own.
        What was taken in before an interruption stays; the next pass goes on from there.
        """
        tally = Tally()
        identity = Identity(Ledger.load(self._corpus))
        admission = Admission(self._corpus, self._topics, identity, tally)
        names = [name_of(path, self._corpus) for path in paths or (self._corpus,)]
        work = _Pass(self._catalogue, admission, self._options, names, progress, ready)
        try:
            work.run(retry=retry, allow_shrink=allow_shrink)
        except (IngestError, KeyboardInterrupt):
            # No file is to blame. On a full disk this cannot be written either, and need not be.
            with suppress(CatalogueError), self._catalogue.write() as writer:
                writer.released(died=False)
            raise
        return tally.report()


@dataclass(slots=True)
class _Pass:
    """One pass: its steps in order."""

    catalogue: Catalogue
    admission: Admission
    options: IntakeOptions
    names: list[str]
    progress: Callable[[Progress], None]
    ready: Pool | None

    def run(self, *, retry: bool, allow_shrink: bool) -> None:
        tally = self.admission.tally
        with self.catalogue.write() as writer:
            writer.released(died=True)
        self._catch_up()
        due = self._due(retry=retry)
        with uncollected():  # what a walk finds has gone again before garbage is looked for in it
            plan = self._look(due, allow_shrink=allow_shrink)
        with tally.stage("describe"):
            self._follow_rules()
        with tally.stage("read"):
            batches = self._batches(due)
            batches.take(plan.suspects, redescribed=plan.redescribed)
        with tally.stage("wait"):
            late = self._wait(plan.unsettled)
        with tally.stage("read"):
            batches.take(late)
        with tally.stage("sweep"):
            self._sweep(plan.missing, allow_shrink=allow_shrink)
            self._settle_ledger()
            self._learn()
        if self.options.recognition:
            with tally.stage("recognise"):
                chosen = self.options.recognition
                scans = Recognition(self.catalogue, self.admission, chosen, self.progress)
                scans.run(Scope(self.names))

    # ---- what there is --------------------------------------------------------------------

    def _look(self, due: frozenset[str], *, allow_shrink: bool) -> Plan:
        """Compare the folder with the catalogue, and a share of its bytes with their digests."""
        tally = self.admission.tally
        with tally.stage("walk"):
            self.progress(Progress("walk"))
            found = self._walk()
        with tally.stage("compare"):
            rows = self._rows()
            mounted = self._mounts(found, rows, believe=allow_shrink)
            plan = self._plan(found, due, rows)
            self._guard_empty(found, plan, allow_shrink=allow_shrink)
            self._note(plan, mounted)
        if not self.options.rehash_nights or self.names != [""]:
            return plan
        with tally.stage("rehash"):
            work = Rehash(self.catalogue, self.admission.corpus, tally, self.progress)
            return work.run(plan, found.files, self.options.rehash_nights)

    def _walk(self) -> Walk:
        """Walk what was asked for and say what could not be seen."""
        found = walk(self.admission.corpus, self.names)
        tally = self.admission.tally
        tally.files["seen"] = len(found.files)
        for name in found.unreachable:
            tally.warnings.append(Notice.of(Told.CLOSED, name=name))
        for name in found.orphans:
            tally.warnings.append(
                Notice.of(Told.ORPHAN, name=name, file=name.removesuffix(".toml"))
            )
        return found

    def _rows(self) -> Mapping[str, StoredFile]:
        """Return the files that the catalogue has in the parts walked."""
        with self.catalogue.read() as lookup:
            return lookup.files(self.names)

    def _mounts(self, found: Walk, rows: Mapping[str, StoredFile], *, believe: bool) -> str:
        """Keep what lies on disks that are away, and say so; return what to remember of disks."""
        with self.catalogue.read() as lookup:
            known = mounts.load(lookup.setting(mounts.SETTING))
        now = mounts.look(self.admission.corpus, known, found, rows)
        if not believe:
            self.admission.tally.warnings += mounts.keep(now, found, self.admission.corpus)
        return mounts.dump(mount for mount in now if not (believe and mount.away_since))

    def _plan(self, found: Walk, due: frozenset[str], rows: Mapping[str, StoredFile]) -> Plan:
        with self.catalogue.read() as lookup:
            standing = lookup.standing()
        rows = containers.look_inside(found, rows)
        settle = timedelta(seconds=self.options.settle_seconds)
        clock = Clock(datetime.now(UTC), settle, standing)
        plan = compare(found, rows, clock, due=due, scope=Scope(self.names))
        plan = plan.without(busy(self.admission.corpus, plan.suspects))
        for name in found.absent if self.options.wait else ():  # who watches names what passed by
            if not any(known in Scope([name]) for known in rows):
                self.admission.tally.warnings.append(Notice.of(Told.ABSENT, name=name))
        self.admission.tally.files["unchanged"] = plan.unchanged
        return plan

    def _due(self, *, retry: bool) -> frozenset[str]:
        """Return the files to be read again though they look unchanged.

        What this reader could not read of a document's file it will not read of it the next time:
        the document keeps what an earlier one read.
        """
        with self.catalogue.read() as lookup:
            troubles = lookup.troubles()
            troubled = {
                trouble.name
                for trouble in troubles
                if retry
                or trouble.stamp != stamp_for(trouble.media_type)
                or (trouble.reason in PASSING and trouble.tries < MAX_TRIES)
            }
            tried = {trouble.name for trouble in troubles} - troubled
            return frozenset(troubled.union(*_outdated(lookup)) - tried)

    def _guard_empty(self, found: Walk, plan: Plan, *, allow_shrink: bool) -> None:
        if found.files or allow_shrink or self.names != [""]:
            return
        held = self.catalogue.documents_held()
        if held and plan.missing:
            name = str(self.admission.corpus)
            raise CorpusError(Notice.of(Told.EMPTY_FOLDER, name=name, held=held))

    def _note(self, plan: Plan, mounted: str) -> None:
        """Write down what is seen but not taken yet, and what the ledger knows."""
        ledger = self.admission.identity.ledger
        with self.catalogue.write() as writer:
            for old, file in plan.respelled.items():
                writer.renamed(old, file)
            for file in plan.unsettled:
                writer.seen(file)
            if mounted != (writer.lookup.setting(mounts.SETTING) or "[]"):
                writer.set(mounts.SETTING, mounted)
            known = writer.lookup.aliases()
            for old_id, into in ledger.aliases.items():
                if known.get(old_id) is None:
                    writer.alias(old_id, into)
        self.admission.identity.vacated.update(plan.missing)

    # ---- what becomes of it ---------------------------------------------------------------

    def _batches(self, due: frozenset[str]) -> Batches:
        ready, options = self.ready, self.options
        return Batches(
            self.catalogue,
            self.admission,
            pool=lambda: nullcontext(ready) if ready else options.pool(),
            progress=self.progress,
            due=due,
            max_file_bytes=options.max_file_mb * 1_000_000,
        )

    def _wait(self, unsettled: tuple[FoundFile, ...]) -> list[FoundFile]:
        """Give files that are being written the time to settle; return those that have."""
        if not unsettled:
            return []
        late = []
        if self.options.wait:
            self.progress(Progress("wait", total=len(unsettled)))
            time.sleep(self.options.settle_seconds)
            still = [file for file in unsettled if look(self.admission.corpus, file.name) == file]
            held_up = busy(self.admission.corpus, still)
            late = [file for file in still if file.name not in held_up]
        self.admission.tally.files["waiting"] += len(unsettled) - len(late)
        return late

    def _follow_rules(self) -> None:
        """Describe what is held anew where rules or topics are others than before."""
        stamps = {"rules": rules_stamp(), "topics": self.admission.topics.stamp}
        with self.catalogue.read() as lookup:
            changed = {name for name, stamp in stamps.items() if lookup.setting(name) != stamp}
            names = [holding.name for holding in lookup.holdings()] if changed else []
        follow = self.admission.redescribe if "rules" in changed else self.admission.retopic
        for done, chunk in enumerate(_chunks(names)):
            self.progress(Progress("describe", done * BATCH, len(names), chunk[0]))
            with self.catalogue.write() as writer:
                for name in chunk:
                    follow(writer, name)
        with self.catalogue.write() as writer:
            for name in changed:
                writer.set(name, stamps[name])

    def _sweep(self, missing: tuple[str, ...], *, allow_shrink: bool) -> None:
        """See out the documents whose files are gone or can no longer be read."""
        missing = (*missing, *sorted(self.admission.containers.lost))
        if not (self.admission.identity.vacated or missing):
            return
        with self.catalogue.read() as lookup:
            ghosts = [holding for name in missing if (holding := lookup.held_in(name))]
        held = self.catalogue.documents_held()
        many = held >= GUARDED_FROM and len(ghosts) > self.options.max_shrink * held
        if many and not allow_shrink:
            raise CorpusError(Notice.of(Told.SHRUNK, gone=len(ghosts), held=held))
        gone = set(missing)
        for chunk in _chunks([*missing, *sorted(self.admission.identity.vacated - gone)]):
            with self.catalogue.write() as writer:
                for name in chunk:
                    self._sweep_one(writer, name, gone)

    def _learn(self) -> None:
        """Find what documents are to each other: pages of one site, editions of one work."""
        told = self.progress
        learn(self.catalogue, self.admission, lambda done: told(Progress("learn", done)))
        relate(self.catalogue, lambda done: told(Progress("relate", done)))

    def _sweep_one(self, writer: Writer, name: str, gone: set[str]) -> None:
        holding = writer.lookup.held_in(name)
        if holding:
            self.admission.leave(writer, holding, gone)
        if name in gone:
            writer.gone(name)

    # ---- the ledger -----------------------------------------------------------------------

    def _catch_up(self) -> None:
        """Write to the ledger what could not be written at an earlier pass."""
        ledger = self.admission.identity.ledger
        with self.catalogue.read() as lookup:
            if lookup.setting(LEDGER_BEHIND) != "yes":
                return
            for holding in lookup.holdings():
                ledger.assign(holding.sha256, holding.document_id, holding.name)
            for document_id, into in lookup.aliases().items():
                ledger.merge(document_id, into)
        self._settle_ledger()

    def _settle_ledger(self) -> None:
        """Write the last lines of the ledger, or remember that it lacks some."""
        self.admission.save_ledger()
        behind = "yes" if self.admission.identity.ledger.is_behind else "no"
        with self.catalogue.write() as writer:
            if writer.lookup.setting(LEDGER_BEHIND) != behind:
                writer.set(LEDGER_BEHIND, behind)


def _outdated(lookup: Lookup) -> Iterator[set[str]]:
    """Yield the files of documents that a better reader would read otherwise."""
    for media_type, stamp in lookup.stamps():
        if stamp != stamp_for(media_type):
            yield lookup.read_under(media_type, stamp)


def _chunks(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), BATCH):
        yield names[start : start + BATCH]
