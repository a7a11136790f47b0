"""What was fetched from sources -> answers: runs, how sources stand, and what an address is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from terminal.answer import DONE, DONE_WITH_FAILURES, Answer

if TYPE_CHECKING:  # a night with nothing new does without the readers of feeds and pages
    from ingest.pull.models import Item
    from ingest.pull.report import SourceReport
    from ingest.pull.trial import Trial
    from night.sources import SourceState


def pulled(found: Sequence[SourceReport], *, is_trial: bool = False) -> Answer:
    """Return what a run did, or would do, source by source."""
    data = [
        {
            "source": one.source,
            **one.summary(),
            "examples": [_item(item) for item in one.examples],
        }
        for one in found
    ]
    lines = list(_trial_lines(found) if is_trial else source_lines(found))
    troubled = any(one.needs_a_look for one in found)
    return Answer(data, tuple(lines), DONE_WITH_FAILURES if troubled else DONE)


def _trial_lines(found: Sequence[SourceReport]) -> Iterator[RenderableType]:
    """Yield what a run would do, source by source, with the first it would bring."""
    for one in found:
        was_seen = one.outcome == "done"
        told = f"would fetch {one.new} of {one.listed} listed" if was_seen else one.outcome
        yield Text(f"{one.source}: {told}", style="bold")
        if one.why:
            yield f"   {one.why}"
        yield from map(_line, one.examples)
        if one.examples and one.new > len(one.examples):
            yield f"   and {one.new - len(one.examples)} more"


def source_lines(found: Sequence[SourceReport]) -> Iterator[RenderableType]:
    """Yield what a run did, source by source."""
    for one in found:
        yield Text(f"{one.source}: {one.outcome}", style="bold")
        counts = [f"{count} {name}" for name, count in one.counts().items() if count]
        if counts:
            yield "   " + ", ".join(counts)
        if one.why:
            yield f"   {one.why}"


def sources(found: Sequence[SourceState]) -> Answer:
    """Return how every source stands: its last run, what came, why it rests, when it is due."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("source", overflow="fold")
    for name in ("shape", "last run", "new", "changed", "outcome", "due"):
        table.add_column(name, no_wrap=True)
    lines: list[RenderableType] = [table]
    for one in found:
        report = one.report
        counts = [str(report.get(name, "")) for name in ("new", "changed")]
        table.add_row(
            *(one.source.id, str(one.source.shape), _moment(one.at), *counts, one.outcome),
            "now" if one.is_due else _moment(one.due) if not one.source.manual else "by hand",
        )
        why = one.source.note if one.source.manual else report.get("why")
        lines += [f"{one.source.id}: {why}"] if why else []
        if one.last.since:
            lines += [f"{one.source.id}: goes back to {one.last.since}"]
    data = [
        {
            "source": one.source.id,
            "shape": str(one.source.shape),
            "address": one.source.address,
            "last_run": one.at.isoformat() if one.at else None,
            "since": one.last.since,
            **one.report,
            "outcome": one.outcome,
            "is_due": one.is_due,
            "due": one.due.isoformat() if one.due and not one.source.manual else None,
        }
        for one in found
    ]
    troubled = any(one.needs_a_look for one in found)
    return Answer(data, tuple(lines), DONE_WITH_FAILURES if troubled else DONE)


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone():%m-%d %H:%M}" if at else ""


def trial(found: Trial) -> Answer:
    """Return what an address is, what it would bring, and where to look next."""
    data = {
        "address": found.address,
        "what": str(found.what),
        "detail": found.detail or None,
        "items": [_item(item) for item in found.items],
        "feeds": list(found.feeds),
        "sitemaps": list(found.sitemaps),
        "lines": found.lines or None,
    }
    lines: list[RenderableType] = [Text(f"{found.address}: {found.what}", style="bold")]
    lines += [f"   {found.detail}"] if found.detail else []
    lines += map(_line, found.items)
    lines += [f"   feed: {where}" for where in found.feeds]
    lines += [f"   sitemap: {where}" for where in found.sitemaps]
    if found.lines:
        lines += ["", "for corpus/sources.toml:", "", found.lines.rstrip()]
    is_known = found.what not in ("nothing", "wall") and not (
        found.detail and found.lines and not found.items
    )
    return Answer(data, tuple(lines), DONE if is_known else DONE_WITH_FAILURES)


def _line(item: Item) -> str:
    """Return an item as a person looks for it: its day, else when it changed, and its name."""
    day = item.published or item.updated or "?"
    return f"   {day}  {item.title or item.address or item.key}"


def _item(item: Item) -> dict[str, Any]:
    return {
        "title": item.title,
        "address": item.address,
        "published": str(item.published) if item.published else None,
        "updated": str(item.updated) if item.updated else None,
        "identifiers": [one.value for one in item.identifiers],
        "files": len(item.attachments),
    }
