"""Questions -> a ratio: a whole search of ours against SQLite FTS5 on the same stemmed text.

Ours is `Library.search`: the question as typed, ten rows with excerpts and marks, four facets and
the total. SQLite's is bm25 with snippet, ten rows, nothing else: of passages with all words of the
question, and of those with any, as our sentences and the rows that follow ask for. All have the
same passages; the questions take turns, and each is asked once before the clock.

    .venv/bin/python -m benchmarks.search_speed [--passages N] [--engine tantivy|whoosh]
        [--folder FOLDER]

In a FOLDER both are kept and asked again the next time: building for 200 000 passages takes a
quarter of an hour.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from benchmarks import material
from benchmarks.index_build import ENGINES, ours
from index.home import IndexHome
from index.models import Query
from index.passages import passages
from index.search import Library
from index.swedish import Analyzer
from ingest.models import Document

ROUNDS = 3  # of which the best counts: the machine is shared
TITLES = 100


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=50_000)
    parser.add_argument("--engine", choices=ENGINES, default="tantivy")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    analyzer = Analyzer()
    documents, count = take(options.passages)
    asked = [*material.queries(), *titles(documents)]
    with tempfile.TemporaryDirectory() as passing:
        folder = options.folder or Path(passing)
        home = IndexHome(folder / "ours", ENGINES[options.engine]())
        if home.current() is None:
            ours(documents, home.folder, home.engine)
        library = Library(home.reader(), analyzer)
        sqlite = filled(documents, folder / "sqlite", analyzer)
        print(f"{count} passages of {len(documents)} documents, {len(asked)} questions")
        times = measure(
            asked,
            {
                "ours": lambda text: library.search(Query(text)),
                "SQLite, all": lambda text: ask(sqlite, words(text, analyzer), "AND"),
                "SQLite, any": lambda text: ask(sqlite, words(text, analyzer), "OR"),
            },
        )
    ours_median, ours_high = median(times["ours"]), percentile(times["ours"])
    for name, taken in times.items():
        half, high = median(taken), percentile(taken)
        print(f"{name:12} median {half:7.2f} ms   95 % {high:7.2f} ms", end="   ")
        print(f"ours takes {ours_median / half:.2f} and {ours_high / high:.2f} of it")
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def take(wanted: int) -> tuple[list[Document], int]:
    """Return documents with so many passages, and how many those are."""
    found, count = [], 0
    for document in material.documents():
        found.append(document)
        count += sum(1 for _ in passages(document))
        if count >= wanted:
            break
    return found, count


def titles(documents: Sequence[Document]) -> Iterator[str]:
    """Yield two to four words that stand together in a title, from the whole collection."""
    for number, document in enumerate(documents[:: max(len(documents) // TITLES, 1)]):
        yield " ".join(document.metadata.title.split()[: 2 + number % 3])


def filled(documents: Sequence[Document], path: Path, analyzer: Analyzer) -> sqlite3.Connection:
    """Return an FTS5 table of every passage's stems; one that stands there is taken as it is."""
    stands = path.exists()
    connection = sqlite3.connect(path)
    if stands:
        return connection
    connection.execute("CREATE VIRTUAL TABLE passage USING fts5(words, tokenize = 'unicode61')")
    rows = (
        (analyzer.fields(passage.text, passage.language, ("word",))["word"],)
        for document in documents
        for passage in passages(document)
    )
    with connection:
        connection.executemany("INSERT INTO passage VALUES (?)", rows)
        connection.execute("INSERT INTO passage(passage) VALUES ('optimize')")
    return connection


def words(text: str, analyzer: Analyzer) -> list[str]:
    """Return the stems that SQLite is asked for."""
    return analyzer.fields(text, "sv", ("word",))["word"].split()


def ask(connection: sqlite3.Connection, stems: Sequence[str], operator: str) -> object:
    """Return ten rows with snippets."""
    match = f" {operator} ".join('"' + stem.replace('"', "") + '"' for stem in stems)
    statement = (
        "SELECT rowid, bm25(passage), snippet(passage, 0, '[', ']', '…', 40) FROM passage"
        " WHERE passage MATCH ? ORDER BY rank LIMIT 10"
    )
    return connection.execute(statement, (match,)).fetchall()


def measure(
    asked: Sequence[str], searches: Mapping[str, Callable[[str], object]]
) -> dict[str, list[float]]:
    """Return the best milliseconds of every question for each that answers, in turns."""
    best = {name: [float("inf")] * len(asked) for name in searches}
    for number in range(ROUNDS + 1):
        for name, search in searches.items():
            for place, text in enumerate(asked):
                began = perf_counter()
                search(text)
                if number:
                    taken = (perf_counter() - began) * 1000
                    best[name][place] = min(best[name][place], taken)
    return best


def percentile(times: Sequence[float]) -> float:
    """Return what 95 of 100 stay below."""
    return quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
