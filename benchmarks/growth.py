"""A collection that grows to 200 000 documents: what its nights cost at each size.

Every night is `lykta reindex` as the operator runs it, a process of its own, over real records of
the public sector written as text files, cut into sections. Beside stand, in the same minutes, a
bare walk of the folder (`os.scandir` and `stat`), and bare Tantivy over the same texts. Before each
size the index is taken away, so that its first night reads what came and builds in full.

With `--straight` texts come into the catalogue without the processes that read files and without a
look for editions, which would take an hour for 200 000: what reading costs is then told too low.

Figures are printed as they come: a run that is cut short has told what it had. A collection kept
`--at` a folder is gone on with, so that hours can be spent in parts.

    .venv/bin/python -m benchmarks.growth [--sizes 10000,50000,200000] [--nights 100] [--at FOLDER]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, nullcontext, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any, Self

from benchmarks import material
from benchmarks.index_build import bare as bare_tantivy
from benchmarks.unchanged_folder import FILES_A_FOLDER, LONG_AGO, bare
from index.models import Query
from ingest.admission import Admission
from ingest.batches import BATCH
from ingest.catalogue import Catalogue, Writer
from ingest.corpus import locate, look, name_of
from ingest.extract import text
from ingest.identity import Identity
from ingest.ledger import Ledger
from ingest.metadata import rules_stamp
from ingest.models import Extract
from ingest.tally import Tally
from ingest.topics import TopicTree
from night.collection import Collection
from settings import Settings

SECTION_CHARS = 1_500  # with this, the records are 210 000 documents
CHANGED_SHARE = 0.01
ROUNDS = 5  # of questions, after one that loads word lists
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
    peak_mb: float  # of the process and its children together
    report: dict[str, Any]

    def stage(self, *names: str) -> float:
        """Return the seconds of some stages."""
        return sum(float(self.report["seconds"].get(name, 0.0)) for name in names)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,50000,200000")
    parser.add_argument("--nights", type=int, default=0, help="small nights at the first size")
    parser.add_argument("--straight", action="store_true", help="texts into the catalogue at once")
    parser.add_argument("--at", type=Path, help="where it is kept (default: it is not)")
    options = parser.parse_args()
    with nullcontext(options.at) if options.at else TemporaryDirectory() as scratch:
        root = Path(scratch)
        root.mkdir(parents=True, exist_ok=True)
        (root / "lykta.toml").write_text("[ingest]\nsettle_seconds = 0\n", encoding="utf-8")
        held = sum(1 for _ in root.glob("corpus/*/*.txt"))
        texts = islice(sections(), held, None)
        for number, size in enumerate(int(size) for size in options.sizes.split(",")):
            came = fill(root / "corpus", islice(texts, max(size - held, 0)), held)
            taken = straight(root, range(held, held + came)) if options.straight else 0.0
            held += came
            measure(root, held, came, taken)
            if options.nights and not number:
                many_nights(root, held, options.nights)


def measure(root: Path, held: int, came: int, taken: float) -> None:
    """Print what nights cost at this size, `came` of it new, `taken` in already in so many s."""
    say(f"{held} documents, {came} of them new, load {os.getloadavg()[0]:.1f}")
    shutil.rmtree(root / ".lykta" / "index", ignore_errors=True)
    whole = night(root)
    count, built = whole.report["documents"], whole.stage("index")
    reading = taken + whole.stage("total") - built
    say(
        f"  {count} documents, {whole.report['passages']} passages: {came} read in {reading:.1f} s,"
        f" a full build {built:.1f} s; {whole.processor:.1f} s of processor time"
    )
    say(f"  peak memory {whole.peak_mb:.0f} MB, with the processes that read and analyse")
    beside_tantivy(root, built)
    walk = median(walk_seconds(root) for _ in range(3))
    still = night(root)
    began, looked = still.stage("total"), still.stage("rehash")
    say(
        f"  nothing new {still.seconds:.2f} s, {still.seconds / walk:.1f} times a bare walk of"
        f" {walk:.2f} s; once the program has started {began:.2f} s, {began / walk:.1f} times;"
        f" without the {looked:.2f} s that bytes were looked at anew {(began - looked) / walk:.1f}"
        f" times; {still.peak_mb:.0f} MB"
    )
    change(root / "corpus", held, CHANGED_SHARE)
    small = night(root)
    full = built + reading * held / came if came else built
    say(
        f"  1 % changed {small.seconds:.2f} s, beyond a night with nothing new"
        f" {(small.seconds - still.seconds) / full:.4f} of one that reads all;"
        f" {small.peak_mb:.0f} MB"
    )
    index, catalogue = size_of_answering(root), used(root / ".lykta" / "catalogue.sqlite")
    say(f"  index {index / 1e6:.0f} MB, catalogue {catalogue / 1e6:.0f} MB")
    say(f"  a search {search_ms(root):.1f} ms (median)")


def straight(root: Path, numbers: Sequence[int]) -> float:
    """Take texts into the catalogue in this process, and look for no editions; return seconds."""
    began = time.perf_counter()
    here = Settings(root=root)
    identity, tree = Identity(Ledger.load(here.corpus)), TopicTree()
    admission = Admission(here.corpus, tree, identity, Tally())
    with Catalogue.open(here.catalogue) as catalogue:
        for start in range(0, len(numbers), BATCH):
            with catalogue.write() as writer:
                writer.set("rules", rules_stamp())
                writer.set("topics", tree.stamp)
                for number in numbers[start : start + BATCH]:
                    take(writer, admission, name_of(place(here.corpus, number), here.corpus))
                for document_id in writer.kinship.strangers(BATCH):
                    writer.kinship.put_kin(document_id, [])
                admission.save_ledger()
            done = start + BATCH
            if done % 10_000 < BATCH:
                say(f"  {done} taken in, {time.perf_counter() - began:.0f} s")
    return time.perf_counter() - began


def take(writer: Writer, admission: Admission, name: str) -> None:
    """Take one text in."""
    file, data = look(admission.corpus, name), locate(admission.corpus, name).read_bytes()
    extract = text.extract(data, name)
    if file and isinstance(extract, Extract):
        admission.take(writer, file, sha256(data).hexdigest(), extract)


def say(line: str) -> None:
    """Print a figure as soon as it is there."""
    print(line, flush=True)


def walk_seconds(root: Path) -> float:
    """Return how long a bare walk takes."""
    began = time.perf_counter()
    bare(root / "corpus")
    return time.perf_counter() - began


def beside_tantivy(root: Path, built: float) -> None:
    """Print a full build's time beside that of Tantivy alone over the same texts."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(root.glob("corpus/*/*.txt"))]
    with TemporaryDirectory() as folder:
        seconds, _ = bare_tantivy(texts, Path(folder) / "bare")
    say(f"  bare Tantivy {seconds:.1f} s: a full build has {seconds / built:.3f} of its speed")


def many_nights(root: Path, held: int, nights: int) -> None:
    """Print what an index has become after many small nights, beside a fresh one."""
    rebuilt = 0
    for number in range(1, nights + 1):
        change(root / "corpus", held, CHANGED_SHARE)
        rebuilt += night(root).report["switched"]
        if number % 10 == 0:
            say(f"  night {number}: {size_of_answering(root) / 1e6:.1f} MB, {rebuilt} built anew")
    with TemporaryDirectory() as kept:
        shutil.copytree(root, Path(kept) / "worn", symlinks=True)
        night(root, "--full")
        worn, fresh = in_turns(Path(kept) / "worn", root)
        size = size_of_answering(Path(kept) / "worn") / size_of_answering(root)
    say(
        f"  after {nights} nights of 1 %: {size:.2f} of the size of a fresh index, searches"
        f" {worn / fresh:.2f} of its processor time ({worn:.1f}, {fresh:.1f} ms)"
    )


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
    with Memory(child) as memory, os.fdopen(reading, encoding="utf-8") as output:
        said = output.read()
    _, status, usage = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status) == 2:
        raise SystemExit(said)
    processor = usage.ru_utime + usage.ru_stime
    seconds = time.perf_counter() - began
    return Cost(seconds, processor, memory.peak / 1e6, json.loads(said))


@dataclass(slots=True)
class Memory:
    """Looks, while the block runs, at what a process and all it started hold together."""

    process: int
    peak: int = 0  # bytes
    _done: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        if self._thread:
            self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(0.2):
            self.peak = max(self.peak, resident(self.process))


def resident(process: int) -> int:
    """Return the bytes that a process and those it started hold; what they share counts in each."""
    held = 0
    with suppress(OSError, IndexError):  # it ended meanwhile
        held = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
        held *= os.sysconf("SC_PAGE_SIZE")
        for task in Path(f"/proc/{process}/task").iterdir():
            held += sum(map(resident, map(int, (task / "children").read_text("ascii").split())))
    return held


def sections() -> Iterator[str]:
    """Yield the records as texts, a title and at most so many characters each."""
    for source in SOURCES:
        for document in material.documents(source):
            whole = "\n\n".join(block.text for block in document.blocks)
            for start in range(0, max(len(whole), 1), SECTION_CHARS):
                part = f" ({start // SECTION_CHARS + 1})" if start else ""
                yield f"{document.metadata.title}{part}\n\n{whole[start : start + SECTION_CHARS]}\n"


def fill(corpus: Path, texts: Iterator[str], first: int) -> int:
    """Write texts as old files; return how many."""
    count = 0
    for number, content in enumerate(texts, start=first):
        path = place(corpus, number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
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


def in_turns(*roots: Path) -> list[float]:
    """Return the ms of processor time that the field's questions take of each collection.

    Each question is put to one after the other, so that a busy machine slows all alike.
    """
    spent = [0.0 for _ in roots]
    with ExitStack() as stack:
        opened = [stack.enter_context(Collection.open(Settings(root=root))) for root in roots]
        for turn in range(ROUNDS + 1):
            for question in material.queries():
                for number, collection in enumerate(opened):
                    began = time.process_time()
                    collection.search(Query(question))
                    spent[number] += (time.process_time() - began) if turn else 0.0
    return [1000 * each / ROUNDS / len(material.queries()) for each in spent]


if __name__ == "__main__":
    main()
