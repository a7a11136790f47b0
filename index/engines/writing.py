"""What the writers of all engines share: one that has failed takes no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.errors import EngineError


@dataclass(slots=True)
class Work:
    """A writer's work on a folder, until it fails: then half a document may be written."""

    folder: Path
    foreign_errors: Callable[[Path], AbstractContextManager[None]]  # the engine's into ours
    failed: bool = False
    unsaved: bool = False  # something was done since the last commit

    @contextmanager
    def step(self) -> Iterator[None]:
        """Do one change; refuse it where an earlier one failed."""
        if self.failed:
            raise EngineError(f"{self.folder}: the writer failed before; open a new one")
        self.failed = self.unsaved = True
        with self.foreign_errors(self.folder):
            yield
        self.failed = False
