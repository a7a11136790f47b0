"""Files that people edit while the page is open."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from ingest.errors import ConfigurationError
from night.followed import Followed


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a file that says something."""
    file = tmp_path / "a.toml"
    file.write_text("one", encoding="utf-8")
    return file


def read(path: Path) -> str:
    """Read a file; what begins with a bracket is a slip of the pen."""
    text = path.read_text(encoding="utf-8")
    if text.startswith("["):
        raise ConfigurationError(path, "it is not closed")
    return text


def test_a_slip_keeps_what_was_and_is_told_until_it_is_mended(path: Path) -> None:
    """The last value that could be read answers meanwhile."""
    followed = Followed(path, read, "")

    assert (followed.value(), followed.problem) == ("one", "")

    path.write_text("[two", encoding="utf-8")

    assert followed.value() == "one"
    assert "not closed" in followed.problem

    path.write_text("three", encoding="utf-8")

    assert (followed.value(), followed.problem) == ("three", "")


def test_a_file_that_is_as_it_was_is_not_read_again(path: Path) -> None:
    """Size and time tell."""
    said = iter(["one", "two"])
    followed = Followed(path, lambda _: next(said), "")

    assert [followed.value(), followed.value()] == ["one", "one"]

    os.utime(path, ns=(1, 1))

    assert followed.value() == "two"


def test_nobody_sees_the_empty_value_while_another_reads(path: Path) -> None:
    """A second visitor waits for the first one's reading: an empty topic tree would be shown."""
    began, may_go_on = Event(), Event()

    def slowly(file: Path) -> str:
        began.set()
        may_go_on.wait(10)
        return read(file)

    followed = Followed(path, slowly, "")
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(followed.value)
        began.wait(10)
        second = threads.submit(followed.value)
        second_was_early = second.done()
        may_go_on.set()

        assert (first.result(10), second.result(10)) == ("one", "one")
        assert not second_was_early
