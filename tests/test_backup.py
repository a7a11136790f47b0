"""A backup is whole while everything runs, and what it gives back answers as before."""

import errno
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import settings as settings_file
from index.models import Query
from night import folder_copy, forgetting, run
from night.backup import backup, restore
from night.collection import Collection
from night.errors import BackupError
from settings import Settings
from tests.test_run import bound_by_rights

LYKTA = Path(sys.executable).with_name("lykta")


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    """Return the settings of a collection of three documents, one of them edited once."""
    root = tmp_path / "place"
    (root / "corpus" / "riktlinjer").mkdir(parents=True)
    (root / "lykta.toml").write_text("[ingest]\nsettle_seconds = 0\nworkers = 1\n", "utf-8")
    place = settings_file.load(root, {})
    write(place, "brev.txt", "Brev om kaffe.")
    write(place, "riktlinjer/åtgärd.txt", "Riktlinje om skyddat boende.")
    write(place, "brev.txt.toml", 'title = "Kaffebrev"\n')
    run.reindex(place)
    write(place, "brev.txt", "Brev om te.")
    run.reindex(place)
    return place


def write(place: Settings, name: str, text: str) -> None:
    """Write a file of the corpus folder."""
    (place.corpus / name).write_text(text, encoding="utf-8")


def answers(place: Settings) -> list[list[tuple[str, float]]]:
    """Return ids and scores for some questions."""
    with Collection.open(place) as collection:
        found = [collection.search(Query(word)).hits for word in ("te", "boende", "kaffebrev", "x")]
    return [[(hit.document.id, hit.score) for hit in hits] for hits in found]


def elsewhere(tmp_path: Path) -> Settings:
    """Return the settings of an empty folder."""
    (tmp_path / "other").mkdir()
    return settings_file.load(tmp_path / "other", {})


def test_what_is_restored_answers_as_before(place: Settings, tmp_path: Path) -> None:
    """Same ids, same scores, nothing read anew, and folder, catalogue and index agree."""
    run.reindex(place, full=True)  # what was edited weighs in scores until a build is new
    before = answers(place)
    backup(place, tmp_path / "copy")
    back = elsewhere(tmp_path)
    restored = restore(back, tmp_path / "copy")

    assert restored.problems == ()
    assert (restored.night.intake.new, restored.night.intake.changed) == (0, 0)
    assert answers(back) == before


def test_only_what_is_new_is_copied_and_what_went_is_kept_a_while(
    place: Settings, tmp_path: Path
) -> None:
    """A file deleted by mistake is missed the week after."""
    first = backup(place, tmp_path / "copy")
    (place.corpus / "brev.txt").unlink()
    write(place, "nytt.txt", "Nytt.")
    second = backup(place, tmp_path / "copy")

    assert (first.copied, second.copied, second.gone) == (first.files, 1, 1)
    assert [path.name for path in (tmp_path / "copy" / "gone").rglob("*.txt")] == ["brev.txt"]
    assert not (tmp_path / "copy" / "corpus" / "brev.txt").exists()


def test_a_copy_that_was_damaged_is_told(place: Settings, tmp_path: Path) -> None:
    """A file that is not what was copied is never taken for the original."""
    backup(place, tmp_path / "copy")
    (tmp_path / "copy" / "corpus" / "brev.txt").write_text("Brev om tx.", "utf-8")

    with pytest.raises(BackupError, match=r"brev\.txt: the copy is damaged"):
        restore(elsewhere(tmp_path), tmp_path / "copy")


def test_a_file_that_the_copy_lacks_is_told(place: Settings, tmp_path: Path) -> None:
    """A copy that somebody deleted from is named, and no half of a file is left behind."""
    backup(place, tmp_path / "copy")
    (tmp_path / "copy" / "corpus" / "brev.txt").unlink()
    back = elsewhere(tmp_path)

    with pytest.raises(BackupError, match=r"brev\.txt: the copy is damaged"):
        restore(back, tmp_path / "copy")
    assert not (back.corpus / "brev.txt").exists()


def test_a_copy_that_was_broken_off_gives_back_what_it_had(place: Settings, tmp_path: Path) -> None:
    """What was replaced before the manifest was written lies aside, and is what comes back."""
    backup(place, tmp_path / "copy")
    write(place, "brev.txt", "Brev om kakao.")
    beside = f".manifest.json.{os.getpid()}-{threading.get_ident()}.part"
    (tmp_path / "copy" / beside).mkdir()
    with pytest.raises(BackupError, match="manifest"):
        backup(place, tmp_path / "copy")
    back = elsewhere(tmp_path)

    assert restore(back, tmp_path / "copy").problems == ()
    assert (back.corpus / "brev.txt").read_text("utf-8") == "Brev om te."


def test_a_copy_that_was_broken_off_goes_on_where_it_was(
    place: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was copied is not copied again, nor set aside as if it had been replaced."""
    monkeypatch.setattr(folder_copy, "SAVE_SECONDS", 0)
    copied = folder_copy._copy

    def full(source: Path, target: Path) -> str:
        if source.name == "åtgärd.txt":
            raise OSError(errno.ENOSPC, "No space left on device")
        return copied(source, target)

    with monkeypatch.context() as broken:
        broken.setattr(folder_copy, "_copy", full)
        with pytest.raises(BackupError, match="No space"):
            backup(place, tmp_path / "copy")
    found = backup(place, tmp_path / "copy")

    assert found.copied == 1
    assert not (tmp_path / "copy" / "gone").exists()


def test_a_copy_that_was_broken_off_keeps_nothing_that_was_erased(
    place: Settings, tmp_path: Path
) -> None:
    """What it had copied stands in no manifest, and is erased by the next copy all the same."""
    copy = tmp_path / "copy"
    backup(place, copy)
    write(place, "nytt.txt", "Brev om Anna.")
    run.reindex(place)
    beside = copy / f".manifest.json.{os.getpid()}-{threading.get_ident()}.part"
    beside.mkdir()
    with pytest.raises(BackupError, match="manifest"):
        backup(place, copy)
    beside.rmdir()
    (copy / "passing").write_text("Brev om An", "utf-8")  # cut off by the power
    with Collection.open(place) as collection:
        (found,) = collection.search(Query("Anna")).hits
        document = collection.require(found.document.id)
    forgetting.forget(place, document)
    (place.corpus / "nytt.txt").unlink()
    backup(place, copy)

    held = [path for path in copy.rglob("*") if path.is_file() and b"om An" in path.read_bytes()]
    assert held == []


def test_a_manifest_leads_nowhere_else(place: Settings, tmp_path: Path) -> None:
    """A copy that somebody else made writes over no file of the system."""
    copy = tmp_path / "copy"
    backup(place, copy)
    back = elsewhere(tmp_path)
    for name in ("/tmp/a.txt", "../a.txt"):
        (copy / "manifest.json").write_text(
            json.dumps({name: {"size": 1, "mtime_ns": 1, "sha256": ""}}), "utf-8"
        )
        with pytest.raises(BackupError, match="leads out of the folder"):
            restore(back, copy)


@pytest.mark.parametrize("name", ["riktlinjer", "brev.txt"])
def test_what_may_not_be_read_is_not_gone(place: Settings, tmp_path: Path, name: str) -> None:
    """A folder that nobody may open keeps its copy, and the message names it, not the copy."""
    backup(place, tmp_path / "copy")
    if name == "brev.txt":
        write(place, name, "Brev om kakao.")
    (place.corpus / name).chmod(0)
    ended = subprocess.run(
        [*bound_by_rights(), LYKTA, "backup", tmp_path / "copy"],
        cwd=place.root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    (place.corpus / name).chmod(0o700)

    assert ended.returncode == 2, ended.stdout
    assert f"{place.corpus / name}: Permission denied" in ended.stderr
    assert (tmp_path / "copy" / "corpus" / "riktlinjer" / "åtgärd.txt").exists()


def test_a_share_that_is_away_empties_no_copy(place: Settings, tmp_path: Path) -> None:
    """The copy is what is left then."""
    for number in range(30):
        write(place, f"{number}.txt", f"Nummer {number}.")
    backup(place, tmp_path / "copy")
    place.corpus.rename(tmp_path / "away")
    place.corpus.mkdir()

    with pytest.raises(BackupError, match="not mounted"):
        backup(place, tmp_path / "copy")
    assert (tmp_path / "copy" / "corpus" / "0.txt").exists()


def test_nothing_is_written_over(place: Settings, tmp_path: Path) -> None:
    """A backup goes outside the collection, and comes back into an empty folder."""
    backup(place, tmp_path / "copy")
    with pytest.raises(BackupError, match="empty folder"):
        restore(place, tmp_path / "copy")
    with pytest.raises(BackupError, match="another folder"):
        backup(place, place.corpus / "copy")
    back = elsewhere(tmp_path)
    for nothing in (tmp_path / "none", place.root / "lykta.toml"):
        with pytest.raises(BackupError, match="holds no backup"):
            restore(back, nothing)


def test_a_copy_made_while_a_night_runs_is_whole(place: Settings, tmp_path: Path) -> None:
    """By another command, begun at every stage: what comes back is one state, checked."""
    copies: dict[Path, subprocess.Popen[bytes]] = {}

    def copy(stage: str, _done: int, _total: int | None) -> None:
        to = tmp_path / f"copy-{stage}"
        if to not in copies:
            command = [str(LYKTA), "backup", str(to)]
            copies[to] = subprocess.Popen(command, cwd=place.root, stdout=subprocess.DEVNULL)

    write(place, "nytt.txt", "Nytt om snö.")
    run.reindex(place, full=True, progress=copy)
    for number, (made, command) in enumerate(copies.items()):
        assert command.wait(timeout=60) == 0
        (tmp_path / f"back{number}").mkdir()
        back = settings_file.load(tmp_path / f"back{number}", {})
        assert restore(back, made).problems == ()
        assert answers(back)[0]  # to "te", in what the night found there

    assert {"copy-walk", "copy-read", "copy-index"} <= {made.name for made in copies}
