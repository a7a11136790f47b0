"""A file that says what it is a part of, and both ways from there."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.catalogue import Catalogue
from ingest.intake import Intake, IntakeOptions
from ingest.tally import IntakeReport
from ingest.topics import TopicTree

OLD = 1_500_000_000_000_000_000


class House:
    """A corpus folder with its catalogue."""

    def __init__(self, root: Path) -> None:
        self.corpus = root / "corpus"
        self.corpus.mkdir()
        self.catalogue = Catalogue.open(root / "catalogue.sqlite")

    def run(self) -> IntakeReport:
        """Make a pass."""
        options = IntakeOptions(settle_seconds=0, workers=1)
        return Intake(self.catalogue, self.corpus, options, TopicTree()).run()

    def write(self, name: str, text: str, *, part_of: str = "") -> None:
        """Write a file, and beside it what it is a part of."""
        path = self.corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if part_of:
            beside = path.with_name(path.name + ".toml")
            beside.write_text(f'part_of = "{part_of}"', encoding="utf-8")
            os.utime(beside, ns=(OLD, OLD + len(part_of)))
        os.utime(path, ns=(OLD, OLD))

    def id(self, path: str) -> str:
        """Return the id of the document at a path."""
        return next(row.id for row in self.catalogue.documents() if row.path == path)

    def wholes(self, path: str) -> list[str]:
        """Return the paths of what a document is a part of."""
        return [one.path for one in self.catalogue.wholes(self.id(path))]

    def parts(self, path: str) -> list[str]:
        """Return the paths of a document's parts."""
        return [one.path for one in self.catalogue.parts(self.id(path))]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    here = House(tmp_path)
    yield here
    here.catalogue.close()


@pytest.mark.parametrize(
    ("said", "whole"),
    [("sida.md", "mapp/sida.md"), ("mapp/sida.md", "mapp/sida.md"), ("../rot.md", "rot.md")],
)
def test_a_sidecar_names_the_whole(house: House, said: str, whole: str) -> None:
    """`part_of` is a path beside the file, or in the corpus folder; the whole knows its parts."""
    house.write("mapp/sida.md", "# Sidan\n\nMed en bilaga.")
    house.write("rot.md", "# Roten\n\nOckså en sida.")
    house.write("mapp/bilaga.md", "# Bilagan\n\nSom hör till.", part_of=said)
    house.run()

    assert house.wholes("mapp/bilaga.md") == [whole]
    assert house.parts(whole) == ["mapp/bilaga.md"]


def test_an_id_names_the_whole_wherever_it_lies(house: House) -> None:
    """An id, as addresses have it, holds through moves of the whole."""
    house.write("sida.md", "# Sidan\n\nMed en bilaga.")
    house.run()
    house.write("bilaga.md", "# Bilagan\n\nSom hör till.", part_of=house.id("sida.md"))
    (house.corpus / "sida.md").rename(house.corpus / "flyttad.md")
    house.run()

    assert house.wholes("bilaga.md") == ["flyttad.md"]
    assert house.parts("flyttad.md") == ["bilaga.md"]


def test_one_attachment_of_two_pages(house: House) -> None:
    """Two copies of an attachment are one document, which is a part of both their pages."""
    for folder in ("a", "b"):
        house.write(f"{folder}/sida.md", f"# Sidan {folder}\n\nMed en bilaga.")
        house.write(f"{folder}/bilaga.md", "# Bilagan\n\nDen enda.", part_of="sida.md")
    house.run()

    assert house.wholes("a/bilaga.md") == ["a/sida.md", "b/sida.md"]
    assert house.parts("a/sida.md") == ["a/bilaga.md"]
    assert house.parts("b/sida.md") == ["b/bilaga.md"]


def test_a_changed_mind_counts(house: House) -> None:
    """When the sidecar names another whole, or none, the next pass follows."""
    house.write("sida.md", "# Sidan\n\nMed en bilaga.")
    house.write("bilaga.md", "# Bilagan\n\nSom hör till.", part_of="sida.md")
    house.run()
    (house.corpus / "bilaga.md.toml").write_text('publisher = "Polisen"', encoding="utf-8")
    house.run()

    assert (house.wholes("bilaga.md"), house.parts("sida.md")) == ([], [])


def test_a_whole_that_is_not_there_is_told(house: House) -> None:
    """A misspelt name is a warning: the file comes in all the same."""
    house.write("bilaga.md", "# Bilagan\n\nSom hör till.", part_of="sidan.md")
    report = house.run()

    assert report.warnings == (
        "bilaga.md: there is no sidan.md for it to be a part of; see its sidecar",
    )
    assert house.wholes("bilaga.md") == []


def test_a_part_that_failed_is_still_a_part(house: House) -> None:
    """Whoever opens the page learns that it has an attachment that did not come in."""
    house.write("sida.md", "# Sidan\n\nMed en bilaga.")
    house.write("tom.pdf", "", part_of="sida.md")
    house.run()
    (part,) = house.catalogue.parts(house.id("sida.md"))

    assert (part.path, part.id) == ("tom.pdf", None)


def test_a_ring_of_parts_ends(house: House) -> None:
    """Two files that each say they are a part of the other lead to each other and no further."""
    house.write("a.md", "# Den ena\n\nMed text.", part_of="b.md")
    house.write("b.md", "# Den andra\n\nMed text.", part_of="a.md")
    house.run()

    assert (house.wholes("a.md"), house.parts("a.md")) == (["b.md"], ["b.md"])
