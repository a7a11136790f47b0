"""Commands that write -> rows: when each began, how it ended, and what it reported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from ingest.catalogue import tables
from ingest.catalogue.rows import Run

_runs = tables.runs.c


def begin(connection: Connection, command: str) -> int:
    """Write down that a command starts; return the run's number."""
    row = {"command": command, "started": datetime.now(UTC), "report": {}}
    added = connection.execute(insert(tables.runs).values(row).returning(_runs.id))
    return int(added.scalar_one())


def finish(connection: Connection, run: int, outcome: str, report: Mapping[str, object]) -> None:
    """Write down how a run ended: "done", or what stopped it."""
    values = {"finished": datetime.now(UTC), "outcome": outcome, "report": dict(report)}
    connection.execute(update(tables.runs).where(_runs.id == run).values(values))


def add(
    connection: Connection, command: str, started: datetime, report: Mapping[str, object]
) -> None:
    """Write down a run that is done."""
    row = {"command": command, "started": started, "finished": datetime.now(UTC)}
    connection.execute(
        insert(tables.runs).values(row | {"outcome": "done", "report": dict(report)})
    )


def last(connection: Connection, limit: int, command: str | None = None) -> tuple[Run, ...]:
    """Return the last runs, of all commands or of one, the newest first."""
    wanted = select(tables.runs).order_by(_runs.id.desc()).limit(limit)
    if command:
        wanted = wanted.where(_runs.command == command)
    return tuple(_run(row) for row in connection.execute(wanted))


def prune(connection: Connection, before: datetime, nights: int) -> int:
    """Forget the runs that began before a time; the last nights and what has not ended stay."""
    shown = (
        select(_runs.id).where(_runs.command == "reindex").order_by(_runs.id.desc()).limit(nights)
    )
    old = delete(tables.runs).where(
        _runs.started < before, _runs.finished.is_not(None), _runs.id.not_in(shown)
    )
    return connection.execute(old).rowcount


def _run(row: Row[Any]) -> Run:
    return Run(row.id, row.command, row.started, row.finished, row.outcome, row.report)
