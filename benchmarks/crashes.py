"""Kill -9 at 250 moments, 100 full disks, 200 failing writes: what is lost, and for how long."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.crashing import Nursery, Outcome, Place, lasting, moments, outlive
from tests.failing_disk import FailingWrites, SmallDisk, can_trace

SMALL, FULL, COMMITS, PAGES, WRITES = 150, 50, 50, 100, 100


def main(*wanted: str) -> None:
    """Try the named ways to fail, or all; print how many runs were stopped, and what was wrong."""
    for name in wanted or WAYS:
        with TemporaryDirectory() as folder, Nursery() as nursery:
            place = Place(Path(folder), chance=random.Random(1))  # noqa: S311 - picks moments
            place.change(place.documents)
            nursery.do("reindex", place.root)
            place.done()
            _tell(name, WAYS[name](place, nursery))


def _killed(place: Place, nursery: Nursery) -> Iterable[Outcome]:
    runs = lasting(place, nursery)
    for moment in moments(place.chance, runs, small=SMALL, full=FULL, commits=0):
        yield outlive(place, nursery, moment)


def _committing(place: Place, nursery: Nursery) -> Iterable[Outcome]:
    runs = lasting(place, nursery)
    for moment in moments(place.chance, runs, small=0, full=0, commits=COMMITS):
        yield outlive(place, nursery, moment)


def _full(place: Place, nursery: Nursery) -> Iterable[Outcome]:
    place.change(5)
    with SmallDisk(place) as disk:
        for pages in range(PAGES):
            yield disk.outlive(nursery, pages)


def _refused(place: Place, nursery: Nursery) -> Iterable[Outcome]:
    yield from _failing(place, nursery, "ENOSPC", onwards=True)


def _broken(place: Place, nursery: Nursery) -> Iterable[Outcome]:
    yield from _failing(place, nursery, "EIO", onwards=False)


def _failing(place: Place, nursery: Nursery, error: str, *, onwards: bool) -> Iterable[Outcome]:
    if not can_trace():
        raise PermissionError("strace is not here, or may not trace")
    place.change(5)
    with FailingWrites(place) as disk:
        for nth in range(1, WRITES + 1):
            yield disk.outlive(nursery, error, nth, onwards=onwards)


WAYS: Mapping[str, Callable[[Place, Nursery], Iterable[Outcome]]] = {
    "killed": _killed,  # in small and full runs
    "committing": _committing,  # killed around the engine's commit
    "full": _full,  # a disk with no page left, with one, with two …
    "refused": _refused,  # no room from the nth write on
    "broken": _broken,  # an I/O error at the nth write
}


def _tell(name: str, tried: Iterable[Outcome]) -> None:
    try:
        outcomes = list(tried)
    except PermissionError as error:
        print(f"{name}: not tried, {error}")
        return
    faults = [fault for outcome in outcomes for fault in outcome.faults]
    stopped = sum(outcome.stopped for outcome in outcomes)
    slowest = max(outcome.seconds for outcome in outcomes)
    print(f"{name}: {len(outcomes)} runs, {stopped} stopped, {len(faults)} faults, ", end="")
    print(f"the next process answers within {slowest:.2f} s")
    for fault in faults:
        print("  ", fault)


if __name__ == "__main__":
    main(*sys.argv[1:])
