"""A document -> whether it still holds and is the newest; a question's score -> those first.

What ends on a day is stored with the day and judged when it is asked for: no document is read or
written again because a night has passed. Nothing is hidden.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from index.engines import AnyOf, Demoted, Node, Span, Term
from index.models import DocumentSummary
from ingest.models import Document

REPEALED: Final = "repealed"
OLDER: Final = "older"
COPY: Final = "copy"  # the same text in another format or at another address

BEHIND: Final = 0.1
"""What the score of a document that no longer holds, or has a newer edition, is multiplied by.

Such a document comes after every other that has a tenth of its score. Editions differ little, and
a factor near 1 would do for them; but a guideline that was repealed may say exactly what is asked,
and the one in force only mention it."""


def today() -> date:
    """Return the day in Sweden, where laws begin and end at midnight."""
    return datetime.now(ZoneInfo("Europe/Stockholm")).date()


def values(document: Document) -> tuple[str, ...]:
    """Return what is known of a document's standing whatever the day."""
    about = document.metadata
    repealed = about.valid_to is None and bool(about.repealed or about.repealed_by)
    said = {REPEALED: repealed, OLDER: document.newer, COPY: document.copy_of}
    return tuple(value for value, true in said.items() if true)


def demoted(score: Node, day: date) -> Node:
    """Return the score with what is behind ranked below the rest."""
    yesterday = int(f"{day - timedelta(days=1):%Y%m%d}")
    over = Span("valid_to", None, yesterday)
    behind = AnyOf((over, *(Term("standing", value) for value in (REPEALED, OLDER, COPY))))
    return Demoted(score, behind, BEHIND)


def on(summary: DocumentSummary, day: date) -> DocumentSummary:
    """Return a document's row as of a day."""
    over = summary.valid_to is not None and summary.valid_to.last < day
    return replace(summary, repealed=True) if over else summary


def factor(summary: DocumentSummary) -> float:
    """Return what a document's further scores are multiplied by."""
    return BEHIND if summary.repealed or summary.newer or summary.copy_of else 1.0
