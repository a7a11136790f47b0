"""What waits in a source's queue -> what was asked of its site, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from time import monotonic
from urllib.parse import urlsplit

from ingest.catalogue import PartRow, PartState
from ingest.errors import SourceError
from ingest.pull import notice, riksdagen
from ingest.pull.addresses import Reach
from ingest.pull.arrival import Arrivals, Store
from ingest.pull.fetch import RESTING, Fetcher
from ingest.pull.models import PASSING, Failed, Fetched, Outcome, Trouble, Unchanged, Validators
from ingest.pull.report import MORE, SourceReport
from ingest.pull.sources import Source

MAX_TRIES = 10
"""Runs after which a part that never comes is given up."""
RUN_SECONDS = 4 * 3_600.0
"""After so long a source's pages are left for the next run: a night ends, however slow a site."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one source: pages, and the documents that belong to them."""

    store: Store
    fetcher: Fetcher
    source: Source
    reach: Reach
    seconds: float = RUN_SECONDS

    def fetch(self, report: SourceReport) -> None:
        """Fetch what is waiting, what a page brings along included; a wall ends it."""
        tried: set[str] = set()
        until = monotonic() + self.seconds
        today = datetime.now(UTC).date()
        while True:
            with self.store.catalogue.pulled() as memory:
                waiting = memory.waiting(self.source.id)
            due = [part for part in waiting if part.address not in tried and _is_due(part, today)]
            if not due:
                return
            for part in due:
                if monotonic() > until:
                    report.why, report.trouble = "a run takes no longer; the next goes on", MORE
                    return
                tried.add(part.address)
                if not self._fetch_one(part, report):
                    return

    def _fetch_one(self, part: PartRow, report: SourceReport) -> bool:
        """Fetch one part; False where the source wants to be left alone."""
        outcome = self._ask(part)
        if isinstance(outcome, Fetched):
            report.count(Arrivals(self.store, self.source).take(part, outcome))
            return True
        if isinstance(outcome, Unchanged):
            report.count("unchanged")
            self._put(_still_there(part, outcome.at))
            return True
        self._put(_after_failure(part, outcome, report))
        left_alone = outcome.trouble in RESTING or outcome.trouble is Trouble.WALL
        if left_alone:
            report.outcome, report.why = "rests", outcome.detail
            report.trouble = outcome.trouble.value
        return not left_alone

    def _ask(self, part: PartRow) -> Outcome:
        if notice.SUMMARY in part.said:
            return notice.written(part)
        known = Validators(part.headers.get("etag"), part.headers.get("last-modified"))
        outcome = self.fetcher.get(part.address, self.reach, known=known)
        if isinstance(outcome, Fetched) and riksdagen.lacks_text(outcome.data):
            return self._ask_record(part, outcome)
        return _led_home(part, outcome) or outcome

    def _ask_record(self, part: PartRow, empty: Fetched) -> Outcome:
        """Fetch what a page that came without text should say, from its source's record of it."""
        lacking = Failed(part.address, Trouble.BROKEN, "it came without text, or is not out yet")
        where = part.said.get(riksdagen.RECORD)
        record = self.fetcher.get(where, self.reach) if where else lacking
        if not isinstance(record, Fetched):
            return lacking
        try:
            page = riksdagen.page_of(record.data, record.address)
            files = riksdagen.files_of(record.data, record.address)
        except SourceError:
            return lacking
        if page:  # no validators: those of the empty page would say "unchanged" of this one
            return replace(empty, data=page, headers={"content-type": "text/html"})
        return self.fetcher.get(files[0], self.reach) if files else lacking

    def _put(self, part: PartRow) -> None:
        with self.store.catalogue.pulling() as memory:
            memory.put(part)
            if part.joined:
                memory.outdated(str(part.name))


def _led_home(part: PartRow, outcome: Outcome) -> Failed | None:
    """Return what is wrong where a site sends to its front door whoever asks for what is gone."""
    if not isinstance(outcome, Fetched) or len(outcome.chain) == 1:
        return None
    asked, led = urlsplit(part.address), urlsplit(outcome.address)
    if led.path.strip("/") or led.query or not asked.path.strip("/"):
        return None
    return Failed(part.address, Trouble.MISSING, "it leads to the site's front page")


def _still_there(part: PartRow, at: datetime) -> PartRow:
    state = PartState.SAME if part.joined else PartState.HELD
    stale = part.stale or part.missing is not None
    return replace(part, state=state, missing=None, tries=0, fetched=at, stale=stale)


def _is_due(part: PartRow, today: date) -> bool:
    """Tell whether to ask for a part: what was gone today is asked for another day."""
    return part.missing is None or part.missing.date() != today


def _after_failure(part: PartRow, failed: Failed, report: SourceReport) -> PartRow:
    """Return a part after a try that brought nothing.

    What is gone must be gone on two days; what may pass waits for the next runs, but not for ever.
    """
    now, tries = datetime.now(UTC), part.tries + 1
    after = replace(part, tries=tries, detail=f"{failed.trouble}: {failed.detail}")
    if failed.trouble is Trouble.MISSING:
        if part.missing is None:
            return replace(after, missing=now)
        report.removed += 1
        return replace(after, state=PartState.REMOVED, stale=part.name is not None)
    waits = failed.trouble in PASSING or failed.trouble is Trouble.WALL
    if waits and tries < MAX_TRIES:
        return after
    report.failed += 1
    return replace(after, state=PartState.FAILED)
