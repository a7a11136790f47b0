"""Questions that found nothing: how many days have asked each, and nothing of who asked.

A question is known by a keyed digest. Its words are written once enough days have asked it: a name
that somebody looked for once is never kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, func, insert, select, update

from ingest.catalogue import tables

_missed = tables.missed.c


@dataclass(frozen=True, slots=True)
class MissedQuestion:
    """A question that found nothing."""

    text: str
    days: int  # on how many it was asked
    last: date  # of them


class MissedMemory:
    """What is known of questions that found nothing, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note(self, digest: str, text: str, today: date, asked_days: int) -> None:
        """Count a question once a day; keep its words from the day that makes them enough."""
        here = _missed.digest == digest
        known = self._connection.execute(select(tables.missed).where(here)).first()
        if known is None:
            values = {"text": text if asked_days <= 1 else None, "days": 1}
            row = {"digest": digest, "last": today.isoformat(), **values}
            self._connection.execute(insert(tables.missed).values(row))
        elif known.last != today.isoformat():
            days = known.days + 1
            values = {"days": days, "last": today.isoformat()}
            if days >= asked_days:
                values["text"] = text
            self._connection.execute(update(tables.missed).where(here).values(values))

    def questions(self, limit: int) -> tuple[MissedQuestion, ...]:
        """Return those whose words are kept, the ones asked on most days first."""
        rows = self._connection.execute(
            select(tables.missed)
            .where(_missed.text.is_not(None))
            .order_by(_missed.days.desc(), _missed.last.desc(), _missed.text)
            .limit(limit)
        )
        return tuple(
            MissedQuestion(row.text, row.days, date.fromisoformat(row.last)) for row in rows
        )

    def count(self) -> int:
        """Return how many questions are counted, also those whose words are not kept."""
        counted = select(func.count()).select_from(tables.missed)
        return self._connection.execute(counted).scalar_one()

    def prune(self, before: date | None) -> int:
        """Forget those last asked before a day, or all; return how many."""
        where = delete(tables.missed)
        if before:
            where = where.where(_missed.last < before.isoformat())
        return self._connection.execute(where).rowcount
