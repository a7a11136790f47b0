"""What watching brings in -> lines on standard error as it happens, and an answer at the end."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import datetime

from night.watch import ChangeSet
from terminal.answer import Answer


class Watching:
    """Tells a person what happens, and counts it."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._problem = ""

    def tell(self, change: ChangeSet) -> None:
        """Print what a change of the folder came to, or what stops it."""
        self._problem = change.problem
        if change.intake is None:
            _print(change.problem)
            return
        found = change.intake
        counts = {
            "new": found.new,
            "changed": found.changed + found.described,
            "moved": found.moved,
            "gone": found.gone,
            "duplicates": found.duplicate,
            "failed": sum(found.failed.values()),
        }
        self._counts.update(counts)
        said = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
        _print(f"{said} ({change.seconds:.1f} s)")
        for line in (*found.warnings, *filter(None, [change.problem])):
            _print(line)

    def answer(self) -> Answer:
        """Return what came in all."""
        counts = {what: count for what, count in self._counts.items() if count}
        said = ", ".join(f"{count} {what}" for what, count in counts.items()) or "nothing"
        data = {**counts, "problem": self._problem or None}
        return Answer(data, (f"stopped; brought in: {said}",))


def _print(line: str) -> None:
    sys.stderr.write(f"{datetime.now().astimezone():%H:%M:%S} {line}\n")
    sys.stderr.flush()
