"""A disk that fills up or refuses: the index that answered goes on answering."""

import os
import random
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.build import IndexHome, Source, rebuild, update
from index.engines import DocumentRequest, Engine, Everything, Term
from index.engines.tantivy import TantivyEngine
from index.engines.whoosh import WhooshEngine
from index.errors import SearchError
from index.swedish import Analyzer
from ingest.models import Block, Change, Document, Metadata

# What Whoosh could not write, it tries to write once more when its files are collected.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

ANALYZER = Analyzer()
ENGINES: list[type[TantivyEngine] | type[WhooshEngine]] = [TantivyEngine, WhooshEngine]


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.name)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Return each engine in turn."""
    made: Engine = request.param()
    return made


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a file system of 600 kB, for the superuser of a machine that lets it mount."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only the superuser can make a small disk")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def change(number: int, words: int) -> Change:
    """Return a document of so many words that are nowhere else."""
    chance = random.Random(number)
    text = " ".join(f"{chance.getrandbits(48):x}" for _ in range(words))
    block = Block(f"nummer{number} {text}")
    name = f"d{number}"
    return Change(number, name, Document(name, name, "", "text/plain", Metadata(name), (block,)))


def source(count: int, words: int) -> Source:
    """Return a collection of so many documents of so many words."""
    return Source(
        lambda since: (change(number, words) for number in range(since + 1, count + 1)), ANALYZER
    )


def answers(home: IndexHome) -> bool:
    """Tell whether the five documents of the first build are found, and no other."""
    reader = home.reader()
    found = reader.documents(DocumentRequest(Everything(), limit=100)).documents
    hits = reader.documents(DocumentRequest(Term("exact", "nummer3"))).documents
    return sorted(hit.id for hit in found) == [f"d{n}" for n in range(1, 6)] and len(hits) == 1


def test_an_update_on_a_full_disk(engine: Engine, small_disk: Path) -> None:
    """What does not fit is an error of ours; the old index answers, and takes what fits later."""
    home = IndexHome(small_disk / "index", engine)
    rebuild(home, source(5, 20))
    with pytest.raises(SearchError):
        update(home, source(80, 400))
    after = answers(home)
    report = update(home, source(8, 20))

    assert after
    assert report.state.documents == 8


def test_a_full_build_on_a_full_disk(engine: Engine, small_disk: Path) -> None:
    """A build beside that does not fit is an error of ours, and the old index answers."""
    home = IndexHome(small_disk / "index", engine)
    rebuild(home, source(5, 20))
    with pytest.raises(SearchError):
        rebuild(home, source(80, 400), batch=20)

    assert answers(home)


def test_files_that_may_not_grow(engine: Engine, tmp_path: Path) -> None:
    """A quota is a full disk: the old index answers."""
    home = IndexHome(tmp_path / "index", engine)
    rebuild(home, source(5, 20))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(SearchError):
            update(home, source(80, 400))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert answers(home)


def test_a_read_only_disk_still_answers(engine: Engine, small_disk: Path) -> None:
    """Searching writes nothing, so an index on a disk that refuses writing is searched as ever."""
    home = IndexHome(small_disk / "index", engine)
    rebuild(home, source(5, 20))
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(SearchError):
        update(home, source(8, 20))
    with pytest.raises(SearchError):
        rebuild(home, source(8, 20))

    assert answers(home)
