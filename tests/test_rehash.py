"""Bytes that change behind size, time and inode are found within the nights that are set."""

import os
from pathlib import Path

import pytest

from index.models import Query
from ingest.catalogue import Catalogue
from night import run
from night.collection import Collection
from settings import IngestSettings, Settings

NIGHTS, FILES = 3, 7


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    """Return the settings of a collection of seven documents, looked at anew in three nights."""
    (tmp_path / "corpus").mkdir()
    for number in range(FILES):
        (tmp_path / "corpus" / f"{number}.txt").write_text(f"Brev {number} om kaffe.\n", "utf-8")
    options = IngestSettings(settle_seconds=0, workers=1, rehash_nights=NIGHTS)
    here = Settings(root=tmp_path, ingest=options)
    run.reindex(here)
    return here


def rot(path: Path) -> None:
    """Change what a file says and nothing that a look at it would show."""
    before = path.stat()
    with path.open("r+", encoding="utf-8") as file:
        file.write("Brov")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def found(place: Settings, word: str) -> int:
    """Return how many documents have a word."""
    with Collection.open(place) as collection:
        return collection.search(Query(word)).strict_total


@pytest.mark.parametrize("number", [0, 3, 6])
def test_a_file_that_changed_quietly_is_found_within_the_nights(
    place: Settings, number: int
) -> None:
    """Whichever file it is; it is read anew, and told."""
    rot(place.corpus / f"{number}.txt")
    nights = [run.reindex(place) for _ in range(NIGHTS)]

    assert sum(night.intake.changed for night in nights) == 1
    assert sum("its bytes are others" in str(night.intake.warnings) for night in nights) == 1
    assert found(place, "Brov") == 1


def test_each_night_looks_at_its_share(place: Settings) -> None:
    """The files seen longest ago first, and no more than a share of them."""
    seen: list[set[str]] = []
    for _ in range(NIGHTS):
        with Catalogue.open(place.catalogue) as catalogue, catalogue.read() as lookup:
            seen.append(set(lookup.longest_unseen(3)))
        run.reindex(place)

    assert [len(names) for names in seen] == [3, 3, 3]
    assert set.union(*seen) == {f"{number}.txt" for number in range(FILES)}


def test_size_and_time_are_believed_where_no_nights_are_set(place: Settings) -> None:
    """0 leaves the look out."""
    rot(place.corpus / "0.txt")
    options = IngestSettings(settle_seconds=0, workers=1, rehash_nights=0)
    nights = [run.reindex(Settings(root=place.root, ingest=options)) for _ in range(NIGHTS)]

    assert [night.intake.changed for night in nights] == [0, 0, 0]
    assert "rehash" not in nights[0].seconds
