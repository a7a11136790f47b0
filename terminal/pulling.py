"""What was fetched from sources -> answers: runs by source, and what an address is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from ingest.pull.models import Item
from ingest.pull.report import SourceReport
from ingest.pull.trial import Trial
from terminal.answer import DONE, DONE_WITH_FAILURES, Answer


def pulled(found: Sequence[SourceReport]) -> Answer:
    """Return what a run did, or would do, source by source."""
    data = [
        {
            "source": one.source,
            **one.summary(),
            "examples": [_item(item) for item in one.examples],
        }
        for one in found
    ]
    lines = list(source_lines(found))
    troubled = any(one.needs_a_look for one in found)
    return Answer(data, tuple(lines), DONE_WITH_FAILURES if troubled else DONE)


def source_lines(found: Sequence[SourceReport]) -> Iterator[RenderableType]:
    """Yield what a run did, source by source."""
    for one in found:
        yield Text(f"{one.source}: {one.outcome}", style="bold")
        counts = [f"{count} {name}" for name, count in one.counts().items() if count]
        if counts:
            yield "   " + ", ".join(counts)
        if one.why:
            yield f"   {one.why}"


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
    lines += [f"   {item.published or '?'}  {item.title or item.address}" for item in found.items]
    lines += [f"   feed: {where}" for where in found.feeds]
    lines += [f"   sitemap: {where}" for where in found.sitemaps]
    if found.lines:
        lines += ["", "for corpus/sources.toml:", "", found.lines.rstrip()]
    is_known = found.what not in ("nothing", "wall") and not (
        found.detail and found.lines and not found.items
    )
    return Answer(data, tuple(lines), DONE if is_known else DONE_WITH_FAILURES)


def _item(item: Item) -> dict[str, Any]:
    return {
        "title": item.title,
        "address": item.address,
        "published": str(item.published) if item.published else None,
        "updated": str(item.updated) if item.updated else None,
        "identifiers": [one.value for one in item.identifiers],
        "files": len(item.attachments),
    }
