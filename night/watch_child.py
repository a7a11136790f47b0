"""A second process that watches the corpus folder, for as long as a block runs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from night.watch_status import watch_status
from settings import Settings

LYKTA = Path(__file__).resolve().parent.parent / "lykta.py"
REST_SECONDS = 10.0
"""Before it is started again, where it ended by itself or another watched."""


@contextmanager
def watching(settings: Settings) -> Iterator[None]:
    """Start a process that watches, unless another does already.

    Reading and indexing a long report takes seconds of a processor; in the page's own process
    everybody's searches would wait for it.
    """
    stop = Event()
    thread = Thread(target=_keep, args=(settings, stop), name="watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _keep(settings: Settings, stop: Event) -> None:
    while not stop.is_set():
        if watch_status(settings) is None:
            _run(settings, stop)
        stop.wait(REST_SECONDS)


def _run(settings: Settings, stop: Event) -> None:
    command = [sys.executable, str(LYKTA), "-C", str(settings.root), "watch"]
    with subprocess.Popen(  # noqa: S603 - our own command, of our own folder
        [*command, "--while", str(os.getpid())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    ) as child:
        while child.poll() is None and not stop.wait(0.5):
            pass
        child.terminate()
