"""What waits in a source's queue -> files in the corpus folder, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from ingest.catalogue import Catalogue, PartRow, PartState
from ingest.errors import ForbiddenAddressError
from ingest.pull import shelf
from ingest.pull.addresses import Reach
from ingest.pull.fetch import RESTING, Fetcher
from ingest.pull.identity import known_by
from ingest.pull.markup import Page
from ingest.pull.models import PASSING, Failed, Fetched, Trouble, Unchanged, Validators
from ingest.pull.report import SourceReport
from ingest.pull.sources import Source

MAX_TRIES = 10
"""Runs after which a part that never comes is given up."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one source: pages, and the documents that belong to them."""

    catalogue: Catalogue
    corpus: Path
    fetcher: Fetcher
    source: Source
    reach: Reach

    def fetch(self, report: SourceReport) -> None:
        """Fetch what is waiting, what a page brings along included; a wall ends it."""
        tried: set[str] = set()
        today = datetime.now(UTC).date()
        while True:
            with self.catalogue.pulling() as memory:
                waiting = memory.waiting(self.source.id)
            due = [part for part in waiting if part.address not in tried and _is_due(part, today)]
            if not due:
                return
            for part in due:
                tried.add(part.address)
                if not self._fetch_one(part, report):
                    return

    def _fetch_one(self, part: PartRow, report: SourceReport) -> bool:
        """Fetch one part; False where the source wants to be left alone."""
        known = Validators(part.headers.get("etag"), part.headers.get("last-modified"))
        outcome = self.fetcher.get(part.address, self.reach, known=known)
        if isinstance(outcome, Fetched):
            self._take(part, outcome, report)
            return True
        if isinstance(outcome, Unchanged):
            report.unchanged += 1
            self._put(replace(part, state=PartState.HELD, missing=None, fetched=outcome.at))
            return True
        self._put(_after_failure(part, outcome, report))
        left_alone = outcome.trouble in RESTING or outcome.trouble is Trouble.WALL
        if left_alone:
            report.outcome, report.why = "rests", outcome.detail
        return not left_alone

    def _take(self, part: PartRow, found: Fetched, report: SourceReport) -> None:
        """Keep what came, where it is what was promised and not held already."""
        if shelf.is_not_what_it_promises(found.data, part.address, found.media_type):
            report.failed += 1
            detail = "a page came where a PDF was promised"
            self._put(replace(part, state=PartState.FAILED, detail=detail, tries=part.tries + 1))
            return
        taken = replace(
            part,
            sha256=found.sha256,
            fetched=found.at,
            chain=found.chain,
            headers=dict(found.headers),
            missing=None,
            tries=0,
            detail="",
        )
        with self.catalogue.pulling() as memory:
            twin = memory.held_as(self.source.id, found.sha256)
        if twin not in (None, part.address):
            report.unchanged += 1
            self._put(replace(taken, state=PartState.SAME, detail=f"the same as {twin}"))
            return
        same = part.sha256 == found.sha256
        report.unchanged += same
        report.changed += not same and part.sha256 is not None
        report.new += part.sha256 is None
        self._put(self._placed(taken, found.data))
        self._queue_files(part, found)

    def _placed(self, part: PartRow, data: bytes) -> PartRow:
        """Write a part's file and sidecar; a part keeps its file through changes of its bytes."""
        name = shelf.file_name(self.source.id, part.address, data)
        kept = (
            name if part.name is None or Path(part.name).suffix != Path(name).suffix else part.name
        )
        placed = shelf.place(
            self.corpus, kept, data, said=_sidecar(self.source, part), written=part.sidecar
        )
        return replace(part, state=PartState.HELD, name=placed.name, sidecar=placed.sidecar)

    def _queue_files(self, part: PartRow, found: Fetched) -> None:
        """Queue the documents that a page links to, where the source says which links they are."""
        if not self.source.files or found.media_type not in ("text/html", "application/xhtml+xml"):
            return
        for link in Page.read(found.data, found.address).links(self.source.files):
            try:
                where = known_by(link)
            except ForbiddenAddressError:
                continue
            with self.catalogue.pulling() as memory:
                if memory.part(self.source.id, where) is None:
                    memory.put(
                        PartRow(self.source.id, where, part.record, part.said, PartState.WAITING)
                    )

    def _put(self, part: PartRow) -> None:
        with self.catalogue.pulling() as memory:
            memory.put(part)


def _is_due(part: PartRow, today: date) -> bool:
    """Tell whether to ask for a part: what was gone today is asked for another day."""
    return part.missing is None or part.missing.date() < today


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
        return replace(after, state=PartState.REMOVED)
    waits = failed.trouble in PASSING or failed.trouble is Trouble.WALL
    if waits and tries < MAX_TRIES:
        return after
    report.failed += 1
    return replace(after, state=PartState.FAILED)


def _sidecar(source: Source, part: PartRow) -> dict[str, object]:
    """Return what the sidecar of a part says: what its source says, and no guesses."""
    said = {key: part.said.get(key, "") for key in ("title", "published", "url")}
    return {**said, "publisher": source.publisher, "kind": source.kind or ""}
