"""Damaged copies of real files: bytes flipped, cut and spliced; none may stray."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.models import Failure, Reason
from ingest.sandbox import Job, Pool

MUTANTS = 500
MAX_SEED_BYTES = 60_000


def mutant(seed: bytes, other: bytes, chance: random.Random) -> bytes:
    """Return a copy with some bytes changed, an end cut off or a piece of another file in it."""
    at = chance.randrange(len(seed))
    match chance.randrange(3):
        case 0:
            copy = bytearray(seed)
            for _ in range(chance.randint(1, 40)):
                copy[chance.randrange(len(copy))] = chance.randrange(256)
            return bytes(copy)
        case 1:
            return seed[: at + 1]
        case _:
            begin = chance.randrange(len(other))
            return seed[:at] + other[begin : begin + 2000] + seed[at:]


def mutants(seeds: list[Path], folder: Path) -> Iterator[Job]:
    """Yield damaged copies of real files, the same at every run."""
    chance = random.Random(20261124)
    for number in range(MUTANTS):
        seed, other = chance.choice(seeds), chance.choice(seeds)
        path = folder / f"{number}{seed.suffix}"
        path.write_bytes(mutant(seed.read_bytes(), other.read_bytes(), chance))
        yield Job(path, path.name)


@pytest.mark.shared
@pytest.mark.slow
def test_no_damaged_file_strays(shared_data: Path, tmp_path: Path) -> None:
    """Every damaged copy ends in text or in a reason that lies with the file, in its time."""
    seeds = [
        path
        for path in sorted((shared_data / "docs").rglob("*"))
        if path.is_file() and 0 < path.stat().st_size <= MAX_SEED_BYTES and path.suffix != ".json"
    ]
    with Pool(2, seconds=15) as pool:
        readings = list(pool.read(mutants(seeds, tmp_path)))
    stray = [
        reading
        for reading in readings
        if isinstance(reading.outcome, Failure)
        and reading.outcome.reason in {Reason.CRASHED, Reason.TIMEOUT}
    ]

    assert len(readings) == MUTANTS
    assert not stray
