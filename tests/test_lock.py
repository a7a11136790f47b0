"""One writer at a time, by a lock that ends with its process."""

import resource
import subprocess
import sys
import time
from pathlib import Path
from threading import Timer

import pytest

from index.errors import IndexLockedError
from index.lock import is_held, only_writer

ROOT = Path(__file__).resolve().parents[1]
HOLD = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from index.lock import only_writer
with only_writer(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def hold(path: Path) -> subprocess.Popen[bytes]:
    """Start a process that holds the lock."""
    command = [sys.executable, "-c", HOLD, str(path), str(ROOT)]
    other = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert other.stdout is not None
    assert other.stdout.readline() == b"held\n"
    return other


def test_a_lock_is_free_again_after_the_block(tmp_path: Path) -> None:
    """The same lock can be had again, also after an error in the block."""
    with pytest.raises(ZeroDivisionError), only_writer(tmp_path / "lock"):
        _ = 1 / 0
    with only_writer(tmp_path / "lock"):
        pass


def test_who_holds_it_and_since_when_is_told(tmp_path: Path) -> None:
    """The error names process, command and time, so that an operator can act."""
    with hold(tmp_path / "lock") as other:
        with pytest.raises(IndexLockedError) as error, only_writer(tmp_path / "lock"):
            pass
        other.kill()

    assert f"process {other.pid} " in str(error.value)
    assert f"since {time.strftime('%Y-%m-%d', time.gmtime())}" in str(error.value)


def test_a_killed_process_holds_no_lock(tmp_path: Path) -> None:
    """A lock ends with the process that held it, however it ended."""
    with hold(tmp_path / "lock") as other:
        other.kill()
        other.wait()
        with only_writer(tmp_path / "lock"):
            pass


def test_waiting_gets_the_lock_when_it_is_let_go(tmp_path: Path) -> None:
    """One who waits goes on when the other is done, before the time is out."""
    with hold(tmp_path / "lock") as other:
        Timer(0.3, other.kill).start()
        began = time.monotonic()
        with only_writer(tmp_path / "lock", wait_seconds=30):
            waited = time.monotonic() - began

    assert 0.2 < waited < 20


def test_who_is_waited_for_is_told_once(tmp_path: Path) -> None:
    """Thirty minutes of silence look like a command that hangs."""
    told: list[str] = []
    with hold(tmp_path / "lock") as other:
        Timer(0.5, other.kill).start()
        with only_writer(tmp_path / "lock", wait_seconds=30, waiting=told.append):
            pass
    with only_writer(tmp_path / "lock", wait_seconds=30, waiting=told.append):
        pass

    (holder,) = told
    assert f"process {other.pid} " in holder


def test_a_name_from_the_last_holder_is_not_mistaken(tmp_path: Path) -> None:
    """What stands in the file never locks: only the kernel's lock does."""
    (tmp_path / "lock").write_text('{"process": "1", "since": "then"}', encoding="utf-8")
    with only_writer(tmp_path / "lock"):
        text = (tmp_path / "lock").read_text(encoding="utf-8")

    assert '"process": "1"' not in text


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """Where no lock can be taken, the error is one of ours."""
    with pytest.raises(IndexLockedError, match="cannot"), only_writer(tmp_path / "none" / "lock"):
        pass


def test_a_full_disk_keeps_nobody_from_the_lock(tmp_path: Path) -> None:
    """Who holds it cannot be written down then; that it is held is known all the same."""
    path = tmp_path / "lock"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        with only_writer(path):
            held = is_held(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert held
    assert not is_held(path)
