"""Test collections in, what the ranking and each part of it gives, beside a baseline.

    python -m benchmarks.ranking ../shared/data/ir/* [--parts]

With --parts every weight is set to nothing, one at a time.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from index import evaluate, plan, ranking
from index.engines.tantivy import TantivyEngine
from index.evaluate import SetReport, interval, mean
from index.swedish import Analyzer

PARTS = ((plan, "PART"), (plan, "GRAM"), (plan, "PAIR"), (plan, "TITLE"), (ranking, "PASSAGE"))


def main() -> None:
    """Measure the collections named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--parts", action="store_true", help="also without each part")
    arguments = parser.parse_args()
    reports = measure("whole", arguments.sets)
    found = interval([report.gains for report in reports])
    print(
        f"gain over all sets {found.mean:+.4f}, 95 % between {found.low:+.4f} and {found.high:+.4f}"
    )
    for module, name in PARTS if arguments.parts else ():
        weight = getattr(module, name)
        setattr(module, name, 0.0)
        measure(f"without {name}", arguments.sets)
        setattr(module, name, weight)


def measure(label: str, folders: list[Path]) -> list[SetReport]:
    """Print and return the reports of all sets under one setting."""
    reports = [evaluate.evaluate(folder, TantivyEngine(), Analyzer()) for folder in folders]
    for report in reports:
        ours, plain = mean(report.lykta), mean(report.baseline)
        gain = interval([report.gains])
        print(
            f"{label:16} {report.name:18} {len(report.lykta):5} queries"
            f"  nDCG@10 {ours.ndcg:.4f} (baseline {plain.ndcg:.4f},"
            f" {gain.mean:+.4f} [{gain.low:+.4f}, {gain.high:+.4f}])"
            f"  MRR@10 {ours.mrr:.4f}  recall@100 {ours.recall:.4f}",
            flush=True,
        )
    return reports


if __name__ == "__main__":
    main()
