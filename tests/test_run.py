"""The nightly run over a real folder, real readers and a real engine."""

import errno
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.errors import IndexLockedError, NoIndexError
from index.lock import only_writer
from index.models import Query
from ingest.catalogue import Catalogue
from ingest.errors import ConfigurationError
from ingest.models import Reason
from night import run
from night.agreement import check
from night.collection import Collection
from night.errors import StateFolderError
from settings import IngestSettings, Settings
from tests import asked


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    """Return the settings of a folder with two small documents."""
    corpus = tmp_path / "corpus"
    (corpus / "riktlinjer").mkdir(parents=True)
    (corpus / "riktlinjer" / "akut.md").write_text(
        "# Akut skydd\n\nSocialjouren ordnar skyddat boende samma natt.\n", encoding="utf-8"
    )
    (corpus / "brev.txt").write_text(
        "Brev om kaffe\n\nKaffet i receptionen är slut sedan i måndags.\n", encoding="utf-8"
    )
    return Settings(root=tmp_path, ingest=IngestSettings(settle_seconds=0, workers=1))


def totals(place: Settings, *queries: str) -> list[int]:
    """Return how many documents have all the words of each query."""
    with Collection.open(place) as collection:
        return [collection.search(Query(query)).strict_total for query in queries]


def test_a_first_run_reads_and_indexes_everything(place: Settings) -> None:
    """Where there was nothing, a full index is built and switched to."""
    night = run.reindex(place)

    assert night.intake.new == 2
    assert night.index.switched
    assert totals(place, "socialjour", "kaffe", "snö") == [1, 1, 0]


def test_a_night_with_nothing_new_writes_nothing(place: Settings) -> None:
    """The index that answers is left as it is."""
    run.reindex(place)
    night = run.reindex(place)

    assert (night.index.put, night.index.removed, night.index.switched) == (0, 0, False)


def test_a_night_with_nothing_new_goes_through_the_files_once(place: Settings) -> None:
    """Files are compared with the folder; no other question costs more with every file or claim."""
    run.reindex(place)
    with asked.plans() as plans:
        run.reindex(place)

    scans = re.compile(r"SCAN (files|site_pages|claims(?! USING INDEX claims_of_pictures))\b")
    through = [said for said, plan in plans.items() if scans.search(plan)]
    by_turn = [said for said in through if "SCAN files USING INDEX files_hashed" in plans[said]]
    assert len(through) == 2
    assert all("ORDER BY files.hashed" in said and "LIMIT" in said for said in by_turn)


def test_changed_new_and_removed_files_are_followed(place: Settings) -> None:
    """One commit takes in what changed, what came and what went."""
    run.reindex(place)
    (place.corpus / "brev.txt").write_text("Brev om te\n\nTeet är slut.\n", encoding="utf-8")
    (place.corpus / "nytt.txt").write_text("Om snö\n\nSnön faller.\n", encoding="utf-8")
    (place.corpus / "riktlinjer" / "akut.md").unlink()

    night = run.reindex(place)

    assert (night.index.put, night.index.removed) == (2, 1)
    assert totals(place, "socialjour", "kaffe", "te", "snö") == [0, 0, 1, 1]


def test_an_open_collection_follows_a_run_within_a_second(place: Settings) -> None:
    """The page need not be restarted."""
    run.reindex(place)
    with Collection.open(place) as collection:
        before = collection.search(Query("snö")).strict_total
        (place.corpus / "nytt.txt").write_text("Om snö\n\nSnön faller.\n", encoding="utf-8")
        run.reindex(place)
        time.sleep(1)

        assert (before, collection.search(Query("snö")).strict_total) == (0, 1)


@pytest.mark.parametrize("harm", ["pointer", "files", "all"])
def test_a_lost_or_damaged_index_is_built_anew(place: Settings, harm: str) -> None:
    """The index is disposable: the catalogue has everything it is made of."""
    run.reindex(place)
    builds = [path for path in place.index_home.iterdir() if path.is_dir()]
    if harm == "pointer":
        (place.index_home / "current").write_text("{", encoding="utf-8")
    elif harm == "files":
        for path in builds[0].rglob("meta.json"):
            path.write_text("{", encoding="utf-8")
    else:
        shutil.rmtree(place.index_home)

    night = run.reindex(place)

    assert night.rebuilt
    assert totals(place, "socialjour", "kaffe") == [1, 1]


def test_a_lost_catalogue_is_rebuilt_with_the_same_ids(place: Settings) -> None:
    """Everything in .lykta can be made again from the corpus folder, and addresses keep."""
    run.reindex(place)
    (place.corpus / "brev.txt").write_text("Brev om te\n\nTeet är slut.\n", encoding="utf-8")
    run.reindex(place)
    with Catalogue.open(place.catalogue) as catalogue:
        before = {row.path: row.id for row in catalogue.documents()}
    shutil.rmtree(place.state)

    run.reindex(place)

    with Catalogue.open(place.catalogue) as catalogue:
        assert {row.path: row.id for row in catalogue.documents()} == before
    assert totals(place, "te") == [1]


@pytest.mark.parametrize("place_of_damage", ["all", "the middle"])
def test_a_damaged_catalogue_is_set_aside_and_made_anew(
    place: Settings, place_of_damage: str
) -> None:
    """The run tells it and keeps the damaged file; documents have the ids they had."""
    run.reindex(place)
    with Catalogue.open(place.catalogue) as catalogue:
        before = {row.path: row.id for row in catalogue.documents()}
    data = place.catalogue.read_bytes()
    sound = 0 if place_of_damage == "all" else 2 * 4096
    damaged = data[:sound] + b"\xff" * (len(data) - sound)
    place.catalogue.write_bytes(damaged)

    night = run.reindex(place)

    kept = next(place.state.glob("catalogue-damaged-*.sqlite"))
    assert kept.read_bytes()[-4096:] == damaged[-4096:]
    assert any(kept.name in warning for warning in night.intake.warnings)
    with Catalogue.open(place.catalogue) as catalogue:
        assert {row.path: row.id for row in catalogue.documents()} == before
    assert totals(place, "kaffe") == [1]


def test_an_index_of_another_catalogue_is_not_taken_for_this_one_s(place: Settings) -> None:
    """A rebuilt catalogue counts its revisions anew; the old index must not seem up to date."""
    run.reindex(place)
    for path in place.state.glob("catalogue.sqlite*"):
        path.unlink()
    (place.corpus / "brev.txt").write_text("Brev om te\n\nTeet är slut.\n", encoding="utf-8")

    run.reindex(place)

    assert totals(place, "kaffe", "te") == [0, 1]
    assert check(place) == ()


def test_a_second_run_is_told_who_has_the_lock(place: Settings) -> None:
    """Two runs at a time would undo each other's work."""
    place.state.mkdir()
    with only_writer(place.state / "lock"), pytest.raises(IndexLockedError, match="process"):
        run.reindex(place, wait_minutes=0)


def test_a_broken_topic_file_stops_the_run_and_the_old_index_answers(place: Settings) -> None:
    """The message names the file; nothing that worked before stops working."""
    run.reindex(place)
    (place.corpus / "topics.toml").write_text("[barn\n", encoding="utf-8")

    with pytest.raises(ConfigurationError, match=r"topics\.toml"):
        run.reindex(place)

    (place.corpus / "topics.toml").unlink()
    assert totals(place, "kaffe") == [1]


def test_a_file_that_did_not_come_in_is_counted_by_reason(place: Settings) -> None:
    """One bad file never stops a run."""
    (place.corpus / "trasig.pdf").write_bytes(b"%PDF-1.7\nbroken")

    night = run.reindex(place)

    assert night.intake.failed == {Reason.CORRUPT: 1}
    assert night.index.state.documents == 2


def test_a_run_is_written_down_however_it_ends(place: Settings) -> None:
    """Status can say how the last run ended."""
    run.reindex(place)
    (place.corpus / "topics.toml").write_text("[barn\n", encoding="utf-8")
    with pytest.raises(ConfigurationError):
        run.reindex(place)

    with Catalogue.open(place.catalogue) as catalogue:
        newest, before = catalogue.runs(2)
    assert "topics.toml" in (newest.outcome or "")
    assert (before.command, before.outcome) == ("reindex", "done")


def test_what_nobody_foresaw_is_written_down_too(
    place: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fails under the index is no error of ours, and the page tells that it stopped."""

    def full(_indexing: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("night.indexing.Indexing.try_to_follow", full)
    with pytest.raises(OSError, match="No space"):
        run.reindex(place)

    with Catalogue.open(place.catalogue) as catalogue:
        (newest,) = catalogue.runs(1)
    assert newest.finished
    assert "No space" in (newest.outcome or "")


def bound_by_rights() -> list[str]:
    """Return what to start a program with, so that rights bind it although it is root's."""
    if os.geteuid():
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root may write anywhere, and there is no setpriv to give that up")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


COMMANDS = """
import sys, lykta
root, *commands = sys.argv[1:]
print(*(lykta.main(["-C", root, "--json", *command.split()]) for command in commands))
"""


def codes(place: Settings, *commands: str) -> tuple[list[int], str]:
    """Return how commands ended that may only do what rights allow, and all they said."""
    ended = subprocess.run(
        [*bound_by_rights(), sys.executable, "-c", COMMANDS, str(place.root), *commands],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=Path(__file__).resolve().parent.parent,
    )
    *_, last = ended.stdout.splitlines()
    return [int(code) for code in last.split()], ended.stdout + ended.stderr


def chmod_all(folder: Path, how: str) -> None:
    """Give or take rights to a folder and all that is in it."""
    subprocess.run(["chmod", "-R", how, str(folder)], check=True)


def test_a_read_only_folder_leaves_the_old_index_answering(place: Settings) -> None:
    """What cannot be written is told; questions are answered as before."""
    run.reindex(place)
    document = "riktlinjer/akut.md"
    chmod_all(place.state, "a-w")
    found, said = codes(
        place, "search kaffe", "status", "failures", "check", f"show {document}", "reindex"
    )
    chmod_all(place.state, "u+w")

    assert found == [0, 0, 0, 0, 0, 2], said
    assert '"total": 1' in said


def test_a_full_disk_leaves_the_old_index_answering(place: Settings) -> None:
    """Also a command that starts when there is no room for a byte; with room, all goes on."""
    place.state.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place.state)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only the superuser can make a small disk")
    try:
        run.reindex(place)
        (place.corpus / "nytt.txt").write_text("Om snö\n\nSnön faller.\n", encoding="utf-8")
        fill = place.state / "fill"
        subprocess.run(["dd", "if=/dev/zero", f"of={fill}"], check=False, capture_output=True)
        found, said = codes(
            place, "search kaffe", "reindex", "status", "show brev.txt", "failures", "search kaffe"
        )
        fill.unlink()
        night = run.reindex(place)
    finally:
        subprocess.run(["umount", "-l", str(place.state)], check=True)

    assert found == [0, 2, 0, 0, 0, 0], said
    assert "free some space" in said
    assert night.intake.new == 1


def test_a_collection_that_another_user_writes_can_be_read(place: Settings) -> None:
    """While there is a writer, what it has committed is read from beside the database."""
    run.reindex(place)
    with Catalogue.open(place.catalogue) as catalogue:
        catalogue.begin_run("ingest")  # now in the file beside the database only
        chmod_all(place.state, "a-w")
        found, said = codes(place, "status")
        chmod_all(place.state, "u+w")

    assert found == [0], said
    assert '"command": "ingest"' in said


def test_a_corpus_folder_that_cannot_be_read_stops_no_search(place: Settings) -> None:
    """A share without rights is told by check; what is indexed still answers."""
    run.reindex(place)
    place.corpus.chmod(0)
    found, said = codes(place, "search kaffe", "status", "check", "reindex")
    place.corpus.chmod(0o755)

    assert found == [0, 0, 1, 2], said
    assert "cannot be read" in said
    assert "is held and its file" not in said


def test_a_place_where_nothing_can_be_made_is_told(place: Settings) -> None:
    """The folder of the state may be in the way of a file, or in a folder without rights."""
    place.state.write_text("a file", encoding="utf-8")

    with pytest.raises(StateFolderError, match=r"\.lykta: cannot be made"):
        run.reindex(place)


def test_searching_before_the_first_run_says_so(place: Settings) -> None:
    """The page and the command line show the same next step."""
    with Collection.open(place) as collection, pytest.raises(NoIndexError, match="lykta reindex"):
        collection.search(Query("kaffe"))
