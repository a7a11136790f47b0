"""Test collections -> what the ranking and each part of it gives, beside a baseline.

    python -m benchmarks.ranking ../shared/data/ir/* [--parts [EVERY]]

With --parts each part is left out in turn instead, by a weight of nothing over the same index, and
EVERY n-th query (1) is asked for a page of ten.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

from index import evaluate, plan, query, ranking
from index.engines.tantivy import TantivyEngine
from index.evaluate import Interval, Measures, interval, mean
from index.swedish import Analyzer

PAGE = 10  # documents that nDCG@10 looks at


@dataclass(frozen=True, slots=True)
class Part:
    """A setting, and the value that leaves out what it is for."""

    label: str
    module: ModuleType
    name: str
    without: float = 0.0


PARTS = (
    Part("word", plan, "WORD"),
    Part("part", plan, "PART"),
    Part("gram", plan, "GRAM"),
    Part("pair", plan, "PAIR"),
    Part("title", plan, "TITLE"),
    Part("name", plan, "NAMED", 1.0),
    Part("best passage", ranking, "PASSAGE"),
    Part("best sentence", ranking, "ANSWER"),
    Part("tiers", query, "LONG"),  # every question is then a sentence: no word is a demand
)


def main() -> None:
    """Measure the collections named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--parts", nargs="?", type=int, const=1, metavar="EVERY")
    arguments = parser.parse_args()
    analyzer = Analyzer()
    if arguments.parts:
        by_parts(arguments.sets, analyzer, arguments.parts)
    else:
        whole(arguments.sets, analyzer)


def whole(folders: Sequence[Path], analyzer: Analyzer) -> None:
    """Print what all of it gives over the baseline, on every query."""
    gains = []
    for folder in folders:
        report = evaluate.evaluate(folder, TantivyEngine(), analyzer)
        gains.append(report.gains)
        ours, plain = mean(report.lykta), mean(report.baseline)
        print(
            f"{report.name:18} {len(report.lykta):5} queries  nDCG@10 {ours.ndcg:.4f}"
            f" (baseline {plain.ndcg:.4f}, {shown(interval([report.gains]))})"
            f"  MRR@10 {ours.mrr:.4f}  recall@100 {ours.recall:.4f}",
            flush=True,
        )
    print(f"gain over all sets {shown(interval(gains))}", flush=True)


def by_parts(folders: Sequence[Path], analyzer: Analyzer, every: int) -> None:
    """Print what is lost on each set, and over all, without one part at a time."""
    lost: dict[str, list[list[float]]] = {part.label: [] for part in PARTS}
    for folder in folders:
        collection = evaluate.read_collection(folder)
        sample = replace(collection, queries=collection.queries[::every])
        print(f"{folder.name}, {len(sample.queries)} queries")
        with TemporaryDirectory(prefix="lykta-ranking-") as scratch:
            library = evaluate.library(sample, TantivyEngine(), Path(scratch) / "index", analyzer)
            all_parts = evaluate.ask(library, sample, PAGE)
            for part in PARTS:
                with left_out(part):
                    change = differences(all_parts, evaluate.ask(library, sample, PAGE))
                lost[part.label].append(change)
                print(f"  without {part.label:13} {shown(interval([change]))}", flush=True)
    print("all sets, each counting alike")
    for label, changes in lost.items():
        print(f"  without {label:13} {shown(interval(changes))}")


@contextmanager
def left_out(part: Part) -> Iterator[None]:
    """Set a part to nothing for a while."""
    kept = getattr(part.module, part.name)
    setattr(part.module, part.name, part.without)
    try:
        yield
    finally:
        setattr(part.module, part.name, kept)


def differences(before: Sequence[Measures], after: Sequence[Measures]) -> list[float]:
    """Return by how much nDCG rose, query by query."""
    return [new.ndcg - old.ndcg for old, new in zip(before, after, strict=True)]


def shown(found: Interval) -> str:
    """Return a mean with its bounds, in brackets."""
    return f"{found.mean:+.4f} [{found.low:+.4f}, {found.high:+.4f}]"


if __name__ == "__main__":
    main()
