"""A connection -> the memory of what was fetched from sources: runs, validators, parts seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    bindparam,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)

from ingest.catalogue import tables
from ingest.catalogue.rows import OriginalRow, PartRow, PartState, SourceRow
from ingest.models import PartialDate

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

    def begin(self, source: str, since: PartialDate | None = None, asked: str = "") -> SourceRow:
        """Write down that a run starts, unfinished and not clean; return how it is to be taken.

        A bound of time that a first pull is given holds for those that follow, until another is
        given. With another bound, or where sources.toml asks for something else, the list is
        walked as if it never was, and what was given up is tried again.
        """
        before = self.standing_of(source, since, asked)
        if asked and before.asked not in (None, asked):
            failed = (_parts.source == source, _parts.state == PartState.FAILED)
            self._change(*failed, state=PartState.WAITING, tries=0)
        blank = {"clean": False, "outcome": "", "report": {}, "started": datetime.now(UTC)}
        kept = {"walked": before.walked, "since": before.since, "asked": asked or before.asked}
        row = blank | kept | {"source": source, "left_off": dict(before.left_off)}
        self._connection.execute(delete(tables.pull_sources).where(_sources.source == source))
        self._connection.execute(insert(tables.pull_sources).values(row))
        return before

    def standing_of(
        self, source: str, since: PartialDate | None = None, asked: str = ""
    ) -> SourceRow:
        """Return how a source stands, as a run with these wishes would take it.

        Walked after now, it was by a clock that was wrong: nothing is asked for "since then".
        """
        query = select(tables.pull_sources).where(_sources.source == source)
        row = self._connection.execute(query).first()
        before = SourceRow(**row._asdict()) if row else SourceRow(source)
        if before.walked and before.walked > datetime.now(UTC):
            before = replace(before, clean=False)
        bounds = since is not None and (before.since is not None or before.walked is None)
        bound = str(since) if bounds else before.since
        is_other = bound != before.since or bool(asked and before.asked not in (None, asked))
        if is_other:
            return replace(before, since=bound, clean=False, walked=None, left_off={})
        return before

    def left_off(self, source: str, pages: Mapping[str, str]) -> None:
        """Write down at which page of which list the next run goes on."""
        self._connection.execute(
            update(tables.pull_sources)
            .where(_sources.source == source)
            .values(left_off=dict(pages))
        )

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
        row = self._connection.execute(_PART, {"of_source": source, "at": address}).first()
        return part_row(row) if row else None

    def waiting(self, source: str) -> tuple[PartRow, ...]:
        """Return what is to be fetched, in the order it was seen."""
        query = select(tables.pull_parts).where(
            _parts.source == source, _parts.state == PartState.WAITING
        )
        rows = self._connection.execute(query.order_by(_parts.seen, _parts.address))
        return tuple(part_row(row) for row in rows)

    def standing(self) -> dict[str, dict[PartState, int]]:
        """Return how many parts every source has in each state."""
        found: dict[str, dict[PartState, int]] = {}
        query = select(_parts.source, _parts.state, func.count()).group_by(
            _parts.source, _parts.state
        )
        for source, state, number in self._connection.execute(query):
            found.setdefault(source, {})[PartState(state)] = number
        return found

    def troubled(self, source: str, limit: int) -> tuple[PartRow, ...]:
        """Return parts that did not come, or are gone at the source, the latest seen first."""
        wrong = _parts.state.in_((PartState.FAILED, PartState.REMOVED)) | (
            (_parts.state == PartState.WAITING) & (_parts.detail != "")
        )
        query = select(tables.pull_parts).where(_parts.source == source, wrong)
        rows = self._connection.execute(query.order_by(_parts.seen.desc()).limit(limit))
        return tuple(part_row(row) for row in rows)

    def same_as(self, sha256: str, text: str | None) -> PartRow | None:
        """Return the part, of any source, that holds these bytes or a text of this mark."""
        for query, value in ((_HOLDER_OF_BYTES, sha256), (_HOLDER_OF_TEXT, text)):
            row = value and self._connection.execute(query, {"held": value}).first()
            if row:
                return part_row(row)
        return None

    def held_at(self, address: str) -> PartRow | None:
        """Return the part, of any source, that holds what is at an address."""
        row = self._connection.execute(_HOLDER_AT, {"held": address}).first()
        return part_row(row) if row else None

    def of_file(self, name: str) -> tuple[PartRow, ...]:
        """Return the parts whose file it is: the one that wrote it first, then by when seen."""
        rows = self._connection.execute(_OF_FILE, {"file": name})
        return tuple(part_row(row) for row in rows)

    def stale(self) -> tuple[PartRow, ...]:
        """Return the parts, of all sources, whose sidecars lag behind what is known."""
        query = select(tables.pull_parts).where(_parts.stale, ~_parts.joined)
        return tuple(part_row(row) for row in self._connection.execute(query))

    def labelled(self, part: PartRow, sidecar: str) -> None:
        """Write down the lines of ours that the sidecar of a part now has."""
        self._connection.execute(_CHANGE_PART, _here(part) | {"sidecar": sidecar})

    def caught_up(self, part: PartRow) -> None:
        """Write down that the sidecar of a part says all that is known."""
        self._connection.execute(_CHANGE_PART, _here(part) | {"stale": False})

    def outdated(self, name: str) -> None:
        """Write down that more is known of a file than its sidecar says."""
        self._change(_parts.name == name, ~_parts.joined, stale=True)

    def outdated_parts(self, page: PartRow) -> None:
        """Write down that what belongs to a page may say so now."""
        self._connection.execute(_CHANGE_PARTS_OF_PAGE, _here(page) | {"stale": True})

    def put(self, part: PartRow) -> None:
        """Write a part as it is now; when it was first seen stays, and what its sidecar says.

        Other sources may have told more of its file since the part was read: `stale` only rises.
        """
        values = _values(part)
        changed = {key: value for key, value in values.items() if key not in ("sidecar", "stale")}
        changed |= _here(part) | {"lags": part.stale}
        if not self._connection.execute(_PUT_PART, changed).rowcount:
            self._connection.execute(_ADD_PART, values | {"seen": datetime.now(UTC)})

    def drop(self, part: PartRow) -> None:
        """Let go of a part that is not to be known of."""
        self._connection.execute(_DROP_PART, _here(part))

    def withdraw(self, source: str, record: str) -> int:
        """Mark the parts of a record that the source withdrew, files and all; return how many."""
        state = PartState.WITHDRAWN
        whose = (_parts.source == source, _parts.record == record, _parts.state != state)
        return self._change(*whose, state=state, missing=datetime.now(UTC), stale=True)

    def ask_again(self, source: str, before: datetime, limit: int) -> int:
        """Let what was last fetched before a time wait to be fetched again, the oldest first.

        So is what was fetched after now, by a clock that was wrong.
        """
        standing = (PartState.HELD, PartState.SAME)
        old = (_parts.fetched < before) | (_parts.fetched > datetime.now(UTC))
        due = (
            select(_parts.address)
            .where(_parts.source == source, _parts.state.in_(standing), old)
            .order_by(_parts.fetched)
            .limit(limit)
        )
        return self._change(
            _parts.source == source, _parts.address.in_(due), state=PartState.WAITING
        )

    # ---- editions -------------------------------------------------------------------------

    def remember(self, part: PartRow) -> None:
        """Write down an edition of a part, as it was fetched."""
        values = {name: getattr(part, name) for name in OriginalRow.__dataclass_fields__}
        values["chain"] = list(part.chain)
        here = _here(part) | {"of_bytes": part.sha256}
        if not self._connection.execute(_CHANGE_EDITION, here | values).rowcount:
            self._connection.execute(_ADD_EDITION, values)

    def editions(self, name: str) -> tuple[OriginalRow, ...]:
        """Return what a file has been, the newest first."""
        table = tables.pull_originals.c
        whose = select(_parts.source, _parts.address).where(_parts.name == name, ~_parts.joined)
        query = select(tables.pull_originals).where(tuple_(table.source, table.address).in_(whose))
        rows = self._connection.execute(query.order_by(table.fetched.desc()))
        return tuple(OriginalRow(**row._asdict() | {"chain": tuple(row.chain)}) for row in rows)

    def current(self) -> frozenset[str]:
        """Return the digests of the editions that are held."""
        query = select(_parts.sha256).where(_parts.sha256.is_not(None))
        return frozenset(self._connection.execute(query).scalars())

    def drop_editions(self, before: datetime) -> int:
        """Forget the editions whose next one was fetched before a time; return how many."""
        table = tables.pull_originals.c
        order = select(tables.pull_originals).order_by(table.source, table.address, table.fetched)
        rows, current, dropped = self._connection.execute(order).all(), self.current(), 0
        for row, following in pairwise(rows):
            same = (row.source, row.address) == (following.source, following.address)
            if same and following.fetched < before and row.sha256 not in current:
                here = [table[name] == row._mapping[name] for name in _EDITION]
                self._connection.execute(delete(tables.pull_originals).where(*here))
                dropped += 1
        return dropped

    def known_originals(self) -> frozenset[str]:
        """Return the digests of all that is held or remembered as an edition."""
        known = self._connection.execute(select(tables.pull_originals.c.sha256)).scalars()
        return self.current().union(known)

    def _change(self, *where: ColumnElement[bool], **values: Any) -> int:
        done = self._connection.execute(update(tables.pull_parts).where(*where).values(**values))
        return done.rowcount


_EDITION = ("source", "address", "sha256")  # names one
_originals = tables.pull_originals.c

# What is asked for every page is built once: under a profiler 500 pages took 27 s of processor time
# with statements built anew for each, and 15 s so (2026-11-24).
_HERE = (_parts.source == bindparam("of_source"), _parts.address == bindparam("at"))
_PART = select(tables.pull_parts).where(*_HERE)
_ADD_PART = insert(tables.pull_parts)
_CHANGE_PART = update(tables.pull_parts).where(*_HERE)
_PUT_PART = _CHANGE_PART.values(stale=_parts.stale | bindparam("lags"))
_DROP_PART = delete(tables.pull_parts).where(*_HERE)
_CHANGE_PARTS_OF_PAGE = update(tables.pull_parts).where(
    _parts.source == bindparam("of_source"),
    _parts.page == bindparam("at"),
    _parts.name.is_not(None),
    ~_parts.joined,
)
_OF_FILE = (
    select(tables.pull_parts)
    .where(_parts.name == bindparam("file"))
    .order_by(_parts.joined, _parts.seen, _parts.address)
)
_HOLDERS = (
    select(tables.pull_parts)
    .where(_parts.name.is_not(None), ~_parts.joined, _parts.state != PartState.WITHDRAWN)
    .order_by(_parts.seen, _parts.address)
    .limit(1)
)
_HOLDER_OF_BYTES, _HOLDER_OF_TEXT, _HOLDER_AT = (
    _HOLDERS.where(column == bindparam("held"))
    for column in (_parts.sha256, _parts.text, _parts.address)
)
_ADD_EDITION = insert(tables.pull_originals)
_CHANGE_EDITION = update(tables.pull_originals).where(
    _originals.source == bindparam("of_source"),
    _originals.address == bindparam("at"),
    _originals.sha256 == bindparam("of_bytes"),
)


def _here(part: PartRow) -> dict[str, Any]:
    return {"of_source": part.source, "at": part.address}


def _values(part: PartRow) -> dict[str, Any]:
    values = {name: getattr(part, name) for name in PartRow.__dataclass_fields__}
    return values | {
        "said": dict(part.said),
        "chain": list(part.chain),
        "headers": dict(part.headers),
    }


def part_row(row: Row[Any]) -> PartRow:
    """Return the part that a row of `pull_parts` is."""
    values = row._asdict()
    values.pop("seen")
    return PartRow(**values | {"chain": tuple(row.chain), "state": PartState(row.state)})
