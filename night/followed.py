"""A file that people edit -> what it says now, or said when it could last be read."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from index.errors import SynonymsError
from ingest.errors import ConfigurationError

T = TypeVar("T")


class Followed(Generic[T]):
    """Reads a file again when it has changed; while it is wrong, its last value counts.

    Safe to use from many threads.

    `problem` says what is wrong with the file as it is now, "" where nothing is.
    """

    def __init__(self, path: Path, read: Callable[[Path], T], empty: T) -> None:
        self._path, self._read, self._value = path, read, empty
        self._seen: tuple[int, int] | None = None
        self._lock = threading.Lock()
        self.problem = ""

    def value(self) -> T:
        """Return what the file says, or said when it could last be read."""
        with self._lock:
            if (seen := self._stamp()) != self._seen:
                self.problem = ""
                try:
                    self._value = self._read(self._path)
                except (ConfigurationError, SynonymsError) as error:
                    self.problem = str(error)
                self._seen = seen
            return self._value

    def _stamp(self) -> tuple[int, int]:
        try:
            found = self._path.stat()
        except OSError:  # that it is not there is no fault; its reader tells what is
            return (0, 0)
        return found.st_mtime_ns, found.st_size
