"""What a run did with one source, in numbers and in words."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.errors import SourceError
from ingest.pull.models import Item

ENDLESS = "list without end"
GAP, EMPTY, MANY, WRONG = "gap", "nothing listed", "too many", "wrong answer"
MORE = "more to come"
"""Sorts of trouble with a list that was fetched: SourceError says the last where it says none."""
UNKEPT = "cannot be kept"
"""The trouble is ours: the disk is full, or the catalogue cannot be written."""
FAULT = "fault of Lykta"
"""The trouble is ours: what the source answers meets an error in the program."""
COUNTS = (
    *("listed", "new", "changed", "same_text", "unchanged", "joined"),
    *("failed", "withdrawn", "removed", "forgotten", "waiting"),
)


@dataclass(slots=True)
class SourceReport:
    """What a run of one source did."""

    source: str
    outcome: str = "done"  # "done", "manual", "rests" or "stopped"
    why: str = ""
    trouble: str = ""  # what sort of why: a `Trouble`, or one of those below
    listed: int = 0
    new: int = 0  # files
    changed: int = 0  # files that say something else than before
    same_text: int = 0  # came again, and say what they said
    unchanged: int = 0  # the server said so itself
    joined: int = 0  # another address of what is held
    failed: int = 0
    withdrawn: int = 0  # records that the source took back
    removed: int = 0  # gone at the source, on two days
    forgotten: int = 0  # came, and was erased on request before: turned away
    waiting: int = 0  # left for the next run
    examples: list[Item] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Return the numbers by name."""
        return {name: getattr(self, name) for name in COUNTS}

    def count(self, outcome: str) -> None:
        """Count what became of one file."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    def summary(self) -> dict[str, object]:
        """Return how it went, why, and the numbers."""
        why = {"why": self.why or None, "trouble": self.trouble or None}
        return {"outcome": self.outcome, **why, **self.counts()}

    @property
    def needs_a_look(self) -> bool:
        """Whether somebody should see what is wrong."""
        return self.outcome in ("stopped", "rests") or self.failed > 0

    def stopped(self, problem: SourceError) -> None:
        """Say what kept the list from being seen whole: more for the next run is no trouble."""
        if problem.trouble != MORE:
            self.outcome = "rests" if problem.rests else "stopped"
        self.why, self.trouble = problem.why, problem.trouble
