"""What a run did with one source, in numbers and in words."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.errors import SourceError
from ingest.pull.models import Item


@dataclass(slots=True)
class SourceReport:
    """What a run of one source did."""

    source: str
    outcome: str = "done"  # "done", "manual", "rests" or "stopped"
    why: str = ""
    listed: int = 0
    new: int = 0  # files
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    withdrawn: int = 0
    removed: int = 0
    waiting: int = 0  # left for the next run
    examples: list[Item] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Return the numbers by name."""
        names = ("listed", "new", "changed", "unchanged", "failed", "withdrawn", "removed")
        return {name: getattr(self, name) for name in (*names, "waiting")}

    def summary(self) -> dict[str, object]:
        """Return how it went, why, and the numbers."""
        return {"outcome": self.outcome, "why": self.why or None, **self.counts()}

    @property
    def needs_a_look(self) -> bool:
        """Whether somebody should see what is wrong."""
        return self.outcome in ("stopped", "rests") or self.failed > 0

    def stopped(self, problem: SourceError) -> None:
        """Say what kept the list from being seen whole."""
        self.outcome = "rests" if problem.rests else "stopped"
        self.why = problem.why
