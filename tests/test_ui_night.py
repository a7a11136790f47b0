"""The pages and routes that say how the nights went and what is on its way in."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from ingest.catalogue import Catalogue, FileState, Run
from night import run
from night.report import Rebuilt, of_intake
from settings import IngestSettings, Settings
from tests.pageserver import running
from ui import arrivals, frame
from ui.night import REBUILT, nights


def night_page() -> None:
    """Run the night's page alone."""
    from ui import night  # noqa: PLC0415 - AppTest runs this body as a script of its own

    night.show()


def arrivals_part() -> None:
    """Run the part of the collection's page that follows the folder."""
    from ui import arrivals  # noqa: PLC0415 - AppTest runs this body as a script of its own

    arrivals.show()


@pytest.fixture
def here(site: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let the pages show the collection of the tests."""
    monkeypatch.setenv(frame.ROOT_VARIABLE, str(site))
    st.cache_resource.clear()
    yield site
    st.cache_resource.clear()


def shown(at: AppTest) -> str:
    """Return all that a page shows as HTML."""
    assert not at.exception
    return "\n".join(element.proto.body for element in at.get("html"))


def test_the_last_night_says_what_came_and_what_did_not(here: Path) -> None:
    """Counts, reasons in words, time by stage, sizes, and a bar a night."""
    page = shown(AppTest.from_function(night_page).run(timeout=60))

    assert "nya dokument" in page
    assert "Sökningen byggdes från grunden, eftersom det inte fanns något index." in page
    assert "Trasig: 1.</b> Hämta filen på nytt" in page  # why, and what to do about it
    assert "allt: " in page
    assert "indexet: 0," in page
    assert page.count('class="lk-night"') == 1
    assert "en eller flera filer kom inte in" in page
    assert "avbröts" not in page


def test_every_reason_to_build_anew_has_words() -> None:
    """What the night knows the page can say."""
    assert REBUILT.keys() == set(Rebuilt)


def test_before_the_first_night_the_page_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty state is a state."""
    monkeypatch.setenv(frame.ROOT_VARIABLE, str(tmp_path))
    st.cache_resource.clear()
    page = shown(AppTest.from_function(night_page).run(timeout=60))

    assert "lykta reindex" in page


def test_a_night_that_broke_off_has_a_bar_and_no_figures() -> None:
    """What stopped it is told above; the chart shows that it was, and the list says so."""
    then = datetime(2026, 1, 1, tzinfo=UTC)
    report = {"ingest": {"new": 3, "failed": {"empty": 2}}, "seconds": {"total": 10.0}}
    done = Run(1, "reindex", then, then, "done", report)
    quick = Run(2, "reindex", then, then, "done", {"seconds": {"total": 1.0}})
    stopped = Run(3, "reindex", then, then, "no room", {})
    going = Run(4, "reindex", then, None, None, {})
    found = nights([going, stopped, quick, done])

    assert [night.height for night in found] == [100, 10, 100, 100]
    assert [night.did.replace("\u00a0", " ") for night in found] == [
        "3 nya, 2 kom inte in; 10,00 s",
        "inget nytt; 1,00 s",
        "avbröts",
        "avbröts, eller pågår",
    ]
    assert [night.is_done for night in found] == [True, True, False, False]


def test_a_source_that_did_not_answer_says_why_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the words of the page of fetching: numbers, outcome, advice."""
    report = {
        "pull": {
            "nytt": {"outcome": "done", "trouble": None, "new": 2, "failed": 1},
            "borta": {"outcome": "stopped", "trouble": "missing", "why": "404"},
        }
    }
    with Catalogue.open(tmp_path / ".lykta" / "catalogue.sqlite") as catalogue:
        catalogue.add_run("reindex", datetime(2026, 1, 1, tzinfo=UTC), report)
    monkeypatch.setenv(frame.ROOT_VARIABLE, str(tmp_path))
    st.cache_resource.clear()
    page = shown(AppTest.from_function(night_page).run(timeout=60))

    assert "nytt</b></bdi>: klar, 2 nya, 1 kom inte." in page
    assert "borta</b></bdi>: stannade. Adressen finns inte längre." in page
    assert "lykta source try" in page


def test_files_on_their_way_in_are_shown_with_what_became_of_them(here: Path) -> None:
    """In, or not in, why, and what to do; and whether the folder is watched."""
    page = shown(AppTest.from_function(arrivals_part).run(timeout=60))

    assert "trasig.pdf" in page
    assert "kom inte in: Trasig. Hämta filen på nytt" in page
    assert "Mappen bevakas inte just nu" in page


def test_an_archive_that_came_in_is_told_as_in() -> None:
    """Every state of a file has words; without them there is no page at all."""
    assert set(arrivals.STATES) == set(FileState)


def test_what_came_in_with_something_to_know_says_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy leads to what it is a copy of, damage and a misspelt topic are told at once."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "brev.txt").write_bytes("Brev om kaffe\n\nKaffet är slut.\n".encode() + bytes(64))
    (corpus / "kopia.txt").write_bytes((corpus / "brev.txt").read_bytes())
    (corpus / "te.txt").write_text("Brev om te\n\nTeet är slut.\n", encoding="utf-8")
    (corpus / "te.txt.toml").write_text('topics = ["drycker"]\n', encoding="utf-8")
    settings = Settings(root=tmp_path, ingest=IngestSettings(settle_seconds=0, workers=1))
    found = run.ingest(settings)
    with Catalogue.open(tmp_path / ".lykta" / "catalogue.sqlite") as catalogue:
        catalogue.add_run("watch", datetime.now(UTC), of_intake(found))
        (copied,) = (row.id for row in catalogue.documents() if row.path != "te.txt")
    monkeypatch.setenv(frame.ROOT_VARIABLE, str(tmp_path))
    st.cache_resource.clear()
    page = shown(AppTest.from_function(arrivals_part).run(timeout=60))

    assert f'<a href="/dokument?id={copied}">Brev om kaffe</a>' in page
    assert "64 byte i filen är nollor" in page.lower()
    assert "inget ämne heter ”drycker”" in page


def test_of_a_file_that_was_moved_or_was_a_copy_is_told_where_its_content_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who tidies up sees where the document is now, at the name that went."""
    corpus = tmp_path / "corpus"
    (corpus / "brev").mkdir(parents=True)
    (corpus / "te.txt").write_text("Brev om te\n\nTeet är slut.\n", encoding="utf-8")
    (corpus / "kopia.txt").write_bytes((corpus / "te.txt").read_bytes())
    settings = Settings(root=tmp_path, ingest=IngestSettings(settle_seconds=0, workers=1))
    run.ingest(settings)
    (corpus / "te.txt").rename(corpus / "brev" / "te.txt")
    (corpus / "kopia.txt").unlink()
    run.ingest(settings)
    monkeypatch.setenv(frame.ROOT_VARIABLE, str(tmp_path))
    st.cache_resource.clear()
    page = shown(AppTest.from_function(arrivals_part).run(timeout=60))

    assert page.count("ligger inte kvar; samma innehåll finns i") == 2
    assert "brev/te.txt" in page
    assert "borttagen ur mappen" not in page


def test_health_and_metrics_are_open_and_name_nobody(site: Path) -> None:
    """Who watches over servers reads numbers; no title, path or question is among them."""
    with running(site) as address, httpx.Client(base_url=address, timeout=60) as web:
        health, metrics = web.get("/healthz"), web.get("/metrics")

    assert (health.status_code, health.text) == (200, "ok")
    assert metrics.status_code == 200
    with Catalogue.open(site / ".lykta" / "catalogue.sqlite") as catalogue:
        held = catalogue.documents_held()
    assert f"lykta_documents {held}.0" in metrics.text
    assert 'lykta_failed_files{reason="corrupt"} 1.0' in metrics.text
    assert "lykta_night_done 1.0" in metrics.text
    assert not any(word in metrics.text for word in ("fyrar", "lampan", "trasig"))
