"""A connection -> the memory of what was fetched from sources: runs, validators, parts seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from ingest.catalogue import tables
from ingest.catalogue.rows import PartRow, PartState, SourceRow

_sources = tables.pull_sources.c
_parts = tables.pull_parts.c
_validators = tables.pull_validators.c


class PullMemory:
    """What is known of sources, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # ---- runs -----------------------------------------------------------------------------

    def sources(self) -> tuple[SourceRow, ...]:
        """Return how the last run of every source went, by id."""
        rows = self._connection.execute(select(tables.pull_sources).order_by(_sources.source))
        return tuple(SourceRow(**row._asdict()) for row in rows)

    def begin(self, source: str) -> SourceRow:
        """Write down that a run starts, unfinished and not clean; return how it stood before."""
        query = select(tables.pull_sources).where(_sources.source == source)
        row = self._connection.execute(query).first()
        before = SourceRow(**row._asdict()) if row else SourceRow(source)
        blank = {"clean": False, "outcome": "", "report": {}, "walked": before.walked}
        self._connection.execute(delete(tables.pull_sources).where(_sources.source == source))
        self._connection.execute(
            insert(tables.pull_sources).values(source=source, started=datetime.now(UTC), **blank)
        )
        return before

    def walked(
        self, source: str, began: datetime, validators: Mapping[str, tuple[str | None, str | None]]
    ) -> None:
        """Write down that all a source lists was seen; only now may it be asked "since then"."""
        self._connection.execute(
            update(tables.pull_sources)
            .where(_sources.source == source)
            .values(clean=True, walked=began)
        )
        for address, (etag, last_modified) in validators.items():
            self._connection.execute(
                delete(tables.pull_validators).where(
                    _validators.source == source, _validators.address == address
                )
            )
            values = {"etag": etag, "last_modified": last_modified}
            self._connection.execute(
                insert(tables.pull_validators).values(source=source, address=address, **values)
            )

    def finish(self, source: str, outcome: str, report: Mapping[str, object]) -> None:
        """Write down how a run ended."""
        values = {"finished": datetime.now(UTC), "outcome": outcome, "report": dict(report)}
        self._connection.execute(
            update(tables.pull_sources).where(_sources.source == source).values(**values)
        )

    def validators(self, source: str) -> dict[str, tuple[str | None, str | None]]:
        """Return by address what a source gave to ask "has it changed?" with."""
        table = tables.pull_validators
        rows = self._connection.execute(select(table).where(_validators.source == source))
        return {row.address: (row.etag, row.last_modified) for row in rows}

    # ---- parts ----------------------------------------------------------------------------

    def part(self, source: str, address: str) -> PartRow | None:
        """Return what is known of one file of a source."""
        query = select(tables.pull_parts).where(_parts.source == source, _parts.address == address)
        row = self._connection.execute(query).first()
        return _part(row) if row else None

    def waiting(self, source: str) -> tuple[PartRow, ...]:
        """Return what is to be fetched, in the order it was seen."""
        query = select(tables.pull_parts).where(
            _parts.source == source, _parts.state == PartState.WAITING
        )
        rows = self._connection.execute(query.order_by(_parts.seen, _parts.address))
        return tuple(_part(row) for row in rows)

    def held_as(self, source: str, sha256: str) -> str | None:
        """Return the address of the part of a source that holds these bytes."""
        query = select(_parts.address).where(
            _parts.source == source, _parts.sha256 == sha256, _parts.state == PartState.HELD
        )
        return self._connection.execute(query).scalar()

    def put(self, part: PartRow) -> None:
        """Write a part as it is now; when it was first seen stays."""
        here = (_parts.source == part.source, _parts.address == part.address)
        seen = self._connection.execute(select(_parts.seen).where(*here)).scalar()
        values = asdict(part) | {"chain": list(part.chain), "seen": seen or datetime.now(UTC)}
        self._connection.execute(delete(tables.pull_parts).where(*here))
        self._connection.execute(insert(tables.pull_parts).values(**values))

    def withdraw(self, source: str, record: str) -> int:
        """Mark the parts of a record that the source withdrew, files and all; return how many."""
        done = self._connection.execute(
            update(tables.pull_parts)
            .where(_parts.source == source, _parts.record == record)
            .where(_parts.state != PartState.WITHDRAWN)
            .values(state=PartState.WITHDRAWN)
        )
        return done.rowcount


def _part(row: Row[Any]) -> PartRow:
    values = row._asdict()
    values.pop("seen")
    return PartRow(**values | {"chain": tuple(row.chain), "state": PartState(row.state)})
