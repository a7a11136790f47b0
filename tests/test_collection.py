"""An open collection follows what changes beside it."""

import os
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.models import Query
from night import run
from night.collection import SECONDS_BETWEEN_LOOKS, Collection
from night.errors import UnknownDocumentError
from settings import IngestSettings, Settings

SYNONYMS = '[[same]]\nwords = ["hoj", "cykel"]\nwhy = "everyday word"\n'


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    """Return an open collection of one document about bicycles."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "cykel.txt").write_text(
        "Om cyklar\n\nEn cykel ska ha ringklocka och lyse.\n", encoding="utf-8"
    )
    place = Settings(root=tmp_path, ingest=IngestSettings(settle_seconds=0, workers=1))
    run.reindex(place)
    with Collection.open(place) as opened:
        yield opened


def look_again() -> None:
    """Wait until the collection looks whether something changed."""
    time.sleep(SECONDS_BETWEEN_LOOKS + 0.1)


def test_synonyms_count_as_soon_as_they_are_written(collection: Collection) -> None:
    """Synonyms widen questions only, so nothing is indexed again."""
    before = collection.search(Query("hoj")).strict_total
    (collection.settings.corpus / "synonyms.toml").write_text(SYNONYMS, encoding="utf-8")
    look_again()

    assert (before, collection.search(Query("hoj")).strict_total) == (0, 1)


def test_suggestions_are_of_the_index_that_answers(collection: Collection) -> None:
    """A word that a night brought in is suggested without starting anything again."""
    before = collection.suggest("ring") + collection.suggest("spår")
    path = collection.settings.corpus / "vagn.txt"
    path.write_text("Om vagnar\n\nEn spårvagn ringer också.\n", encoding="utf-8")
    run.reindex(collection.settings)
    look_again()

    assert [found.text for found in before] == ["ringklocka"]
    assert [found.text for found in collection.suggest("spår")] == ["spårvagn"]


def test_without_an_index_nothing_is_suggested(tmp_path: Path) -> None:
    """Typing must not fail where a search would say what to do."""
    with Collection.open(Settings(root=tmp_path)) as empty:
        assert empty.suggest("barn") == ()


@pytest.mark.parametrize("name", ["topics.toml", "synonyms.toml"])
def test_a_slip_of_the_pen_stops_no_search(collection: Collection, name: str) -> None:
    """A file that cannot be read is told by the status; what it said before counts meanwhile."""
    (collection.settings.corpus / "synonyms.toml").write_text(SYNONYMS, encoding="utf-8")
    look_again()
    collection.search(Query("hoj"))
    (collection.settings.corpus / name).write_text("[[same\n", encoding="utf-8")
    look_again()

    assert collection.search(Query("hoj")).strict_total == 1
    assert [name in problem for problem in collection.status().problems] == [True]


def test_a_document_is_found_by_a_name_that_is_no_text(collection: Collection) -> None:
    """As the system has it (a file of Latin-1 days), as it is shown, and with å in two parts."""
    corpus = collection.settings.corpus
    (corpus / os.fsdecode(b"g\xe5ng.txt")).write_text("Om gång\n\nTill fots.\n", encoding="utf-8")
    (corpus / "väg.txt").write_text("Om vägar\n\nMed bil.\n", encoding="utf-8")
    run.ingest(collection.settings)
    asked = (os.fsdecode(b"g\xe5ng.txt"), r"g\xe5ng.txt", unicodedata.normalize("NFD", "väg.txt"))

    found = [collection.require(name).metadata.title for name in asked]
    assert found == ["Om gång", "Om gång", "Om vägar"]


def test_a_document_is_found_by_id_and_by_path(collection: Collection) -> None:
    """People copy either from a result list."""
    document = collection.require("cykel.txt")

    assert collection.require(document.id) == document
    with pytest.raises(UnknownDocumentError, match="nosuch"):
        collection.require("nosuch")


def test_a_copy_leads_to_its_document_and_a_file_that_is_out_to_why(collection: Collection) -> None:
    """Who has dropped a file asks for it by its name, whatever became of it."""
    corpus = collection.settings.corpus
    (corpus / "kopia.txt").write_bytes((corpus / "cykel.txt").read_bytes())
    (corpus / "tom.txt").write_bytes(b"")
    run.ingest(collection.settings)

    assert collection.require("kopia.txt") == collection.require("cykel.txt")
    with pytest.raises(UnknownDocumentError, match="did not come in: empty"):
        collection.require("tom.txt")


def test_the_original_is_the_file_as_it_was_dropped(collection: Collection) -> None:
    """It is found in the corpus folder, and not once it is gone."""
    document = collection.require("cykel.txt")
    original = collection.original(document)

    assert original == collection.settings.corpus / "cykel.txt"
    original.unlink()
    assert collection.original(document) is None
