"""What people do in the corpus folder is found within seconds, once, and without being told."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from index.lock import only_writer
from index.models import Query
from ingest.catalogue import Catalogue, FileState
from night import run
from night.collection import Collection
from night.recording import COLLECTION_LOCK
from night.watch import ChangeSet, Watcher, on_network
from night.watch_status import watch_status
from settings import IngestSettings, Settings, WatchSettings
from tests.letters import write

LYKTA = Path(__file__).resolve().parent.parent / "lykta.py"
PATIENCE = 30.0  # seconds; a machine that runs other tests too is slow


def settings(root: Path, **watch: float) -> Settings:
    """Return settings under which a file has settled after half a second."""
    ingest = IngestSettings(settle_seconds=0.5, workers=1)
    return Settings(root=root, ingest=ingest, watch=WatchSettings(**watch))  # type: ignore[arg-type]  # a bool is a number


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    """Return the settings of a collection of one document, indexed."""
    place = settings(tmp_path / "place")
    write(place, "brev.txt", "kaffe")
    run.reindex(place)
    return place


@contextmanager
def watching(place: Settings) -> Iterator[list[ChangeSet]]:
    """Watch a folder in a thread, from when it has looked at everything; give what it tells."""
    told: list[ChangeSet] = []
    stop = Event()
    thread = Thread(target=Watcher(place, told.append, stop=stop).run)
    thread.start()
    try:
        until(lambda: (status := watch_status(place)) is not None and bool(status.walked))
        yield told
    finally:
        stop.set()
        thread.join(PATIENCE)


def until(holds: Callable[[], bool]) -> bool:
    """Wait until something holds; say whether it came to."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.3)
    return False


def found(place: Settings, word: str) -> list[str]:
    """Return the paths of the documents that have a word."""
    with Collection.open(place) as collection:
        return sorted(hit.document.path for hit in collection.search(Query(word)).hits)


def events(place: Settings) -> list[tuple[str, str]]:
    """Return what the catalogue says happened to documents, by path and in order."""
    with Catalogue.open(place.catalogue) as catalogue:
        return [(event.path, event.event) for event in catalogue.history()]


def test_dropped_changed_renamed_moved_and_removed_files_are_followed(place: Settings) -> None:
    """Each is found, or found no longer, without any command."""
    with watching(place):
        path = write(place, "ny.txt", "snö")
        dropped = until(lambda: found(place, "snö") == ["ny.txt"])
        write(place, "ny.txt", "regn")
        changed = until(lambda: (found(place, "snö"), found(place, "regn")) == ([], ["ny.txt"]))
        path.rename(place.corpus / "annan.txt")
        renamed = until(lambda: found(place, "regn") == ["annan.txt"])
        (place.corpus / "arkiv").mkdir()
        (place.corpus / "annan.txt").rename(place.corpus / "arkiv" / "annan.txt")
        moved = until(lambda: found(place, "regn") == ["arkiv/annan.txt"])
        shutil.rmtree(place.corpus / "arkiv")
        removed = until(lambda: found(place, "regn") == [])

    assert [dropped, changed, renamed, moved, removed] == [True] * 5
    assert [event for path, event in events(place) if path.endswith("annan.txt")] == [
        *("new", "edited", "moved", "moved", "gone")
    ]


class Looking(Watcher):
    """A watcher that says how often it looks at anything."""

    looks = 0

    def _take(self, names: Sequence[str]) -> None:
        self.looks += 1
        super()._take(names)


def test_a_file_that_was_dropped_just_before_the_start_is_in_at_the_second_look(
    place: Settings,
) -> None:
    """A walk meets it of this moment: it is looked at again when it has settled, not before."""
    slow = replace(place, ingest=replace(place.ingest, settle_seconds=4.0))
    stop = Event()
    watcher = Looking(slow, lambda _: None, stop=stop)
    write(place, "ny.txt", "snö")
    thread = Thread(target=watcher.run)
    thread.start()
    try:
        came = until(lambda: found(place, "snö") == ["ny.txt"])
    finally:
        stop.set()
        thread.join(PATIENCE)

    assert came
    assert watcher.looks <= 2


def test_a_sidecar_and_the_topic_file_count_at_once(place: Settings) -> None:
    """What is said beside a file describes it, without it being read again."""
    with watching(place):
        (place.corpus / "brev.txt.toml").write_text('title = "Om tidvatten"\n', "utf-8")
        described = until(lambda: found(place, "titel:tidvatten") == ["brev.txt"])
        (place.corpus / "topics.toml").write_text('[kaffe]\nname = "Kaffe"\n', "utf-8")

        def has_topic() -> bool:
            with Collection.open(place) as collection:
                return dict(collection.topic_counts()) == {"kaffe": 1}

        (place.corpus / "brev.txt.toml").write_text('topics = ["kaffe"]\n', "utf-8")
        topical = until(has_topic)

    assert (described, topical) == (True, True)


def test_a_half_written_file_waits_until_its_program_is_done(place: Settings) -> None:
    """It is seen at once, shown as such, and taken in whole and once."""
    path = place.corpus / "lang.txt"
    with watching(place):
        with path.open("w", encoding="utf-8") as file:
            file.write("Om snö.\n")
            file.flush()

            def states() -> int:
                with Catalogue.open(place.catalogue) as catalogue:
                    return catalogue.counts().files.get(FileState.SEEN, 0)

            seen = until(lambda: states() == 1)
            time.sleep(1.5)  # longer than a file needs to settle
            early = found(place, "snö")
            file.write("Och om regn.\n")
        whole = until(lambda: found(place, "snö regn") == ["lang.txt"])

    assert (seen, early, whole) == (True, [], True)
    assert [event for path, event in events(place) if path == "lang.txt"] == ["new"]


def test_what_programs_do_when_they_save_comes_through_once(place: Settings) -> None:
    """An editor's save is an edit, a rename-in and an unpacked folder are new documents, once."""
    outside = place.root / "outside"
    outside.mkdir()
    with watching(place) as told:
        brev = place.corpus / "brev.txt"
        write(place, "4913", "prov").unlink()  # to see whether it may
        brev.rename(place.corpus / "brev.txt~")  # as Vim does
        write(place, "brev.txt", "te")
        (place.corpus / "brev.txt~").unlink()
        (outside / "a.txt").write_text("Om fyrar och vågor.", "utf-8")
        (outside / "a.txt").rename(place.corpus / "a.txt")
        for number in range(5):
            write(place, f"zip/inre/{number}.txt", f"bark{number}")
        came = until(lambda: len(found(place, "typ:övrigt")) == 7 and found(place, "te") != [])
        time.sleep(1.5)

    assert came
    assert [one.intake.warnings for one in told if one.intake and one.intake.warnings] == []
    happened = events(place)
    assert sorted(event for path, event in happened if path == "brev.txt") == ["edited", "new"]
    assert len(happened) == 2 + 1 + 5


def test_polling_needs_no_word_from_the_system(place: Settings) -> None:
    """On a network share every file is looked at, again and again."""
    place = settings(place.root, polling=True, poll_seconds=0.5)
    with watching(place):
        status = watch_status(place)
        write(place, "ny.txt", "snö")
        came = until(lambda: found(place, "snö") == ["ny.txt"])

    assert status is not None
    assert (status.polling, came) == (True, True)


def test_a_walk_now_and_then_finds_what_the_system_did_not_tell(
    place: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Events are lost when too many come at a time."""

    def silent(*_: object, stop_event: Event, **__: object) -> Iterator[set[object]]:
        while not stop_event.wait(0.2):
            yield set()

    monkeypatch.setattr("night.watch.watchfiles.watch", silent)
    place = settings(place.root, walk_seconds=1.0)
    with watching(place):
        write(place, "ny.txt", "snö")

        assert until(lambda: found(place, "snö") == ["ny.txt"])


def test_a_folder_that_is_away_stops_it_and_comes_back_by_itself(
    place: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is taken for deleted; what stops it is told once, and to the page."""
    monkeypatch.setattr("night.watch.RETRY_SECONDS", 1.0)
    away = place.root / "away"

    def problem() -> str:
        status = watch_status(place)
        return status.problem if status else ""

    with watching(place) as told:
        place.corpus.rename(away)
        stopped = until(lambda: "cannot be read" in problem())
        still = found(place, "kaffe")
        away.rename(place.corpus)
        write(place, "ny.txt", "snö")
        back = until(lambda: found(place, "snö") == ["ny.txt"])
        mended = until(lambda: not problem())

    assert (stopped, still, back, mended) == (True, ["brev.txt"], True, True)
    assert len([change for change in told if change.problem]) == 1
    assert ("brev.txt", "gone") not in events(place)


def test_it_waits_for_who_writes_and_takes_everything_afterwards(place: Settings) -> None:
    """While the nightly command reads, nothing is lost and nothing said."""
    with watching(place) as told:
        with only_writer(place.state / COLLECTION_LOCK):
            write(place, "ny.txt", "snö")
            time.sleep(2.5)
            early = found(place, "snö")
        came = until(lambda: found(place, "snö") == ["ny.txt"])

    assert (early, came) == ([], True)
    assert not any(change.problem for change in told)


def test_the_command_ends_quietly_and_alone(place: Settings) -> None:
    """A service is stopped with SIGTERM; a second one is told who watches, and ends with 2."""
    command = [sys.executable, str(LYKTA), "-C", str(place.root), "watch"]
    first = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    until(lambda: watch_status(place) is not None)
    write(place, "ny.txt", "snö")
    came = until(lambda: found(place, "snö") == ["ny.txt"])
    second = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    first.send_signal(signal.SIGTERM)
    out, err = first.communicate(timeout=PATIENCE)

    assert came
    assert second.returncode == 2
    assert f"process {first.pid}" in second.stderr
    assert (first.returncode, "1 new" in err, "brought in: 1 new" in out) == (0, True, True)
    assert watch_status(place) is None


def test_a_watcher_ends_with_the_process_it_was_started_for(place: Settings) -> None:
    """One that outlived its page would keep the next from starting."""
    Watcher(place, lambda _: None, parent=os.getppid() + 1).run()

    assert watch_status(place) is None


def test_a_local_disk_is_no_network(tmp_path: Path) -> None:
    """Only what other machines change must be looked at without being told."""
    assert not on_network(tmp_path)


def test_a_share_is_a_network_whatever_its_name(tmp_path: Path) -> None:
    """Linux writes a space in the place of a mount as a number; the innermost mount decides."""
    mounted = tmp_path / "mounts"
    share = str(tmp_path).replace(" ", r"\040") + r"/min\040mapp"
    mounted.write_text(f"/dev/vda / ext4 rw 0 0\nserver:/a {share} nfs4 rw 0 0\n", "utf-8")
    folder = tmp_path / "min mapp" / "corpus"
    folder.mkdir(parents=True)

    assert on_network(folder, mounted)
    assert not on_network(tmp_path, mounted)


def test_a_status_that_cannot_be_written_stops_no_watch(place: Settings) -> None:
    """On a full disk files wait until there is room; whoever watches goes on."""
    (place.state / "watch.json").mkdir(parents=True)
    with watching(place):
        write(place, "ny.txt", "snö")

        assert until(lambda: found(place, "snö") == ["ny.txt"])
    assert [path.name for path in place.state.glob("watch.json?*")] == []
