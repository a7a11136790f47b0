"""The search page: a question in the address -> rows that answer it, and ways to narrow them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from index import standing
from index.errors import QueryError
from index.models import Filters, Hit, Query, Sort
from ingest.catalogue import DocumentRow
from ingest.models import Kind
from night.collection import Collection
from ui import address, facets, frame, paging, safe
from ui.language import _
from ui.topics import names
from ui.ways import Ways

BOX = "search_words"  # the search box's key in the session
NEWEST = 5  # of what came in last
NEWEST_OF_KIND = 3
SHELVES = (Kind.GUIDELINE, Kind.REPORT, Kind.PRESS_RELEASE, Kind.NEWS)
EXAMPLES = 4


@dataclass(frozen=True, slots=True)
class Shelf:
    """The newest documents of a kind, as the start page shows them."""

    kind: Kind
    hits: tuple[Hit, ...]
    total: int
    address: str  # of them all


@dataclass(frozen=True, slots=True)
class Front:
    """What the start page asks of the whole collection."""

    documents: int
    counts: Mapping[str, int]  # documents by topic
    shelves: tuple[Shelf, ...]
    came: tuple[DocumentRow, ...]  # last of all, the newest first


def show() -> None:
    """Draw the page."""
    asked = address.read_search(frame.parameters())
    query = asked.query
    frame.name_page(f"{query.text} – {_('Sök')}" if query.text else _("Sök"))
    _box(query)
    if query.text or query.filters != Filters():
        _answer(asked)
    else:
        _start()


def _box(query: Query) -> None:
    st.session_state[BOX] = query.text
    with (
        st.form("search", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        st.text_input(_("Sök i samlingen"), key=BOX, max_chars=address.MAX_QUERY_CHARS)
        st.form_submit_button(_("Sök"), type="primary", on_click=_ask)


def _ask() -> None:
    """Put what was typed in the address; a new question begins on its first page."""
    query = address.read_search(frame.parameters()).query
    typed = replace(query, text=st.session_state[BOX].strip(), page=1)
    st.query_params.from_dict(address.search_parameters(typed))


def _answer(asked: address.Asked) -> None:
    collection = frame.collection()
    query = asked.query
    try:
        results = collection.search(query)
    except QueryError:
        safe.show("search_broken.html", query=query)
        return
    if not results.total and query.filters == Filters():
        frame.missed().note(query.text)  # with a filter, the filter may be why
    pages = paging.Pages(query.page, results.total, query.limit)
    safe.show(
        "search_results.html" if results.total else "search_nothing.html",
        query=query,
        unread=asked.unread,
        results=results,
        facets=facets.panels(results, collection.topics),
        chosen=facets.chosen(query, collection.topics),
        topics=collection.topics,
        ways=Ways(query),
        pages=pages,
        # The row that the line between full and partial answers stands above.
        partial_from=results.strict_total - pages.before if results.relaxed else None,
    )


def _start() -> None:
    collection = frame.collection()
    front = _front((str(frame.root()), *collection.version(), standing.today()))
    counts = front.counts
    named = names(collection.topics)
    roots = [topic for topic in collection.topics.roots if counts.get(topic.id)]
    common = sorted(roots, key=lambda topic: -counts[topic.id])
    safe.show(
        "search_start.html",
        documents=front.documents,
        topics=collection.topics,
        roots=roots,
        names=named,
        counts=counts,
        examples=[named[topic.id].lower() for topic in common[:EXAMPLES]],
        ways=Ways(Query("")),
        shelves=front.shelves,
        came=front.came,
    )


@st.cache_resource(show_spinner=False, max_entries=4)
def _front(key: tuple[object, ...]) -> Front:  # noqa: ARG001 - what it is remembered by
    """Ask once for everybody: over 48 000 documents it takes .3 s."""
    collection = frame.collection()
    shelves = (_shelf(collection, kind) for kind in SHELVES)
    return Front(
        collection.catalogue.documents_held(),
        collection.topic_counts(),
        tuple(shelf for shelf in shelves if shelf.hits),
        collection.catalogue.newest(NEWEST),
    )


def _shelf(collection: Collection, kind: Kind) -> Shelf:
    """Return the newest documents of a kind; a collection without such has no shelf of them."""
    query = Query("", Filters(kind=(kind.value,)), sort=Sort.DATE)
    found = collection.search(replace(query, limit=NEWEST_OF_KIND))
    return Shelf(kind, found.hits, found.total, address.search(query))
