"""Many items on many hosts -> how much longer a pull takes than its manners alone demand.

The bound: each host is asked by one connection, a request every `--floor` seconds or as fast as it
answers, and all hosts side by side. Servers run in a process of their own and answer after 50 ms.

    .venv/bin/python -m benchmarks.politeness [--items 10000] [--hosts 20] [--floor 0.5]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.catalogue import Catalogue
from ingest.ledger import Ledger
from ingest.pull.arrival import Store
from ingest.pull.fetch import Fetcher, Manners
from ingest.pull.originals import Originals
from ingest.pull.run import Puller
from ingest.pull.sources import Source
from ingest.pull.texts import Texts
from tests.webserver import Asked, Reply, Respond, running

ANSWER_SECONDS = 0.05
OWN_REQUESTS = 2  # of a host besides its items: robots.txt and the feed
PAGE_BYTES = 4096
SECONDS_BETWEEN_LOOKS = 0.5


@dataclass(frozen=True, slots=True)
class Asking:
    """What is measured."""

    items: int
    hosts: int
    floor: float

    @property
    def per_host(self) -> int:
        """How many items a host has."""
        return self.items // self.hosts

    @property
    def ideal_seconds(self) -> float:
        """How long the manners alone take."""
        return (self.per_host + OWN_REQUESTS) * max(self.floor, ANSWER_SECONDS)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--hosts", type=int, default=20)
    parser.add_argument("--floor", type=float, default=0.5)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    asking = Asking(arguments.items, arguments.hosts, arguments.floor)
    if arguments.serve:
        _serve(asking)
    else:
        _measure(asking)


def _measure(asking: Asking) -> None:
    with _served(asking) as addresses, TemporaryDirectory(prefix="lykta-politeness-") as scratch:
        root = Path(scratch)
        sources = tuple(
            Source(f"host-{number}", f"{address}/rss", max_items=asking.items)
            for number, address in enumerate(addresses)
        )
        memory = _Memory()
        began = time.perf_counter()
        with (
            Catalogue.open(root / "c.sqlite") as catalogue,
            Fetcher(Manners("Lykta benchmark", asking.floor)) as fetcher,
            Texts() as texts,
        ):
            corpus = root / "corpus"
            kept, ledger = Originals(root / "originals"), Ledger.load(corpus)
            store = Store(catalogue, corpus, kept, texts, ledger)
            with memory.watched():
                reports = Puller(store, fetcher, allow_loopback=True).run(sources)
        seconds = time.perf_counter() - began
    new = sum(report.new for report in reports)
    print(f"{new} of {asking.items} items from {asking.hosts} hosts, floor {asking.floor} s")
    print(
        f"{seconds:.1f} s, {seconds / asking.ideal_seconds:.2f} of the {asking.ideal_seconds:.1f}"
    )
    tenth, half, end = (memory.seen[int(len(memory.seen) * part) - 1] for part in (0.1, 0.5, 1))
    print(f"memory after a tenth {tenth:.0f} MB, half {half:.0f} MB, all {end:.0f} MB")


class _Memory:
    """How much memory this process has, from look to look."""

    def __init__(self) -> None:
        self.seen: list[float] = []

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look until the block ends."""
        done = threading.Event()
        thread = threading.Thread(target=self._look, args=(done,))
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _look(self, done: threading.Event) -> None:
        while True:
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            self.seen.append(pages * PAGE_BYTES / 1e6)
            if done.wait(SECONDS_BETWEEN_LOOKS):
                return


@contextmanager
def _served(asking: Asking) -> Iterator[list[str]]:
    """Run the servers in a process of their own; give their addresses."""
    said = ["--items", str(asking.items), "--hosts", str(asking.hosts), "--serve"]
    command = [sys.executable, "-m", "benchmarks.politeness", *said]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True) as run:
        lines = iter(run.stdout or ())
        yield [next(lines).strip() for _ in range(asking.hosts)]
        run.kill()


def _serve(asking: Asking) -> None:
    with ExitStack() as stack:
        for number in range(asking.hosts):
            site = stack.enter_context(running(host=f"127.0.1.{number + 1}"))
            links = "".join(
                f"<item><title>Nyhet {item}</title><link>{site.url(f'/{item}')}</link></item>"
                for item in range(asking.per_host)
            )
            feed = f'<rss version="2.0"><channel><title>N</title>{links}</channel></rss>'
            site.pages["/rss"] = _late(feed)
            for item in range(asking.per_host):
                site.pages[f"/{item}"] = _late(_page(number, item))
            sys.stdout.write(f"{site.address}\n")
        sys.stdout.flush()
        sys.stdin.read()


def _page(host: int, item: int) -> str:
    text = " ".join(f"Stycke {line} av sidan {item} hos värd {host}." for line in range(60))
    return f"<html><body><main><h1>Sida {host}-{item}</h1><p>{text}</p></main></body></html>"


def _late(body: str) -> Respond:
    data = body.encode()

    def respond(_: Asked) -> Reply:
        time.sleep(ANSWER_SECONDS)
        return Reply(data, headers={"Content-Type": "text/html"})

    return respond


if __name__ == "__main__":
    main()
