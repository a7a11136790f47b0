"""Scans with the text they were made from -> the share of its words that text recognition finds.

Every page goes the way it goes in a run: a bounded child, drawn, set straight, read. Words are
compared in their order, case and punctuation aside; what Tesseract alone makes of the same pages,
drawn at their own resolution and given to it as they are, stands beside.

    .venv/bin/python -m benchmarks.ocr [FOLDER] [--workers N]
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
from collections import defaultdict
from contextlib import closing
from difflib import SequenceMatcher
from io import BytesIO
from pathlib import Path
from time import perf_counter

import pypdfium2 as pdfium

from ingest import recognition
from ingest.models import Extract
from ingest.sandbox import Job, Pool

DOCS = Path(__file__).resolve().parents[2] / "shared" / "data" / "docs"
WORD = re.compile(r"\w+")
GOLD = ".gold.txt"
POINTS = 72
CLASSES = ((200, "200 dpi and above", 0.95), (0, "below 200 dpi", 0.85))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DOCS / "derived" / "scanned")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    found: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    print(f"{'dpi':>4} {'pages':>5} {'words':>6} {'ours':>6} {'alone':>6} {'s/page':>6}  file")
    for file in sorted(options.folder.glob("*.pdf")):
        gold = words(file.with_name(file.name.removesuffix(".pdf") + GOLD).read_text("utf-8"))
        dpi, pages = resolution(file)
        start = perf_counter()
        ours = common(gold, words(read(file, pages, options.workers)))
        seconds = (perf_counter() - start) / pages
        bare = common(gold, words(alone(file, dpi)))
        label = next(name for least, name, _ in CLASSES if dpi >= least - 5)
        found[label].append((len(gold), ours, bare))
        shares = f"{ours / len(gold):6.3f} {bare / len(gold):6.3f}"
        print(f"{dpi:4d} {pages:5d} {len(gold):6d} {shares} {seconds:6.1f}  {file.name}")
    for _, label, aim in CLASSES:
        if found[label]:
            total, ours, bare = (sum(column) for column in zip(*found[label], strict=True))
            print(
                f"{label}: ours {ours / total:.3f} (aim {aim}), Tesseract alone {bare / total:.3f}"
            )


def read(file: Path, pages: int, workers: int) -> str:
    """Return what our reading makes of a file."""
    program = shutil.which(recognition.TESSERACT) or ""
    jobs = [Job(file, file.name, more=(str(page + 1), program, "swe")) for page in range(pages)]
    texts: dict[int, str] = {}
    with Pool(workers, seconds=300) as pool:
        for reading in pool.read(jobs, reader=recognition.RECOGNISE):
            if isinstance(reading.outcome, Extract):
                blocks = reading.outcome.blocks
                texts[int(reading.job.more[0])] = "\n".join(block.text for block in blocks)
    return "\n".join(texts[page] for page in sorted(texts))


def alone(file: Path, dpi: int) -> str:
    """Return what Tesseract makes of the pages as they are."""
    texts = []
    with closing(pdfium.PdfDocument(file)) as document:
        for page in document:
            stored = BytesIO()
            page.render(scale=dpi / POINTS, grayscale=True).to_pil().save(stored, "PPM")
            command = [shutil.which(recognition.TESSERACT) or "", "-", "-", "-l", "swe"]
            done = subprocess.run(command, input=stored.getvalue(), capture_output=True, check=True)
            texts.append(done.stdout.decode())
    return "\n".join(texts)


def resolution(file: Path) -> tuple[int, int]:
    """Return how finely the first page's picture was scanned, and how many pages there are."""
    with closing(pdfium.PdfDocument(file)) as document:
        page = document[0]
        across = max(image.get_px_size()[0] for image in page.get_objects(filter=[3]))
        return round(across / page.get_size()[0] * POINTS), len(document)


def words(text: str) -> list[str]:
    """Return a text's words in their order, words broken at a line's end whole."""
    return WORD.findall(re.sub(r"(\w)-\n(\w)", r"\1\2", text).lower())


def common(gold: list[str], found: list[str]) -> int:
    """Return how many of the gold text's words were found, in their order."""
    matched = SequenceMatcher(None, gold, found, autojunk=False).get_matching_blocks()
    return sum(block.size for block in matched)


if __name__ == "__main__":
    main()
