"""What a run did, as the values that --json prints and the catalogue keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from index.build import BuildReport
from ingest.notices import Notice
from ingest.pull.report import SourceReport
from ingest.tally import IntakeReport


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a night fetched; a source or a setting that is wrong is told here and stops nothing."""

    sources: tuple[SourceReport, ...] = ()
    problem: Notice | None = None


class Rebuilt(StrEnum):
    """Why an index was built anew; mail and page word it."""

    FIRST = "first"
    ASKED = "asked for"
    UNREADABLE = "unreadable"
    FOREIGN = "foreign"  # another version's layout, or another catalogue's revisions
    ANALYSIS = "analysis"  # written as words were analysed before
    UNEQUAL = "unequal"  # it does not hold what the collection does
    GROWN = "grown"


@dataclass(frozen=True, slots=True)
class Because:
    """Why an index was built anew, with what was seen."""

    reason: Rebuilt
    detail: str


@dataclass(frozen=True, slots=True)
class Night:
    """What a whole run did."""

    intake: IntakeReport
    index: BuildReport
    rebuilt: Because | None  # None where the index that answered was brought up to date
    seconds: Mapping[str, float]  # by stage
    pulled: Pulled = Pulled()
    run: str = ""  # its id in the log
    bytes: Mapping[str, int] = field(default_factory=dict)  # on disk: catalogue, index
    pruned: Mapping[str, int] = field(default_factory=dict)  # what had been kept long enough
    unsent: Notice | None = None  # what kept the digest from being sent


def of_pull(found: Pulled) -> dict[str, Any]:
    """Return by source how it went and what came."""
    return {one.source: one.summary() for one in found.sources}


def of_intake(found: IntakeReport) -> dict[str, Any]:
    """Return counts by outcome, failures by reason, seconds by stage."""
    return {
        "seen": found.seen,
        "new": found.new,
        "changed": found.changed,
        "described": found.described,
        "moved": found.moved,
        "unchanged": found.unchanged,
        "duplicate": found.duplicate,
        "gone": found.gone,
        "waiting": found.waiting,
        "failed": {reason.value: count for reason, count in sorted(found.failed.items())},
        "pages": found.pages,
        "seconds": dict(found.seconds),
        "warnings": list(found.warnings),
        "notices": [one.value() for one in found.warnings],  # the same, to be worded
    }


def of_night(found: Night) -> dict[str, Any]:
    """Return what was read, what the index holds now, and whether another answers."""
    state = found.index.state
    return {
        "run": found.run or None,
        "pull": of_pull(found.pulled),
        "pull_problem": found.pulled.problem,
        "pull_notice": found.pulled.problem and found.pulled.problem.value(),
        "ingest": of_intake(found.intake),
        "documents": state.documents,
        "passages": state.passages,
        "revision": state.revision,
        "put": found.index.put,
        "removed": found.index.removed,
        "switched": found.index.switched,
        "rebuilt": found.rebuilt.reason.value if found.rebuilt else None,
        "rebuilt_because": found.rebuilt.detail if found.rebuilt else None,
        "seconds": {stage: round(seconds, 3) for stage, seconds in found.seconds.items()},
        "bytes": dict(found.bytes),
        "pruned": {what: count for what, count in found.pruned.items() if count},
        "digest_problem": found.unsent,
        "digest_notice": found.unsent and found.unsent.value(),
    }
