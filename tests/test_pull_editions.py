"""What changed at a source: its text or files decide, every edition is kept, people are heard."""

import sqlite3
import tomllib
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.catalogue import Catalogue
from ingest.pull.fetch import Fetcher
from ingest.pull.originals import Originals
from ingest.pull.report import SourceReport
from ingest.pull.sources import Source
from ingest.pull.texts import Texts
from tests.pulling import MANNERS, atom, conditional, documents, empty_pdf, page, puller
from tests.webserver import Site

Pull = Callable[..., SourceReport]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return a corpus folder."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


@pytest.fixture
def pull(tmp_path: Path, corpus: Path, web: Site, texts: Texts) -> Pull:
    """Return what says when the feed's page changed, and pulls."""

    def run(updated: str, **said: object) -> SourceReport:
        web.serve("/atom", atom(updated, web.url("/1")))
        given = {"id": "nytt", "address": web.url("/atom")} | said
        with puller(corpus.parent, Fetcher(MANNERS), texts) as started:
            return started.pull(Source(**given))  # type: ignore[arg-type]

    return run


def test_unchanged_the_same_text_and_changed_text_are_three_outcomes(
    web: Site, corpus: Path, tmp_path: Path, pull: Pull
) -> None:
    """Another head and other bytes around the same text are no new edition; another text is."""
    web.pages["/1"] = conditional(page("Ett"), '"1"')
    pull("2024-01-01")
    said_so = pull("2024-02-01")
    web.serve("/1", page("Ett", head='<meta name="build" content="2"><!-- 12:00 -->'))
    other_bytes = pull("2024-03-01")
    (before,) = documents(corpus).values()
    web.serve("/1", page("Ett, ändrad"))
    other_text = pull("2024-04-01")

    assert (said_so.unchanged, said_so.same_text, said_so.changed) == (1, 0, 0)
    assert (other_bytes.unchanged, other_bytes.same_text, other_bytes.changed) == (0, 1, 0)
    assert (other_text.unchanged, other_text.same_text, other_text.changed) == (0, 0, 1)
    assert before == page("Ett").encode()
    ((name, held),) = documents(corpus).items()
    assert held == page("Ett, ändrad").encode()
    with Catalogue.open(tmp_path / "c.sqlite") as catalogue, catalogue.pulled() as memory:
        editions = memory.editions(f"pulled/nytt/{name}")
    kept = [Originals(tmp_path / "originals").read(one.sha256) for one in editions]
    assert kept == [page("Ett, ändrad").encode(), page("Ett").encode()]
    assert [one.chain for one in editions] == [(web.url("/1"),)] * 2
    assert "text/html" in editions[0].headers["content-type"]


def test_another_file_on_the_page_is_a_new_edition(web: Site, pull: Pull) -> None:
    """Text and files are one record: a file that is added changes it, and comes."""
    web.serve("/1", page("Ett", "/a.pdf"))
    web.serve("/a.pdf", empty_pdf(), "application/pdf")
    web.serve("/b.pdf", empty_pdf() + b"\n", "application/pdf")
    pull("2024-01-01", files="a.file")
    web.serve("/1", page("Ett", "/a.pdf", "/b.pdf"))

    report = pull("2024-02-01", files="a.file")

    assert (report.changed, report.new) == (1, 1)


def test_a_page_nobody_says_has_changed_is_asked_again_after_a_month(
    web: Site, tmp_path: Path, pull: Pull
) -> None:
    """Few feeds tell of changes; what was fetched long ago is seen to, the rest is left alone."""
    web.serve("/1", page("Ett"))
    pull("2024-01-01")
    web.serve("/1", page("Två"))
    soon = pull("2024-01-01")
    long_ago = datetime.now(UTC) - timedelta(days=31)
    with closing(sqlite3.connect(tmp_path / "c.sqlite")) as raw, raw:
        raw.execute("UPDATE pull_parts SET fetched = ?", (f"{long_ago:%Y-%m-%d} 00:00:00.000000",))

    assert soon.changed == 0
    assert pull("2024-01-01", revisit_days=0).changed == 0
    assert pull("2024-01-01").changed == 1


def test_a_line_that_people_wrote_stays_and_the_others_follow(
    web: Site, corpus: Path, pull: Pull
) -> None:
    """What stands as we wrote it follows the source; a changed and a removed line are theirs."""
    web.serve("/1", page("Ett"))
    pull("2024-01-01", publisher="Sjöfartsverket")
    (beside,) = corpus.rglob("*.toml")
    lines = beside.read_text("utf-8").replace('title = "Ett"', 'title = "Bättre"  # av oss')
    kept = [line for line in lines.splitlines(keepends=True) if not line.startswith("url")]
    beside.write_text("".join(["# en rad\n", *kept, 'topics = ["fyrar"]\n']), "utf-8")
    web.serve("/1", page("Ett, ändrad"))

    report = pull("2024-02-01", publisher="Fyrverket")

    assert report.changed == 1
    assert beside.read_text("utf-8").startswith('# en rad\ntitle = "Bättre"  # av oss\n')
    assert tomllib.loads(beside.read_text("utf-8")) == {
        "title": "Bättre",
        "published": "2024-02-01",
        "publisher": "Fyrverket",
        "topics": ["fyrar"],
    }


def test_a_file_that_people_changed_is_theirs(web: Site, corpus: Path, pull: Pull) -> None:
    """The new edition is kept as an original; what a person put in its place stays."""
    web.serve("/1", page("Ett"))
    pull("2024-01-01")
    (file,) = corpus.rglob("*.html")
    file.write_text("en människas", "utf-8")
    web.serve("/1", page("Två"))

    pull("2024-02-01")

    assert file.read_text("utf-8") == "en människas"
    originals = Originals(corpus.parent / "originals")
    assert {path.read_bytes() for path in originals.folder.glob("??/*")} == {
        page("Ett").encode(),
        page("Två").encode(),
    }


def test_originals_that_are_not_needed_are_pruned(tmp_path: Path) -> None:
    """What is held stays, and so does what is young; a damaged original is none."""
    originals = Originals(tmp_path)
    held, old = originals.keep(b"held"), originals.keep(b"old")
    future = datetime.now(UTC) + timedelta(days=1)

    assert originals.prune({held.name}, datetime.now(UTC) - timedelta(days=1)) == 0
    assert originals.prune({held.name}, future) == 1
    assert (originals.read(held.name), originals.read(old.name)) == (b"held", None)
    held.write_bytes(b"damaged")
    assert originals.read(held.name) is None


def test_a_page_and_its_files_are_one_record_with_parts(
    web: Site, corpus: Path, pull: Pull
) -> None:
    """Each says whose part it is, and a file has its own title; a second file comes to the same."""
    web.serve("/1", page("Ett", "/a.pdf", "/b.pdf"))
    web.serve("/a.pdf", empty_pdf(), "application/pdf")
    web.serve("/b.pdf", empty_pdf() + b"\n", "application/pdf")

    pull("2024-01-01", files="a.file", publisher="Sjöfartsverket")

    (whole,) = corpus.rglob("*.html")
    said = [tomllib.loads(path.read_text("utf-8")) for path in corpus.rglob("*.pdf.toml")]
    assert [one["part_of"] for one in said] == [f"pulled/nytt/{whole.name}"] * 2
    assert [one["publisher"] for one in said] == ["Sjöfartsverket"] * 2
    assert sorted(one["url"] for one in said) == [web.url("/a.pdf"), web.url("/b.pdf")]
    assert not any("title" in one for one in said)
