"""A file that is written beside its place and renamed into it: what stands there is whole."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import BinaryIO


@contextmanager
def replacing(path: Path, mode: int = 0o666) -> Iterator[BinaryIO]:
    """Give a file to write; when the block ends it takes the place of `path`.

    Its content is on disk by then, so a power cut leaves one or the other. A block that raises
    leaves what was there. Until the end the file is hidden: no walk takes it for a document.
    `mode` is what a new file gets, less the umask.
    """
    beside = _beside(path)
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode)
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


def unfinished(path: Path) -> list[Path]:
    """Return what is being written beside a path, or was left there by processes that were killed.

    Only its writer knows whether anybody else may be at it.
    """
    return [*path.parent.glob(f".{escape(path.name[:40])}.*.part")]


def _beside(path: Path) -> Path:
    """Return where this thread writes the file: an error names it, within 255 bytes."""
    return path.with_name(f".{path.name[:40]}.{os.getpid()}-{threading.get_ident()}.part")
