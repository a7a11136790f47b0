"""A folder of numbered index builds -> the one that answers.

.lykta/index/000007-tantivy/   the build that answers
.lykta/index/000006-tantivy/   the one before, kept until the next success
.lykta/index/000008-tantivy/   half built: later than the one that answers
.lykta/index/current           which one answers, and what it holds; replaced in one rename
.lykta/index/lock, build.lock  who writes, who builds beside
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from index.disk import sync
from index.engines import Engine, Reader, State
from index.errors import EngineError, IndexDamagedError, IndexVersionError, NoIndexError
from wholefile import replacing


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which build answers, and the state of its last commit."""

    build: str
    state: State
    fresh: float = 0.0  # bytes on disk a passage when it was new; 0 where nobody counted


@dataclass(frozen=True, slots=True)
class IndexHome:
    """The builds of one collection's index under one engine; opening never makes or deletes."""

    folder: Path
    engine: Engine

    @property
    def lock(self) -> Path:
        """Return the file that is locked while the index that answers is changed."""
        return self.folder / "lock"

    @property
    def build_lock(self) -> Path:
        """Return the file that is locked while another index is built beside."""
        return self.folder / "build.lock"

    def current(self) -> Path | None:
        """Return the folder of the build that answers; None where nothing has been indexed."""
        pointer = self.pointer()
        return self.folder / pointer.build if pointer else None

    def reader(self, stamp: str | None = None) -> Reader:
        """Open the build that answers; IndexVersionError where it cannot be asked under a stamp.

        It can where only the analysis or the engine's version is another: most words have the same
        terms in both, and the rest is found again when a full build has taken its place.
        """
        pointer = self.answering()
        if engine_of(pointer.build) != self.engine.name:
            other = engine_of(pointer.build)
            message = f"the index was written by {other}, and {self.engine.name} is set"
            raise IndexVersionError(f"{message}; run `lykta reindex`")
        reader = self.engine.read(self.folder / pointer.build)
        if stamp is not None and _layout(reader.state.schema) != _layout(stamp):
            message = f"the index was written as {reader.state.schema!r}, this is {stamp!r}"
            raise IndexVersionError(f"{message}; run `lykta reindex`")
        return reader

    def answering(self) -> Pointer:
        """Return which build answers; NoIndexError where nothing has been indexed."""
        if (pointer := self.pointer()) is None:
            raise NoIndexError(f"{self.folder} holds no index yet; run `lykta reindex`")
        return pointer

    def stale(self, reader: Reader) -> bool:
        """Tell whether something newer than this reader answers now; reads one small file."""
        pointer = self.pointer()
        return pointer is not None and pointer.state != reader.state

    def pointer(self) -> Pointer | None:
        """Return which build answers; None where nothing has been indexed."""
        path = self.folder / "current"
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            return Pointer(values["build"], State(**values["state"]), values.get("fresh", 0.0))
        except FileNotFoundError:
            return None
        except OSError as exc:
            message = f"{path} cannot be read ({exc.strerror}); see to its rights and to the disk"
            raise EngineError(message) from exc
        except (ValueError, KeyError, TypeError) as exc:
            raise IndexDamagedError(f"{path} cannot be read; run `lykta reindex --full`") from exc

    def point_to(self, build: Path, state: State, fresh: float = 0.0) -> None:
        """Let a build answer from now on, for good: the pointer is on disk when this returns."""
        said = {"build": build.name, "state": asdict(state), "fresh": fresh}
        with replacing(self.folder / "current") as file:
            file.write(json.dumps(said).encode())
        sync(self.folder)

    def builds(self) -> list[Path]:
        """Return the folders of all builds, the oldest first."""
        return sorted(path for path in self.folder.glob("[0-9]*-*") if path.is_dir())


def engine_of(build: str) -> str:
    """Return the engine that a build's name says it is of."""
    return build.partition("-")[2]


def size(build: Path) -> int:
    """Return the bytes that a build takes on disk; a file that goes meanwhile counts as none."""
    total = 0
    for file in build.rglob("*"):
        with suppress(FileNotFoundError):
            total += file.stat().st_size
    return total


def _layout(stamp: str) -> str:
    """Return the part of a stamp that says how records are laid out, and for which engine."""
    return stamp.partition(" ")[0]
