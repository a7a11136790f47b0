"""The night's page: the last nightly runs -> what the last one did, and how the thirty went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ingest.catalogue import Run
from ingest.models import Reason
from night import wording
from night.prune import SHOWN_NIGHTS
from night.report import Rebuilt
from ui import frame, pulled, safe, words
from ui.language import SWEDISH, _, counted, here, said
from ui.words import Advice

SHOWN_RUNS = SHOWN_NIGHTS
SHOWN_MISSED = 20
NAMELESS: Mapping[str, Any] = {"notice": ""}

STAGES = {
    "pull": said("hämta från källor"),
    "walk": said("gå igenom mappen"),
    "compare": said("jämföra"),
    "describe": said("beskriva"),
    "read": said("läsa filer"),
    "wait": said("vänta på filer som skrivs"),
    "sweep": said("ta bort det som försvunnit"),
    "rehash": said("kontrollera filers innehåll"),
    "recognise": said("läsa av bilder"),
    "index": said("bygga sökningen"),
    "total": said("allt"),
}

REBUILT = {
    Rebuilt.FIRST: said("Sökningen byggdes från grunden, eftersom det inte fanns något index."),
    Rebuilt.ASKED: said("Sökningen byggdes om från grunden, eftersom det begärdes."),
    Rebuilt.UNREADABLE: said(
        "Sökningen byggdes om från grunden, eftersom indexet inte gick att läsa."
    ),
    Rebuilt.FOREIGN: said(
        "Sökningen byggdes om från grunden, eftersom indexet hörde till en annan version av Lykta"
        " eller en annan katalog."
    ),
    Rebuilt.ANALYSIS: said(
        "Sökningen byggdes om från grunden, eftersom ord tolkas på ett annat sätt än när indexet"
        " byggdes."
    ),
    Rebuilt.UNEQUAL: said(
        "Sökningen byggdes om från grunden, eftersom indexet inte höll samma dokument som"
        " samlingen."
    ),
    Rebuilt.GROWN: said(
        "Sökningen byggdes om från grunden, eftersom indexet tog mer plats än det behöver."
    ),
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
    # Of its bar, in hundredths of the tallest; a night that broke off has no time.
    height: int = 100

    @property
    def is_done(self) -> bool:
        """Whether it came to its end."""
        return self.run.outcome == "done"

    @property
    def day(self) -> date:
        """The day on which it began, in Sweden."""
        return self.run.started.astimezone(words.HERE).date()

    @property
    def did(self) -> str:
        """What it did, in words."""
        if not self.is_done:
            return _("avbröts") if self.run.finished else _("avbröts, eller pågår")
        counts = (
            (self.new, counted("nytt", "nya", self.new)),
            (self.changed, counted("ändrat", "ändrade", self.changed)),
            (self.gone, counted("borttaget", "borttagna", self.gone)),
            (self.failed, _("kom inte in")),
        )
        said = [f"{words.number(number)} {what}" for number, what in counts if number]
        return f"{', '.join(said) or _('inget nytt')}; {words.seconds(1000 * self.seconds)}"


@dataclass(frozen=True, slots=True)
class Source:
    """What a night did with one source, in words."""

    name: str
    outcome: str
    counts: str
    advice: Advice | None


def show() -> None:
    """Draw the page."""
    frame.name_page(_("Senaste natten"))
    collection = frame.collection()
    counting = collection.settings.missed
    runs = collection.catalogue.runs(SHOWN_RUNS, command="reindex")
    last = next((run for run in runs if run.outcome == "done"), None)
    report: Mapping[str, Any] = last.report if last else {}
    intake = report.get("ingest", {})
    shown = nights(runs)
    safe.show(
        "night.html",
        now=runs[0] if runs else None,
        last=last,
        report=report,
        intake=intake,
        failed=[(words.reason(Reason(name)), n) for name, n in intake.get("failed", {}).items()],
        sources=_sources(report.get("pull", {})),
        seconds=_stages({**report.get("seconds", {})}),
        nights=shown,
        rebuilt=_rebuilt(report),
        notices=[*_kept(report), *notices(intake)],
        stop=_stop(runs[0]) if runs else "",
        longest=max((night.seconds for night in shown), default=0),
        missed=collection.catalogue.missed(SHOWN_MISSED) if counting.count else None,
        counting=counting,
    )


def notices(intake: Mapping[str, Any]) -> list[str]:
    """Return what a pass over the folder said that somebody should look at.

    A report of before 2026-11-30 has it in English alone.
    """
    warnings = intake.get("warnings", [])
    kept: Sequence[Mapping[str, Any]] = intake.get("notices") or [NAMELESS] * len(warnings)
    return [_worded(one) for one in zip(kept, warnings, strict=False)]


def _kept(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield what kept a night's mail or its fetching."""
    for kept, message in (("digest_notice", "digest_problem"), ("pull_notice", "pull_problem")):
        if report.get(message):
            yield _worded((report.get(kept) or NAMELESS, report[message]))


def _stop(run: Run) -> str:
    """Return what stopped a run."""
    report: Mapping[str, Any] = run.report
    return _worded((report.get("stop") or NAMELESS, run.outcome or ""))


def _worded(notice: tuple[Mapping[str, Any], str]) -> str:
    """Return a message in the reader's language."""
    kept, message = notice
    return wording.in_swedish(kept) if here() == SWEDISH else message


def nights(runs: Sequence[Run]) -> list[Night]:
    """Return the runs, the oldest first, with the heights of their bars."""
    found = [_night(run) for run in reversed(runs)]
    longest = max((night.seconds for night in found), default=0) or 1
    return [
        replace(night, height=max(round(100 * night.seconds / longest), 2))
        if night.is_done
        else night
        for night in found
    ]


def _night(run: Run) -> Night:
    report: Mapping[str, Any] = run.report
    intake = report.get("ingest", {})
    return Night(
        run=run,
        new=intake.get("new", 0),
        changed=intake.get("changed", 0) + intake.get("described", 0),
        gone=intake.get("gone", 0),
        failed=sum(intake.get("failed", {}).values()),
        seconds=report.get("seconds", {}).get("total", 0.0),
    )


def _sources(pull: Mapping[str, Any]) -> list[Source]:
    return [
        Source(
            name,
            pulled.outcome(report.get("outcome", "")).lower(),
            pulled.counts(report),
            pulled.advice(report),
        )
        for name, report in pull.items()
    ]


def _rebuilt(report: Mapping[str, Any]) -> str:
    """Return why the index was built anew, to be put in the reader's language; "" if it was not."""
    reason = report.get("rebuilt")
    if reason in {one.value for one in Rebuilt}:
        return REBUILT[Rebuilt(reason)]
    return said("Sökningen byggdes om från grunden.") if report.get("rebuilt_because") else ""


def _stages(seconds: Mapping[str, float]) -> list[tuple[str, float]]:
    return [(STAGES.get(name, name), value) for name, value in seconds.items() if value >= 0.05]
