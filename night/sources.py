"""sources.toml and what is remembered of its sources -> how each of them stands, for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from ingest.catalogue import Catalogue, PartRow, PartState, SourceRow
from ingest.errors import IngestError
from ingest.pull import sources
from ingest.pull.sources import Source
from settings import Settings

FILE_NAME = "sources.toml"
SHOWN_PARTS = 20
"""Of those that did not come: enough to see what is wrong with them."""
HOURLY = timedelta(hours=1)
"""A list that can be asked "has it changed?" is asked no more often than this by itself …"""
DAILY = timedelta(hours=20)
"""… and one that cannot no more often than this; a night begins a little earlier than the last."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """How one source stands."""

    source: Source
    last: SourceRow
    parts: Mapping[PartState, int] = field(default_factory=dict)
    troubled: tuple[PartRow, ...] = ()
    is_conditional: bool = False  # its list can be asked "has it changed?"

    @property
    def outcome(self) -> str:
        """How its last run went: as in a report, or "never", "running"."""
        if self.source.manual:
            return "manual"
        if self.last.started is None:
            return "never"
        return self.last.outcome or "running"

    @property
    def report(self) -> Mapping[str, Any]:
        """What its last run did, as `SourceReport.summary` says it."""
        return self.last.report

    @property
    def at(self) -> datetime | None:
        """When its last run ended, or began where it has not ended."""
        return self.last.finished or self.last.started

    @property
    def due(self) -> datetime | None:
        """From when a night asks it again; None where no run of it has ended.

        One that ended after now did so by a clock that was wrong; it is not waited for.
        """
        ended = self.last.finished
        if ended is None or ended > datetime.now(UTC):
            return None
        return ended + (HOURLY if self.is_conditional else DAILY)

    @property
    def is_due(self) -> bool:
        """Whether a night that began now would ask it."""
        is_time = self.due is None or self.due <= datetime.now(UTC)
        return is_time and not self.source.manual

    @property
    def not_here(self) -> int:
        """How many files did not come, or are gone at the source."""
        wanting = (PartState.WAITING, PartState.FAILED, PartState.REMOVED)
        return sum(self.parts.get(state, 0) for state in wanting)

    @property
    def needs_a_look(self) -> bool:
        """Whether there is something for a person to do about it."""
        return self.outcome == "stopped" or self.report.get("trouble") in ("wall", "gap")


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources of a collection, in the order they are written."""

    states: tuple[SourceState, ...] = ()
    problem: str = ""  # why sources.toml cannot be read
    has_contact: bool = True  # may anything be fetched at all


def standing(settings: Settings, catalogue: Catalogue) -> Sources:
    """Return how the sources of a collection stand."""
    has_contact = bool(settings.pull.contact.strip())
    try:
        known = sources.load(settings.corpus / FILE_NAME)
    except IngestError as error:
        return Sources(problem=str(error), has_contact=has_contact)
    with catalogue.pulled() as memory:
        rows = {row.source: row for row in memory.sources()}
        counts = memory.standing()
        states = [
            SourceState(
                one,
                rows.get(one.id, SourceRow(one.id)),
                counts.get(one.id, {}),
                memory.troubled(one.id, SHOWN_PARTS),
                bool(memory.validators(one.id)),
            )
            for one in known
        ]
    return Sources(tuple(states), has_contact=has_contact)
