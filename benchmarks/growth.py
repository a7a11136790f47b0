"""A collection that grows to 200 000 documents: what its nights cost at each size.

Every night is `lykta reindex` as the operator runs it, a process of its own, over real records of
the public sector written as text files; long ones are cut into sections. Beside each stands a bare
walk of the same folder (`os.scandir` and `stat`) in the same minute.

A collection that is kept `--at` a folder is gone on with, so that hours can be spent in parts.

    .venv/bin/python -m benchmarks.growth [--sizes 10000,50000,200000] [--nights 100] [--at FOLDER]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import material
from benchmarks.unchanged_folder import FILES_A_FOLDER, LONG_AGO, bare
from index.models import Query
from night.collection import Collection
from settings import Settings

SECTION_CHARS = 6_000
CHANGED_SHARE = 0.01
COMMAND = (sys.executable, "-c", "import sys; from lykta import main; sys.exit(main())")
SOURCES = tuple(
    material.SHARED / "big" / name
    for name in (
        "g0vse.jsonl.gz",
        "sfs_provisions.jsonl.gz",
        "riksdag_2018_2021_motprop_bet.jsonl.gz",
    )
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a night took."""

    seconds: float
    processor: float  # seconds, of the process and its children
    peak_mb: float
    report: dict[str, Any]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,50000,200000")
    parser.add_argument("--nights", type=int, default=0, help="small nights at the first size")
    parser.add_argument("--at", type=Path, help="where it is kept (default: it is not)")
    options = parser.parse_args()
    with nullcontext(options.at) if options.at else TemporaryDirectory() as scratch:
        root = Path(scratch)
        root.mkdir(parents=True, exist_ok=True)
        (root / "lykta.toml").write_text("[ingest]\nsettle_seconds = 0\n", encoding="utf-8")
        held = sum(1 for _ in root.glob("corpus/*/*.txt"))
        texts = islice(sections(), held, None)
        for number, size in enumerate(int(size) for size in options.sizes.split(",")):
            came = fill(root / "corpus", islice(texts, size - held), held)
            held += came
            measure(root, held, came)
            if options.nights and not number:
                many_nights(root, held, options.nights)


def measure(root: Path, held: int, came: int) -> None:
    """Print what nights cost at this size, `came` of it new."""
    added = night(root)
    full = night(root, "--full")
    still = night(root)
    began = time.perf_counter()
    bare(root / "corpus")
    walk = time.perf_counter() - began
    change(root / "corpus", held, CHANGED_SHARE)
    small = night(root)
    count = full.report["documents"]
    whole = added.seconds * held / came if came else added.seconds + full.seconds
    index, catalogue = (used(root / ".lykta" / name) for name in ("index", "catalogue.sqlite"))
    print(f"{count} documents, {full.report['passages']} passages")
    print(f"  all read and indexed {added.seconds:.1f} s, a full build {full.seconds:.1f} s")
    stages = still.report["seconds"]
    print(f"  nothing new {still.seconds:.2f} s, a bare walk {walk:.2f} s,", end=" ")
    print(f"ratio {still.seconds / walk:.2f}; without starting the program", end=" ")
    print(
        f"{stages['total']:.2f} s, {stages['total'] / walk:.2f}, of which bytes looked at anew",
        end=" ",
    )
    print(f"{stages.get('rehash', 0):.2f} s")
    print(f"  1 % changed {small.seconds:.2f} s, beyond the walk", end=" ")
    print(f"{(small.seconds - still.seconds) / whole:.4f} of a night that reads all")
    print(f"  peak memory: first {added.peak_mb:.0f} MB, full {full.peak_mb:.0f} MB,", end=" ")
    print(f"nothing new {still.peak_mb:.0f} MB, 1 % {small.peak_mb:.0f} MB")
    print(f"  index {index / 1e6:.0f} MB, catalogue {catalogue / 1e6:.0f} MB", flush=True)


def many_nights(root: Path, held: int, nights: int) -> None:
    """Print what an index has become after many small nights, beside a fresh one."""
    for _ in range(nights):
        change(root / "corpus", held, CHANGED_SHARE)
        night(root)
    worn, worn_ms = size_of_answering(root), search_ms(root)
    night(root, "--full")
    fresh, fresh_ms = size_of_answering(root), search_ms(root)
    print(
        f"  after {nights} nights of 1 %: {worn / fresh:.2f} of the size of a fresh index,", end=" "
    )
    print(f"searches {worn_ms / fresh_ms:.2f} of its time ({worn_ms:.1f}, {fresh_ms:.1f} ms)")


def night(root: Path, *options: str) -> Cost:
    """Run a night in a process of its own."""
    reading, writing = os.pipe()
    began = time.perf_counter()
    child = os.posix_spawn(
        COMMAND[0],
        [*COMMAND, "-C", str(root), "--json", "reindex", *options],
        os.environ,
        file_actions=[(os.POSIX_SPAWN_DUP2, writing, 1)],
    )
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as output:
        said = output.read()
    _, status, usage = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status) == 2:
        raise SystemExit(said)
    processor = usage.ru_utime + usage.ru_stime
    seconds = time.perf_counter() - began
    return Cost(seconds, processor, usage.ru_maxrss / 1024, json.loads(said))


def sections() -> Iterator[str]:
    """Yield the records as texts, a title and at most so many characters each."""
    for source in SOURCES:
        for document in material.documents(source):
            text = "\n\n".join(block.text for block in document.blocks)
            for start in range(0, max(len(text), 1), SECTION_CHARS):
                part = f" ({start // SECTION_CHARS + 1})" if start else ""
                yield f"{document.metadata.title}{part}\n\n{text[start : start + SECTION_CHARS]}\n"


def fill(corpus: Path, texts: Iterator[str], first: int) -> int:
    """Write texts as old files; return how many."""
    count = 0
    for number, text in enumerate(texts, start=first):
        path = place(corpus, number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (LONG_AGO, LONG_AGO))
        count += 1
    return count


def change(corpus: Path, held: int, share: float) -> None:
    """Add a line to some of the texts."""
    chance = random.Random()  # noqa: S311 - picks files
    for number in chance.sample(range(held), max(1, round(held * share))):
        with place(corpus, number).open("a", encoding="utf-8") as file:
            file.write(f"\nÄndrad {chance.getrandbits(40):x}.\n")


def place(corpus: Path, number: int) -> Path:
    """Return where a text lies."""
    return corpus / f"{number // FILES_A_FOLDER:04d}" / f"text-{number}.txt"


def used(path: Path) -> int:
    """Return the bytes of a file, or of all files in a folder."""
    return sum(file.stat().st_size for file in [path, *path.rglob("*")] if file.is_file())


def size_of_answering(root: Path) -> int:
    """Return the bytes of the index that answers."""
    home = root / ".lykta" / "index"
    build = json.loads((home / "current").read_text(encoding="utf-8"))["build"]
    return used(home / build)


def search_ms(root: Path) -> float:
    """Return the median of the field's questions, each asked three times."""
    with Collection.open(Settings(root=root)) as collection:
        times = [
            collection.search(Query(question)).took_ms
            for _ in range(3)
            for question in material.queries()
        ]
    return median(times)


if __name__ == "__main__":
    main()
