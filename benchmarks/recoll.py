"""A folder of real documents -> two ratios: all of it to recollindex, reading to bare text.

Ours is `lykta reindex` of an empty collection, a process of its own, without text recognition.
Recoll is Debian's recollcmd with the helpers that are installed. Bare is `pdftotext` on every PDF,
one process a file, and lxml's `text_content` of every HTML page; beside it stands our reading of
the same files, from bytes to blocks with roles, with the start of its children. Processor time is
that of a process and all that it started, so that a busy machine changes the ratios little.

    .venv/bin/python -m benchmarks.recoll [FOLDER] [--rounds N]
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import lxml.html

from benchmarks.growth import night
from benchmarks.pdf_reading import DOCS
from ingest.models import Extract
from ingest.sandbox import Job, Pool

PACKAGES = ("recollcmd", "poppler-utils", "antiword", "unrtf", "libimage-exiftool-perl")
HTML = frozenset({".html", ".htm"})


@dataclass(frozen=True, slots=True)
class Taken:
    """What some work took."""

    seconds: float
    processor: float  # seconds, on all cores together

    def __str__(self) -> str:
        return f"{self.seconds:6.2f} s, {self.processor:6.2f} s of processor time"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DOCS)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    folder = options.folder.resolve()
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    print(f"{len(files)} files, {os.cpu_count()} cores; {versions()}")
    for _ in range(options.rounds):
        whole(folder)
    by_format(files)
    if not shutil.which("pdftotext"):
        print("pdftotext is not installed (Debian's poppler-utils): bare text is left out")
        return
    readable = [path for path in files if path.suffix.lower() in HTML | {".pdf"}]
    ours, bare = measured(lambda: read(readable)), measured(lambda: bare_text(readable))
    print(f"our reading of {len(readable)} PDF and HTML files   {ours}")
    print(f"pdftotext and bare lxml                 {bare}")
    print(f"ratio of processor time {ours.processor / bare.processor:.2f}")


def versions() -> str:
    """Name what is measured against, as Debian numbers it."""
    if not shutil.which("dpkg-query"):
        return "no dpkg-query here to tell versions"
    command = ("dpkg-query", "--show", "--showformat=${Package} ${Version}, ", *PACKAGES)
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    return said.stdout.rstrip(", ")


def whole(folder: Path) -> None:
    """Print what both take to read and index all of a folder."""
    with TemporaryDirectory(prefix="lykta-recoll-") as scratch:
        ours = indexed(folder, Path(scratch))
        print(f"lykta reindex   {ours}")
        if not shutil.which("recollindex"):
            print("recollindex is not installed (Debian's recollcmd): it is left out")
            return
        theirs = measured(lambda: recoll(folder, Path(scratch) / "recoll"))
        print(f"recollindex     {theirs}")
        print(f"ratio           {ours.seconds / theirs.seconds:6.2f}", end="")
        print(f",   {ours.processor / theirs.processor:6.2f} of processor time")


def indexed(folder: Path, root: Path) -> Taken:
    """Read and index a folder into an empty collection."""
    corpus = root / "corpus"
    corpus.mkdir()
    (corpus / "documents").symlink_to(folder)
    (root / "lykta.toml").write_text("[ocr]\nenabled = false\n", encoding="utf-8")
    cost = night(root)
    stages = cost.report["seconds"]
    print("  " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in stages.items()))
    return Taken(cost.seconds, cost.processor)


def recoll(folder: Path, settings: Path) -> None:
    """Let recollindex make its first index of a folder."""
    settings.mkdir()
    lines = (f"topdirs = {folder}", "loglevel = 2", f"logfilename = {settings / 'log'}")
    (settings / "recoll.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = ("recollindex", "-c", str(settings))
    subprocess.run(command, check=True, capture_output=True)


def by_format(files: Sequence[Path]) -> None:
    """Print how fast each format is read; what has no pages counts as one."""
    formats: Mapping[str, list[Path]] = defaultdict(list)
    for path in files:
        formats[path.suffix.lower()].append(path)
    with Pool() as pool:
        list(pool.read(Job(path, path.name) for path in files[:2]))  # its children are up
        for suffix, of_format in sorted(formats.items()):
            began = perf_counter()
            readings = list(pool.read(Job(path, path.name) for path in of_format))
            seconds = perf_counter() - began
            found = [one.outcome for one in readings if isinstance(one.outcome, Extract)]
            pages = sum(extract.pages or 1 for extract in found)
            print(f"  {suffix:6} {len(found):4} of {len(of_format):4} files,", end=" ")
            print(f"{pages:5} pages, {pages / seconds:7.0f} pages/s")


def read(files: Iterable[Path]) -> None:
    """Read files as an intake does."""
    with Pool() as pool:
        for _ in pool.read(Job(path, path.name) for path in files):
            pass


def bare_text(files: Iterable[Path]) -> None:
    """Take nothing but the text out of files."""
    for path in files:
        if path.suffix.lower() in HTML:
            lxml.html.document_fromstring(path.read_bytes()).text_content()
        else:
            command = ("pdftotext", str(path), "-")
            subprocess.run(command, capture_output=True, check=False)


def measured(work: Callable[[], object]) -> Taken:
    """Return what a call takes here and in the processes that it starts and waits for."""
    began, before = perf_counter(), processor()
    work()
    return Taken(perf_counter() - began, processor() - before)


def processor() -> float:
    """Return the processor time so far of this process and of those it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    main()
