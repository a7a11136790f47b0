"""A document -> what lies around it: what it refers to, what refers to it, what is like it."""

from __future__ import annotations

import streamlit as st

from index.similar import Similar
from ingest.models import Document
from ui import frame, safe

SHOWN = 8  # of each direction, before the rest is folded away


def draw(document: Document) -> None:
    """Draw what lies around a document, where there is anything."""
    collection = frame.collection()
    citations = collection.catalogue.citations(document.id)
    alike = _similar((str(frame.root()), document.id, collection.catalogue.revision()), document)
    if citations.cites or citations.cited_by or alike:
        safe.show("around.html", document=document, citations=citations, similar=alike, shown=SHOWN)


@st.cache_resource(show_spinner=False, max_entries=64, ttl=600)
def _similar(key: tuple[object, ...], _document: Document) -> tuple[Similar, ...]:  # noqa: ARG001 - what it is remembered by
    return frame.collection().similar(_document)
