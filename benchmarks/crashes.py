"""Kill -9 at 250 moments of runs and 100 full disks: what was lost, how soon all answers again."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.crashing import Nursery, Outcome, Place, SmallDisk, moments, outlive

SMALL, FULL, COMMITS, PAGES = 150, 50, 50, 100


def main() -> None:
    """Print how many runs were stopped, what was wrong after them, and the slowest answer."""
    chance = random.Random(1)  # noqa: S311 - picks moments
    with TemporaryDirectory() as folder, Nursery() as nursery:
        place = Place(Path(folder), chance=chance)
        place.change(place.documents)
        nursery.do("reindex", place.root)
        place.done()
        for name, times in (
            ("small and full runs", moments(chance, small=SMALL, full=FULL, commits=0)),
            ("around the commit", moments(chance, small=0, full=0, commits=COMMITS)),
        ):
            _tell(name, [outlive(place, nursery, moment) for moment in times])
        place.change(5)
        try:
            with SmallDisk(place) as disk:
                _tell("a full disk", [disk.outlive(nursery, pages) for pages in range(PAGES)])
        except PermissionError as error:
            print(f"a full disk: not tried, {error}")


def _tell(name: str, outcomes: Sequence[Outcome]) -> None:
    faults = [fault for outcome in outcomes for fault in outcome.faults]
    stopped = sum(outcome.stopped for outcome in outcomes)
    slowest = max(outcome.seconds for outcome in outcomes)
    print(f"{name}: {len(outcomes)} runs, {stopped} stopped, {len(faults)} faults, ", end="")
    print(f"the next process answers within {slowest:.2f} s")
    for fault in faults:
        print("  ", fault)


if __name__ == "__main__":
    main()
