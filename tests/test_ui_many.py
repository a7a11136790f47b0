"""Ten thousand documents answer: the page says how many, shows ten, and leads to all of them."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import settings
from index.build import Source, rebuild
from index.swedish import Analyzer
from ingest.models import Block, Change, Document, Metadata
from night.home import index_home
from ui import frame

PAGE = str(Path(__file__).resolve().parent.parent / "ui_app.py")
MANY = 10_000


def many(since: int) -> Iterator[Change]:
    """Yield documents that all say the same: words that are analysed once make this cheap."""
    metadata, text = Metadata("Fyr"), (Block("Fyren lyser."),)
    for at in range(since, MANY):
        name = f"d{at:05}"
        found = Document(name, f"{name}.txt", name, "text/plain", metadata, text)
        yield Change(at + 1, name, found)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder whose index holds them; their files are of no matter to a search."""
    root = tmp_path_factory.mktemp("many")
    rebuild(index_home(settings.load(root, {})), Source(many, Analyzer()))
    return root


@pytest.fixture
def shown(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Return what runs the page at an address and gives all HTML that it drew."""
    monkeypatch.setenv(frame.ROOT_VARIABLE, str(root))
    st.cache_resource.clear()

    def run(**parameters: str) -> str:
        at = AppTest.from_file(PAGE, default_timeout=60)
        for name, value in parameters.items():
            at.query_params[name] = value
        at.run()
        assert not at.exception
        return "".join(element.proto.body for element in at.get("html"))

    yield run
    st.cache_resource.clear()


def test_all_are_counted_and_ten_are_shown(shown: Callable[..., str]) -> None:
    """The total is told in figures that can be read, with a way to the last page."""
    page = shown(q="fyren")

    assert "10\u00a0000\u00a0dokument" in page
    assert "1–10 visas" in page
    assert len(re.findall(r'<article class="lk-hit">', page)) == 10
    assert 'href="/?q=fyren&amp;sida=1000"' in page


def test_the_last_of_them_can_be_read(shown: Callable[..., str]) -> None:
    """Page 1 000 has the last ten, and no page after it."""
    first, last = (rows(shown(q="fyren", sida=page)) for page in ("1", "1000"))

    assert len(last) == 10
    assert not first & last
    assert 'rel="next"' not in shown(q="fyren", sida="1000")


def rows(page: str) -> set[str]:
    """Return the ids of a page's documents."""
    return set(re.findall(r'<h3><a href="/dokument\?id=(\w+)', page))
