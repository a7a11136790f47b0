"""What no longer holds, and what has a newer edition, is told on every hit and comes after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.engines import Engine
from index.engines.tantivy import TantivyEngine
from index.engines.whoosh import WhooshEngine
from index.models import Query
from index.records import write
from index.search import Library
from index.swedish import Analyzer
from ingest.models import Block, Document, Metadata, PartialDate

GUIDE = "Handbok om skyddat boende. Skyddat boende ges till den som behöver skydd."
FILLER = "Kommunen har ansvar för den som vistas där, och för att hjälpen når fram i tid. " * 6


def document(
    name: str, text: str = GUIDE, *, newer: str | None = None, **about: object
) -> Document:
    """Return a document; `about` are fields of its metadata."""
    metadata = replace(Metadata("Skyddat boende"), **about)  # type: ignore[arg-type]
    return Document(name, f"{name}.txt", "", "text/plain", metadata, (Block(text),), newer=newer)


@pytest.fixture(params=[TantivyEngine(), WhooshEngine()], ids=["tantivy", "whoosh"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Return each engine."""
    found: Engine = request.param
    return found


def library(engine: Engine, folder: Path, held: Sequence[Document], today: date) -> Library:
    """Return a library over documents, as of a day."""
    analyzer = Analyzer()
    folder.mkdir()
    engine.create(folder)
    writer = engine.write(folder)
    for one in held:
        writer.put(write(one, analyzer))
    writer.commit("test", 1)
    writer.close()
    return Library(engine.read(folder), analyzer, today=lambda: today)


@pytest.mark.parametrize(
    "question", ["skyddat boende", "vad gäller för skyddat boende i kommunen?"]
)
def test_what_is_repealed_comes_after_what_mentions_it(
    engine: Engine, tmp_path: Path, question: str
) -> None:
    """A repealed guideline that says what is asked comes after one in force that mentions it."""
    held = [
        document("a", repealed="Upphävd", repealed_by="SOSFS 2014:5"),
        document("b", FILLER + "Se skyddat boende.", title="Kommunens ansvar"),
        document("c", FILLER, title="Annat"),
    ]

    found = library(engine, tmp_path / "i", held, date(2026, 1, 1)).search(Query(question))
    hits = [
        (hit.document.id, hit.document.repealed) for hit in found.hits if hit.document.id != "c"
    ]

    assert hits == [("b", False), ("a", True)]
    assert [hit.document.repealed_by for hit in found.hits if hit.document.repealed] == [
        "SOSFS 2014:5"
    ]


def test_a_day_that_passes_changes_the_order_alone(engine: Engine, tmp_path: Path) -> None:
    """The same index says something else the day after a guideline's last."""
    held = [document("a", valid_to=PartialDate.of(2026, 6, 30)), document("b", GUIDE + FILLER)]
    before = library(engine, tmp_path / "i", held, date(2026, 6, 30))
    after = Library(engine.read(tmp_path / "i"), Analyzer(), today=lambda: date(2026, 7, 1))

    told = [
        [
            (hit.document.id, hit.document.repealed)
            for hit in one.search(Query("skyddat boende")).hits
        ]
        for one in (before, after)
    ]

    assert told == [[("a", False), ("b", False)], [("b", False), ("a", True)]]


def test_an_older_edition_comes_after_the_newer(engine: Engine, tmp_path: Path) -> None:
    """It leads to the newest, and nothing is hidden."""
    held = [document("a", newer="b"), document("b", GUIDE + FILLER)]

    found = library(engine, tmp_path / "i", held, date(2026, 1, 1)).search(Query("skyddat boende"))

    assert [(hit.document.id, hit.document.newer) for hit in found.hits] == [
        ("b", None),
        ("a", "b"),
    ]
    assert found.total == 2
