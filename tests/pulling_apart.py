"""A pull in a process of its own, for tests and a benchmark that kill it.

The processes are forked from one that has everything imported: where each was a Python of its own,
fifty of them spent more than a minute on importing alone.
"""

from __future__ import annotations

import multiprocessing
from multiprocessing.process import BaseProcess
from pathlib import Path

from ingest.pull.fetch import Fetcher, Manners
from ingest.pull.sources import Source
from tests.pulling import puller

SOURCE = "nytt"


def started(root: Path, address: str) -> BaseProcess:
    """Start a pull of a feed into the collection of a folder; it ends with 0 when it is done."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([__name__])
    process = processes.Process(target=_pull, args=(root, address), daemon=False)
    process.start()
    return process


def _pull(root: Path, address: str) -> None:
    with puller(root, Fetcher(Manners("Lykta", 0))) as opened:
        opened.pull(Source(id=SOURCE, address=address))
