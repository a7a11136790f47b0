"""Pages drawn by children that wait ready, and kept."""

import hashlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.errors import BusyError
from ingest.pictures import Pictures, Wanted
from tests.conftest import text_pdf

PAGES = 12


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a report of some pages."""
    file = tmp_path_factory.mktemp("report") / "rapport.pdf"
    file.write_bytes(text_pdf([f"Sida {number}" for number in range(1, PAGES + 1)]))
    return file


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that pages are kept in."""
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="module")
def pictures(shelf: Path) -> Iterator[Pictures]:
    """Return what draws, with one child and room for a few pages."""
    made = Pictures(shelf, children=1, max_mb=1)
    yield made
    made.close()


def wanted(report: Path, number: int, *, is_small: bool = False) -> Wanted:
    """Return a page of the report as it is asked for."""
    digest = hashlib.sha256(report.read_bytes()).hexdigest()
    return Wanted(report, digest, number, is_small)


def test_a_page_is_drawn_and_kept(pictures: Pictures, report: Path, shelf: Path) -> None:
    """A second visitor's page, and one after a restart, need no file any more."""
    first = pictures.page(wanted(report, 1))
    gone = Wanted(report.with_name("gone.pdf"), wanted(report, 1).sha256, 1)
    after = Pictures(shelf, children=0)

    assert first is not None
    assert first.lines[0].text == "Sida 1"
    assert pictures.page(gone) is first
    assert after.page(gone) == first


def test_a_page_that_many_ask_for_at_once_is_drawn_once(pictures: Pictures, report: Path) -> None:
    """The picture and its words are asked for together; both get the same page."""
    found: list[object] = []
    asking = [
        threading.Thread(target=lambda: found.append(pictures.page(wanted(report, 2))))
        for _ in range(8)
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()

    assert len(found) == 8
    assert len({id(page) for page in found}) == 1


def test_what_cannot_be_drawn_is_none_and_hurts_nobody(pictures: Pictures, report: Path) -> None:
    """A page past the last, then a page that is there."""
    assert pictures.page(wanted(report, PAGES + 1)) is None
    assert pictures.page(wanted(report, 3)) is not None


def test_a_damaged_kept_page_is_drawn_anew(report: Path, tmp_path: Path) -> None:
    """What is kept is a convenience, never a reason to show nothing."""
    page = wanted(report, 4)
    pictures = Pictures(tmp_path, children=1)
    try:
        (tmp_path / page.name).parent.mkdir()
        (tmp_path / page.name).write_bytes(b"{")
        drawn = pictures.page(page)
    finally:
        pictures.close()

    assert drawn is not None
    assert drawn.lines[0].text == "Sida 4"


def test_the_room_on_disk_is_kept(report: Path, tmp_path: Path) -> None:
    """What was used longest ago goes first."""
    pictures = Pictures(tmp_path, children=1, max_mb=0)
    try:
        for number in (1, 2):
            pictures.page(wanted(report, number))
    finally:
        pictures.close()

    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_nobody_waits_for_ever(
    report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no child free in time, the next step is to ask again."""
    monkeypatch.setattr("ingest.pictures.WAIT_SECONDS", 0.05)
    began = time.monotonic()

    with pytest.raises(BusyError, match="ask again"):
        Pictures(tmp_path, children=0).page(wanted(report, 1))
    assert time.monotonic() - began < 5
