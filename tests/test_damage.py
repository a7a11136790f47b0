"""Bytes that flip on the disk: told by check or without effect, and mended by a build beside."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.build import rebuild, stamp
from index.checksums import crc32
from index.engines import DocumentRequest, Engine, Term
from index.engines.tantivy import TantivyEngine
from index.engines.whoosh import WhooshEngine
from index.errors import SearchError
from index.home import IndexHome
from index.swedish import Analyzer
from tests.test_full_disk import source

# Whoosh leaves a file that it cannot read open for the collector to close.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

FLIPS = 50
UNSUMMED = {"meta.json", ".managed.json", "checksums.json"}
"""Files without a checksum: damage in them is an error on opening, or has no effect."""


@pytest.fixture(params=[TantivyEngine, WhooshEngine], ids=lambda engine: engine.name)
def home(request: pytest.FixtureRequest, tmp_path: Path) -> IndexHome:
    """Return the index of a small collection under each engine."""
    made = IndexHome(tmp_path / "index", request.param())
    rebuild(made, source(30, 40))
    return made


def answers(engine: Engine, folder: Path) -> list[object]:
    """Return what a reader gets out of an index."""
    reader = engine.read(folder)
    found = [reader.documents(DocumentRequest(Term("word", f"nummer{n}"))) for n in range(1, 31)]
    return [sorted(reader.ids()), reader.counted(), [answer.total for answer in found]]


def flips(folder: Path) -> Iterator[Path]:
    """Flip one byte of a file at a time, and back; yields the file."""
    chance = random.Random(7)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    for _ in range(FLIPS):
        path = chance.choice(files)
        whole = path.read_bytes()
        place = chance.randrange(len(whole))
        beside = path.with_name("flipped")
        beside.write_bytes(
            whole[:place] + bytes([whole[place] ^ (1 << chance.randrange(8))]) + whole[place + 1 :]
        )
        shutil.copymode(path, beside)
        beside.replace(path)  # a file that is mapped into memory keeps its bytes
        yield path
        beside.write_bytes(whole)
        shutil.copymode(path, beside)
        beside.replace(path)


def test_a_flipped_byte_is_told_or_has_no_effect(home: IndexHome) -> None:
    """No damaged text is shown as it is, and no damage is more than an error of ours."""
    build = home.current()
    assert build is not None
    before = answers(home.engine, build)
    wrong = []
    for path in flips(build):
        told = list(home.engine.damaged(build))
        try:
            same = answers(home.engine, build) == before
        except SearchError:
            continue
        if not told and (path.name not in UNSUMMED or not same):
            wrong.append(path.name)

    assert wrong == []
    assert list(home.engine.damaged(build)) == []


def test_a_build_beside_mends_what_was_damaged(home: IndexHome) -> None:
    """What answers after it is whole."""
    build = home.current()
    assert build is not None
    next(flips(build))
    rebuild(home, source(30, 40))
    mended = home.current()

    assert mended is not None
    assert list(home.engine.damaged(mended)) == []
    assert home.reader(stamp(home.engine, Analyzer())).state.documents == 30


def test_a_sum_over_a_part_is_the_sum_of_that_part(tmp_path: Path) -> None:
    """Tantivy's checksum leaves out the footer that it stands in."""
    path = tmp_path / "file"
    path.write_bytes(b"123456789 and more")

    assert crc32(path, 9) == 0xCBF43926  # the check value of CRC-32
