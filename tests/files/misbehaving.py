"""Readers that do what a parser on hostile bytes may do; tests/test_sandbox.py contains them."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from ingest.models import Block, Extract, Failure

OPENED: list[int] = []


def read(data: bytes, name: str) -> Extract | Failure:
    """Do what the file's text says; read it where it says nothing known."""
    deed, _, argument = data.decode().partition(" ")
    answer = DEEDS[deed](argument) if deed in DEEDS else None
    return Extract("text/plain", "misbehaving/1", (Block(answer or data.decode()),))


def hang(_: str) -> None:
    time.sleep(3600)


def hang_deaf(_: str) -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals) - {signal.SIGKILL})
    time.sleep(3600)


def spin(_: str) -> None:
    while True:
        pass


def eat(_: str) -> None:
    eaten = []
    while True:
        eaten.append(bytearray(10_000_000))


def segfault(_: str) -> None:
    ctypes.string_at(0)


def leave(_: str) -> None:
    os._exit(0)


def raise_bug(_: str) -> None:
    raise TypeError("a bug in the reader")


def recurse(_: str) -> None:
    recurse(_)


def write_much(_: str) -> None:
    while True:
        os.write(sys.stderr.fileno(), b"x" * 65536)


def fill_disk(path: str) -> None:
    with Path(path).open("wb") as file:
        while True:
            file.write(b"x" * 65536)


def open_many(_: str) -> None:
    while True:
        OPENED.append(os.open(os.devnull, os.O_RDONLY))


def answer_wrongly(_: str) -> None:
    """Write into every descriptor that is open, in the hope that one is the way to the parent."""
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, (12).to_bytes(8, "big") + b'["pickle"...')
        except OSError:
            continue


def answer_endlessly(_: str) -> None:
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, (1 << 60).to_bytes(8, "big"))
            while True:
                os.write(descriptor, b"x" * 65536)
        except OSError:
            continue


def leave_child(path: str) -> None:
    """Start a process that would go on, write its number and die."""
    started = subprocess.Popen(["/bin/sleep", "3600"])
    Path(path).write_text(str(started.pid))
    os.abort()


def leave_child_and_answer(path: str) -> None:
    started = subprocess.Popen(["/bin/sleep", "3600"])
    Path(path).write_text(str(started.pid))


def reveal(_: str) -> str:
    """Tell the environment and every open descriptor."""
    descriptors = sorted(Path("/proc/self/fd").iterdir())
    opened = [str(link.readlink()) for link in descriptors if link.is_symlink()]
    return "\n".join([*(f"{key}={value}" for key, value in os.environ.items()), *opened])


def abort(_: str) -> None:
    os.write(2, b"free(): invalid pointer\n")  # as glibc says of a damaged heap
    os.abort()


def abort_in_silence(_: str) -> None:
    os.abort()


def print_noise(_: str) -> None:
    print("x" * 100_000, flush=True)  # noqa: T201 - that is the misdeed


DEEDS: dict[str, Callable[[str], str | None]] = {
    name: deed
    for name, deed in globals().items()
    if callable(deed) and getattr(deed, "__module__", "") == __name__ and name != "read"
}
