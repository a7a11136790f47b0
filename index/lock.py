"""A lock file -> the right to be the only one who writes beside it."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from index.errors import IndexLockedError

SECONDS_BETWEEN_TRIES = 0.1
COMMAND_CHARS = 80


@contextmanager
def only_writer(
    path: Path, *, wait_seconds: float = 0.0, waiting: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Hold a lock on `path` while the block runs; IndexLockedError says who has it and since when.

    Where it has to wait, `waiting` is called once with who holds the lock.

    The lock is the kernel's (flock) and ends with the process that holds it, however it ends; the
    file's content only says who that is. The file is never removed: another process may be
    waiting on it.
    """
    with _opened(path) as file:
        _acquire(file, path, time.monotonic() + wait_seconds, waiting)
        _sign(file)
        yield


def is_held(path: Path) -> bool:
    """Tell whether a process holds the lock now."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _opened(path: Path) -> IO[str]:
    try:
        return path.open("a+", encoding="utf-8")
    except OSError as exc:
        why = f"{path} cannot be opened to lock it: {exc.strerror}"
        advice = "see to its disk and its rights, or run as who owns it"
        raise IndexLockedError(f"{why}; {advice}") from exc


def _acquire(
    file: IO[str], path: Path, deadline: float, waiting: Callable[[str], None] | None
) -> None:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            if time.monotonic() >= deadline:
                message = f"{path.parent} is being written by {_holder(file)}; try again when done"
                raise IndexLockedError(message) from exc
            if waiting:
                waiting(_holder(file))
                waiting = None
            time.sleep(SECONDS_BETWEEN_TRIES)
        except OSError as exc:  # a share without locks
            message = f"{path} cannot be locked: {exc.strerror}; keep .lykta/ on a disk with locks"
            raise IndexLockedError(message) from exc
        else:
            return


def _sign(file: IO[str]) -> None:
    """Write who holds the lock, where it can be written: the lock holds on a full disk too.

    At once, since what a file keeps back is written, and fails, when it is closed.
    """
    with suppress(OSError):
        os.ftruncate(file.fileno(), 0)
        os.write(file.fileno(), json.dumps(_myself()).encode())


def _myself() -> dict[str, str]:
    command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:COMMAND_CHARS]
    since = datetime.now(UTC).isoformat(timespec="seconds")
    host = socket.gethostname()
    return {"process": str(os.getpid()), "host": host, "command": command, "since": since}


def _holder(file: IO[str]) -> str:
    file.seek(0)
    try:
        held = json.load(file)
        who = "process {process} on {host} ({command}) since {since}"
        return who.format(**held)
    except (ValueError, KeyError, TypeError):  # taken, and not yet written
        return "another process"
