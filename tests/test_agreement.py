"""Corpus folder, catalogue and index are compared as they stand, with real files."""

import unicodedata
import zipfile
from pathlib import Path

import pytest

from night import run
from night.agreement import check
from settings import IngestSettings, Settings


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    """Return the settings of a folder with two small documents."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "te.txt").write_text("Brev om te\n\nTeet är slut.\n", encoding="utf-8")
    (corpus / "brev.txt").write_text("Brev om kaffe\n\nKaffet är slut.\n", encoding="utf-8")
    return Settings(root=tmp_path, ingest=IngestSettings(settle_seconds=0, workers=1))


def test_check_sees_a_file_that_went(place: Settings) -> None:
    """Between runs, folder and catalogue may disagree; check says which file."""
    run.reindex(place)
    (place.corpus / "brev.txt").unlink()

    problems = check(place)

    assert len(problems) == 1
    assert "brev.txt" in problems[0]


def test_check_follows_names_as_the_system_writes_them(place: Settings) -> None:
    """Copied from a Mac, å is two characters in the file's name and one in the path we show."""
    name = unicodedata.normalize("NFD", "åtgärd\nrad.txt")
    (place.corpus / name).write_text("Om åtgärder\n\nÅtgärderna räcker.\n", encoding="utf-8")
    run.reindex(place)

    assert check(place) == ()


def test_check_knows_what_lies_in_an_archive(place: Settings) -> None:
    """The files in a ZIP are there while the ZIP is, and go with it."""
    with zipfile.ZipFile(place.corpus / "brev.zip", "w") as archive:
        archive.writestr("mapp/snö.txt", "Brev om snö\n\nSnön faller.\n")
    run.reindex(place)
    as_it_stands = check(place)
    (place.corpus / "brev.zip").unlink()

    assert as_it_stands == ()
    assert [problem.split(" is gone")[0] for problem in check(place)] == [
        "brev.zip",
        "brev.zip!/mapp/snö.txt",
    ]


@pytest.mark.parametrize("name", ["topics.toml", "synonyms.toml"])
def test_check_reads_what_people_edit(place: Settings, name: str) -> None:
    """A slip of the pen stops no search, and so has to be found here."""
    run.reindex(place)
    (place.corpus / name).write_text("[[same\n", encoding="utf-8")

    assert [name in problem for problem in check(place)] == [True]


def test_check_without_an_index_says_what_to_run(place: Settings) -> None:
    """Nothing indexed yet is a problem with a next step, not a stack trace."""
    run.ingest(place)

    assert any("lykta reindex" in problem for problem in check(place))


@pytest.mark.parametrize("name", ["nytt.txt", "te.txt", "te.txt.toml"])
def test_check_sees_what_was_not_read_yet(place: Settings, name: str) -> None:
    """A file that is new, or has other bytes or another sidecar, waits for the next run."""
    run.reindex(place)
    (place.corpus / name).write_text('title = "Brev om snö"\n', encoding="utf-8")

    assert check(place) == ("1 new or changed files are not read yet; run `lykta reindex`",)


def test_check_sees_an_index_that_is_behind(place: Settings) -> None:
    """Reading alone does not index."""
    run.reindex(place)
    (place.corpus / "nytt.txt").write_text("Om snö\n\nSnön faller.\n", encoding="utf-8")
    run.ingest(place)

    assert check(place) == ("the index is 1 revisions behind; run `lykta reindex`",)


def test_check_without_a_corpus_folder_says_only_that(place: Settings) -> None:
    """A share that is not mounted is one problem, not one for each document."""
    run.reindex(place)
    place.corpus.rename(place.root / "away")

    problems = check(place)

    assert len(problems) == 1
    assert "make it, or mount the share" in problems[0]
