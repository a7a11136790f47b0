"""A pull in a process of its own, for tests and a benchmark that kill it.

The processes are forked from one that has everything imported: where each was a Python of its own,
fifty of them spent more than a minute on importing alone.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType

from ingest.pull.fetch import Fetcher, Manners
from ingest.pull.sources import Source
from tests.pulling import puller

SOURCE = "nytt"


def started(root: Path, address: str) -> BaseProcess:
    """Start a pull of a feed into the collection of a folder; it ends with 0 when it is done."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([__name__])
    process = processes.Process(target=_pull, args=(root, address), daemon=False)
    with _without_main():
        process.start()
    return process


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide the main module: a process runs it first, and AppTest leaves a page of its own there."""
    kept, sys.modules["__main__"] = sys.modules["__main__"], ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = kept


def _pull(root: Path, address: str) -> None:
    with puller(root, Fetcher(Manners("Lykta", 0))) as opened:
        opened.pull(Source(id=SOURCE, address=address))
