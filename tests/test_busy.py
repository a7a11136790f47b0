"""What another program is still at waits, whatever the clock says."""

import fcntl
import multiprocessing
from pathlib import Path

import pytest

from ingest.busy import busy, is_busy
from ingest.corpus import look


def test_a_file_at_rest_is_not_busy(tmp_path: Path) -> None:
    """Nobody has it open, and asking changes nothing."""
    path = tmp_path / "a.txt"
    path.write_text("text", encoding="utf-8")

    assert [is_busy(path), is_busy(path)] == [False, False]
    assert not is_busy(tmp_path / "none.txt")


def test_a_file_open_for_writing_is_busy(tmp_path: Path) -> None:
    """A copy over a slow line may stand still for a minute, and is not done."""
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.write(b"half")
        file.flush()
        written = is_busy(path)
    with path.open("rb"):
        read = is_busy(path)

    assert (written, read) == (True, False)


def _lock(path: str, how: str, ready: object, done: object) -> None:
    with Path(path).open("r+b") as file:
        getattr(fcntl, how)(file, fcntl.LOCK_EX)
        Path(path).chmod(0o444)
        ready.set()  # type: ignore[attr-defined]  # an Event's type is private
        done.wait(20)  # type: ignore[attr-defined]


@pytest.mark.parametrize("how", ["flock", "lockf"])
def test_a_file_that_another_program_locks_is_busy(tmp_path: Path, how: str) -> None:
    """Locks of both kinds that Linux knows, held by another process."""
    path = tmp_path / "a.txt"
    path.write_text("text", encoding="utf-8")
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    other = context.Process(target=_lock, args=(str(path), how, ready, done))
    other.start()
    ready.wait(20)
    locked = is_busy(path)
    done.set()
    other.join(20)

    assert (locked, is_busy(path)) == (True, False)


def test_a_file_kept_open_for_hours_is_taken_all_the_same(tmp_path: Path) -> None:
    """A program that has it open and writes nothing would keep it out for ever."""
    path = tmp_path / "a.txt"
    with path.open("wb"):
        file = look(tmp_path, "a.txt")
        assert file
        old = file._replace(mtime_ns=file.mtime_ns - 2 * 3600 * 10**9)

        assert busy(tmp_path, [file]) == {"a.txt"}
        assert busy(tmp_path, [old]) == frozenset()
