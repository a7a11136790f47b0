"""A folder of files that are all known -> the time of a pass over them beside a bare walk.

Bare is `os.scandir` and `stat` of every file. The folder is really read first, so that the pass
compares with a real catalogue; all are measured in processor time, in turns. A night's pass also
looks at the bytes of its share of the files, a thirtieth: that is opening and reading them.

    .venv/bin/python -m benchmarks.unchanged_folder [--files 20000] [--rounds 5]
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from ingest.catalogue import Catalogue
from ingest.intake import Intake, IntakeOptions
from ingest.topics import TopicTree
from settings import IngestSettings

FILES_A_FOLDER = 200
REHASH_NIGHTS = IngestSettings().rehash_nights
LONG_AGO = 1_500_000_000  # a time that has settled


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with TemporaryDirectory(prefix="lykta-unchanged-") as scratch:
        corpus = Path(scratch) / "corpus"
        fill(corpus, options.files)
        with Catalogue.open(Path(scratch) / "catalogue.sqlite") as catalogue:
            alone, nightly = (
                Intake(catalogue, corpus, IntakeOptions(rehash_nights=nights), TopicTree())
                for nights in (0, REHASH_NIGHTS)
            )
            first = alone.run()
            print(f"{first.new} files read, {sum(first.seconds.values()):.1f} s", flush=True)
            rounds = [
                (seconds(lambda: bare(corpus)), seconds(alone.run), seconds(nightly.run))
                for _ in range(options.rounds)
            ]
    for walk, ours, night in rounds:
        print(f"bare {walk:.3f} s, a pass {ours:.3f} s, with a share of bytes {night:.3f} s")
    for said, place in (("a pass", 1), ("with a share of bytes", 2)):
        print(f"median ratio of {said} {median(each[place] / each[0] for each in rounds):.2f}")


def fill(corpus: Path, files: int) -> None:
    """Write so many small documents, all different and all old."""
    for number in range(files):
        path = corpus / f"{number // FILES_A_FOLDER:04d}" / f"rapport-{number}-om-samverkan.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Rapport {number}\n\nOm samverkan.\n", encoding="utf-8")
        os.utime(path, (LONG_AGO, LONG_AGO))


def bare(folder: Path | str) -> int:
    """Return how many files there are, having asked for the size and time of each."""
    count = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                count += bare(entry.path)
            else:
                entry.stat()
                count += 1
    return count


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of a call."""
    began = process_time()
    work()
    return process_time() - began


if __name__ == "__main__":
    main()
