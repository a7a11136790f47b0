"""Documents -> a ratio: MB a second into our index against bare Tantivy with its own stemmer.

Ours is `index.build.rebuild`: passages, analysis, both records, commits, check and switch. Bare is
one record a document in one field, tokenized and stemmed by Tantivy on all cores, and a commit.

    .venv/bin/python -m benchmarks.index_build [--megabytes N] [--engine tantivy|whoosh]
"""

from __future__ import annotations

import argparse
import resource
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from time import perf_counter, process_time

import tantivy

from benchmarks import material
from index.build import IndexHome, Source, rebuild
from index.engines import Engine
from index.engines.tantivy import TantivyEngine
from index.engines.whoosh import WhooshEngine
from index.swedish import Analyzer
from ingest.models import Change, Document

ENGINES = {engine.name: engine for engine in (TantivyEngine, WhooshEngine)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=20)
    parser.add_argument("--engine", choices=ENGINES, default="tantivy")
    options = parser.parse_args()
    documents = take(options.megabytes * 1e6)
    size = sum(len(block.text.encode()) for found in documents for block in found.blocks)
    with tempfile.TemporaryDirectory() as folder:
        began = processor_time()
        texts = ["\n".join(block.text for block in document.blocks) for document in documents]
        bare_seconds, bare_bytes = bare(texts, Path(folder) / "bare")
        bare_processor = processor_time() - began
        seconds, home = ours(documents, Path(folder) / "ours", ENGINES[options.engine]())
        processor = processor_time() - began - bare_processor
        count = home.reader().counted()[1]
        ours_bytes = unstored(home)
        print(f"{len(documents)} documents, {size / 1e6:.1f} MB, {count} passages")
        for name, taken, held in (
            ("bare Tantivy", bare_seconds, bare_bytes),
            ("our index", seconds, ours_bytes),
        ):
            print(f"{name:12} {size / taken / 1e6:6.2f} MB/s, {held / size:.2f} of the text")
        print(f"ratio        {bare_seconds / seconds:6.3f},", end=" ")
        print(f"of processor time {bare_processor / processor:.3f}")
        for name, held in sorted(by_kind(home).items(), key=lambda item: -item[1]):
            print(f"  {name:24} {held / size:.3f} of the text")
    own, child = (
        resource.getrusage(who).ru_maxrss / 1000
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"peak memory  {own:6.0f} MB, and {child:.0f} MB of the largest child")


def processor_time() -> float:
    """Return the seconds of processor time so far, of children that have ended too."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + used.ru_utime + used.ru_stime


def take(characters: float) -> list[Document]:
    """Return so much text."""
    found = []
    for document in material.documents():
        found.append(document)
        characters -= sum(len(block.text) for block in document.blocks)
        if characters < 0:
            break
    return found


def bare(texts: Iterable[str], folder: Path) -> tuple[float, int]:
    """Return the seconds that Tantivy alone takes, and the bytes of its files."""
    folder.mkdir()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="sv")
    index = tantivy.Index(builder.build(), str(folder), reuse=False)
    plain = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    stemmer = tantivy.Filter.stemmer("swedish")
    index.register_tokenizer("sv", plain.filter(tantivy.Filter.lowercase()).filter(stemmer).build())
    began = perf_counter()
    writer = index.writer()
    for text in texts:
        writer.add_document(tantivy.Document(text=text))
    writer.commit()
    writer.wait_merging_threads()
    return perf_counter() - began, sum(path.stat().st_size for path in folder.iterdir())


def ours(documents: Sequence[Document], folder: Path, engine: Engine) -> tuple[float, IndexHome]:
    """Return the seconds that a full build takes, and what it made."""
    home = IndexHome(folder, engine)

    def changes(since: int) -> Iterator[Change]:
        for revision, document in enumerate(documents[since:], start=since + 1):
            yield Change(revision, document.id, document)

    analyzer = Analyzer()
    began = perf_counter()
    rebuild(home, Source(changes, analyzer))
    return perf_counter() - began, home


def unstored(home: IndexHome) -> int:
    """Return the bytes of an index without its stored text (Whoosh keeps all in one file)."""
    files = [path for path in (home.current() or home.folder).rglob("*") if path.is_file()]
    return sum(path.stat().st_size for path in files if path.suffix != ".store")


def by_kind(home: IndexHome) -> Counter[str]:
    """Return the bytes of an index by record and by kind of file (`.idx`, `.pos`, `.term` …)."""
    top = home.current() or home.folder
    held: Counter[str] = Counter()
    for path in top.rglob("*"):
        if path.is_file() and path.suffix:
            held[f"{path.parent.relative_to(top)} {path.suffix}"] += path.stat().st_size
    return held


if __name__ == "__main__":
    main()
