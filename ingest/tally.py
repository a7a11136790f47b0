"""What a pass over the corpus folder did -> an IntakeReport, and its Progress on the way."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from ingest.models import Reason
from ingest.notices import Notice


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a pass has come."""

    stage: str  # as the tally times it, and "learn" and "relate" within "sweep"
    done: int = 0
    total: int = 0
    path: str = ""  # of the file last dealt with


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """What a pass did. The numbers are files, except where they say otherwise."""

    seen: int
    new: int  # documents
    changed: int  # documents with other content
    described: int  # documents whose metadata, topics or path are others
    moved: int  # documents, whether or not that changed what is known of them
    unchanged: int
    duplicate: int
    gone: int  # documents
    waiting: int  # not settled: still being written
    failed: Mapping[Reason, int]
    pages: int  # read
    seconds: Mapping[str, float]  # by stage
    warnings: tuple[Notice, ...]


@dataclass(slots=True)
class Tally:
    """The report while it is being made."""

    files: Counter[str] = field(default_factory=Counter)  # by a number of the report
    failed: Counter[Reason] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    warnings: list[Notice] = field(default_factory=list)
    scans: set[str] = field(default_factory=set)  # files that failed for want of text

    def fail(self, name: str, reason: Reason) -> None:
        """Count a file that did not come in."""
        self.failed[reason] += 1
        if reason is Reason.NO_TEXT_LAYER:
            self.scans.add(name)

    def recognised(self, name: str) -> None:
        """Count a scanned file, once failed for want of text, as read after all."""
        if name in self.scans:
            self.scans.remove(name)
            self.failed[Reason.NO_TEXT_LAYER] -= 1

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time of the block to a stage."""
        start = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] += time.monotonic() - start  # type: ignore[assignment]  # a Counter adds floats as well

    def report(self) -> IntakeReport:
        """Return what was done so far."""
        names = (
            "seen", "new", "changed", "described", "moved", "unchanged", "duplicate", "gone",
            "waiting", "pages",
        )  # fmt: skip
        return IntakeReport(
            **{name: self.files[name] for name in names},
            failed=dict(+self.failed),
            seconds={name: round(value, 3) for name, value in self.seconds.items()},
            warnings=tuple(self.warnings),
        )
