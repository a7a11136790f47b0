"""What every page stands in: the open collection, the head of the page, and its own address."""

from __future__ import annotations

import gc
import os
from contextlib import suppress
from pathlib import Path
from threading import BoundedSemaphore, Thread
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st
from starlette.requests import Request

import settings
from index.errors import SearchError
from index.models import Query
from ingest.errors import IngestError
from ingest.models import Document
from ingest.pictures import Pictures
from night.collection import Collection
from night.missed import Missed
from settings import SettingsError
from ui import address, language, safe
from ui.language import said

ROOT_VARIABLE = "LYKTA_ROOT"
"""Names the folder the page is about; `ui.serve` sets it, Streamlit gives a script no arguments."""

AHEAD = "lykta"
"""Asked once when the server starts, to load what searches need; any word would do."""

TURNS = BoundedSemaphore(os.cpu_count() or 1)
"""How many views are made at once. Of thirty made at the same time, none came before the last."""

MENU = (
    (address.SEARCH, said("Sök")),
    (address.TOPICS, said("Ämnen")),
    (address.COLLECTION, said("Samlingen")),
    (address.SOURCES, said("Mina källor")),
    (address.HELP, said("Hjälp")),
)


def root() -> Path:
    """Return the folder that holds the collection."""
    return Path(os.environ.get(ROOT_VARIABLE, ".")).resolve()


@st.cache_resource(show_spinner=False)
def open_collection(folder: Path) -> Collection:
    """Open a folder's collection once for everybody who visits."""
    return Collection.open(settings.load(folder))


def collection() -> Collection:
    """Return the collection that this page shows."""
    return open_collection(root())


@st.cache_resource(show_spinner=False, max_entries=32)
def _document(folder: Path, document_id: str, revision: int) -> Document | None:  # noqa: ARG001 - what it is remembered by
    return open_collection(folder).document(document_id)


def document(document_id: str) -> Document | None:
    """Return a document from the cache: to load one of 300 pages takes .1 s, for each page read."""
    return _document(root(), document_id, collection().catalogue.revision())


@st.cache_resource(show_spinner=False)
def _pictures(folder: Path) -> Pictures:
    return Pictures(settings.load(folder).pictures)


def pictures() -> Pictures:
    """Return what draws pages, the same for everybody who visits."""
    return _pictures(root())


@st.cache_resource(show_spinner=False)
def _missed(folder: Path) -> Missed:
    opened = open_collection(folder)
    return Missed(opened.settings, opened.catalogue)


def missed() -> Missed:
    """Return what counts questions that found nothing, where that is set."""
    return _missed(root())


def open_ahead() -> None:
    """Open the collection and ask it something: a second that the first visitor need not wait."""
    with suppress(SettingsError, IngestError, SearchError):  # the page itself tells of them
        opened = collection()
        Thread(target=warm, args=(opened,), daemon=True).start()


def warm(opened: Collection) -> None:
    """Ask a collection something, and keep what that loaded out of garbage collection."""
    with suppress(IngestError, SearchError):
        opened.search(Query(AHEAD))
        opened.suggest(AHEAD)
    # Streamlit collects garbage in all of memory after every view (script_runner.py, 1.67): .25 of
    # the .34 s that a search took, most of it on modules and word lists, which are never garbage.
    gc.freeze()


def draw_head(here: str) -> None:
    """Draw the name, the menu and the other languages; `here` is the page that is shown."""
    address_now = urlsplit(st.context.url or here)
    back = urlunsplit(("", "", address_now.path or "/", urlencode(parameters(), doseq=True), ""))
    others = [
        (code, name, language.switch(code, back))
        for code, name in language.LANGUAGES.items()
        if code != language.here()
    ]
    safe.show("head.html", menu=MENU, here=here, others=others)


def name_page(title: str) -> None:
    """Name the page in the browser."""
    st.set_page_config(page_title=f"{safe.visible(title)} – Lykta", layout="wide")


def parameters() -> dict[str, list[str]]:
    """Return what the page's address says."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def asked(request: Request) -> dict[str, list[str]]:
    """Return what a request's address says, as `parameters` does of the page's own."""
    return {name: request.query_params.getlist(name) for name in request.query_params}


def parameter(name: str) -> str:
    """Return what the address last says of a name, "" where it says nothing."""
    return parameters().get(name, [""])[-1]
