"""The hostile files -> a table: what came of them, how much text, at what cost.

Outcomes are held against the manifest, where it names one. The reference of a PDF is the smaller
of what poppler's `pdftotext` and MuPDF give, in characters other than white space; ours is all that
was read, whatever its role. Every file goes through the real sandbox, one child at a time.

    [PYTHONPATH=FOLDER] .venv/bin/python -m benchmarks.hostile [KIND…] [--every N] [--list]
"""

from __future__ import annotations

import argparse
import csv
import resource
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

from benchmarks.material import SHARED
from ingest.models import Block, Extract, Failure, Reason
from ingest.sandbox import Job, Pool

HOSTILE = SHARED / "hostile"
KINDS = ("pdf", "html", "office", "text")
READABLE = 20  # reference characters from which a PDF counts as readable
ENOUGH, LOST = 0.7, 0.2  # shares of the reference
SECONDS, MEMORY_MB = 30.0, 512
SAME = {"not a PDF": "wrong type"}  # the manifest's word -> ours


@dataclass(frozen=True, slots=True)
class Row:
    """One file of the manifest and what came of it."""

    file: str
    expected: frozenset[str]
    found: str
    chars: int  # other than white space
    pages: int | None
    seconds: float

    @property
    def agrees(self) -> bool:
        """Return whether the outcome is one that the manifest names."""
        return self.found in self.expected


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", default=KINDS)
    parser.add_argument("--every", type=int, default=1, help="take every Nth file only")
    parser.add_argument("--list", action="store_true", help="name the files that deviate")
    options = parser.parse_args()
    before = resident_mb()
    rows = {kind: read(manifest(kind)[:: options.every]) for kind in options.kinds}
    print(f"parent grew {resident_mb() - before:.1f} MB; largest child {largest_child_mb():.0f} MB")
    for kind, found in rows.items():
        print_outcomes(kind, found, names=options.list)
    if "pdf" in rows and not (find_spec("pymupdf") and shutil.which("pdftotext")):
        print("\nno pymupdf or no pdftotext here: how much text came out is not measured")
    elif "pdf" in rows:
        print_yield(rows["pdf"], names=options.list)


def manifest(kind: str) -> list[tuple[str, frozenset[str]]]:
    """Return the files of a kind with the outcomes that the manifest allows."""
    path = HOSTILE / "manifest.tsv"
    if not path.exists():
        raise SystemExit(f"{path} is not here: this benchmark needs ../shared/data")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [
        (row["file"], frozenset(outcomes(row["expected"])))
        for row in rows
        if row["file"].startswith(f"{kind}/")
    ]


def outcomes(expected: str) -> Iterator[str]:
    """Yield the manifest's outcomes in our words: "text (no live script) | error: corrupt"."""
    for each in expected.split(" | "):
        name = each.removeprefix("error: ").split(" (")[0]
        yield SAME.get(name, name)


def read(files: Iterable[tuple[str, frozenset[str]]]) -> list[Row]:
    """Read the files one after the other, through the sandbox."""
    expected = dict(files)
    rows = []
    jobs = (Job(HOSTILE / file, Path(file).name) for file in expected)
    with Pool(1, seconds=SECONDS, memory_mb=MEMORY_MB) as pool:
        began = perf_counter()
        for reading in pool.read(jobs):
            file = reading.job.path.relative_to(HOSTILE).as_posix()
            found, chars, pages = summed(reading.outcome)
            rows.append(Row(file, expected[file], found, chars, pages, perf_counter() - began))
            began = perf_counter()
    return rows


def summed(outcome: Extract | Failure) -> tuple[str, int, int | None]:
    """Return the outcome's name, its characters and its pages."""
    if isinstance(outcome, Failure):
        return str(outcome.reason), 0, None
    return "text", sum(solid(block.text) for block in outcome.blocks), outcome.pages


def solid(text: str) -> int:
    """Return how many characters are no white space."""
    return len("".join(text.split()))


def print_outcomes(kind: str, rows: list[Row], *, names: bool) -> None:
    """Print how many agree, of each outcome that the manifest names alone."""
    times = sorted(row.seconds for row in rows)
    worst = max(rows, key=lambda row: row.seconds)
    print(f"\n{kind}: {len(rows)} files, {sum(times):.1f} s")
    print(f"  p99 {times[len(times) * 99 // 100]:.2f} s, worst {worst.seconds:.2f} s: {worst.file}")
    named = [row for row in rows if len(row.expected) == 1]
    for outcome in sorted({name for row in named for name in row.expected}):
        these = [row for row in named if outcome in row.expected]
        agree = sum(row.agrees for row in these)
        others = Counter(row.found for row in these if not row.agrees)
        print(f"  {outcome:22} {agree:5} of {len(these):5}  {dict(others) or ''}")
    agree = sum(row.agrees for row in named)
    print(f"  {'one outcome named':22} {agree:5} of {len(named):5}  {agree / len(named):.4f}")
    open_ones = [row for row in rows if len(row.expected) > 1]
    print(f"  {'several allowed':22} {sum(r.agrees for r in open_ones):5} of {len(open_ones):5}")
    for row in rows if names else ():
        if not row.agrees:
            print(f"    {row.file}: {row.found}, not {' | '.join(sorted(row.expected))}")


def print_yield(rows: list[Row], *, names: bool) -> None:
    """Print how much of the reference's text came out of the readable PDFs."""
    reference = references([row.file for row in rows])
    readable = [row for row in rows if reference.get(row.file, 0) >= READABLE]
    enough = [row for row in readable if row.chars >= ENOUGH * reference[row.file]]
    lost = [row for row in readable if row.chars < LOST * reference[row.file]]
    silent = [row for row in lost if row.found == "text"]
    empty = [row for row in rows if row.found == "text" and row.pages == 0]
    total = len(readable) or 1
    print(f"\n{len(readable)} PDFs with {READABLE} reference characters or more")
    print(f"  {ENOUGH:.0%} of them or more  {len(enough)}  {len(enough) / total:.4f}")
    print(f"  silent loss (< {LOST:.0%})  {len(silent)}  {len(silent) / total:.4f}")
    print(f"  loud loss           {len(lost) - len(silent)}")
    print(f"  text of zero pages  {len(empty)}")
    for row in readable if names else ():
        if row not in enough:
            print(f"    {row.file}: {row.chars} of {reference[row.file]} ({row.found})")


def references(files: list[str]) -> dict[str, int]:
    """Return the smaller count of poppler and MuPDF for the files that both can read."""
    found = find_spec("pymupdf")
    folder = str(Path(found.origin).parents[1]) if found and found.origin else ""
    jobs = [Job(HOSTILE / file, file, more=(folder,)) for file in files]
    with Pool(seconds=SECONDS, memory_mb=2000) as pool:
        readings = pool.read(jobs, reader="benchmarks.hostile:mupdf")
        seconds = {reading.job.name: summed(reading.outcome)[1] for reading in readings}
    return {file: min(seconds[file], poppler(HOSTILE / file)) for file in files}


def poppler(path: Path) -> int:
    """Return how many characters `pdftotext` finds, 0 where it gives up."""
    with suppress(subprocess.TimeoutExpired):
        done = subprocess.run(
            ["pdftotext", "-q", str(path), "-"],
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        return solid(done.stdout.decode("utf-8", "replace"))
    return 0


def mupdf(data: bytes, _name: str, folder: str) -> Extract | Failure:
    """Read a PDF with MuPDF: AGPL, for this measure only, to be installed by hand.

    A child looks nowhere but where it is told to, so it is told where MuPDF lies.
    """
    if folder not in sys.path:
        sys.path.append(folder)
    pymupdf = import_module("pymupdf")
    pymupdf.TOOLS.mupdf_display_errors(on=False)
    pymupdf.TOOLS.mupdf_display_warnings(on=False)
    try:
        with pymupdf.open(stream=data, filetype="pdf") as document:
            texts = [page.get_text() for page in document]
    except (RuntimeError, ValueError) as error:
        return Failure(Reason.CORRUPT, str(error))
    return Extract("application/pdf", "mupdf", tuple(Block(text) for text in texts))


def resident_mb() -> float:
    """Return the memory of this process."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def largest_child_mb() -> float:
    """Return the most that any child which has ended has held."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


if __name__ == "__main__":
    main()
