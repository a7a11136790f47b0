"""A document that is forgotten is nowhere: not a byte of it below .lykta/, and never again."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

import lykta  # noqa: F401 - registers the commands
import settings as settings_file
from index.engines.whoosh.files import open_index
from index.errors import IndexLockedError
from index.models import Query
from index.schema import TERM_FIELDS
from ingest.catalogue import FileState
from ingest.catalogue.recognising import RecognisedPage
from ingest.corpus import LEDGER
from ingest.models import Document
from night import backup, forgetting, log, pull, recording, run
from night.agreement import check
from night.collection import Collection
from night.home import index_home
from settings import Settings
from terminal.commandline import main
from tests.pulling import LONG, page, rss
from tests.webserver import Site

WORD = "zwiebelfisch"  # an unlikely word: in no table, dictionary or other document
NAME = "promemoria.md"
SECRET = f"# Promemoria om {WORD}\n\n" + "\n\n".join(
    f"Här nämns {WORD} och {WORD}kvarkar, stycke {number}, i mål om hamnen." for number in range(40)
)


@pytest.fixture
def place(tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """Return the settings of a collection with one document that is to be forgotten."""
    root = tmp_path / "place"
    (root / "corpus").mkdir(parents=True)
    chosen = f'[engine]\nname = "{getattr(request, "param", "tantivy")}"\n'
    root.joinpath("lykta.toml").write_text(
        f"{chosen}[ingest]\nsettle_seconds = 0\nworkers = 1\n", "utf-8"
    )
    place = settings_file.load(root, {})
    for number in range(3):
        write(place, f"not-{number}.md", f"# Not {number}\n\nFyren nummer {number} i hamnen.\n")
    write(place, NAME, SECRET)
    run.reindex(place)
    return place


def write(place: Settings, name: str, text: str) -> None:
    """Write a file of the corpus folder."""
    (place.corpus / name).write_text(text, encoding="utf-8")


def document(place: Settings, name: str) -> Document:
    """Return the document of a path."""
    with Collection.open(place) as collection:
        return collection.require(name)


def traces(place: Settings) -> list[str]:
    """Return where below .lykta/ the word is found: in bytes, in rows, and by asking each index."""
    found = [
        str(path.relative_to(place.state))
        for path in place.state.rglob("*")
        if path.is_file() and WORD.encode() in path.read_bytes().lower()
    ]
    return [*found, *_rows(place), *_terms(place)]


def _rows(place: Settings) -> Iterator[str]:
    with sqlite3.connect(place.catalogue) as catalogue:
        if any(
            WORD.encode() in line.encode(errors="ignore").lower() for line in catalogue.iterdump()
        ):
            yield "row"


def _terms(place: Settings) -> Iterator[str]:
    """Yield the builds that hold the word, or a record that is deleted and only hidden."""
    home = index_home(place)
    for build in home.builds():
        reader = home.engine.read(build)
        known = (term for field in TERM_FIELDS for term, _ in reader.terms(field))
        if any(WORD in term for term in known) or _hidden(build):
            yield build.name


def _hidden(build: Path) -> int:
    """Return how many records a build's files hold that its readers are not shown."""
    if build.name.endswith("whoosh"):
        reader = open_index(build).reader()
        return int(reader.doc_count_all() - reader.doc_count())
    segments = [
        segment
        for part in build.iterdir()
        for segment in json.loads((part / "meta.json").read_text())["segments"]
    ]
    return sum(segment["deletes"]["num_deleted_docs"] for segment in segments if segment["deletes"])


@pytest.mark.parametrize("place", ["tantivy", "whoosh"], indirect=True)
def test_not_a_byte_of_a_forgotten_document_is_left(place: Settings) -> None:
    """Before, its words are in the catalogue and in the index; after, they are nowhere."""
    write(place, NAME, SECRET + "\n\nEn ändring.\n")
    run.reindex(place)
    run.reindex(place, full=True)  # a build is kept beside the one that answers
    before, one = traces(place), document(place, NAME)
    other = document(place, "not-1.md").id

    found = forgetting.forget(place, one)

    assert {"catalogue.sqlite", "row"} < set(before)
    assert sum("-" in name for name in before) >= 2
    assert traces(place) == []
    assert found.left == (NAME,)
    with Collection.open(place) as collection:
        assert collection.search(Query(WORD)).total == 0
        assert collection.search(Query("fyren")).total == 3
        assert collection.is_forgotten(one.id)
        assert not collection.is_forgotten(other)
    assert WORD not in (place.corpus / LEDGER).read_text()


def test_what_lies_beside_catalogue_and_index_goes_too(place: Settings) -> None:
    """Drawn pages, pages read by recognition, logs, and catalogues that were set aside."""
    one = document(place, NAME)
    drawn = place.pictures / one.sha256 / "1"
    drawn.parent.mkdir(parents=True)
    drawn.write_bytes(WORD.encode())
    with Collection.open(place) as collection:
        with collection.catalogue.write() as writer:
            page = RecognisedPage(1, 1, 90.0, (f"Sidan nämner {WORD}.",))
            writer.recognition.keep(one.sha256, page)
        aside = place.catalogue.with_name(f"{place.catalogue.stem}-damaged-20260101T000000.sqlite")
        collection.catalogue.copy_to(aside)
    with log.logged(place, "reindex") as told:
        told.say("failed", file=NAME, message=one.metadata.title)
    planted = {"row", *(str(path.relative_to(place.state)) for path in (drawn, aside))}
    before = set(traces(place))

    forgetting.forget(place, one)

    assert planted < before
    assert any(name.startswith("log/") for name in before)
    assert traces(place) == []
    assert [file for file in place.logs.rglob("*") if NAME in file.read_text()] == []


def test_a_forgotten_mail_takes_its_attachments_with_it(place: Settings) -> None:
    """The mail is not opened again: what lay in it alone is held no more, rebuilt or not."""
    mail = EmailMessage()
    mail["Subject"], mail["Message-ID"] = f"Utskick om {WORD}", "<1@example.org>"
    mail.set_content("Se bilagan.")
    mail.add_attachment(f"# Bilaga\n\n{LONG}".encode(), "text", "markdown", filename="a.md")
    (place.corpus / "brev.eml").write_bytes(mail.as_bytes())
    run.reindex(place)
    whole = held(place)
    forgetting.forget(place, document(place, "brev.eml"))
    at_once = held(place)
    run.reindex(place)
    after = held(place)
    place.catalogue.unlink()
    run.reindex(place, full=True)

    assert "brev.eml!/a.md" in whole
    assert at_once == after == held(place) == sorted({*whole} - {"brev.eml", "brev.eml!/a.md"})


def test_forgetting_waits_for_a_pull(place: Settings) -> None:
    """A pull that is under way knows nothing of what is being erased, and would fetch it again."""
    with recording.alone(place, 0, lock=recording.PULL_LOCK), pytest.raises(IndexLockedError):
        forgetting.forget(place, document(place, NAME), wait_minutes=0)

    assert NAME in held(place)


def test_a_forgotten_document_stays_away_under_every_name(place: Settings) -> None:
    """Its file, a copy, and one inside an archive or a mail are all passed over, also anew."""
    forgetting.forget(place, document(place, NAME))
    data = (place.corpus / NAME).read_bytes()
    (place.corpus / "annat.md").write_bytes(data)
    with zipfile.ZipFile(place.corpus / "paket.zip", "w") as archive:
        archive.writestr("inuti.md", data)
    mail = EmailMessage()
    mail["Subject"], mail["Message-ID"] = "Utskick", "<1@example.org>"
    mail.set_content("Se bilagan.")
    mail.add_attachment(data, "text", "markdown", filename="bilaga.md")
    (place.corpus / "brev.eml").write_bytes(mail.as_bytes())
    run.reindex(place)
    first = held(place)
    place.catalogue.unlink()
    run.reindex(place, full=True)

    assert first == held(place) == ["brev.eml", "not-0.md", "not-1.md", "not-2.md"]


def held(place: Settings) -> list[str]:
    """Return the paths of the documents held."""
    with Collection.open(place) as collection:
        return sorted(row.path for row in collection.catalogue.documents())


def test_a_file_that_is_deleted_afterwards_leaves_no_name(place: Settings) -> None:
    """A file's name may tell as much as its text: with the file it leaves the catalogue."""
    (place.corpus / NAME).rename(place.corpus / f"{WORD}.md")
    run.reindex(place)
    forgetting.forget(place, document(place, f"{WORD}.md"))
    (place.corpus / f"{WORD}.md").unlink()
    run.reindex(place)

    assert traces(place) == []
    with Collection.open(place) as collection:
        assert FileState.FORGOTTEN not in collection.catalogue.counts().files
        assert WORD not in str(collection.catalogue.arrivals())
    assert check(place) == ()


def test_a_log_that_was_cut_off_keeps_nothing_from_going(place: Settings) -> None:
    """A full disk may end a line in the middle of a letter; the lines around it are read."""
    cut = place.logs / "watch.jsonl"
    whole = b'{"event": "change"}\n'
    cut.write_bytes(whole + b'{"file": "r\xc3\n' + NAME.encode() + b"\n")
    forgetting.forget(place, document(place, NAME))

    assert cut.read_bytes() == whole + b'{"file": "r\xc3\n'
    assert traces(place) == []


@pytest.mark.parametrize(
    "step",
    ["Ledger.erase", "Indexing.purge", "Catalogue.compact"],
)
def test_what_was_broken_off_is_completed_by_the_next_run(place: Settings, step: str) -> None:
    """A process killed at any step of it leaves a word, and the next run does the rest."""
    one = document(place, NAME)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(place.root), one.id, *step.split(".")],
        cwd=Path(__file__).parent.parent,
        check=False,
    )
    run.ingest(place)

    assert killed.returncode == -signal.SIGKILL
    assert [trace for trace in traces(place) if trace != "catalogue.sqlite-wal"] == []
    with Collection.open(place) as collection:
        assert collection.is_forgotten(one.id)
        assert collection.document(one.id) is None


def test_what_was_broken_off_waits_for_a_pull_too(place: Settings) -> None:
    """Whoever completes it leaves it to a later run while a pull could fetch it again."""
    one = document(place, NAME)
    argv = [sys.executable, "-c", KILLED, str(place.root), one.id, "Ledger", "erase"]
    subprocess.run(argv, cwd=Path(__file__).parent.parent, check=False)
    with recording.alone(place, 0, lock=recording.PULL_LOCK):
        run.ingest(place, wait_minutes=0)
        while_pulling = NAME in held(place)
    run.ingest(place)

    assert while_pulling
    assert NAME not in held(place)


KILLED = """
import os, signal, sys
from pathlib import Path
import settings
from ingest.catalogue import Catalogue, Writer
from ingest.ledger import Ledger
from night import forgetting
from night.collection import Collection
from night.indexing import Indexing

place = settings.load(Path(sys.argv[1]), {})
with Collection.open(place) as collection:
    document = collection.require(sys.argv[2])
setattr(globals()[sys.argv[3]], sys.argv[4], lambda *_: os.kill(os.getpid(), signal.SIGKILL))
forgetting.forget(place, document)
"""


def test_copies_that_still_hold_it_are_named(place: Settings, tmp_path: Path) -> None:
    """Where `lykta backup` copied to is remembered; the next copy there lets go of it too."""
    to = tmp_path / "copy"
    backup.backup(place, to)
    found = forgetting.forget(place, document(place, NAME))
    (place.corpus / NAME).unlink()
    run.reindex(place)
    backup.backup(place, to)

    assert [one.folder for one in found.backups] == [str(to)]
    assert [path for path in to.rglob("*") if path.is_file() and _has_word(path)] == []


def _has_word(path: Path) -> bool:
    return WORD in path.name or WORD.encode() in path.read_bytes()


def test_the_command_asks_first(place: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nobody can be asked, `--yes` must be given; its answer does not say what it was."""
    asked = main(["-C", str(place.root), "forget", NAME])
    still = held(place)
    capsys.readouterr()
    done = main(["-C", str(place.root), "forget", NAME, "--yes", "--json"])
    answer = json.loads(capsys.readouterr().out)

    assert (asked, done) == (2, 1)
    assert NAME in still
    assert answer["left"] == [NAME]
    assert answer["fetched"] == answer["backups"] == []


# ---- what was fetched ---------------------------------------------------------------------


def test_what_was_fetched_is_deleted_and_not_fetched_again(tmp_path: Path, web: Site) -> None:
    """File, sidecar and every edition go; its address is not asked, and a copy is turned away."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "lykta.toml").write_text(
        "[ingest]\nsettle_seconds = 0\nworkers = 1\n"
        '[pull]\ncontact = "https://example.org"\nfloor_seconds = 0\nallow_loopback = true\n'
    )
    place = settings_file.load(tmp_path, {})
    list_of(web, "/a", "/b")
    web.serve("/a", page(f"{WORD} {LONG}"))
    web.serve("/b", page(f"Fyren {LONG}"))
    (place.corpus / "sources.toml").write_text(f'[nytt]\naddress = "{web.url("/rss")}"\n')
    run.reindex(place)
    one = next(found for found in documents_of(place) if WORD in found.blocks[0].text)
    found = forgetting.forget(place, one)
    asked = web.targets().count("/a")
    list_of(web, "/a", "/b", "/c")
    web.serve("/c", page(f"{WORD} {LONG}", head="<meta name=build content=2>"))
    again = pull.pull(place, ())
    pull.pull(place, ())
    run.reindex(place, fetch=False)

    assert found.fetched == (one.path,)
    assert found.left == ()
    assert not (place.corpus / one.path).exists()
    assert not (place.corpus / f"{one.path}.toml").exists()
    assert traces(place) == []
    assert web.targets().count("/a") == asked
    assert web.targets().count("/c") == 1
    assert [source.forgotten for source in again] == [1]
    assert len(documents_of(place)) == 1


def list_of(web: Site, *targets: str) -> None:
    """Serve a feed of pages."""
    web.serve("/rss", rss(*map(web.url, targets)), "application/rss+xml")


def documents_of(place: Settings) -> list[Document]:
    """Return the documents held."""
    with Collection.open(place) as collection:
        ids = [row.id for row in collection.catalogue.documents()]
        return [found for one in ids if (found := collection.document(one))]
