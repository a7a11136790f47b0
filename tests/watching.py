"""Acts that a reader must never do, noted as Python's audit events tell of them."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

WATCHED: list[str] = []
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
FORBIDDEN = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.remove",
    "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.truncate",
    "shutil.", "ctypes.dlopen", "urllib.", "ftplib.", "smtplib.",
)  # fmt: skip


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """Note what a reader must never do, while `WATCHED` begins with a mark."""
    if not WATCHED:
        return
    path, _, flags = arguments if event == "open" else ("", "", 0)
    is_file = not isinstance(path, int) and path != os.devnull  # no pipe to a child or a test
    is_write = is_file and isinstance(flags, int) and bool(flags & WRITING)
    if is_write or event.startswith(FORBIDDEN):
        WATCHED.append(f"{event} {arguments!r:.200}")


@contextmanager
def watching() -> Iterator[list[str]]:
    """Give the list of forbidden acts, after a mark, noted as long as the block runs."""
    _listen()
    WATCHED[:] = ["watching"]
    yield WATCHED
    WATCHED.clear()


@cache
def _listen() -> None:
    """Listen once: no hook can be taken away, and two would note each act twice."""
    sys.addaudithook(watch)
