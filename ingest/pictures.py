"""A PDF file and a page's number -> the page, drawn by a child process and kept for the next time.

memory -> disk -> a child; the same page is never drawn twice at once
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, LifoQueue

from ingest.errors import BusyError
from ingest.models import Failure
from ingest.printed import PrintedPage
from ingest.sandbox import MB, Job, Pool
from ingest.wire import Reply, decode, encode

PAGE_WIDTH = 1_200  # points: sharp on a screen of double density at half that width
SMALL_WIDTH = 160
REMEMBERED = 24  # pages: those that are turned to and fro
WAIT_SECONDS = 20.0  # for a child to be free
BUSY = "too many pages are being drawn; ask again in a while"
KEPT_SHARE = 0.8  # of the room on disk, when it has become too little

PAGE = "ingest.extract.pdf.printed:draw"
SMALL = "ingest.extract.pdf.printed:draw_small"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page of a file, as it is wanted."""

    path: Path
    sha256: str  # of what the file holds
    number: int  # from 1
    is_small: bool = False  # for an overview: without its text

    @property
    def name(self) -> str:
        """Where it is kept."""
        return f"{self.sha256}/{self.number}{'-small' if self.is_small else ''}"


class Pictures:
    """Draws pages; safe to use from many threads. Its children start when it is made."""

    def __init__(
        self, folder: Path, *, children: int = 2, max_mb: int = 500, seconds: float = 15.0
    ) -> None:
        self._shelf = _Shelf(folder, max_mb * MB)
        self._pools: LifoQueue[Pool] = LifoQueue()
        for _ in range(children):
            self._pools.put(Pool(1, seconds=seconds, max_text_mb=20).__enter__())
        self._lock = threading.Lock()
        self._drawing: dict[str, Future[PrintedPage | None]] = {}
        self._remembered: OrderedDict[str, PrintedPage] = OrderedDict()

    def page(self, wanted: Wanted) -> PrintedPage | None:
        """Return a page; None where it cannot be drawn, BusyError where there is no time for it."""
        with self._lock:
            known = self._remembered.get(wanted.name)
            if known:
                self._remembered.move_to_end(wanted.name)
                return known
            begun = self._drawing.get(wanted.name)
            future = begun or self._drawing.setdefault(wanted.name, Future())
        if begun is None:
            self._fulfil(future, wanted)
        try:
            return future.result(2 * WAIT_SECONDS)
        except TimeoutError as error:
            raise BusyError(BUSY) from error

    def close(self) -> None:
        """End the children."""
        while not self._pools.empty():
            self._pools.get().__exit__(None, None, None)

    def _fulfil(self, future: Future[PrintedPage | None], wanted: Wanted) -> None:
        """Make a page for all who wait for it."""
        try:
            found = self._shelf.get(wanted.name) or self._drawn(wanted)
            future.set_result(found)
        except BaseException as error:
            future.set_exception(error)
            raise
        finally:
            with self._lock:
                del self._drawing[wanted.name]
        if found:
            with self._lock:
                self._remembered[wanted.name] = found
                while len(self._remembered) > REMEMBERED:
                    self._remembered.popitem(last=False)

    def _drawn(self, wanted: Wanted) -> PrintedPage | None:
        width = SMALL_WIDTH if wanted.is_small else PAGE_WIDTH
        job = Job(wanted.path, wanted.path.name, more=(str(wanted.number), str(width)))
        with self._pool() as pool:
            drawn = pool.draw(job, SMALL if wanted.is_small else PAGE)
        if isinstance(drawn, Failure):
            return None
        self._shelf.put(wanted.name, drawn)
        return drawn

    @contextmanager
    def _pool(self) -> Iterator[Pool]:
        try:
            pool = self._pools.get(timeout=WAIT_SECONDS)
        except Empty as error:
            raise BusyError(BUSY) from error
        try:
            yield pool
        finally:
            self._pools.put(pool)


class _Shelf:
    """Drawn pages on disk. What was used longest ago goes first; a full disk is no error."""

    def __init__(self, folder: Path, room: int) -> None:
        self._folder = folder
        self._room = room
        self._lock = threading.Lock()
        self._used: int | None = None  # not counted yet

    def get(self, name: str) -> PrintedPage | None:
        """Return a page that is kept; a file that is damaged is as none."""
        file = self._folder / name
        try:
            kept = decode(file.read_bytes()).outcome
            os.utime(file)
        except (OSError, ValueError):
            return None
        return kept if isinstance(kept, PrintedPage) else None

    def put(self, name: str, page: PrintedPage) -> None:
        """Keep a page, where that can be."""
        data = encode(Reply(page, None, 0))
        file = self._folder / name
        beside = file.with_name(f"{file.name}.{threading.get_ident()}")
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(data)
            beside.replace(file)
            self._make_room(len(data))

    def _make_room(self, added: int) -> None:
        with self._lock:
            self._used = (self._count() if self._used is None else self._used) + added
            if self._used <= self._room:
                return
            files = sorted(self._files(), key=lambda file: file[1].st_mtime_ns)
            used = sum(stat.st_size for _, stat in files)
            for file, stat in files:
                if used <= KEPT_SHARE * self._room:
                    break
                file.unlink(missing_ok=True)
                used -= stat.st_size
            self._used = used

    def _count(self) -> int:
        return sum(stat.st_size for _, stat in self._files())

    def _files(self) -> Iterator[tuple[Path, os.stat_result]]:
        for file in self._folder.rglob("*"):
            with suppress(FileNotFoundError):
                if file.is_file():
                    yield file, file.stat()
