"""Bytes that were fetched -> a mark of the text in them, the same for as long as the text is.

What a page says of its own changes is not believed: a page of regeringen.se has three dates of
April in its head and was changed in June. Its main text is what counts.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Self

from ingest.models import SHOWN_ROLES, Extract
from ingest.sandbox import Job, Pool

FOLDER = "lykta-pull-"
"""How the folder of what is being read begins, in that of temporary files."""
_OURS = re.compile(re.escape(FOLDER) + "[a-z0-9_]{8}")  # as tempfile ends its names
LEFT_SECONDS = 2 * 86_400
"""A pull that runs puts a file in its folder far more often than this."""
MIN_SHARED_CHARS = 400
"""A shorter text may be that of many pages: "Sidan finns inte", "Pressmeddelande"."""


@dataclass(frozen=True, slots=True)
class TextMark:
    """What a text is known by."""

    value: str  # who read it, and the digest of what was read
    is_long: bool  # enough of it to tell a document by


class Texts:
    """Reads what was fetched, in bounded children; any number of threads may ask."""

    def __init__(self, workers: int = 2) -> None:
        self._pools: SimpleQueue[Pool | None] = SimpleQueue()
        for _ in range(workers):
            self._pools.put(None)  # a child is started when there is something to read
        self._open = ExitStack()
        clear_left()
        self._folder = self._open.enter_context(tempfile.TemporaryDirectory(prefix=FOLDER))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def mark(self, data: bytes, name: str, files: Sequence[str] = ()) -> TextMark | None:
        """Return the mark of a text and of the files that go with it; None where none is read."""
        with self._pool() as pool, tempfile.NamedTemporaryFile(dir=self._folder) as file:
            file.write(data)
            file.flush()
            (reading,) = pool.read([Job(Path(file.name), name)])
        if not isinstance(reading.outcome, Extract):
            return None
        text = _words(reading.outcome)
        digest = hashlib.sha256("\n".join((text, *sorted(files))).encode("utf-8", "replace"))
        mark = f"{reading.outcome.reader} {digest.hexdigest()}"
        return TextMark(mark, len(text) >= MIN_SHARED_CHARS) if text else None

    @contextmanager
    def _pool(self) -> Iterator[Pool]:
        pool = self._pools.get()
        try:
            if pool is None:  # where it cannot be started, the next who asks may try
                pool = self._open.enter_context(Pool(1))
            yield pool
        finally:
            self._pools.put(pool)


def clear_left() -> None:
    """Remove the folders of temporary files that pulls of ours left when they were killed.

    Other people share that place: only a real folder of this user's, under a name of ours, goes.
    """
    place = Path(tempfile.gettempdir())
    with suppress(OSError):
        for path in list(place.glob(f"{FOLDER}*")):
            if _OURS.fullmatch(path.name) and _is_left(path):
                shutil.rmtree(path, ignore_errors=True)


def _is_left(path: Path) -> bool:
    try:
        found = path.lstat()
    except OSError:  # gone since it was listed
        return False
    is_old = found.st_mtime < time.time() - LEFT_SECONDS
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and is_old


def _words(extract: Extract) -> str:
    shown = (block.text for block in extract.blocks if block.role in SHOWN_ROLES)
    return " ".join(" ".join(shown).split()).casefold()


def same_reader(mark: str, other: str) -> bool:
    """Tell whether two marks can be compared: a better reader reads the same text otherwise."""
    return mark.rsplit(" ", 1)[0] == other.rsplit(" ", 1)[0]
