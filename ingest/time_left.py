"""How much of the time that a file may take is left to the process that reads it."""

from __future__ import annotations

import math
import signal
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

GRACE_SECONDS = 3
"""What the process's own clock gives beyond the file's time: the parent keeps that."""


def start(seconds: float) -> None:
    """Let the kernel end this process some time after the file's."""
    signal.setitimer(signal.ITIMER_REAL, seconds + GRACE_SECONDS)


def stop() -> None:
    """Let the process live on: the file is read."""
    signal.setitimer(signal.ITIMER_REAL, 0)


def seconds_left() -> float:
    """Return how long the file's reader may still take; endless where nobody set a clock."""
    left, _ = signal.getitimer(signal.ITIMER_REAL)
    return left - GRACE_SECONDS if left else math.inf


def while_left(share: float, items: Iterable[T]) -> Iterator[T]:
    """Yield items for as long as a share of what is left now is left; at least the first."""
    kept = seconds_left() * share
    for item in items:
        yield item
        if seconds_left() < kept:
            return
