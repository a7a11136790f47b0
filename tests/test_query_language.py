"""Every item of the query language, asked of both engines as it is typed."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from index.engines import Engine
from index.engines.tantivy import TantivyEngine
from index.engines.whoosh import WhooshEngine
from index.models import Query
from index.records import write
from index.search import Library
from index.swedish import Analyzer
from ingest.models import Block, Document, Identifier, Kind, Metadata, PartialDate, TopicLink

DOCUMENTS = (
    (
        "Barn i människohandel. Stöd till offer för handel. Se SOU 2016:70.",
        Metadata(
            "Barn som offer",
            kind=Kind.REPORT,
            publisher="Jämställdhetsmyndigheten",
            published=PartialDate.of(2019, 5, 8),
            topics=(TopicLink("barn", ""),),
            identifiers=(Identifier("rapport", "2019:4"),),
        ),
    ),
    (
        "Barnkonventionen är lag. Offer har rätt till stöd av socialtjänsten.",
        Metadata(
            "Vägledning för socialtjänsten",
            kind=Kind.GUIDELINE,
            publisher="Socialstyrelsen",
            published=PartialDate.of(2020),
        ),
    ),
    (
        "Victims of trafficking need support.",
        Metadata("Victims of trafficking", language="en", published=PartialDate.of(2022, 3)),
    ),
    ("Köp av sexuell tjänst. Ett köp av en sexuell tjänst.", Metadata("Straffet för köp")),
)


@pytest.fixture(scope="module", params=[TantivyEngine, WhooshEngine], ids=lambda kind: kind.name)
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Hold the documents in one engine; their ids are 0, 1, 2 and 3."""
    engine: Engine = request.param()
    folder: Path = tmp_path_factory.mktemp(engine.name) / "index"
    analyzer = Analyzer()
    engine.create(folder)
    with closing(engine.write(folder)) as writer:
        for number, (text, about) in enumerate(DOCUMENTS):
            blocks = (Block(text, page=1),)
            document = Document(str(number), f"{number}.txt", "", "text/plain", about, blocks)
            writer.put(write(document, analyzer))
        writer.commit("stamp", 1)
    return Library(engine.read(folder), analyzer, topics={"Barn": "barn"})


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("stöd barn", "0 1"),
        ("offer OCH människohandel", "0"),
        ("konventionen ELLER människohandel", "0 1"),
        ("konventionen OR trafficking", "1 2"),
        ("stöd -människohandel", "1"),
        ("stöd INTE människohandel", "1"),
        ("stöd NOT människohandel", "1"),
        ("stöd (barnkonventionen ELLER handel)", "0 1"),
        ('"köp av sexuell tjänst"', "3"),
        ('"stöd offer"', ""),
        ('"stöd offer"~5', "0"),
        ('"rätt stöd"~1', "1"),
        ('"offers"', ""),
        ("offers", "0 1"),
        ("konvention*", ""),
        ("barnkon*", "1"),
        ("*konventionen", "1"),
        ("socialtjänstn~", "1"),
        ("titel:offer", "0"),
        ("title:vägledning", "1"),
        ("typ:rapport", "0"),
        ("kind:riktlinje", "1"),
        ("utgivare:socialstyrelsen", "1"),
        ('utgivare:"Jämställdhetsmyndigheten"', "0"),
        ("ämne:barn", "0"),
        ("språk:en", "2"),
        ("id:2019:4", "0"),
        ("år:2020", "1"),
        ("år:2018..2020", "0 1"),
        ("år:2020..", "1 2"),
        ("efter:2019", "1 2"),
        ("före:2020", "0"),
        ("från:2019-05-08 till:2019-05-08", "0"),
        ("SOU 2016:70", "0"),
        ("trafficking", "2"),
        ("stöd typ:riktlinje -handel", "1"),
    ],
)
def test_every_item_of_the_language_finds_the_same_in_both_engines(
    library: Library, typed: str, expected: str
) -> None:
    """What is typed means the same whichever engine answers."""
    found = library.search(Query(typed, relax=False))

    assert sorted(hit.document.id for hit in found.hits) == expected.split()
    assert found.total == len(found.hits)
