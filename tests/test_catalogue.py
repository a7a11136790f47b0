import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.catalogue import Catalogue, DocumentState, Event, FileState, Taken
from ingest.catalogue.connection import engine_for, reading, writing
from ingest.catalogue.migrations import STEPS, VERSION, migrate, version_of
from ingest.corpus import FoundFile
from ingest.errors import CatalogueDamagedError, CatalogueError
from ingest.mentions import Mention
from ingest.models import (
    Block,
    Change,
    Claim,
    Extract,
    Failure,
    Identifier,
    Kind,
    Metadata,
    Origin,
    Outline,
    PartialDate,
    Reason,
    Role,
    TopicLink,
)

EXTRACT = Extract(
    media_type="application/pdf",
    reader="pdf/1",
    blocks=(
        Block("Köp av sexuell tjänst", Role.HEADING, page=1, offset=0, level=1),
        Block("Texten på sida två.\nMed radbrytning.", page=2, offset=7),
        Block("Sidhuvud", Role.REPEATED, page=2, offset=0),
    ),
    claims=(Claim("title", "Köp", "PDF information"), Claim("published", "2019", "text")),
    pages=2,
    page_labels=("i", "1"),
    outline=(Outline("Kapitel", 1, 2), Outline("Bilaga", 1, None)),
    notes=("read by pypdf alone",),
)
METADATA = Metadata(
    title="Köp av sexuell tjänst",
    published=PartialDate.of(2019, 5),
    updated=PartialDate.of(2020),
    publisher="Jämställdhetsmyndigheten",
    originator="Polisen",
    kind=Kind.REPORT,
    language="sv",
    topics=(TopicLink("lagen", "title"), TopicLink("barn", "folder")),
    identifiers=(Identifier("ISBN", "978-91-38-24513-2"), Identifier("Dnr", "1/2", valid=False)),
    url="https://example.org/",
    replaces="SOU 2010:49",
    valid_from=PartialDate.of(2019, 5, 8),
    valid_to=PartialDate.of(2024),
    repealed_by="SOU 2023:97",
    origins={"title": Origin("PDF information", 0.8), "kind": Origin("folder")},
)


def found(name: str = "a.pdf", size: int = 10) -> FoundFile:
    return FoundFile(name, size, 1_000, 7, "")


def digest(letter: str) -> str:
    return letter * 64


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue.open(tmp_path / "state" / "catalogue.sqlite") as opened:
        yield opened


def hold(catalogue: Catalogue, name: str, document_id: str, metadata: Metadata = METADATA) -> None:
    taken = Taken(digest(document_id[0]), EXTRACT, metadata, "pdf/1")
    with catalogue.write() as writer:
        writer.hold(found(name), document_id, taken)


def test_document_comes_back_whole(catalogue: Catalogue) -> None:
    """Every value that goes in comes out, with roles, places and origins."""
    before = datetime.now(UTC)
    hold(catalogue, "mapp/a.pdf", "aaa")
    document = catalogue.document("aaa")

    assert document is not None
    assert document.metadata == METADATA
    assert document.blocks == EXTRACT.blocks
    assert (document.pages, document.page_labels) == (2, ("i", "1"))
    assert document.outline == EXTRACT.outline
    assert (document.path, document.sha256) == ("mapp/a.pdf", digest("a"))
    assert document.added is not None
    assert document.added >= before
    assert catalogue.extract("aaa") == EXTRACT


def test_unknown_document(catalogue: Catalogue) -> None:
    """An id that nothing has is None, not an error."""
    assert catalogue.document("nope") is None
    assert catalogue.resolve("nope") is None
    assert catalogue.original("nope") is None


def test_original_leads_to_the_file(catalogue: Catalogue) -> None:
    """The original is found under the system's own spelling of its name."""
    hold(catalogue, r"rad\x0abrytning.pdf", "aaa")

    assert catalogue.original("aaa") == Path("rad\nbrytning.pdf")


def test_rows_are_cheap_and_in_order(catalogue: Catalogue) -> None:
    """A list of what is held comes in the order it came in, without text."""
    for number in range(3):
        hold(catalogue, f"{number}.pdf", "cba"[number] * 3)
    rows = list(catalogue.documents())

    assert [row.id for row in rows] == ["ccc", "bbb", "aaa"]
    assert (rows[0].title, rows[0].kind, rows[0].published) == (
        METADATA.title,
        Kind.REPORT,
        PartialDate.of(2019, 5),
    )


def test_revisions(catalogue: Catalogue) -> None:
    """Every change gets the next revision, and a document shows only its last one."""
    assert catalogue.revision() == 0
    hold(catalogue, "a.pdf", "aaa")
    hold(catalogue, "b.pdf", "bbb")
    catalogue.set_roles("aaa", {1: Role.BOILERPLATE})
    with catalogue.write() as writer:
        writer.end("bbb", Event.GONE)
    changes = list(catalogue.changes())

    assert [(change.revision, change.document_id) for change in changes] == [(3, "aaa"), (4, "bbb")]
    assert changes[0].document is not None
    assert changes[0].document.blocks[1].role is Role.BOILERPLATE
    assert changes[1] == Change(4, "bbb", None)
    assert list(catalogue.changes(4)) == []
    assert catalogue.revision() == 4
    assert catalogue.documents_held() == 1


def test_changes_see_one_state(catalogue: Catalogue) -> None:
    """What is written while changes are read waits for the next reader."""
    for number in range(40):
        hold(catalogue, f"{number}.pdf", f"{number:03}")
    changes = catalogue.changes()
    first = next(changes)
    hold(catalogue, "late.pdf", "zzz")

    assert first.revision == 1
    assert [change.revision for change in changes] == list(range(2, 41))
    assert [change.document_id for change in catalogue.changes(40)] == ["zzz"]


def test_transaction_is_all_or_nothing(catalogue: Catalogue) -> None:
    """A batch that fails half way leaves neither documents nor revisions."""

    def half() -> None:
        with catalogue.write() as writer:
            writer.hold(found(), "aaa", Taken(digest("a"), EXTRACT, METADATA, ""))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert catalogue.documents_held() == 0
    assert catalogue.revision() == 0


def test_merged_id_still_leads_to_the_document(catalogue: Catalogue) -> None:
    """Ids that merge resolve, also when what they lead to merges in its turn."""
    hold(catalogue, "a.pdf", "aaa")
    hold(catalogue, "b.pdf", "bbb")
    hold(catalogue, "c.pdf", "ccc")
    with catalogue.write() as writer:
        writer.merge("aaa", "bbb")
        writer.merge("bbb", "ccc")
        state = writer.lookup.state("aaa")

    assert catalogue.resolve("aaa") == "ccc"
    assert catalogue.resolve("bbb") == "ccc"
    assert (document := catalogue.document("aaa")) is not None
    assert document.id == "ccc"
    assert state is DocumentState.MERGED


def test_gone_document_keeps_its_history_and_not_its_text(catalogue: Catalogue) -> None:
    """Nothing is shown of what is gone; should it come back, it has its id and its first day."""
    hold(catalogue, "a.pdf", "aaa")
    added = next(iter(catalogue.documents())).added
    with catalogue.write() as writer:
        writer.end("aaa", Event.GONE)

    assert catalogue.document("aaa") is None
    assert catalogue.extract("aaa").blocks == ()
    hold(catalogue, "a.pdf", "aaa")
    assert next(iter(catalogue.documents())).added == added


def test_forgotten_document_leaves_no_word(catalogue: Catalogue, tmp_path: Path) -> None:
    """After a document is forgotten, its words are nowhere in the catalogue's files."""
    hold(catalogue, "a.pdf", "aaa")
    with catalogue.write() as writer:
        writer.forget("aaa")
    catalogue.close()
    data = b"".join(file.read_bytes() for file in (tmp_path / "state").iterdir())

    assert "sexuell tjänst".encode() not in data
    assert "Jämställdhetsmyndigheten".encode() not in data
    assert b"Kapitel" not in data


def test_failures_count_tries(catalogue: Catalogue) -> None:
    """Tries of the same bytes add up; other bytes start anew."""
    failure = Failure(Reason.CORRUPT, "it has no pages", "application/pdf", "pdf/1")

    def fail(file: FoundFile, stamp: str = "pdf/1") -> tuple[int, ...]:
        with catalogue.write() as writer:
            writer.failed(file, failure, stamp=stamp, sha256=None)
        return tuple(failed.tries for failed in catalogue.failures())

    assert [fail(found()), fail(found())] == [(1,), (2,)]
    assert fail(found(), "pdf/2") == (1,)
    assert fail(found(size=11), "pdf/2") == (1,)
    (failed,) = catalogue.failures()
    assert (failed.path, failed.reason, failed.detail) == ("a.pdf", Reason.CORRUPT, failure.detail)


def test_counts(catalogue: Catalogue) -> None:
    """The collection's numbers are those of what is held now."""
    hold(catalogue, "a.pdf", "aaa")
    hold(catalogue, "b.pdf", "bbb")
    with catalogue.write() as writer:
        writer.duplicate(found("c.pdf"), "aaa", digest("a"))
        writer.end("bbb", Event.GONE)
        writer.gone("b.pdf")
    counts = catalogue.counts()

    assert counts.documents == 1
    assert counts.pages == 2
    assert counts.kinds == {Kind.REPORT: 1}
    assert counts.files == {FileState.HELD: 1, FileState.DUPLICATE: 1, FileState.GONE: 1}
    assert counts.revision == 3


def test_runs(catalogue: Catalogue) -> None:
    """A run is there from its start; one that never ended shows no outcome."""
    first = catalogue.begin_run("reindex")
    second = catalogue.begin_run("ingest")
    catalogue.finish_run(second, "done", {"new": 3})
    newest, oldest = catalogue.runs()

    assert (newest.id, newest.outcome, newest.report) == (second, "done", {"new": 3})
    assert newest.finished is not None
    assert newest.finished >= newest.started
    assert (oldest.id, oldest.finished, oldest.outcome) == (first, None, None)
    assert catalogue.counts().last_run == newest


def test_one_document_one_file(catalogue: Catalogue) -> None:
    """The database itself refuses two files that both claim to be a document's."""
    hold(catalogue, "a.pdf", "aaa")
    with catalogue.write() as writer:
        writer.duplicate(found("b.pdf"), "aaa", digest("a"))

    with pytest.raises(CatalogueError), writing(catalogue._engine) as connection:
        connection.exec_driver_sql("UPDATE files SET holder = 1")
    with pytest.raises(CatalogueError), writing(catalogue._engine) as connection:
        connection.exec_driver_sql("UPDATE files SET document_id = 'none'")


def test_opens_again_as_it_was(tmp_path: Path) -> None:
    """Opening changes nothing, and a rebuilt catalogue can be told from its forerunner."""
    path = tmp_path / "c.sqlite"
    with Catalogue.open(path) as catalogue:
        hold(catalogue, "a.pdf", "aaa")
        identity = catalogue.identity()
    with Catalogue.open(path) as again:
        held = again.documents_held(), again.revision(), again.identity()
    with Catalogue.open(tmp_path / "other.sqlite") as other:
        assert other.identity() != identity

    assert held == (1, 1, identity)


def test_older_catalogue_is_brought_along(tmp_path: Path) -> None:
    """Steps from an older version run once, in order, and keep what is there."""
    path = tmp_path / "c.sqlite"
    with Catalogue.open(path) as catalogue:
        hold(catalogue, "a.pdf", "aaa")
    steps = [
        ["ALTER TABLE documents ADD COLUMN one TEXT DEFAULT 'x'"],
        ["UPDATE documents SET one = one || 'y'", "UPDATE documents SET one = one || 'z'"],
    ]
    engine = engine_for(path)
    for _ in range(2):
        with writing(engine) as connection:
            migrate(connection, [*STEPS, *steps])
    with reading(engine) as connection:
        value = connection.exec_driver_sql("SELECT one FROM documents").scalar_one()
        version = version_of(connection)
    engine.dispose()

    assert (value, version) == ("xyz", VERSION + 2)


def test_steps_lead_to_what_is_made_anew(tmp_path: Path) -> None:
    """A catalogue of the first version has the tables and indexes in the end of one made now."""
    columns = []
    indexes = []
    for name in ("new", "old"):
        Catalogue.open(tmp_path / name).close()
        if name == "old":
            with closing(sqlite3.connect(tmp_path / name)) as raw, raw:
                pulled = ("pull_sources", "pull_validators", "pull_parts", "pull_originals")
                kinship = ("sketches", "kin", "strangers", "site_pages")
                gone = (*pulled, *kinship, "missed", "mentions", "recognised")
                for table in gone:
                    raw.execute(f"DROP TABLE {table}")
                for index in ("path", "replaces", "repealed_by"):
                    raw.execute(f"DROP INDEX ix_documents_{index}")
                for index in ("counted", "files_hashed", "claims_of_pictures", "refusing"):
                    raw.execute(f"DROP INDEX {index}")
                since = "also_at withdrawn removed repealed newer copy_of authors summary"
                for column in (*since.split(), "not_topics"):
                    raw.execute(f"ALTER TABLE documents DROP COLUMN {column}")
                for index in ("ix_files_part_of", "files_by_path", "files_since"):
                    raw.execute(f"DROP INDEX {index}")
                for column in ("part_of", "hashed"):
                    raw.execute(f"ALTER TABLE files DROP COLUMN {column}")
                raw.execute("ALTER TABLE topics DROP COLUMN words")
                raw.execute("ALTER TABLE blocks DROP COLUMN read_as")
                raw.execute("PRAGMA user_version = 1")
            Catalogue.open(tmp_path / name).close()
        with closing(sqlite3.connect(tmp_path / name)) as raw:
            tables = [row[0] for row in raw.execute("SELECT name FROM sqlite_master ORDER BY 1")]
            columns.append([list(raw.execute(f"PRAGMA table_info('{table}')")) for table in tables])
            written = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index'")
            indexes.append({name: " ".join(sql.split()) for name, sql in written if sql})

    assert columns[0] == columns[1]
    assert indexes[0] == indexes[1]


def test_newer_catalogue_is_left_alone(tmp_path: Path) -> None:
    """A catalogue of a later Lykta is not touched; the message says what to install."""
    path = tmp_path / "c.sqlite"
    Catalogue.open(path).close()
    raw = sqlite3.connect(path)
    raw.execute(f"PRAGMA user_version = {VERSION + 1}")
    raw.close()

    with pytest.raises(CatalogueError, match="newer Lykta"):
        Catalogue.open(path)


def test_damaged_catalogue_says_so(tmp_path: Path) -> None:
    """A file that is no catalogue is not overwritten; the message says how to rebuild."""
    path = tmp_path / "c.sqlite"
    path.write_bytes(b"not a database, " * 1000)

    with pytest.raises(CatalogueDamagedError, match=r"reindex.*from the corpus folder"):
        Catalogue.open(path)
    assert path.read_bytes().startswith(b"not a database")


def test_damage_in_the_middle(tmp_path: Path) -> None:
    """Pages overwritten by something else are met as damage, not as a stack trace."""
    path = tmp_path / "c.sqlite"
    with Catalogue.open(path) as catalogue:
        for number in range(200):
            hold(catalogue, f"{number}.pdf", f"{number:03}")
    data = bytearray(path.read_bytes())
    data[4096 * 2 :] = b"\xff" * (len(data) - 4096 * 2)
    path.write_bytes(data)

    with pytest.raises(CatalogueDamagedError), Catalogue.open(path) as catalogue:
        list(catalogue.changes())


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A state folder that a file stands in the way of is told with its path."""
    (tmp_path / "state").write_text("a file", encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"state: cannot be made"):
        Catalogue.open(tmp_path / "state" / "c.sqlite")


def test_full_disk(catalogue: Catalogue) -> None:
    """A full disk stops the batch with advice and leaves what was there."""
    hold(catalogue, "a.pdf", "aaa")
    with reading(catalogue._engine) as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        # Of this connection, which the pool hands to the next caller.
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        with catalogue.write() as writer:
            for number in range(500):
                taken = Taken(digest("b"), EXTRACT, METADATA, "")
                writer.hold(found(f"{number}.pdf"), f"{number:03}", taken)

    with pytest.raises(CatalogueError, match="disk is full; free some space"):
        fill()
    assert [row.id for row in catalogue.documents()] == ["aaa"]


def test_reading_while_another_writes(tmp_path: Path) -> None:
    """A reader neither waits for a writer nor sees half of what it does."""
    path = tmp_path / "c.sqlite"
    with Catalogue.open(path) as one, one.write() as writer:
        writer.hold(found(), "aaa", Taken(digest("a"), EXTRACT, METADATA, ""))
        with Catalogue.open(path) as other:
            seen = other.documents_held()

    assert seen == 0


def test_what_a_document_refers_to_is_written_in_place_of_what_was(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    """In the transaction that added the document too, and as often as it is told."""
    one, other = (Mention(Identifier("SOU", f"SOU 2016:{number}"), 1, 0) for number in (7, 8))
    with catalogue.write() as writer:
        writer.hold(found(), "aaa", Taken(digest("a"), EXTRACT, METADATA, ""))
        writer.mentions("aaa", [one])
        writer.mentions("aaa", [other])
    with closing(sqlite3.connect(tmp_path / "state" / "catalogue.sqlite")) as raw:
        values = raw.execute("SELECT value FROM mentions").fetchall()

    assert values == [("SOU 2016:8",)]


def test_the_catalogue_loads_no_other_database_than_its_own() -> None:
    """A command starts a tenth later with one more: PostgreSQL's dialect brings asyncio along."""
    told = "import sys, ingest.catalogue; sys.exit('sqlalchemy.dialects.postgresql' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", told], check=False).returncode == 0
