"""While the collection is read for the first time, the page says how far, and comes by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from playwright.sync_api import Browser, expect
from streamlit.testing.v1 import AppTest

import settings
from ingest.catalogue import Catalogue
from ingest.corpus import look
from night import run
from night.indexing import Indexing
from night.recording import NIGHT_LOCK, alone
from night.underway import underway
from settings import Settings
from tests.browsing import MARKS, open_view, tab, width_used
from tests.pageserver import running
from ui import frame

PAGE = str(Path(__file__).resolve().parent.parent / "ui_app.py")


@pytest.fixture
def found(tmp_path: Path) -> Settings:
    """Return a collection of one note that has been read, and that no index holds yet."""
    (tmp_path / "lykta.toml").write_text(
        "[ingest]\nsettle_seconds = 0\nworkers = 1\n[serve]\nport = 0\n[watch]\nserve = false\n"
    )
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "not.md").write_text("# Om hamnen\n\nHamnen ligger i söder.\n", "utf-8")
    run.ingest(settings.load(tmp_path, {}))
    return settings.load(tmp_path, {})


@pytest.fixture
def going_on(found: Settings) -> Iterator[None]:
    """Be a run that has begun, and ends with the block."""
    with alone(found, 0, lock=NIGHT_LOCK), Catalogue.open(found.catalogue) as catalogue:
        begun = catalogue.begin_run("reindex")
        yield
        catalogue.finish_run(begun, "done", {})


def shown(found: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return all HTML of the first page."""
    monkeypatch.setenv(frame.ROOT_VARIABLE, str(found.root))
    st.cache_resource.clear()
    at = AppTest.from_file(PAGE, default_timeout=60).run()
    assert not at.exception
    st.cache_resource.clear()
    return "".join(element.proto.body for element in at.get("html"))


@pytest.mark.usefixtures("going_on")
def test_a_first_build_says_how_far_it_has_come(
    found: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not that something is wrong, and not a command to run: what is done, and what is left."""
    page = shown(found, monkeypatch)

    assert "Samlingen läses in" in page
    assert "1\u00a0dokument är läst" in page
    assert "Nu byggs sökningen" in page
    assert "lykta reindex" not in page


def test_a_run_that_died_is_no_run(found: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its lock went with it: the page says what to run."""
    with Catalogue.open(found.catalogue) as catalogue:
        catalogue.begin_run("reindex")
        assert underway(found, catalogue) is None

    assert "lykta reindex" in shown(found, monkeypatch)


@pytest.mark.usefixtures("going_on")
def test_what_is_known_and_not_read_is_left(found: Settings) -> None:
    """A file that is known and waits counts as left."""
    (found.corpus / "ny.md").write_text("# Nytt\n\nOm fyren.\n", "utf-8")
    with Catalogue.open(found.catalogue) as catalogue:
        before = underway(found, catalogue)
        with catalogue.write() as writer:
            if file := look(found.corpus, "ny.md"):
                writer.seen(file)
        after = underway(found, catalogue)

    assert before is not None
    assert after is not None
    assert (before.waiting, after.waiting) == (0, 1)


@MARKS[0]
@MARKS[1]
def test_the_page_comes_by_itself(browser: Browser, found: Settings) -> None:
    """Who came too early need not load the page again."""
    with running(found.root) as address, tab(browser, address) as page:
        with alone(found, 0, lock=NIGHT_LOCK), Catalogue.open(found.catalogue) as catalogue:
            begun = catalogue.begin_run("reindex")
            open_view(page, "/")
            expect(page.get_by_role("heading", level=1)).to_have_text("Samlingen läses in")
            page.set_viewport_size({"width": 320, "height": 800})
            assert width_used(page) == 320
            Indexing(found, catalogue).rebuild()
            catalogue.finish_run(begun, "done", {})

        expect(page.get_by_role("heading", level=1)).to_have_text("Sök på vad du vill veta")
