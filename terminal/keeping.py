"""What was done to the collection -> answers: runs, state, failures, checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ingest.catalogue import FailedFile
from ingest.models import Reason
from ingest.tally import IntakeReport
from night import report, serialize
from night.report import Night
from terminal.answer import DONE, DONE_WITH_FAILURES, Answer
from terminal.pulling import source_lines

if TYPE_CHECKING:  # a night with nothing new does without what searches
    from night.collection import Status

ADVICE = {
    Reason.ENCRYPTED: "save it without a password and drop it again",
    Reason.CORRUPT: "fetch it again from the publisher",
    Reason.BOMB: "it unpacks to more than can be held; split it, or save it again as PDF",
    Reason.NO_TEXT_LAYER: "install tesseract-ocr and tesseract-ocr-swe, or ask for one with text",
    Reason.EMPTY: "see that the copy was finished",
    Reason.WRONG_TYPE: "see what it is; often an error page was saved in its place",
    Reason.UNSUPPORTED: "save it as PDF",
    Reason.TOO_BIG: "split it, or raise [ingest] max_file_mb in lykta.toml",
    Reason.TIMEOUT: "save it again as PDF, or raise [ingest] seconds_per_file in lykta.toml",
    Reason.CRASHED: "save it again as PDF",
    Reason.UNREADABLE: "see to the rights of the file",
    Reason.BAD_SIDECAR: "mend what is named in the .toml file beside it",
}
"""What a person can do about each reason."""


def intake(found: IntakeReport) -> Answer:
    """Return what reading the corpus folder did."""
    return Answer(report.of_intake(found), tuple(_intake_lines(found)), code=_code(found.failed))


def _intake_lines(found: IntakeReport) -> Iterator[str]:
    yield (
        f"{found.new} new, {found.changed + found.described} changed, {found.moved} moved, "
        f"{found.gone} gone, "
        f"{found.duplicate} duplicates, {found.unchanged} unchanged, {found.pages} pages read"
    )
    if found.waiting:
        yield f"{found.waiting} are still being written; run again in a moment"
    for reason, count in sorted(found.failed.items()):
        yield f"{count} did not come in: {reason.value}; see `lykta failures`"
    yield from found.warnings


def night(found: Night) -> Answer:
    """Return what a whole run did."""
    state = found.index.state
    lines: list[RenderableType] = [
        *source_lines(found.pulled.sources),
        *_intake_lines(found.intake),
        f"documents indexed: {state.documents}, in {state.passages} passages",
        f"revision {state.revision}",
    ]
    if found.rebuilt:
        lines.append(f"the index was built anew: {found.rebuilt.detail}")
    if found.pulled.problem:
        lines.append(f"nothing was fetched: {found.pulled.problem}")
    if found.unsent:
        lines.append(found.unsent)
    lines.append(_summary(found))
    sources = any(one.needs_a_look for one in found.pulled.sources)
    troubled = found.pulled.problem or found.unsent or sources
    code = DONE_WITH_FAILURES if troubled else _code(found.intake.failed)
    return Answer(report.of_night(found), tuple(lines), code=code)


def _summary(found: Night) -> str:
    """Return the one line that a log or a mail of cron's is read for."""
    intake = found.intake
    return (
        f"done in {found.seconds['total']:.1f} s: {intake.new} new, "
        f"{intake.changed + intake.described} changed, {intake.gone} gone, "
        f"{sum(intake.failed.values())} failed; {found.index.state.documents} documents"
    )


def _code(failed: Mapping[Reason, int]) -> int:
    return DONE_WITH_FAILURES if any(failed.values()) else DONE


def status(found: Status) -> Answer:
    """Return the collection in numbers."""
    counts, run = found.counts, found.counts.last_run
    files = ", ".join(f"{count} {state.value}" for state, count in counts.files.items())
    lines = [
        f"documents: {counts.documents}, with {counts.pages} pages",
        f"files: {files or 'none'}",
    ]
    lines += found.problems
    if found.index_problem:
        lines.append(found.index_problem)
    elif found.index:
        behind = f", {found.behind} revisions behind" if found.behind else ""
        lines.append(f"index: {found.index.documents} documents{behind}")
    if run:
        outcome = run.outcome or "not finished: it is running, or broke off"
        lines.append(f"last run: {run.command}, {run.started:%Y-%m-%d %H:%M}, {outcome}")
    return Answer(serialize.status(found), tuple(lines))


def failures(found: Sequence[FailedFile]) -> Answer:
    """Return the files that did not come in, with what to do about each."""
    data = [
        {
            "path": failure.path,
            "reason": failure.reason.value,
            "detail": failure.detail,
            "advice": ADVICE[failure.reason],
            "media_type": failure.media_type,
            "since": failure.since.isoformat(),
            "tries": failure.tries,
        }
        for failure in found
    ]
    lines: list[RenderableType] = []
    for failure in found:
        lines.append(Text(failure.path, style="bold"))
        lines.append(f"   {failure.reason.value}: {failure.detail}")
        lines.append(f"   {ADVICE[failure.reason]}")
        tries = "once" if failure.tries == 1 else f"{failure.tries} times"
        lines.append(Text(f"   since {failure.since:%Y-%m-%d}, tried {tries}", style="dim"))
    code = DONE_WITH_FAILURES if found else DONE
    return Answer(data, tuple(lines) or ("every file came in",), code=code)


def check(problems: Sequence[str]) -> Answer:
    """Return whether all agree."""
    lines = tuple(problems) or ("corpus folder, catalogue and index agree",)
    return Answer({"problems": list(problems)}, lines, DONE_WITH_FAILURES if problems else DONE)
