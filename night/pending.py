"""Names of changed files -> those that have been quiet for a moment, so that the change is over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.changed import ALL

QUIET_SECONDS = 1.0
"""An editor that saves takes a file away and puts another in its place, in less than this."""
LONGEST_SECONDS = 2.0
"""A file that is being copied is never quiet; this long after its first change it is seen."""
MOST_NAMES = 1_000
"""With more of them a walk over everything is less work."""


@dataclass(slots=True)
class _Change:
    first: float
    last: float


@dataclass(slots=True)
class Pending:
    """What changed and has not been looked at since. Times are seconds of one clock."""

    _changes: dict[str, _Change] = field(default_factory=dict)

    def note(self, names: Iterable[str], now: float) -> None:
        """Note that these files and folders changed just now."""
        for name in names:
            change = self._changes.setdefault(name, _Change(now, now))
            change.last = now

    def due(self, now: float) -> list[str]:
        """Return, once each, the names that have been quiet for a moment or have waited long."""
        due = [
            name
            for name, change in self._changes.items()
            if now - change.last >= QUIET_SECONDS or now - change.first >= LONGEST_SECONDS
        ]
        for name in due:
            del self._changes[name]
        return due if len(due) <= MOST_NAMES else [ALL]
