"""The PDFs of a folder -> a ratio: pages a second of the whole reading against bare PDFium.

Ours is everything between the file and the blocks: children, layout, cleaning, the way back.
Bare is `get_text_range` on every page, in as many processes on the same cores. Both are started
before the clock, take turns, and the best of the rounds counts.

    .venv/bin/python -m benchmarks.pdf_reading [FOLDER] [--workers N] [--rounds N]
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
from collections.abc import Iterable
from contextlib import closing
from multiprocessing.pool import Pool as Processes
from pathlib import Path
from time import perf_counter

import pypdfium2 as pdfium

from ingest.models import Extract
from ingest.sandbox import Job, Pool

DOCS = Path(__file__).resolve().parents[2] / "shared" / "data" / "docs"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DOCS)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    files = readable(sorted(options.folder.rglob("*.pdf")))
    ours, bare = measure(files, workers=options.workers, rounds=options.rounds)
    pages = sum(files.values())
    size = sum(file.stat().st_size for file in files) / 1e6
    print(f"{len(files)} files, {size:.1f} MB, {pages} pages, {options.workers} processes")
    print(f"bare PDFium {pages / bare:8.0f} pages/s")
    print(f"our reading {pages / ours:8.0f} pages/s")
    print(f"ratio       {bare / ours:8.2f}")


def readable(files: Iterable[Path]) -> dict[Path, int]:
    """Return the files that both sides read, with their page counts: scans are left out."""
    with Pool() as pool:
        return {
            reading.job.path: (reading.outcome.pages or 0) - reading.outcome.unread
            for reading in pool.read(Job(file, file.name) for file in files)
            if isinstance(reading.outcome, Extract)
        }


def measure(files: Iterable[Path], *, workers: int, rounds: int) -> tuple[float, float]:
    """Return the best seconds of ours and of bare PDFium."""
    files = list(files)
    with Pool(workers) as pool, multiprocessing.get_context("spawn").Pool(workers) as processes:
        ours, bare = [], []
        for _ in range(rounds):
            bare.append(timed_bare(processes, files))
            ours.append(timed_ours(pool, files))
    return min(ours), min(bare)


def timed_ours(pool: Pool, files: Iterable[Path]) -> float:
    """Return the seconds our pool needs."""
    began = perf_counter()
    for _ in pool.read(Job(file, file.name) for file in files):
        pass
    return perf_counter() - began


def timed_bare(processes: Processes, files: Iterable[Path]) -> float:
    """Return the seconds of nothing but PDFium in processes that are up."""
    began = perf_counter()
    for _ in processes.imap_unordered(characters, files):
        pass
    return perf_counter() - began


def characters(file: Path) -> int:
    """Return how many characters PDFium alone finds in a file."""
    with closing(pdfium.PdfDocument(file.read_bytes())) as document:
        return sum(len(page.get_textpage().get_text_range()) for page in document)


if __name__ == "__main__":
    main()
