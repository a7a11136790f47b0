"""A pull killed at random moments to what is lost, or there twice, when the next run is done.

.venv/bin/python -m benchmarks.pull_kills [--kills 50] [--pages 300]
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.pull.fetch import Fetcher, Manners
from ingest.pull.sources import Source
from tests.pulling import conditional, documents, page, puller, rss
from tests.webserver import running

LONGEST_SECONDS = 1.5  # of a run before it is killed


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--pull", nargs=2, metavar=("FOLDER", "ADDRESS"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.pull:
        _pull(Path(arguments.pull[0]), arguments.pull[1])
    else:
        _measure(arguments.kills, arguments.pages)


def _measure(kills: int, pages: int) -> None:
    texts = {f"/{number}": page(f"Sida {number}") for number in range(pages)}
    with running() as site, TemporaryDirectory(prefix="lykta-pull-kills-") as scratch:
        root = Path(scratch)
        corpus = root / "corpus"
        corpus.mkdir()
        site.pages["/rss"] = conditional(rss(*map(site.url, texts)), '"v1"')
        for target, text in texts.items():
            site.serve(target, text)
        midway = 0
        for _ in range(kills):
            process = _started(root, site.url("/rss"))
            time.sleep(random.uniform(0.01, LONGEST_SECONDS))  # noqa: S311  a moment, no secret
            process.send_signal(signal.SIGKILL)
            process.wait()
            midway += len(documents(corpus)) < pages
        _started(root, site.url("/rss")).wait()
        held = sorted(documents(corpus).values())
        wanted = sorted(text.encode() for text in texts.values())
        labels = len(list(corpus.rglob("*.toml")))
    print(f"{kills} kills, {midway} of them before the last page was there")
    print(f"{len(set(wanted) - set(held))} of {pages} pages lost, {len(held) - pages} too many")
    print(f"{labels} sidecars")


def _started(root: Path, address: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.pull_kills", "--pull", str(root), address]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    next(iter(process.stdout or ()))  # it has begun
    return process


def _pull(root: Path, address: str) -> None:
    with puller(root, Fetcher(Manners("Lykta benchmark", 0))) as started:
        print("ready", flush=True)
        started.pull(Source(id="nytt", address=address))


if __name__ == "__main__":
    main()
