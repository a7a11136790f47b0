"""What an evaluation measured -> an answer."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from index import evaluate
from index.evaluate import Measures, SetReport
from terminal.answer import Answer


def evaluation(reports: Sequence[SetReport]) -> Answer:
    """Return how well the search ranks, set by set, beside the baseline of the same call."""
    low, mean, high = _bounds(reports)
    data = {
        "sets": [
            {
                "name": one.name,
                "queries": len(one.lykta),
                "lykta": _measures(one.lykta),
                "baseline": _measures(one.baseline),
            }
            for one in reports
        ],
        "gain": {"mean": mean, "low": low, "high": high},
    }
    table = Table("set", "queries", "", "nDCG@10", "MRR@10", "recall@100", box=None)
    for one in reports:
        for name, measured in (("lykta", one.lykta), ("baseline", one.baseline)):
            values = [f"{value:.3f}" for value in _measures(measured).values()]
            table.add_row(one.name, str(len(measured)), name, *values)
    gain = f"nDCG@10 over the baseline: {mean:+.3f} ({low:+.3f} to {high:+.3f}, 95 % bootstrap)"
    return Answer(data, (table, gain))


def _measures(measured: Sequence[Measures]) -> dict[str, float]:
    mean = evaluate.mean(measured)
    return {
        "ndcg@10": round(mean.ndcg, 4),
        "mrr@10": round(mean.mrr, 4),
        "recall@100": round(mean.recall, 4),
    }


def _bounds(reports: Sequence[SetReport]) -> tuple[float, float, float]:
    found = evaluate.interval([one.gains for one in reports])
    return round(found.low, 4), round(found.mean, 4), round(found.high, 4)
