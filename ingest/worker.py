"""The child's side of the sandbox: lines that name a file come in, framed replies go out."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import resource
import stat
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

from ingest import time_left
from ingest.models import Failure, Reason
from ingest.wire import Outcome, Reply, Work, encode, frame

T = TypeVar("T")

MB = 1_000_000
MAX_OPEN_FILES = 64
MAX_WRITTEN_BYTES = 1 * MB  # to any one file: a reader writes none, only its dying words
GARBAGE_AFTER = 5_000
"""New values before garbage is looked for. Python's 700 took a tenth of reading pages, each a tree
of thousands; with 20 000 so much memory lies about that it is slower again (2026-11-30)."""
LOADED = ("ingest.extract.inside", "ingest.extract.pdf.second", "ingest.extract.pdf.forms")
"""What reads besides the readers of files."""


def main(seconds: float, memory: int, max_bytes: int) -> None:
    """Read files until the input ends; an empty frame first says that the child is ready."""
    answers = _private_output()
    _load()
    gc.collect()
    gc.freeze()  # what all readers use is never garbage: looking through it took 7 % of reading
    gc.set_threshold(GARBAGE_AFTER)
    _limit(memory)
    _send(answers, b"")
    for line in sys.stdin.buffer:
        path, name, reader, *more = json.loads(line)
        _start_clock(seconds)
        work = _named(reader)
        reply = _reply(Path(path), max_bytes, lambda data: work(data, name, *more))  # noqa: B023 - called here
        time_left.stop()
        _send(answers, encode(reply))


def _load() -> None:
    """Load all readers before there is a limit.

    pypdf takes a library that cannot be loaded for one that is not there, so that a file short of
    memory would leave the next ones without it.
    """
    from ingest.extract import load  # noqa: PLC0415 - after `_private_output` is made

    load()
    for module in LOADED:
        import_module(module)


def _private_output() -> BinaryIO:
    """Return what was standard output, and lead the libraries' own chatter into the void."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    void = os.open(os.devnull, os.O_WRONLY)
    os.dup2(void, sys.stdout.fileno())
    os.close(void)
    return answers


def _limit(memory: int) -> None:
    """Bound what a file may take: memory beyond what the child holds now, files, no core dump."""
    for limit, most in (
        (resource.RLIMIT_AS, _memory("VmSize") + memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, MAX_OPEN_FILES),
        (resource.RLIMIT_FSIZE, MAX_WRITTEN_BYTES),
    ):
        resource.setrlimit(limit, (most, most))


def _start_clock(seconds: float) -> None:
    """Let the kernel end this process, busy or asleep, and end a fork of it that is busy."""
    time_left.start(seconds)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = usage.ru_utime + usage.ru_stime
    most = int(used + seconds + time_left.GRACE_SECONDS + 1)
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def _named(reader: str) -> Work:
    """Return the function that "package.module:function" names."""
    module, _, function = reader.partition(":")
    return cast("Work", getattr(import_module(module), function))


def _reply(path: Path, max_bytes: int, work: Callable[[bytes], Outcome]) -> Reply:
    """Read the file; what a reader raises beyond memory and depth is a bug and ends the child."""
    found = _guarded(lambda: _content(path, max_bytes))
    if isinstance(found, Failure):
        return Reply(found, None, 0, _memory("VmHWM"))
    if len(found) > max_bytes:
        detail = f"larger than {max_bytes // MB} MB ([ingest] max_file_mb)"
        size = path.stat().st_size if path.exists() else len(found)
        return Reply(Failure(Reason.TOO_BIG, detail), None, size)
    outcome = _guarded(lambda: work(found))
    return Reply(outcome, hashlib.sha256(found).hexdigest(), len(found), _memory("VmHWM"))


def _guarded(work: Callable[[], T]) -> T | Failure:
    """Do some work; what asks for too much memory or depth fails by name."""
    try:
        return work()
    except MemoryError:
        return Failure(Reason.BOMB, "reading it takes more memory than a file may ask for")
    except RecursionError:
        return Failure(Reason.CORRUPT, "it is nested deeper than any real document")


def _content(path: Path, max_bytes: int) -> bytes | Failure:
    """Return what a file holds, or a member of it; at most one byte more than allowed."""
    from ingest.extract import inside  # noqa: PLC0415 - loaded after `_private_output` is made

    way = None if path.exists() else inside.parted(path)
    container, member = way or (path, "")
    try:
        data = _file(container, max_bytes)
    except OSError as error:
        return Failure(Reason.UNREADABLE, f"{error.strerror or error}: {container}")
    if way is None or len(data) > max_bytes:
        return data
    return inside.unpack(data, member)


def _file(path: Path, max_bytes: int) -> bytes:
    """Return at most one byte more than allowed. Never waits: a pipe or device is refused."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("not a regular file")
        return file.read(max_bytes + 1)


def _memory(kind: str) -> int:
    """Return bytes of this process: its address space (VmSize), or the most it held (VmHWM)."""
    try:
        told = Path("/proc/self/status").read_text(encoding="ascii")
    except FileNotFoundError:  # macOS has no /proc and does not keep RLIMIT_AS either
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(told.partition(f"{kind}:")[2].split()[0]) * 1024


def _send(answers: BinaryIO, payload: bytes) -> None:
    answers.write(frame(payload))
    answers.flush()
