"""While the collection is read for the first time: how far it has come, till the search answers."""

from __future__ import annotations

import streamlit as st

from index.errors import SearchError
from night.underway import underway
from ui import frame, language, safe

SECONDS_BETWEEN_LOOKS = 2.0


def is_going_on() -> bool:
    """Say whether a run goes on that will make the search answer."""
    collection = frame.collection()
    return underway(collection.settings, collection.catalogue) is not None


@st.fragment(run_every=SECONDS_BETWEEN_LOOKS)
def show() -> None:
    """Draw how far the run has come; when it has ended the whole page is drawn instead."""
    language.use(st.context.cookies.get(language.COOKIE))  # it is drawn again without the page
    collection = frame.collection()
    at = underway(collection.settings, collection.catalogue)
    if at is None or _answers():
        st.rerun()
    safe.show("building.html", at=at)


def _answers() -> bool:
    try:
        frame.collection().library()
    except SearchError:
        return False
    return True
