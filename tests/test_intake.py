import os
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest import forgetting
from ingest.admission import Admission
from ingest.catalogue import Catalogue, FileState
from ingest.corpus import LEDGER, look, walk
from ingest.errors import CorpusError
from ingest.identity import Identity
from ingest.intake import Intake, IntakeOptions
from ingest.ledger import Ledger
from ingest.models import Block, Extract, Kind, Reason
from ingest.pull.originals import Originals
from ingest.tally import IntakeReport, Progress, Tally
from ingest.topics import Topic, TopicTree

OLD = 1_500_000_000_000_000_000  # 2017: long settled


class House:
    """A corpus folder with its catalogue, and what a test does to them."""

    def __init__(self, root: Path) -> None:
        self.corpus = root / "corpus"
        self.corpus.mkdir()
        self.state = root / ".lykta"
        self.catalogue = Catalogue.open(self.state / "catalogue.sqlite")
        self.topics = TopicTree()

    def run(
        self,
        *,
        settle: float = 0.0,
        wait: bool = True,
        seconds_per_file: float = 30.0,
        **asked: Any,
    ) -> IntakeReport:
        """Make a pass."""
        options = IntakeOptions(
            settle_seconds=settle, wait=wait, seconds_per_file=seconds_per_file, workers=1
        )
        return Intake(self.catalogue, self.corpus, options, self.topics).run(**asked)

    def write(self, name: str, text: str) -> Path:
        """Write a file that has long stood still, and has another time than any before it."""
        path = self.corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, ns=(OLD, OLD + len(self.revisions()) + len(text)))
        return path

    def revisions(self) -> list[tuple[int, str]]:
        """Return revision and id of all changes."""
        return [(one.revision, one.document_id) for one in self.catalogue.changes()]

    def ids(self) -> dict[str, str]:
        """Return the id of every path held."""
        return {row.path: row.id for row in self.catalogue.documents()}

    def failed(self) -> dict[str, Reason]:
        """Return why every path failed."""
        return {failed.path: failed.reason for failed in self.catalogue.failures()}

    def texts(self) -> dict[str, str]:
        """Return the text of every path held."""
        return {
            change.document.path: " ".join(block.text for block in change.document.blocks)
            for change in self.catalogue.changes()
            if change.document
        }

    def rebuild(self) -> None:
        """Lose the catalogue."""
        self.catalogue.close()
        shutil.rmtree(self.state)
        self.catalogue = Catalogue.open(self.state / "catalogue.sqlite")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.catalogue.close()


FIRST = "Första rapporten om människohandel.\n"
SECOND = "Andra rapporten om stöd till barn.\n"
THIRD = "Tredje rapporten om samverkan.\n"
LONG = "Text om människohandel.\n\n" * 40_000
"""Markdown that takes a second, whole or not at all: a missed deadline is noticed a tenth late."""


# ---- a file comes in ----------------------------------------------------------------------


def test_new_files_come_in(house: House) -> None:
    """A dropped file becomes a document whose id is the beginning of its content's digest."""
    house.write("rapporter/a.txt", FIRST)
    house.write("b.md", "# Rubrik\n\nText.\n")
    report = house.run()

    assert (report.seen, report.new, report.unchanged) == (2, 2, 0)
    assert house.texts()["rapporter/a.txt"] == FIRST.strip()
    (change,) = [one for one in house.catalogue.changes() if one.document_id == house.ids()["b.md"]]
    assert change.document is not None
    assert change.document.sha256.startswith(change.document_id)
    assert len(change.document_id) == 12


def test_unchanged_files_are_left_alone(house: House) -> None:
    """A second pass opens nothing and makes no revision."""
    house.write("a.txt", FIRST)
    house.run()
    before = house.revisions()
    (house.corpus / "a.txt").chmod(0)
    report = house.run()

    assert (report.unchanged, report.new, report.changed, report.described) == (1, 0, 0, 0)
    assert house.revisions() == before


def test_touched_file_is_no_change(house: House) -> None:
    """Another time on the same bytes is looked into and makes no revision."""
    path = house.write("a.txt", FIRST)
    house.run()
    before = house.revisions()
    os.utime(path, ns=(OLD, OLD + 99))

    assert house.run().unchanged == 1
    assert house.revisions() == before
    assert house.run().seconds["read"] < 0.2


def test_names_of_every_sort(house: House) -> None:
    """Line breaks, bytes that are no text and 255 of them come in like any other name."""
    house.write("rad\nbrytning.txt", FIRST)
    house.write(os.fsdecode(b"gammal-\xe5.txt"), SECOND)
    house.write("å" * 125 + "x.txt", THIRD)
    house.run()

    assert house.catalogue.documents_held() == 3
    for document_id in house.ids().values():
        original = house.catalogue.original(document_id)
        assert original is not None
        assert (house.corpus / original).is_file()


def test_failures_are_values(house: House) -> None:
    """One bad file ends in a reason and stops nothing."""
    house.write("tom.txt", "")
    house.write("trasig.pdf", "%PDF-1.4 and then nothing")
    house.write("a.txt", FIRST)
    report = house.run()

    assert report.new == 1
    assert house.failed() == {"tom.txt": Reason.EMPTY, "trasig.pdf": Reason.CORRUPT}
    assert report.failed == {Reason.EMPTY: 1, Reason.CORRUPT: 1}


def test_progress_and_seconds(house: House) -> None:
    """A pass says how far it is and where its time went."""
    house.write("a.txt", FIRST)
    house.write("b.txt", SECOND)
    told: list[Progress] = []
    report = house.run(progress=told.append)
    read = [at for at in told if at.stage == "read"]

    assert [(at.done, at.total) for at in read] == [(1, 2), (2, 2)]
    assert {at.path for at in read} == {"a.txt", "b.txt"}
    assert {"walk", "compare", "read", "sweep"} <= report.seconds.keys()


# ---- a file changes, moves, is copied, goes -----------------------------------------------


def test_edit_keeps_the_id(house: House) -> None:
    """Other content at the same path is the same document."""
    house.write("a.txt", FIRST)
    house.run()
    before = house.ids()
    house.write("a.txt", SECOND)
    report = house.run()

    assert (report.changed, report.new, report.gone) == (1, 0, 0)
    assert house.ids() == before
    assert house.texts() == {"a.txt": SECOND.strip()}
    assert house.revisions() == [(2, before["a.txt"])]


def test_rename_keeps_the_id_and_reads_nothing(house: House) -> None:
    """The same content at a new path, the old one gone, is the same document."""
    house.write("a.txt", FIRST)
    house.run()
    (document_id,) = house.ids().values()
    (house.corpus / "ny").mkdir()
    (house.corpus / "a.txt").rename(house.corpus / "ny" / "b.txt")
    report = house.run()

    assert (report.moved, report.new, report.gone, report.failed) == (1, 0, 0, {})
    assert house.ids() == {"ny/b.txt": document_id}
    assert house.catalogue.counts().files == {FileState.HELD: 1, FileState.GONE: 1}


def test_rename_with_edit_is_another_document(house: House) -> None:
    """New content at a new path has nothing in common with what is gone."""
    house.write("a.txt", FIRST)
    house.run()
    before = house.ids()["a.txt"]
    (house.corpus / "a.txt").unlink()
    house.write("b.txt", SECOND)
    report = house.run()

    assert (report.new, report.gone) == (1, 1)
    assert before not in house.ids().values()
    assert house.catalogue.resolve(before) is None


def test_copy_is_a_duplicate(house: House) -> None:
    """The same bytes at two paths are one document, also when both come at once."""
    house.write("b.txt", FIRST)
    house.write("a.txt", FIRST)
    first = house.run()
    house.write("c.txt", FIRST)
    second = house.run()

    assert (first.new, first.duplicate, second.duplicate) == (1, 1, 1)
    assert list(house.ids()) == ["a.txt"]
    assert house.catalogue.counts().files == {FileState.HELD: 1, FileState.DUPLICATE: 2}
    assert house.run().unchanged == 3


def test_duplicate_takes_over(house: House) -> None:
    """When the first path goes, a copy carries the document on under the same id."""
    house.write("a.txt", FIRST)
    house.write("b.txt", FIRST)
    house.run()
    (document_id,) = house.ids().values()
    (house.corpus / "a.txt").unlink()
    report = house.run()

    assert (report.gone, report.moved) == (0, 1)
    assert house.ids() == {"b.txt": document_id}
    assert house.texts() == {"b.txt": FIRST.strip()}


def test_edit_leaves_its_copy_behind(house: House) -> None:
    """The edited path keeps the id; the copy with the old bytes becomes a document of its own."""
    house.write("a.txt", FIRST)
    house.write("b.txt", FIRST)
    house.run()
    document_id = house.ids()["a.txt"]
    house.write("a.txt", SECOND)
    house.run()

    assert house.texts() == {"a.txt": SECOND.strip(), "b.txt": FIRST.strip()}
    assert house.ids()["a.txt"] == document_id
    assert house.ids()["b.txt"].startswith(document_id)
    assert len(house.ids()["b.txt"]) == 13


def test_broken_edit_leaves_the_id_to_the_copy(house: House) -> None:
    """A file that breaks loses its document to the copy that still has the bytes."""
    house.write("a.txt", FIRST)
    house.write("b.txt", FIRST)
    house.run()
    document_id = house.ids()["a.txt"]
    house.write("a.txt", "")
    house.run()

    assert house.ids() == {"b.txt": document_id}
    assert house.failed() == {"a.txt": Reason.EMPTY}


def test_broken_file_gets_its_id_back_when_mended(house: House) -> None:
    """What cannot be read leaves the collection, and returns under its id, whatever it says."""
    house.write("a.txt", FIRST)
    house.run()
    document_id = house.ids()["a.txt"]
    house.write("a.txt", "")
    report = house.run()

    assert (report.gone, house.ids()) == (1, {})
    house.write("a.txt", SECOND)
    house.run()
    assert house.ids() == {"a.txt": document_id}
    assert house.failed() == {}


def test_file_that_becomes_a_copy_merges(house: House) -> None:
    """A document whose file now has another's bytes merges into it; its id still leads there."""
    house.write("a.txt", FIRST)
    house.write("b.txt", SECOND)
    house.run()
    first, second = house.ids()["a.txt"], house.ids()["b.txt"]
    house.write("a.txt", SECOND)
    house.run()

    assert house.ids() == {"b.txt": second}
    assert house.catalogue.resolve(first) == second


def test_new_edition_moved_over_the_old(house: House) -> None:
    """The path's document takes the content, and the other's id leads to it."""
    house.write("a.txt", FIRST)
    new = house.write("b.txt", SECOND)
    house.run()
    first, second = house.ids()["a.txt"], house.ids()["b.txt"]
    new.replace(house.corpus / "a.txt")
    house.run()

    assert house.ids() == {"a.txt": first}
    assert house.texts() == {"a.txt": SECOND.strip()}
    assert house.catalogue.resolve(second) == first


def test_two_files_change_places(house: House) -> None:
    """A path keeps its document, even where two swap their content."""
    a, b = house.write("a.txt", FIRST), house.write("b.txt", SECOND)
    house.run()
    before = house.ids()
    a.rename(house.corpus / "c.txt")
    b.rename(a)
    (house.corpus / "c.txt").rename(b)
    house.run()

    assert house.ids() == before
    assert house.texts() == {"a.txt": SECOND.strip(), "b.txt": FIRST.strip()}


def test_removed_file_leaves_and_returns(house: House) -> None:
    """A removed file's document goes with a revision, and comes back under its id."""
    path = house.write("a.txt", FIRST)
    house.write("tom.txt", "")
    house.run()
    (document_id,) = house.ids().values()
    path.unlink()
    report = house.run()

    assert (report.gone, house.ids()) == (1, {})
    assert house.revisions() == [(2, document_id)]
    house.write("elsewhere.txt", FIRST)
    house.run()
    assert house.ids() == {"elsewhere.txt": document_id}


def test_name_in_the_other_unicode_form(house: House) -> None:
    """A folder copied over from a Mac spells å otherwise; its files are the same files."""
    composed = house.write("åtgärd.txt", FIRST)
    house.run()
    before = house.ids()
    decomposed = house.corpus / unicodedata.normalize("NFD", "åtgärd.txt")
    composed.rename(decomposed)
    os.utime(decomposed, ns=(OLD, OLD + 7))
    decomposed.write_text(SECOND, encoding="utf-8")
    report = house.run()

    assert (report.changed, report.new, report.gone) == (1, 0, 0)
    assert house.ids() == before
    original = house.catalogue.original(before["åtgärd.txt"])
    assert original == Path(decomposed.name)


# ---- what outlives the catalogue ----------------------------------------------------------


def test_ids_survive_a_rebuild(house: House) -> None:
    """After edits, moves, copies and merges, a catalogue made from nothing has the same ids."""
    for name, text in [("a.txt", FIRST), ("b.txt", FIRST), ("c.txt", SECOND), ("d.txt", "Fyra.\n")]:
        house.write(name, text)
    house.run()
    merged = house.ids()["d.txt"]
    house.write("a.txt", THIRD)
    house.write("d.txt", SECOND)
    house.run()
    (house.corpus / "a.txt").rename(house.corpus / "e.txt")
    house.run()
    before, into = house.ids(), house.catalogue.resolve(merged)
    house.rebuild()
    house.run()

    assert len(before) == 3
    assert house.ids() == before
    assert house.catalogue.resolve(merged) == into == before["c.txt"]


def test_ledger_holds_only_what_is_needed(house: House) -> None:
    """Files that were only dropped, moved or copied leave no line."""
    house.write("a.txt", FIRST)
    house.write("b.txt", FIRST)
    house.run()
    (house.corpus / "a.txt").rename(house.corpus / "c.txt")
    house.run()

    assert not (house.corpus / LEDGER).exists()


def test_ledger_that_cannot_be_written_catches_up(house: House) -> None:
    """A read-only folder is worth a warning, and the lines are written at a later pass."""
    house.write("a.txt", FIRST)
    house.run()
    before = house.ids()
    house.write("a.txt", SECOND)
    # A link into nowhere stands in the way of root, too, whom rights do not stop.
    (house.corpus / LEDGER).symlink_to(house.corpus / "none" / "ledger")
    warned = house.run()
    (house.corpus / LEDGER).unlink()
    later = house.run()
    house.rebuild()
    house.run()

    assert any("cannot be written" in warning for warning in warned.warnings)
    assert later.warnings == ()
    assert house.ids() == before


def test_forgotten_content_stays_out(house: House) -> None:
    """What was erased on request comes back neither with the next pass nor with a rebuild."""
    house.write("a.txt", FIRST)
    house.write("b.txt", SECOND)
    house.run()
    document_id = house.ids()["a.txt"]
    document = house.catalogue.document(document_id)
    assert document
    erasure = forgetting.intend(house.catalogue, document)
    forgetting.carry_out(house.catalogue, house.corpus, Originals(house.state), erasure)

    house.write("copy.txt", FIRST)
    house.run()
    assert list(house.ids()) == ["b.txt"]
    assert house.catalogue.resolve(document_id) is None
    house.rebuild()
    house.run()
    assert list(house.ids()) == ["b.txt"]
    assert house.catalogue.counts().files == {FileState.HELD: 1, FileState.FORGOTTEN: 2}


# ---- sidecars and topics ------------------------------------------------------------------


def test_sidecar_describes_without_reading(house: House) -> None:
    """A new sidecar changes what is known of a document, from what was read before."""
    house.write("a.txt", FIRST)
    house.run()
    house.write("a.txt.toml", 'title = "Ny titel"\nkind = "riktlinje"\n')
    (house.corpus / "a.txt").chmod(0)
    report = house.run()
    (row,) = house.catalogue.documents()

    assert (report.described, report.changed) == (1, 0)
    assert (row.title, row.kind) == ("Ny titel", Kind.GUIDELINE)
    assert house.texts() == {"a.txt": FIRST.strip()}
    (house.corpus / "a.txt.toml").unlink()
    house.run()
    assert next(iter(house.catalogue.documents())).kind is not Kind.GUIDELINE


def test_bad_sidecar_of_a_new_file(house: House) -> None:
    """A new file waits outside until its sidecar can be read."""
    house.write("a.txt", FIRST)
    house.write("a.txt.toml", "titel = 'fel nyckel'\n")
    house.run()

    assert house.failed() == {"a.txt": Reason.BAD_SIDECAR}
    assert "titel" in house.catalogue.failures()[0].detail
    house.write("a.txt.toml", "title = 'Rätt'\n")
    house.run()
    assert house.failed() == {}
    assert [row.title for row in house.catalogue.documents()] == ["Rätt"]


def test_bad_sidecar_of_a_held_file(house: House) -> None:
    """A document keeps what was known of it while its sidecar is wrong, and the fault is listed."""
    house.write("a.txt", FIRST)
    house.write("a.txt.toml", "title = 'Första'\n")
    house.run()
    house.write("a.txt.toml", "title = \n")
    report = house.run()

    assert report.failed == {Reason.BAD_SIDECAR: 1}
    assert house.failed() == {"a.txt": Reason.BAD_SIDECAR}
    assert [row.title for row in house.catalogue.documents()] == ["Första"]
    house.write("a.txt", SECOND)
    house.run()
    assert house.texts() == {"a.txt": SECOND.strip()}
    assert [row.title for row in house.catalogue.documents()] == ["Första"]


def test_orphan_sidecar_is_told(house: House) -> None:
    """A sidecar whose file is not there is a slip of the hand worth a warning."""
    house.write("b.txt.toml", "title = 'Ensam'\n")
    report = house.run()

    assert report.warnings == ("b.txt.toml: there is no file b.txt",)


def test_a_topic_that_nobody_has_is_told_once(house: House) -> None:
    """A misspelt topic in sidecars keeps no file out, and the coordinator hears of it."""
    house.topics = TopicTree([Topic("barn", "Barn och unga")])
    for name, text in (("a.txt", FIRST), ("b.txt", SECOND)):
        house.write(name, text)
        house.write(f"{name}.toml", 'topics = ["barn", "brn"]\n')
    report = house.run()

    assert report.warnings == ("a.txt: no topic is called 'brn', as its sidecar says",)
    assert report.new == 2
    assert house.run().warnings == ()


def test_new_topics_reach_old_documents(house: House) -> None:
    """Another topic tree describes what is held anew, once."""
    house.write("a.txt", FIRST)
    house.write("b.txt", SECOND)
    house.run()
    house.topics = TopicTree([Topic("handel", "Människohandel", other_names=("första rapporten",))])
    report, again = house.run(), house.run()

    assert (report.described, again.described) == (1, 0)
    document = house.catalogue.document(house.ids()["a.txt"])
    assert document is not None
    assert [link.topic for link in document.metadata.topics] == ["handel"]


def test_new_rules_reach_old_documents(house: House) -> None:
    """What older rules said of a document is said anew by the rules of now, without reading it."""
    house.write("a.txt", FIRST)
    house.run()
    document = house.catalogue.document(house.ids()["a.txt"])
    assert document is not None
    with house.catalogue.write() as writer:
        writer.describe(document.id, replace(document.metadata, title="Som förr"))
        writer.set("rules", "those of before")
    report, again = house.run(), house.run()

    assert (report.described, report.pages, again.described) == (1, 0, 0)
    assert house.catalogue.document(document.id) == document


# ---- settling -----------------------------------------------------------------------------


def test_growing_file_waits(house: House) -> None:
    """A file that was just written is noted, and taken when it has stood still."""
    path = house.write("a.txt", FIRST)
    os.utime(path)
    report = house.run(settle=60.0, wait=False)

    assert (report.waiting, report.new) == (1, 0)
    assert house.catalogue.counts().files == {FileState.SEEN: 1}
    os.utime(path, ns=(OLD, OLD))
    assert house.run(settle=60.0, wait=False).new == 1


def test_pass_waits_once_for_what_settles(house: House) -> None:
    """A file dropped a moment ago comes in with the same command."""
    os.utime(house.write("a.txt", FIRST))
    report = house.run(settle=0.2)

    assert (report.waiting, report.new) == (0, 1)
    assert report.seconds["wait"] >= 0.2


def test_file_from_the_future_does_not_wait_for_ever(house: House) -> None:
    """Where a file's time lies ahead, how long it was seen unchanged counts."""
    path = house.write("a.txt", FIRST)
    os.utime(path, ns=(OLD, 4_000_000_000_000_000_000))
    first = house.run(settle=0.1, wait=False)
    second = house.run(settle=0.1)

    assert (first.waiting, second.new) == (1, 1)


def test_edit_of_a_held_file_waits_too(house: House) -> None:
    """While a held file is being written, the document stays as it was."""
    house.write("a.txt", FIRST)
    house.run()
    os.utime(house.write("a.txt", SECOND))
    report = house.run(settle=60.0, wait=False)

    assert report.waiting == 1
    assert house.texts() == {"a.txt": FIRST.strip()}
    assert house.catalogue.counts().files == {FileState.CHANGED: 1}
    assert house.catalogue.original(house.ids()["a.txt"]) == Path("a.txt")
    assert house.run(settle=0.0).changed == 1


# ---- trying again -------------------------------------------------------------------------


def test_failed_file_is_tried_when_it_changes(house: House) -> None:
    """What failed for good is left alone until it changes or somebody asks."""
    house.write("a.txt", "")
    house.run()
    quiet = house.run()
    asked = house.run(retry=True)

    assert (quiet.unchanged, quiet.failed) == (1, {})
    assert asked.failed == {Reason.EMPTY: 1}
    assert house.catalogue.failures()[0].tries == 2
    house.write("a.txt", FIRST)
    assert house.run().new == 1


def test_passing_failure_is_tried_three_times(house: House) -> None:
    """A reader that ran out of time may have met a busy machine; three times is enough."""
    house.write("a.md", LONG)
    outcomes = [house.run(seconds_per_file=0.001).failed for _ in range(5)]

    assert outcomes == [{Reason.TIMEOUT: 1}] * 3 + [{}] * 2
    assert house.catalogue.failures()[0].tries == 3
    assert house.run(retry=True).new == 1


def test_better_reader_is_asked_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version of a reader reads again what it failed on and what it read before."""
    house.write("a.txt", FIRST)
    house.write("b.pdf", "%PDF-1.4 and then nothing")
    house.run()
    monkeypatch.setattr("ingest.admission.stamp_for", lambda _: "next/2")
    monkeypatch.setattr("ingest.intake.stamp_for", lambda _: "next/2")
    report, again = house.run(), house.run()

    assert (report.changed, report.failed) == (1, {Reason.CORRUPT: 1})
    assert (again.unchanged, again.changed, again.failed) == (2, 0, {})


def test_a_better_reader_that_fails_is_not_asked_every_night(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it could not read stays as an earlier one read it, and is left alone."""
    house.write("a.md", LONG)
    house.run()
    monkeypatch.setattr("ingest.admission.stamp_for", lambda _: "next/2")
    monkeypatch.setattr("ingest.intake.stamp_for", lambda _: "next/2")
    outcomes = [house.run(seconds_per_file=0.001).failed for _ in range(5)]

    assert outcomes == [{Reason.TIMEOUT: 1}] * 3 + [{}] * 2
    assert house.catalogue.documents_held() == 1


def test_interrupted_reading_is_finished(house: House) -> None:
    """Files that were being read when Lykta died come in at the next pass."""
    house.write("a.txt", FIRST)
    house.write("b.txt", SECOND)
    found = {file.name: file for file in walk(house.corpus).files}
    with house.catalogue.write() as writer:
        writer.reading(found.values())
    report = house.run()

    assert report.new == 2
    assert house.catalogue.counts().files == {FileState.HELD: 2}


def test_file_that_lykta_dies_over_is_named(house: House) -> None:
    """After three deaths over the same file, it is the file's fault, and the rest comes in."""
    house.write("a.txt", FIRST)
    house.write("b.txt", SECOND)
    found = {file.name: file for file in walk(house.corpus).files}
    for _ in range(3):
        with house.catalogue.write() as writer:
            writer.reading([found["a.txt"]])
            writer.released(died=True)
    house.run()

    assert house.failed() == {"a.txt": Reason.CRASHED}
    assert list(house.ids()) == ["b.txt"]


def test_killed_while_reading(house: House) -> None:
    """Kill -9 in the middle of a pass loses nothing: the next one has every document once."""
    for number in range(40):
        house.write(f"{number}.txt", f"Rapport nummer {number}.\n")
    script = f"""
from pathlib import Path
from ingest.catalogue import Catalogue
from ingest.intake import Intake, IntakeOptions
from ingest.topics import TopicTree

options = IntakeOptions(settle_seconds=0, workers=1)
with Catalogue.open(Path({str(house.state / "catalogue.sqlite")!r})) as catalogue:
    intake = Intake(catalogue, Path({str(house.corpus)!r}), options, TopicTree())
    intake.run(progress=lambda at: print(at.stage, at.done, flush=True))
"""
    for stage in ("walk", "read 1", "read 30"):
        command = [sys.executable, "-c", script]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as killed:
            assert killed.stdout is not None
            next((line for line in killed.stdout if line.startswith(stage)), None)
            killed.kill()
    report = house.run()

    assert house.catalogue.documents_held() == 40
    assert house.failed() == {}
    assert report.unchanged + report.new == 40
    revisions = [revision for revision, _ in house.revisions()]
    assert len(set(revisions)) == len(revisions) == 40


def test_stopped_by_the_keyboard(house: House) -> None:
    """What was taken in before Ctrl-C stays; the next pass does the rest and blames no file."""
    for number in range(6):
        house.write(f"{number}.txt", f"Rapport nummer {number}.\n")

    def stop(at: Progress) -> None:
        if at.stage == "read" and at.done == 2:
            raise KeyboardInterrupt

    for _ in range(4):
        with pytest.raises(KeyboardInterrupt):
            house.run(progress=stop)
    with house.catalogue.read() as lookup:
        blamed = lookup.interrupted()
    house.run()

    assert blamed == {}
    assert house.catalogue.documents_held() == 6
    assert house.failed() == {}


# ---- what is not believed -----------------------------------------------------------------


def test_missing_folder_is_no_deletion(house: House) -> None:
    """A corpus folder that is not there stops the pass and removes nothing."""
    house.write("a.txt", FIRST)
    house.run()
    house.corpus.rename(house.corpus.with_name("away"))

    with pytest.raises(CorpusError, match="mount the share"):
        house.run()
    assert house.catalogue.documents_held() == 1


def test_empty_folder_is_no_deletion(house: House) -> None:
    """A folder that is suddenly empty is taken for a share that is away, unless told otherwise."""
    path = house.write("a.txt", FIRST)
    house.run()
    path.unlink()
    house.run(allow_shrink=True)
    house.write("a.txt", FIRST)
    house.run()
    path.unlink()

    with pytest.raises(CorpusError, match="--allow-shrink"):
        house.run()
    assert house.catalogue.documents_held() == 1


def test_most_of_many_gone_is_not_believed(house: House) -> None:
    """More than half of twenty documents gone at once stops the pass; a rename of all does not."""
    for number in range(20):
        house.write(f"share/{number}.txt", f"Rapport nummer {number}.\n")
    house.run()
    (house.corpus / "share").rename(house.corpus / "andra")
    moved = house.run()
    for number in range(11):
        (house.corpus / "andra" / f"{number}.txt").unlink()

    assert (moved.moved, moved.gone) == (20, 0)
    with pytest.raises(CorpusError, match="11 of 20 documents"):
        house.run()
    assert house.catalogue.documents_held() == 20
    assert house.run(allow_shrink=True).gone == 11


def test_unmounted_link_keeps_its_documents(house: House, tmp_path: Path) -> None:
    """What lay behind a link that leads nowhere stays, with a warning, and is there again later."""
    share = tmp_path / "share"
    share.mkdir()
    (share / "a.txt").write_text(FIRST, encoding="utf-8")
    house.write("b.txt", SECOND)
    (house.corpus / "länk").symlink_to(share)
    house.run()
    share.rename(tmp_path / "away")
    report = house.run()

    assert report.warnings == ("länk: cannot be opened; what it held before is kept",)
    assert set(house.ids()) == {"länk/a.txt", "b.txt"}
    (tmp_path / "away").rename(share)
    assert house.run().unchanged == 2


def test_part_of_the_folder(house: House) -> None:
    """A pass over one folder takes in and sees out only what is there."""
    house.write("a/1.txt", FIRST)
    house.write("b/2.txt", SECOND)
    house.run()
    (house.corpus / "a" / "1.txt").unlink()
    (house.corpus / "b" / "2.txt").unlink()
    house.write("a/3.txt", THIRD)
    report = house.run(paths=[house.corpus / "a"])

    assert (report.new, report.gone) == (1, 1)
    assert set(house.ids()) == {"a/3.txt", "b/2.txt"}


def test_files_that_speak_of_documents_are_none(house: House) -> None:
    """A sidecar or topics.toml that is asked for by name is not taken in, and that is told."""
    house.write("a.txt", "En text om kaffe.")
    asked = [house.write("a.txt.toml", 'title = "A"\n'), house.write("topics.toml", "")]

    report = house.run(paths=[*asked, house.corpus / "nix.pdf"])

    assert (report.seen, report.new) == (0, 0)
    assert len(report.warnings) == 3
    assert "nix.pdf: there is no such document" in report.warnings


def test_a_file_that_went_may_be_asked_for_by_name(house: House) -> None:
    """Asking for what is gone sees it out, without a warning."""
    gone = house.write("mapp/a.txt", "En text om kaffe.")
    house.write("b.txt", "En text om te.")
    house.run()
    gone.unlink()

    report = house.run(paths=[gone])

    assert (report.gone, report.warnings) == (1, ())


def test_only_pages_that_were_read_are_counted(house: House) -> None:
    """Of a file of which there was time for its beginning, the others are not."""
    path = house.write("a.pdf", FIRST)
    tally, block = Tally(), Block("Stödlinjen", page=1)
    found = Extract("application/pdf", "pdf/1", (block,), pages=9, unread=7)
    with house.catalogue.write() as writer:
        identity = Identity(Ledger.load(house.corpus))
        file = look(house.corpus, path.name)
        assert file is not None
        Admission(house.corpus, house.topics, identity, tally).take(writer, file, "0" * 64, found)

    assert tally.report().pages == 2
