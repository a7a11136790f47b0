"""Files -> those that another program is still at, as far as the system tells.

Time alone cannot tell: a copy over a slow line stands still for longer than any patience.
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ingest.corpus import FoundFile, locate

_LOCKED = {errno.EAGAIN, errno.EACCES}
_BUSY = {errno.EBUSY, errno.ETXTBSY, errno.EAGAIN}
"""Errors of opening a file that a Windows program on a share has locked."""
PATIENCE = timedelta(hours=1)
"""How long a file may be open for writing without being written: a log, or an editor, is."""


def busy(corpus: Path, files: Iterable[FoundFile]) -> frozenset[str]:
    """Return the names of those files that a program is still at."""
    recent = (datetime.now(UTC) - PATIENCE).timestamp() * 1e9
    young = (file.name for file in files if file.touched_ns > recent)
    return frozenset(name for name in young if is_busy(locate(corpus, name)))


def is_busy(place: Path) -> bool:
    """Tell whether a program has a file locked, or open to write in it.

    False where that cannot be known: over a network, or for another account's files.
    """
    try:
        handle = os.open(place, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        return error.errno in _BUSY
    try:
        return _is_locked(handle) or _is_written(handle)
    finally:
        os.close(handle)


def _is_locked(handle: int) -> bool:
    for lock in (fcntl.flock, fcntl.lockf):
        try:
            lock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            lock(handle, fcntl.LOCK_UN)
        except OSError as error:  # a file system without such locks says otherwise
            if error.errno in _LOCKED:
                return True
    return False


def _is_written(handle: int) -> bool:
    """Ask for a lease on reading: Linux gives none while a file is open for writing (fcntl(2))."""
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        # Who opens the file this very moment makes the kernel tell us, by a signal that would end
        # the process; this one is passed over by default.
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    with suppress(OSError):
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False
