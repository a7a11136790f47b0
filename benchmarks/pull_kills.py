"""A pull killed at random moments -> what is lost or doubled when the next run is done.

A collection is pulled into until it is whole, each run killed after a random while; then the next
one is begun, so that kills fall on every stage and not on runs that have nothing left to do.

    .venv/bin/python -m benchmarks.pull_kills [--kills 50] [--pages 20]
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.catalogue import Catalogue, SourceRow
from tests.pulling import conditional, documents, page, rss
from tests.pulling_apart import started
from tests.webserver import running

LONGEST = 0.8  # of the time that a whole run takes, before it is killed
STAGES = ("before it began", "walking", "fetching", "done")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--pages", type=int, default=20)
    arguments = parser.parse_args()
    _measure(arguments.kills, arguments.pages)


def _measure(kills: int, pages: int) -> None:
    texts = {f"/{number}": page(f"Sida {number}") for number in range(pages)}
    stages, wrong, collections = Counter[str](), list[str](), 0
    with running() as site, TemporaryDirectory(prefix="lykta-pull-kills-") as scratch:
        site.pages["/rss"] = conditional(rss(*map(site.url, texts)), '"v1"')
        for target, text in texts.items():
            site.serve(target, text)
        whole = Path(scratch) / "whole"
        (whole / "corpus").mkdir(parents=True)
        began = time.perf_counter()
        wrong += _completed(whole, site.url("/rss"), texts)
        longest = LONGEST * (time.perf_counter() - began)
        while stages.total() < kills:
            collections += 1
            root = Path(scratch) / str(collections)
            (root / "corpus").mkdir(parents=True)
            is_whole = False
            while stages.total() < kills and not is_whole:
                stage = _killed(root, site.url("/rss"), longest)
                stages[stage] += 1
                is_whole = stage == STAGES[-1]
            wrong += _completed(root, site.url("/rss"), texts)
    told = ", ".join(f"{stages[stage]} {stage}" for stage in STAGES)
    print(f"{stages.total()} kills in {collections} collections of {pages} pages: {told}")
    print("nothing lost, nothing twice" if not wrong else "\n".join(wrong))


def _killed(root: Path, address: str, longest: float) -> str:
    """Kill a run after a while; return the stage that it had come to."""
    before = _run(root)
    process = started(root, address)
    time.sleep(random.uniform(0, longest))  # noqa: S311  a moment, no secret
    process.kill()
    process.join()
    row = _run(root)
    if row is None or (before and before.started == row.started):
        return STAGES[0]
    return STAGES[3] if row.finished else STAGES[2] if row.clean else STAGES[1]


def _run(root: Path) -> SourceRow | None:
    """Return what the catalogue of a collection says of the last run that began."""
    if not (root / "c.sqlite").exists():
        return None
    with Catalogue.open(root / "c.sqlite") as catalogue, catalogue.pulled() as memory:
        return next(iter(memory.sources()), None)


def _completed(root: Path, address: str, texts: Mapping[str, str]) -> list[str]:
    """Let a run end; return what is wrong with what the collection holds then."""
    last = started(root, address)
    last.join()
    held = sorted(documents(root / "corpus").values())
    labels = len(list((root / "corpus").rglob("*.toml")))
    wrong = [] if last.exitcode == 0 else [f"{root.name}: the last run ended with {last.exitcode}"]
    if held != sorted(text.encode() for text in texts.values()):
        wrong.append(f"{root.name}: {len(held)} files for {len(texts)} pages, or other ones")
    if labels != len(texts):
        wrong.append(f"{root.name}: {labels} sidecars for {len(texts)} pages")
    return wrong


if __name__ == "__main__":
    main()
