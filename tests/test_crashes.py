"""Runs that are killed or whose disk fails: what was finished answers, and the next mends all."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crashing import Nursery, Place, lasting, moments, outlive
from tests.failing_disk import FailingWrites, SmallDisk, can_trace

pytestmark = pytest.mark.slow

SEED = 20261124


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    """Return a process that forks runs."""
    with Nursery() as made:
        yield made


@pytest.fixture
def place(tmp_path: Path, nursery: Nursery) -> Place:
    """Return a collection that has been read and indexed once."""
    made = Place(tmp_path, chance=random.Random(SEED))
    made.change(made.documents)
    nursery.do("reindex", made.root)
    made.done()
    return made


def test_a_killed_run_loses_nothing_and_doubles_nothing(place: Place, nursery: Nursery) -> None:
    """Kill -9 in the middle of small and full runs: old or new answers, the next run mends."""
    chance = random.Random(SEED)
    runs = lasting(place, nursery)
    outcomes = [
        outlive(place, nursery, moment)
        for moment in moments(chance, runs, small=12, full=6, commits=12)
    ]

    assert [fault for outcome in outcomes for fault in outcome.faults] == []
    assert sum(outcome.stopped for outcome in outcomes) >= len(outcomes) // 2
    assert max(outcome.seconds for outcome in outcomes) < 5


def test_wherever_the_disk_is_full_the_old_index_answers(place: Place, nursery: Nursery) -> None:
    """However few pages are left; with room again the next run is as if nothing had been."""
    place.change(5)
    try:
        with SmallDisk(place) as disk:
            outcomes = [disk.outlive(nursery, pages) for pages in range(0, 100, 9)]
    except PermissionError as error:
        pytest.skip(str(error))

    assert [fault for outcome in outcomes for fault in outcome.faults] == []
    assert sum(outcome.stopped for outcome in outcomes) > 3


def test_wherever_a_write_fails_the_old_index_answers(place: Place, nursery: Nursery) -> None:
    """An I/O error at one write, or no room from one on: the next run is as if nothing had been."""
    if not can_trace():
        pytest.skip("there is no strace here, or it may not trace")
    place.change(5)
    with FailingWrites(place) as disk:
        outcomes = [
            *(disk.outlive(nursery, "EIO", nth, onwards=False) for nth in (2, 40)),
            *(disk.outlive(nursery, "ENOSPC", nth, onwards=True) for nth in (1, 30)),
        ]

    assert [fault for outcome in outcomes for fault in outcome.faults] == []
    assert sum(outcome.stopped for outcome in outcomes) > 1
