"""Locks by name: threads that work on the same name take turns, all others go on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager


class Claims:
    """The names that threads are working on.

    One lock for all held three files on their way to the disk: 20 sources waited for each other,
    and at a load of 20 a pull took 1.44 of the time that its manners alone take (2026-11-24).
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._freed = threading.Condition()

    @contextmanager
    def of(self, names: AbstractSet[str]) -> Iterator[None]:
        """Hold names until the block ends. All are taken at once, so no two threads deadlock."""
        with self._freed:
            self._freed.wait_for(lambda: self._taken.isdisjoint(names))
            self._taken |= names
        try:
            yield
        finally:
            with self._freed:
                self._taken -= names
                self._freed.notify_all()
