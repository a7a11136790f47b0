"""Sources -> files in the corpus folder: each is walked, then what is waiting is fetched.

begin (not clean) -> walk: queue -> walked (clean) -> fetch what waits: file, sidecar -> finish

The queue is in the catalogue and a file is written before it is ticked off there, so a run that
was killed anywhere is completed by the next one: nothing lost, nothing twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ingest.catalogue import SourceRow
from ingest.errors import IngestError, SourceError
from ingest.models import PartialDate
from ingest.pull import sources
from ingest.pull.arrival import Store, label_all
from ingest.pull.fetch import Fetcher
from ingest.pull.models import Fetched, Outcome, Validators
from ingest.pull.parts import Parts
from ingest.pull.report import GAP, UNKEPT, SourceReport
from ingest.pull.sources import Source
from ingest.pull.walk import EXAMPLES, OVERLAP, Walk, addresses

GAP_SAID = "nothing it lists was seen before, so items between may be missing"

AT_ONCE = 32
"""Sources at a time; a site is still asked by one at a time."""
MAX_REVISITS = 200
"""Of a source at a run: a first pull of thousands does not come back as one burst."""


@dataclass(frozen=True, slots=True)
class Puller:
    """Fetches from sources into a corpus folder."""

    store: Store
    fetcher: Fetcher
    allow_loopback: bool = False

    def run(
        self, wanted: tuple[Source, ...], *, since: PartialDate | None = None
    ) -> list[SourceReport]:
        """Fetch from sources, several at a time; one that fails does not stop the others."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(lambda source: self.pull(source, since=since), wanted))

    def pull(self, source: Source, *, since: PartialDate | None = None) -> SourceReport:
        """Fetch what one source has that is new or changed."""
        report = SourceReport(source.id)
        if source.manual:
            report.outcome, report.why = "manual", source.note
            return report
        try:
            self._pull(source, since, report)
        except IngestError as error:  # a full disk; the others are told of it too, or get by
            report.outcome, report.why, report.trouble = "stopped", str(error), UNKEPT
            with suppress(IngestError), self.store.catalogue.pulling() as memory:
                memory.finish(source.id, report.outcome, report.summary())
        return report

    def _pull(self, source: Source, since: PartialDate | None, report: SourceReport) -> None:
        with self.store.catalogue.pulling() as memory:
            before = memory.begin(source.id)
        self._walk(source, before, since, report)
        if report.outcome != "rests":
            self._ask_again(source)
            reach = source.reach(allow_loopback=self.allow_loopback)
            Parts(self.store, self.fetcher, source, reach).fetch(report)
        label_all(self.store)
        with self.store.catalogue.pulling() as memory:
            report.waiting = len(memory.waiting(source.id))
            memory.finish(source.id, report.outcome, report.summary())

    def _fill_gap(self, source: Source, before: SourceRow, report: SourceReport) -> None:
        """Look through the whole list of a feed that has moved on; tell where there is none."""
        if source.backfill is None or before.walked is None:
            report.why, report.trouble = f"{GAP_SAID}: look at its lists by hand", GAP
            return
        first = before.walked - OVERLAP
        since = PartialDate.of(first.year, first.month, first.day)
        get = _Getter(self.fetcher, source, self.allow_loopback)
        blank = SourceRow(source.id)
        seen = self._walk_of(source.backfill, blank, get, since).run()
        report.listed += seen.listed
        report.why = f"{GAP_SAID}; {source.backfill.address} was read too"
        if seen.problem is not None:
            report.why, report.trouble = f"{GAP_SAID}: {seen.problem}", GAP

    def _ask_again(self, source: Source) -> None:
        """Let what was fetched long ago be asked for again, so that changes nobody tells are seen.

        Few feeds say that a page changed, and none that it is gone.
        """
        if source.revisit_days:
            before = datetime.now(UTC) - timedelta(days=source.revisit_days)
            with self.store.catalogue.pulling() as memory:
                memory.ask_again(source.id, before, MAX_REVISITS)

    def preview(self, source: Source) -> SourceReport:
        """Tell what a source lists and how much of it is new; fetch and remember nothing else."""
        report = SourceReport(source.id)
        if source.manual:
            report.outcome, report.why = "manual", source.note
            return report
        get = _Getter(self.fetcher, source, self.allow_loopback)
        try:
            for item in sources.items(source, get):
                report.listed += 1
                if report.listed > source.max_items:
                    break
                if not source.wants(item):
                    continue
                with self.store.catalogue.pulling() as memory:
                    known = [memory.part(source.id, where) for where in addresses(item, source)]
                report.new += not all(known)
                if len(report.examples) < EXAMPLES:
                    report.examples.append(item)
        except SourceError as error:
            report.stopped(error)
        return report

    def _walk(
        self, source: Source, before: SourceRow, since: PartialDate | None, report: SourceReport
    ) -> None:
        """Walk the list; where that was whole, what it gave to ask with next time is kept."""
        began = datetime.now(UTC)
        with self.store.catalogue.pulling() as memory:
            known = memory.validators(source.id) if before.clean else {}
        get = _Getter(self.fetcher, source, self.allow_loopback, known)
        walk = self._walk_of(source, before, get, since)
        seen = walk.run()
        report.listed, report.withdrawn = seen.listed, seen.withdrawn
        report.examples = seen.examples
        if seen.problem is not None:
            report.stopped(seen.problem)
            return
        if walk.has_gap(seen):
            self._fill_gap(source, before, report)
        given = {where: (one.etag, one.last_modified) for where, one in get.fresh.items()}
        with self.store.catalogue.pulling() as memory:
            memory.walked(source.id, began, given)

    def _walk_of(
        self, source: Source, before: SourceRow, get: _Getter, since: PartialDate | None
    ) -> Walk:
        forgotten = self.store.ledger.forgotten.keys()
        return Walk(self.store.catalogue, source, before, get, since, forgotten)


@dataclass(frozen=True, slots=True)
class _Getter:
    """Asks for a source's lists with what it gave last time, and keeps what it gives now."""

    fetcher: Fetcher
    source: Source
    allow_loopback: bool
    known: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    fresh: dict[str, Validators] = field(default_factory=dict)

    def __call__(self, address: str) -> Outcome:
        known = Validators(*self.known.get(address, (None, None)))
        reach = self.source.reach(allow_loopback=self.allow_loopback)
        outcome = self.fetcher.get(address, reach, known=known)
        if isinstance(outcome, Fetched) and outcome.validators != Validators():
            self.fresh[address] = outcome.validators
        return outcome
