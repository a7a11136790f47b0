"""The night's page: the last nightly runs -> what the last one did, and how the thirty went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ingest.catalogue import Run
from ingest.models import Reason
from night.prune import SHOWN_NIGHTS
from ui import frame, safe, words
from ui.language import _, said

SHOWN_RUNS = SHOWN_NIGHTS
SHOWN_MISSED = 20

STAGES = {
    "pull": said("hämta från källor"),
    "walk": said("gå igenom mappen"),
    "compare": said("jämföra"),
    "describe": said("beskriva"),
    "read": said("läsa filer"),
    "wait": said("vänta på filer som skrivs"),
    "sweep": said("ta bort det som försvunnit"),
    "rehash": said("kontrollera filers innehåll"),
    "index": said("bygga sökningen"),
    "total": said("allt"),
}


@dataclass(frozen=True, slots=True)
class Night:
    """One nightly run as it is shown."""

    run: Run
    new: int
    changed: int
    gone: int
    failed: int
    seconds: float
    height: int = 0  # of its bar, in hundredths of the tallest


def show() -> None:
    """Draw the page."""
    frame.name_page(_("Senaste natten"))
    collection = frame.collection()
    counting = collection.settings.missed
    runs = collection.catalogue.runs(SHOWN_RUNS, command="reindex")
    last = next((run for run in runs if run.outcome == "done"), None)
    report: Mapping[str, Any] = last.report if last else {}
    intake = report.get("ingest", {})
    safe.show(
        "night.html",
        now=runs[0] if runs else None,
        last=last,
        report=report,
        intake=intake,
        failed=[
            (words.reason(Reason(name)).why, n) for name, n in intake.get("failed", {}).items()
        ],
        seconds=_stages({**report.get("seconds", {})}),
        nights=nights(runs),
        missed=collection.catalogue.missed(SHOWN_MISSED) if counting.count else None,
        counting=counting,
    )


def nights(runs: Sequence[Run]) -> list[Night]:
    """Return the runs, the oldest first, with the heights of their bars."""
    found = [_night(run) for run in reversed(runs)]
    tallest = max((night.seconds for night in found), default=0) or 1
    return [replace(night, height=max(round(100 * night.seconds / tallest), 2)) for night in found]


def _night(run: Run) -> Night:
    report: Mapping[str, Any] = run.report
    intake = report.get("ingest", {})
    return Night(
        run=run,
        new=intake.get("new", 0),
        changed=intake.get("changed", 0),
        gone=intake.get("gone", 0),
        failed=sum(intake.get("failed", {}).values()),
        seconds=report.get("seconds", {}).get("total", 0.0),
    )


def _stages(seconds: Mapping[str, float]) -> list[tuple[str, float]]:
    return [(STAGES.get(name, name), value) for name, value in seconds.items() if value >= 0.05]
