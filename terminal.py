"""Answers of the commands, as JSON values and as lines for a person at a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import rich.progress
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from index import evaluate
from index.evaluate import Measures, SetReport
from index.explain import Found
from index.models import Excerpt, Hit, Results
from ingest.catalogue import FailedFile
from ingest.models import SHOWN_ROLES, Document, Reason
from ingest.tally import IntakeReport
from ingest.topics import Topic, TopicTree
from night import report
from night.collection import Status
from night.report import Night

DONE, DONE_WITH_FAILURES = 0, 1

ADVICE = {
    Reason.ENCRYPTED: "save it without a password and drop it again",
    Reason.CORRUPT: "fetch it again from the publisher",
    Reason.BOMB: "it unpacks to more than can be held; save it again as PDF",
    Reason.NO_TEXT_LAYER: "it is pictures of pages; ask for a file with text, or run OCR on it",
    Reason.EMPTY: "see that the copy was finished",
    Reason.WRONG_TYPE: "see what it is; often an error page was saved in its place",
    Reason.UNSUPPORTED: "save it as PDF",
    Reason.TOO_BIG: "split it, or raise [ingest] max_file_mb in lykta.toml",
    Reason.TIMEOUT: "save it again as PDF, or raise [ingest] seconds_per_file in lykta.toml",
    Reason.CRASHED: "save it again as PDF",
    Reason.UNREADABLE: "see to the rights of the file",
    Reason.BAD_SIDECAR: "mend the line that is named in the .toml file beside it",
}
"""What a person can do about each reason."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found: the same for programs and for people."""

    data: Any  # what --json prints
    lines: tuple[RenderableType, ...]
    code: int = DONE


Tell = Callable[[str, int, int | None], None]
"""Told the stage, how much of it is done, and of how much where that is known."""


def show(answer: Answer) -> None:
    """Print an answer for a person. Words from documents are never read as markup."""
    console = Console(highlight=False, soft_wrap=not Console().is_terminal)
    for line in answer.lines:
        console.print(Text(line) if isinstance(line, str) else line)


def results(found: Results) -> tuple[RenderableType, ...]:
    """Return the lines of a result list."""
    lines: list[RenderableType] = [
        Text(f"not understood ({note.code}): {note.text}", style="yellow") for note in found.notes
    ]
    if found.notes:
        lines.append(f"read as: {found.understood}")
    lines.append(f"{found.total} documents, {found.took_ms:.1f} ms")
    if found.suggestion:
        lines.append(f"did you mean: {found.suggestion}")
    first = (found.query.page - 1) * found.query.limit
    for number, hit in enumerate(found.hits, start=first + 1):
        if found.relaxed and number == found.strict_total + 1:
            lines.append(Text("— documents with most of the words —", style="dim"))
        lines += _row(number, hit)
    if not found.hits:
        lines.append("nothing found; try fewer words, or another form of one of them")
    return tuple(lines)


def _row(number: int, hit: Hit) -> Iterable[RenderableType]:
    document = hit.document
    yield Text(f"\n{number}. ") + Text(document.title, style="bold")
    facts = [document.kind.value, document.publisher, str(document.published or ""), document.id]
    yield Text("   " + " · ".join(fact for fact in facts if fact), style="dim")
    for excerpt in hit.passages:
        yield _excerpt(excerpt)


def _excerpt(excerpt: Excerpt) -> Text:
    place = f"p. {excerpt.page_label or excerpt.page}: " if excerpt.page else ""
    text = Text(excerpt.text.replace("\n", " "))
    for mark in excerpt.marks:
        text.stylize("bold yellow", mark.start, mark.end)
    return Text(f"   {place}", style="cyan") + text


def document(found: Document) -> Answer:
    """Return a document with its metadata, their origins, and its shown text by page."""
    metadata = found.metadata
    facts: dict[str, Any] = {
        "id": found.id,
        "path": found.path,
        "title": metadata.title,
        "kind": metadata.kind.value,
        "publisher": metadata.publisher,
        "originator": metadata.originator,
        "published": str(metadata.published) if metadata.published else None,
        "updated": str(metadata.updated) if metadata.updated else None,
        "language": metadata.language,
        "topics": [link.topic for link in metadata.own_topics],
        "identifiers": [identifier.value for identifier in metadata.identifiers],
        "url": metadata.url,
        "media_type": found.media_type,
        "pages": found.pages,
        "sha256": found.sha256,
    }
    origins = {name: origin.source for name, origin in metadata.origins.items()}
    blocks = [
        {"text": block.text, "role": block.role.value, "page": block.page, "offset": block.offset}
        for block in found.blocks
    ]
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for name, value in facts.items():
        if value not in (None, []):
            printed = ", ".join(value) if isinstance(value, list) else str(value)
            table.add_row(name, Text(printed), Text(origins.get(name, ""), style="dim"))
    return Answer(facts | {"origins": origins, "blocks": blocks}, (table, *_pages(found)))


def _pages(found: Document) -> Iterable[RenderableType]:
    page: int | None = None
    for block in found.blocks:
        if block.role not in SHOWN_ROLES:
            continue
        if block.page != page:
            page = block.page
            yield Text(f"\n— page {page} —", style="cyan")
        yield Text(block.text, style="bold" if block.level else "")


def topics(tree: TopicTree, counts: Mapping[str, int]) -> Answer:
    """Return the topic tree; a broader topic counts all documents under it."""
    rows = [topic for root in tree.roots for topic in _down(tree, root)]
    data = [
        {
            "id": topic.id,
            "name": topic.name,
            "broader": topic.broader,
            "documents": counts.get(topic.id, 0),
        }
        for topic in rows
    ]
    lines = tuple(
        f"{'  ' * len(tree.ancestors(topic.id))}{topic.name} ({counts.get(topic.id, 0)})"
        for topic in rows
    )
    return Answer(data, lines or ("no topics; write corpus/topics.toml",))


def _down(tree: TopicTree, topic: Topic) -> Iterator[Topic]:
    yield topic
    for child in tree.children(topic.id):
        yield from _down(tree, child)


def intake(found: IntakeReport) -> Answer:
    """Return what reading the corpus folder did."""
    return Answer(report.of_intake(found), tuple(_intake_lines(found)), code=_code(found.failed))


def _intake_lines(found: IntakeReport) -> Iterator[str]:
    yield (
        f"{found.new} new, {found.changed} changed, {found.gone} gone, "
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
    lines = [
        *_intake_lines(found.intake),
        f"{state.documents} documents and {state.passages} passages indexed",
        f"revision {state.revision}, {found.seconds['total']:.1f} s",
    ]
    if found.rebuilt_because:
        lines.append(f"the index was built anew: {found.rebuilt_because}")
    return Answer(report.of_night(found), tuple(lines), code=_code(found.intake.failed))


def _code(failed: Mapping[Reason, int]) -> int:
    return DONE_WITH_FAILURES if any(failed.values()) else DONE


def status(found: Status) -> Answer:
    """Return the collection in numbers."""
    counts, run = found.counts, found.counts.last_run
    data = {
        "documents": counts.documents,
        "pages": counts.pages,
        "files": {state.value: count for state, count in counts.files.items()},
        "kinds": {kind.value: count for kind, count in counts.kinds.items()},
        "revision": counts.revision,
        "index": {
            "documents": found.index.documents if found.index else None,
            "passages": found.index.passages if found.index else None,
            "behind": found.behind,
            "problem": found.index_problem or None,
        },
        "problems": list(found.problems),
        "last_run": {
            "command": run.command,
            "started": run.started.isoformat(),
            "finished": run.finished.isoformat() if run.finished else None,
            "outcome": run.outcome,
        }
        if run
        else None,
    }
    files = ", ".join(f"{count} {state.value}" for state, count in counts.files.items())
    lines = [f"{counts.documents} documents, {counts.pages} pages", f"files: {files or 'none'}"]
    lines += found.problems
    if found.index_problem:
        lines.append(found.index_problem)
    elif found.index:
        behind = f", {found.behind} revisions behind" if found.behind else ""
        lines.append(f"index: {found.index.documents} documents{behind}")
    if run:
        lines.append(f"last run: {run.command}, {run.started:%Y-%m-%d %H:%M}, {run.outcome}")
    return Answer(data, tuple(lines))


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


def explanation(found: Sequence[Found]) -> Answer:
    """Return which words of a question a document has, the surest form first."""
    data = [
        {
            "asked": one.asked,
            "form": one.form.value,
            "printed": list(one.printed),
            "page": one.page,
        }
        for one in found
    ]
    table = Table("asked", "found as", "printed", "page", box=None)
    for one in found:
        page = str(one.page) if one.page else ""
        table.add_row(Text(one.asked), one.form.value, Text(", ".join(one.printed)), page)
    return Answer({"words": data}, (table,) if found else ("none of its words stands there",))


def check(problems: Sequence[str]) -> Answer:
    """Return whether all agree."""
    lines = tuple(problems) or ("corpus folder, catalogue and index agree",)
    return Answer({"problems": list(problems)}, lines, DONE_WITH_FAILURES if problems else DONE)


def evaluation(reports: Sequence[SetReport]) -> Answer:
    """Return how well the search ranks, set by set, beside the baseline of the same call."""
    low, mean, high = _bounds(reports)
    data = {
        "sets": [
            {
                "name": one.name,
                "queries": len(one.lykta),
                "lykta": _measures(one.lykta),
                "baseline": _measures(one.baseline),
            }
            for one in reports
        ],
        "gain": {"mean": mean, "low": low, "high": high},
    }
    table = Table("set", "queries", "", "nDCG@10", "MRR@10", "recall@100", box=None)
    for one in reports:
        for name, measured in (("lykta", one.lykta), ("baseline", one.baseline)):
            values = [f"{value:.3f}" for value in _measures(measured).values()]
            table.add_row(one.name, str(len(measured)), name, *values)
    gain = f"nDCG@10 over the baseline: {mean:+.3f} ({low:+.3f} to {high:+.3f}, 95 % bootstrap)"
    return Answer(data, (table, gain))


def _measures(measured: Sequence[Measures]) -> dict[str, float]:
    mean = evaluate.mean(measured)
    return {
        "ndcg@10": round(mean.ndcg, 4),
        "mrr@10": round(mean.mrr, 4),
        "recall@100": round(mean.recall, 4),
    }


def _bounds(reports: Sequence[SetReport]) -> tuple[float, float, float]:
    found = evaluate.interval([one.gains for one in reports])
    return round(found.low, 4), round(found.mean, 4), round(found.high, 4)


@contextmanager
def progress() -> Iterator[Tell]:
    """Show stages as bars on standard error while a command works; nothing where it is no terminal.

    What is given to the rooms is called with a stage, how much is done, and of how much.
    """
    console = Console(stderr=True)
    bars = rich.progress.Progress(
        rich.progress.TextColumn("{task.description}"),
        rich.progress.BarColumn(),
        rich.progress.MofNCompleteColumn(),
        rich.progress.TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    )
    tasks: dict[str, rich.progress.TaskID] = {}

    def tell(stage: str, done: int, total: int | None) -> None:
        if stage not in tasks:
            tasks[stage] = bars.add_task(stage, total=total)
        bars.update(tasks[stage], completed=done, total=total)

    with bars:
        yield tell
