"""The ranking has floors: small collections written for this project, measured as `evaluate` does.

The floors stand in tests/files/relevance/floors.toml with a digest of what they were measured on.
To lower one is to add an entry there with its date and reason, which a reviewer sees.
"""

from __future__ import annotations

import tomllib
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from statistics import fmean

import pytest

from index.engines.tantivy import TantivyEngine
from index.evaluate import evaluate, mean
from index.swedish import Analyzer

RELEVANCE = Path(__file__).parent / "files" / "relevance"
FLOORS = tomllib.loads((RELEVANCE / "floors.toml").read_text("utf-8"))

MEASURES = ("ndcg", "recall", "gain")
A_REASON = 8  # words, at least


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_ranking_is_as_good_as_it_was(name: str) -> None:
    """On an unchanged collection nDCG@10, recall and the gain on the baseline keep their floors."""
    floors = FLOORS[name]["floors"][-1]
    report = evaluate(RELEVANCE / name, TantivyEngine(), Analyzer())
    ours = mean(report.lykta)

    assert digest(RELEVANCE / name) == FLOORS[name]["digest"]
    assert ours.ndcg >= floors["ndcg"]
    assert ours.recall >= floors["recall"]
    assert fmean(report.gains) >= floors["gain"]


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_a_floor_is_lowered_with_a_reason(name: str) -> None:
    """An entry with a lower floor than the one before says why; entries are in order of time."""
    entries = FLOORS[name]["floors"]

    for before, after in pairwise(entries):
        lowered = [measure for measure in MEASURES if after[measure] < before[measure]]

        assert before["since"] <= after["since"]
        assert not lowered or len(after.get("lowered_because", "").split()) >= A_REASON, lowered


def test_every_collection_has_floors() -> None:
    """No collection lies there unmeasured."""
    folders = {path.name for path in RELEVANCE.iterdir() if path.is_dir()}

    assert folders == set(FLOORS)


def digest(folder: Path) -> str:
    """Return what tells one state of a collection's files from another."""
    content = b"".join(path.read_bytes() for path in sorted(folder.iterdir()))
    return sha256(content).hexdigest()[:16]
