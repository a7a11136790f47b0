"""Which documents refer to which, by the numbers in their texts."""

from pathlib import Path

import pytest

import settings
from ingest import identifiers
from ingest.catalogue import Catalogue
from ingest.mentions import mentions
from ingest.models import Block, Role
from night.run import ingest

FILES = {
    "sou.md": "# SOU 2016:70 Ett starkt skydd\n\nBetänkandet bygger på Dir. 2014:128.\n",
    "prop.md": "# Skärpt lag\n\nProp. 2017/18:123\n\nSOU 2016:70 ligger till grund, och SOU 2016:70"
    " igen. Se lagen (2013:363) om ett register.\n",
    "not.md": "# En notis\n\nRegeringen följer SOU 2016:70 och prop. 2017/18:123.\n",
}


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """Return the catalogue of an inquiry, a bill that builds on it and a note about both."""
    (tmp_path / "lykta.toml").write_text("[ingest]\nsettle_seconds = 0\n")
    (tmp_path / "corpus").mkdir()
    for name, text in FILES.items():
        (tmp_path / "corpus" / name).write_text(text)
    ingest(settings.load(tmp_path, {}))
    return Catalogue.open(settings.load(tmp_path, {}).catalogue)


def identity(catalogue: Catalogue, path: str) -> str:
    """Return the id of a file's document."""
    return next(row.id for row in catalogue.documents() if row.path == path)


def test_references_lead_both_ways(catalogue: Catalogue) -> None:
    """What is held is linked and comes first; what is not is named; nothing refers to itself."""
    inquiry = catalogue.citations(identity(catalogue, "sou.md"))
    bill = catalogue.citations(identity(catalogue, "prop.md"))

    assert [(one.number, one.document_id) for one in inquiry.cites] == [("Dir. 2014:128", None)]
    assert {one.title for one in inquiry.cited_by} == {"Skärpt lag", "En notis"}
    assert inquiry.times_cited == 2
    assert [one.number for one in bill.cites] == ["SOU 2016:70", "SFS 2013:363"]
    assert bill.cites[0].document_id == identity(catalogue, "sou.md")
    assert [one.title for one in bill.cited_by] == ["En notis"]


def test_a_document_that_goes_refers_to_nothing(catalogue: Catalogue, tmp_path: Path) -> None:
    """Its references go with its text."""
    (tmp_path / "corpus/not.md").unlink()
    ingest(settings.load(tmp_path, {}))

    assert catalogue.citations(identity(catalogue, "prop.md")).cited_by == ()


def test_a_number_is_mentioned_once_at_its_first_place() -> None:
    """The link leads to where a reader first meets it; hidden text says nothing."""
    blocks = [
        Block("Meny SOU 2001:1", Role.BOILERPLATE, 1, 0),
        Block("Se SOU 2016:70.", Role.BODY, 2, 100),
        Block("Också SOU 2016:70.", Role.BODY, 3, 0),
    ]
    (only,) = mentions(blocks)

    assert (only.identifier.value, only.page, only.offset) == ("SOU 2016:70", 2, 103)


@pytest.mark.shared
def test_nothing_is_lost_by_reading_around_numbers_alone(shared_data: Path) -> None:
    """On real pages the quick way finds the same series as looking for every shape everywhere."""
    pages = sorted((shared_data / "docs/g0vse-trafficking-md").glob("*.md"))[:60]
    texts = [line for page in pages for line in page.read_text().splitlines()]
    quick = [found.identifier for text in texts for found in identifiers.references(text)]
    slow = [
        found.identifier
        for text in texts
        for found in identifiers.locate(text)
        if identifiers.in_series(found.identifier) or found.identifier.scheme == "SFS"
    ]

    assert slow
    assert quick == slow
