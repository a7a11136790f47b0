"""Disks that fail a run: one without room, one where a write ends in an error of the system's."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import Self

from tests.crashing import Nursery, Outcome, Place

PAGE_BYTES = 4096
WRITING = "write,writev,pwrite64,ftruncate,fsync,fdatasync,rename,renameat,renameat2"
"""The calls to Linux that change what is on a disk, or promise that it is there."""


class FailingDisk:
    """A place whose runs fail for its disk; each of them begins from the same state."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._state = place.root / ".lykta"
        self._kept = place.root / "kept"

    def __enter__(self) -> Self:
        shutil.copytree(self._state, self._kept)
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._kept)

    def _reset(self) -> None:
        for path in self._state.iterdir():  # the folder itself may be a disk
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(self._kept, self._state, dirs_exist_ok=True)

    def _outcome(self, nursery: Nursery, name: str, *, stopped: bool) -> Outcome:
        """Look after a failed run, run again on a disk that works, and look again."""
        place, before = self._place, dict(self._place.finished)
        seen = nursery.do("look", place.root)
        faults = place.faults(seen)
        self._mend()
        again = nursery.do("reindex", place.root)
        if "stopped" in again:
            faults.append(f"though the disk works: {again['stopped']}")
        place.done()
        faults += place.faults(nursery.do("look", place.root))
        place.finished = before
        return Outcome(stopped, tuple(f"{name}: {one}" for one in faults), seen["seconds"])

    def _mend(self) -> None:
        """Let the disk work again."""


class SmallDisk(FailingDisk):
    """The state folder on a disk whose room can be set; for the superuser alone.

    Raises PermissionError where a machine does not let it be mounted.
    """

    LARGE = "64m"

    def __enter__(self) -> Self:
        super().__enter__()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={self.LARGE}", "tmpfs", str(self._state)]
        if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
            raise PermissionError("only the superuser can make a small disk")
        return self

    def __exit__(self, *_: object) -> None:
        subprocess.run(["umount", "-l", str(self._state)], check=True)
        super().__exit__()

    def outlive(self, nursery: Nursery, pages: int) -> Outcome:
        """Run with so many pages of 4 kB left, look, make room, run and look again."""
        self._mend()
        self._reset()
        self._resize(str(shutil.disk_usage(self._state).used + pages * PAGE_BYTES))
        stopped = "stopped" in nursery.do("reindex", self._place.root)
        return self._outcome(nursery, f"{pages} pages", stopped=stopped)

    def _mend(self) -> None:
        self._resize(self.LARGE)

    def _resize(self, size: str) -> None:
        subprocess.run(["mount", "-o", f"remount,size={size}", str(self._state)], check=True)


class FailingWrites(FailingDisk):
    """Errors of the system in place of writes, put there by Debian's strace."""

    def outlive(self, nursery: Nursery, error: str, nth: int, *, onwards: bool) -> Outcome:
        """Fail the nth write of each thread of a run, or all from that one on; EIO or ENOSPC."""
        self._reset()
        when = f"{nth}{'+' if onwards else ''}"
        tracer = [
            "strace", "-f", "--detach-on=execve", "-o", "/dev/null", "-e", f"trace={WRITING}",
            "-e", f"inject={WRITING}:error={error}:when={when}", "-p",
        ]  # fmt: skip
        ended = nursery.do_traced(self._place.root, tracer)
        outcome = self._outcome(nursery, f"{error} at {when}", stopped=ended != "done")
        if ended == "strayed":
            return Outcome(True, (*outcome.faults, f"{error} at {when}: no error of ours"), 0.0)
        return outcome


def can_trace() -> bool:
    """Tell whether strace is here and may look at another process."""
    if shutil.which("strace") is None:
        return False
    tried = ["strace", "-o", "/dev/null", "-e", "trace=write", "true"]
    return subprocess.run(tried, check=False, capture_output=True).returncode == 0
