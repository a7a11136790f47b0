"""Rules of measuring: the measures are the textbook's, and every query goes through the search."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from index.engines.tantivy import TantivyEngine
from index.errors import SearchError
from index.evaluate import Measures, evaluate, interval, mean, measure
from index.swedish import Analyzer


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    """Return a folder with three documents and two queries."""
    folder = tmp_path / "liten"
    folder.mkdir()
    documents = [
        {"id": "a", "title": "Barn", "text": "Barnens rätt till stöd.\nOch skydd."},
        {"id": "b", "title": "Väder", "text": "Regn och rusk."},
        {"id": "c", "title": "Barnkonventionen", "text": "Om konventionen."},
    ]
    queries = [
        {"id": "1", "text": "barnens stöd"},
        {"id": "2", "text": "barnkonvention"},
        {"id": "3", "text": "utan svar"},
    ]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, documents)), "utf-8")
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)), "utf-8")
    (folder / "qrels.tsv").write_text(
        "query-id\tcorpus-id\tscore\n1\ta\t2\n1\tc\t1\n2\tc\t1\n2\tb\t0\n", "utf-8"
    )
    return folder


def test_measures_of_a_ranking() -> None:
    """NDCG discounts graded gains by place, MRR looks at the first answer, recall at all."""
    found = measure(["x", "a", "b"], {"a": 1.0, "b": 2.0, "c": 1.0})

    ideal = 2 + 1 / math.log2(3) + 1 / 2
    assert found.ndcg == pytest.approx((1 / math.log2(3) + 2 / 2) / ideal)
    assert found.mrr == 0.5
    assert found.recall == pytest.approx(2 / 3)


def test_nothing_found_measures_nothing() -> None:
    """A ranking without an answer has every measure 0."""
    assert measure(["x"], {"a": 1.0}) == Measures(0.0, 0.0, 0.0)
    assert measure([], {"a": 1.0}) == Measures(0.0, 0.0, 0.0)


def test_every_query_with_an_answer_is_asked(collection: Path) -> None:
    """A report holds both rankings' measures of each query that has an answer."""
    report = evaluate(collection, TantivyEngine(), Analyzer())

    assert (report.name, len(report.lykta), len(report.baseline)) == ("liten", 2, 2)
    assert mean(report.lykta).ndcg == 1.0
    assert mean(report.baseline).mrr == 1.0
    assert mean(report.baseline).recall == 0.75  # it does not find a compound by its part


def test_the_interval_holds_the_mean() -> None:
    """The bounds lie around the mean gain, and are none where every query gains alike."""
    mixed = interval([[0.0, 0.5, 1.0, -0.5], [0.2, 0.2]])
    alike = interval([[0.25] * 4])

    assert mixed.low < mixed.mean < mixed.high
    assert (alike.low, alike.mean, alike.high) == (0.25, 0.25, 0.25)


@pytest.mark.parametrize("spoilt", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_what_is_no_collection_is_told(collection: Path, spoilt: str) -> None:
    """A folder without the three files, or with a broken one, is an error that names them."""
    (collection / spoilt).write_text("query-id\n{", "utf-8")

    with pytest.raises(SearchError, match=r"liten is no test collection .*qrels\.tsv"):
        evaluate(collection, TantivyEngine(), Analyzer())
