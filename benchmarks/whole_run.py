"""A folder of real documents to what a whole `lykta reindex` of it takes: time and memory.

Beside it stands a bare bound: PDFium's text of every PDF page and nothing else, in one process.

    .venv/bin/python -m benchmarks.whole_run [FOLDER]
"""

from __future__ import annotations

import argparse
import resource
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import pypdfium2 as pdfium

from benchmarks.pdf_reading import DOCS, readable
from night import run
from settings import Settings


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DOCS)
    folder = parser.parse_args().folder
    with TemporaryDirectory(prefix="lykta-whole-run-") as scratch:
        corpus = Path(scratch) / "corpus"
        corpus.mkdir()
        (corpus / "documents").symlink_to(folder.resolve())
        night = run.reindex(Settings(root=Path(scratch)))
    read = night.intake
    print(f"{read.seen} files: {read.new} held, {sum(read.failed.values())} failed {read.failed}")
    for stage, seconds in night.seconds.items():
        print(f"{stage:10} {seconds:7.2f} s")
    print(f"{read.pages} pages, {read.pages / night.seconds['total']:.0f} a second in all")
    for who, name in (
        (resource.RUSAGE_SELF, "this process"),
        (resource.RUSAGE_CHILDREN, "a child"),
    ):
        print(f"peak memory of {name}: {resource.getrusage(who).ru_maxrss / 1024:.0f} MB")
    pages, seconds = bare(list(readable(sorted(folder.rglob("*.pdf")))))
    print(f"bare PDFium: {pages} pages in {seconds:.2f} s, one process, text only")


def bare(files: list[Path]) -> tuple[int, float]:
    """Return how many pages there are and how long PDFium takes to give their text."""
    pages, began = 0, perf_counter()
    for file in files:
        with pdfium.PdfDocument(file) as document:
            for page in document:
                page.get_textpage().get_text_range()
                pages += 1
    return pages, perf_counter() - began


if __name__ == "__main__":
    main()
