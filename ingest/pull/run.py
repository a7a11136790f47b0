"""Sources -> files in the corpus folder: each is walked, then what is waiting is fetched.

begin (not clean) -> walk: queue -> walked (clean) -> fetch what waits: file, sidecar -> finish

The queue is in the catalogue and a file is written before it is ticked off there, so a run that
was killed anywhere is completed by the next one: nothing lost, nothing twice.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from ingest.catalogue import SourceRow
from ingest.errors import IngestError
from ingest.models import PartialDate
from ingest.pull.arrival import Store, label_all
from ingest.pull.fetch import Fetcher
from ingest.pull.models import Fetched, Outcome, Validators
from ingest.pull.parts import RUN_SECONDS, Parts
from ingest.pull.report import FAULT, GAP, MORE, UNKEPT, SourceReport
from ingest.pull.sources import Source
from ingest.pull.walk import EXAMPLES, OVERLAP, Walk, Walked

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
    seconds: float = RUN_SECONDS  # for the pages of a source

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
            self._stopped(report, str(error), UNKEPT)
        except Exception as error:  # noqa: BLE001 - one odd answer keeps no other source waiting
            traceback.print_exception(error)
            why = f"an error in Lykta, please report it: {type(error).__name__}: {error}"
            self._stopped(report, why, FAULT)
        return report

    def _stopped(self, report: SourceReport, why: str, trouble: str) -> None:
        report.outcome, report.why, report.trouble = "stopped", why, trouble
        with suppress(IngestError), self.store.catalogue.pulling() as memory:
            memory.finish(report.source, report.outcome, report.summary())

    def _pull(self, source: Source, since: PartialDate | None, report: SourceReport) -> None:
        began = datetime.now(UTC)
        with self.store.catalogue.pulling() as memory:
            before = memory.begin(source.id, since, source.asked())
            known = memory.validators(source.id) if before.clean else {}
        get = _Getter(self.fetcher, source, self.allow_loopback, known)
        look = _look(source, before, get, since)
        is_whole = self._lists(look, report)
        given = {where: (one.etag, one.last_modified) for where, one in get.fresh.items()}
        with self.store.catalogue.pulling() as memory:
            memory.left_off(source.id, look.left_off)
            if is_whole:
                memory.walked(source.id, began, given)
        if report.outcome != "rests":
            self._ask_again(source)
            reach = source.reach(allow_loopback=self.allow_loopback)
            Parts(self.store, self.fetcher, source, reach, self.seconds).fetch(report)
        label_all(self.store)
        with self.store.catalogue.pulling() as memory:
            report.waiting = len(memory.waiting(source.id))
            memory.finish(source.id, report.outcome, report.summary())

    def preview(self, source: Source, *, since: PartialDate | None = None) -> SourceReport:
        """Tell what a source lists and how much of it is new; fetch and remember nothing else."""
        report = SourceReport(source.id)
        if source.manual:
            report.outcome, report.why = "manual", source.note
            return report
        with self.store.catalogue.pulled() as memory:
            before = memory.standing_of(source.id, since, source.asked())
        get = _Getter(self.fetcher, source, self.allow_loopback)
        self._lists(replace(_look(source, before, get, since), is_trial=True), report)
        return report

    # ---- lists ----------------------------------------------------------------------------

    def _lists(self, look: _Look, report: SourceReport) -> bool:
        """Walk what a source lists, and all it has where a feed may not reach back to what we have.

        False where not all was seen, or not at one time: the next run walks as far as it can again.
        """
        walk = self._walk(look)
        seen = walk.run()
        _count(seen, look, report)
        if seen.problem is not None:
            report.stopped(seen.problem)
            return False
        has_gap, source = walk.has_gap(seen), look.source
        if source.backfill and (has_gap or not look.before.clean):
            rest = replace(source.backfill, max_items=max(0, source.max_items - seen.queued))
            return self._whole_list(replace(look, source=rest), report, has_gap=has_gap)
        if has_gap:
            report.why, report.trouble = f"{GAP_SAID}: look at its lists by hand", GAP
        return not seen.in_parts

    def _whole_list(self, look: _Look, report: SourceReport, *, has_gap: bool) -> bool:
        """Walk the whole list behind a feed, back to when all was seen; at first, to the bound."""
        since, before = look.since, look.before
        if before.walked:
            first = before.walked - OVERLAP
            reached = PartialDate.of(first.year, first.month, first.day)
            since = max(since or reached, reached)
        blank, get = SourceRow(look.source.id), replace(look.get, known={}, fresh={})
        seen = self._walk(replace(look, before=blank, get=get, since=since), fills=True).run()
        _count(seen, look, report)
        told = f"{GAP_SAID}; " if has_gap else ""
        if seen.problem is None:
            report.why = f"{told}{look.source.address} was read too"
        elif has_gap and seen.problem.trouble != MORE:
            report.why, report.trouble = f"{told}{seen.problem}", GAP
        else:
            report.stopped(seen.problem)
        return seen.problem is None and not seen.in_parts

    def _walk(self, look: _Look, *, fills: bool = False) -> Walk:
        return Walk(
            self.store.catalogue,
            look.source,
            look.before,
            look.get,
            look.since,
            self.store.ledger.forgotten.keys(),
            fills,
            look.met,
            look.is_trial,
            look.left_off,
        )

    def _ask_again(self, source: Source) -> None:
        """Let what was fetched long ago be asked for again, so that changes nobody tells are seen.

        Few feeds say that a page changed, and none that it is gone.
        """
        if source.revisit_days:
            before = datetime.now(UTC) - timedelta(days=source.revisit_days)
            with self.store.catalogue.pulling() as memory:
                memory.ask_again(source.id, before, MAX_REVISITS)


@dataclass(frozen=True, slots=True)
class _Look:
    """What is looked at, and how."""

    source: Source
    before: SourceRow  # how it stood before this run
    get: _Getter
    since: PartialDate | None  # what is older is left
    is_trial: bool = False  # nothing is written down
    met: set[str] = field(default_factory=set)  # addresses, by all walks of this look
    left_off: dict[str, str] = field(default_factory=dict)  # a list -> its page to go on from


def _look(source: Source, before: SourceRow, get: _Getter, since: PartialDate | None) -> _Look:
    """Look as far back as was said now, or at the source's first pull."""
    bound = since or (PartialDate.parse(before.since) if before.since else None)
    return _Look(source, before, get, bound, left_off=dict(before.left_off))


def _count(seen: Walked, look: _Look, report: SourceReport) -> None:
    report.listed += seen.listed
    report.withdrawn += seen.withdrawn
    report.new += seen.queued if look.is_trial else 0
    report.examples = (report.examples + seen.examples)[:EXAMPLES]


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
