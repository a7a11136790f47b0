"""Test collections -> how well the search ranks them, beside a plain baseline.

A collection is a folder with corpus.jsonl (id, title, text), queries.jsonl (id, text) and
qrels.tsv (query-id, corpus-id, score). Its documents are indexed by the real engine in a temporary
folder, and every query is asked as it was typed, through `Library.search`.
"""

from __future__ import annotations

import csv
import json
import math
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import TypeAlias

from index.engines import AnyOf, DocumentRecord, DocumentRequest, Engine, Reader, Term, Write
from index.engines.tantivy.swedish import terms
from index.errors import SearchError
from index.models import Query
from index.records import write
from index.search import Library
from index.swedish import Analyzer
from ingest.models import Block, Document, Metadata

DEPTH = 100  # documents that are looked at for recall; nDCG and MRR look at ten
RESAMPLES = 2_000
Ranking: TypeAlias = Sequence[str]


@dataclass(frozen=True, slots=True)
class Measures:
    """How good a ranking is: 1 is perfect."""

    ndcg: float  # of the first ten, gains as judged
    mrr: float  # one by the place of the first answer, of the first ten
    recall: float  # share of the answers that are among the first hundred


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean difference with the bounds that 95 % of resamples fall in."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SetReport:
    """What one collection gave, by query in the order of the file."""

    name: str
    lykta: tuple[Measures, ...]
    baseline: tuple[Measures, ...]

    @property
    def gains(self) -> tuple[float, ...]:
        """Return by how much nDCG is above the baseline, query by query."""
        pairs = zip(self.lykta, self.baseline, strict=True)
        return tuple(ours.ndcg - plain.ndcg for ours, plain in pairs)


@dataclass(frozen=True, slots=True)
class Collection:
    """A test collection, read."""

    documents: tuple[Document, ...]
    queries: tuple[tuple[str, str], ...]  # id, text; only those with an answer
    answers: Mapping[str, Mapping[str, float]]  # query -> document -> grade


def evaluate(folder: Path, engine: Engine, analyzer: Analyzer) -> SetReport:
    """Ask every query of a collection, of us and of the baseline."""
    collection = read_collection(folder)
    with TemporaryDirectory(prefix="lykta-evaluate-") as scratch:
        ours = library(collection, engine, Path(scratch) / "ours", analyzer)
        plain = _plain(collection, engine, Path(scratch) / "plain")
        lykta, baseline = ask(ours, collection), _judged(plain, collection)
    return SetReport(folder.resolve().name, lykta, baseline)


def library(collection: Collection, engine: Engine, folder: Path, analyzer: Analyzer) -> Library:
    """Index a collection's documents in an empty folder, as those of any collection are."""
    writes = (write(document, analyzer) for document in collection.documents)
    return Library(_indexed(engine, folder, writes), analyzer)


def ask(library: Library, collection: Collection, depth: int = DEPTH) -> tuple[Measures, ...]:
    """Ask every query as it was typed, and judge the documents that a person would see."""

    def rank(text: str) -> Ranking:
        found = library.search(Query(text, limit=depth, excerpts=False))
        return [hit.document.id for hit in found.hits]

    return _judged(rank, collection)


def mean(measures: Sequence[Measures]) -> Measures:
    """Return the mean of each measure over queries."""
    return Measures(
        fmean(one.ndcg for one in measures),
        fmean(one.mrr for one in measures),
        fmean(one.recall for one in measures),
    )


def interval(gains: Sequence[Sequence[float]]) -> Interval:
    """Return the mean gain over sets, each set counting alike, with its bootstrap bounds.

    The gains are those of the same queries under two rankings, so the test is paired; queries are
    drawn again within their set.
    """
    draw = random.Random(20261123)  # noqa: S311 - the same bounds each time, nothing secret
    means = sorted(
        fmean(fmean(draw.choices(of_set, k=len(of_set))) for of_set in gains)
        for _ in range(RESAMPLES)
    )
    low, high = means[RESAMPLES // 40], means[-RESAMPLES // 40]
    return Interval(fmean(map(fmean, gains)), low, high)


def measure(ranking: Ranking, answers: Mapping[str, float]) -> Measures:
    """Judge one ranking by the graded answers of its query."""
    gains = [answers.get(name, 0.0) for name in ranking]
    ideal = sorted(answers.values(), reverse=True)
    first = next((place for place, gain in enumerate(gains[:10], start=1) if gain > 0), None)
    return Measures(
        ndcg=_discounted(gains) / _discounted(ideal),
        mrr=1 / first if first else 0.0,
        recall=sum(gain > 0 for gain in gains[:DEPTH]) / len(answers),
    )


def read_collection(folder: Path) -> Collection:
    """Read a collection's three files; queries without an answer are left out."""
    try:
        answers: dict[str, dict[str, float]] = {}
        with (folder / "qrels.tsv").open(encoding="utf-8", newline="") as lines:
            for query, document, grade in list(csv.reader(lines, delimiter="\t"))[1:]:
                if float(grade) > 0:
                    answers.setdefault(query, {})[document] = float(grade)
        queries = ((row["id"], row["text"]) for row in _rows(folder / "queries.jsonl"))
        return Collection(
            documents=tuple(map(_document, _rows(folder / "corpus.jsonl"))),
            queries=tuple(query for query in queries if query[0] in answers),
            answers=answers,
        )
    except (OSError, ValueError, KeyError) as exc:
        raise SearchError(
            f"{folder} is no test collection ({exc}); it needs corpus.jsonl, queries.jsonl and"
            " qrels.tsv"
        ) from exc


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _document(row: Mapping[str, str]) -> Document:
    blocks = []
    offset = 0
    for line in row["text"].split("\n"):
        blocks.append(Block(line, offset=offset))
        offset += len(line) + 1
    return Document(
        id=row["id"],
        path=row["id"],
        sha256="",
        media_type="text/plain",
        metadata=Metadata(row["title"]),
        blocks=tuple(block for block in blocks if block.text.strip()),
    )


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains[:10], start=1))


def _judged(rank: Callable[[str], Ranking], collection: Collection) -> tuple[Measures, ...]:
    return tuple(measure(rank(text), collection.answers[name]) for name, text in collection.queries)


def _plain(collection: Collection, engine: Engine, folder: Path) -> Callable[[str], Ranking]:
    """Rank by BM25 over one field with Tantivy's own Swedish analyser."""

    def record(document: Document) -> Write:
        text = "\n".join([document.metadata.title, *(block.text for block in document.blocks)])
        return Write(DocumentRecord(document.id, {"word": " ".join(terms(text))}, {}, {}, ""), ())

    reader = _indexed(engine, folder, map(record, collection.documents))

    def rank(text: str) -> Ranking:
        asked = AnyOf(tuple(Term("word", term) for term in terms(text)))
        answer = reader.documents(DocumentRequest(asked, limit=DEPTH))
        return [document.id for document in answer.documents]

    return rank


def _indexed(engine: Engine, folder: Path, writes: Iterable[Write]) -> Reader:
    engine.create(folder)
    with closing(engine.write(folder)) as writer:
        for one in writes:
            writer.put(one)
        writer.commit("evaluation", 0)
    return engine.read(folder)
