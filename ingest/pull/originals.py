"""What was fetched, byte for byte -> a file named by its SHA-256, and back."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ingest.errors import PullError
from wholefile import replacing


@dataclass(frozen=True, slots=True)
class Originals:
    """A folder of originals: every edition as it came, whatever becomes of the corpus folder."""

    folder: Path

    def keep(self, data: bytes) -> Path:
        """Write an original, once; PullError where the folder cannot be written."""
        path = self.path(hashlib.sha256(data).hexdigest())
        try:
            if path.exists():
                os.utime(path)  # kept anew: whoever prunes what is old leaves it
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                with replacing(path) as file:
                    file.write(data)
        except OSError as error:
            why = f"{path} cannot be written ({error.strerror}); see to the disk"
            raise PullError(why) from error
        return path

    def path(self, sha256: str) -> Path:
        """Return where an original lies, whether or not it is there."""
        return self.folder / sha256[:2] / sha256

    def read(self, sha256: str) -> bytes | None:
        """Return an original; None where it was pruned, or is not what its name says any more."""
        try:
            data = self.path(sha256).read_bytes()
        except FileNotFoundError:
            return None
        return data if hashlib.sha256(data).hexdigest() == sha256 else None

    def prune(self, needed: Collection[str], before: datetime) -> int:
        """Remove those that are not needed and were kept before a time; return how many went."""
        wanted, gone = set(needed), 0
        for path in self.folder.glob("??/*"):
            with suppress(FileNotFoundError):  # one that a pull was writing has its own name now
                if path.name not in wanted and path.stat().st_mtime < before.timestamp():
                    path.unlink()
                    gone += 1
        return gone
