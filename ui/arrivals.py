"""What is on its way in -> a part of the collection's page that follows it by itself."""

from __future__ import annotations

import streamlit as st

from ingest.catalogue import FileState
from ui import frame, language, night, remarks, safe
from ui.language import said

SECONDS_BETWEEN_LOOKS = 3.0
SHOWN, FOLDED = 5, 15

STATES = {
    FileState.SEEN: said("väntar tills filen är färdigskriven"),
    FileState.CHANGED: said("ändrad, väntar tills filen är färdigskriven"),
    FileState.READING: said("läses"),
    FileState.HELD: said("inne"),
    FileState.OPENED: said("inne: filerna i den är egna dokument"),
    FileState.DUPLICATE: said("samma innehåll som ett dokument som redan finns"),
    FileState.FAILED: said("kom inte in"),
    FileState.GONE: said("borttagen ur mappen"),
    FileState.FORGOTTEN: said("raderad och tas inte in igen"),
}


@st.fragment(run_every=SECONDS_BETWEEN_LOOKS)
def show() -> None:
    """Draw the last files that came, changed or went, and whether the folder is watched."""
    language.use(st.context.cookies.get(language.COOKIE))  # it is drawn again without the page
    collection = frame.collection()
    last = collection.catalogue.runs(1, "watch")  # what the night said is on the night's own page
    safe.show(
        "arrivals.html",
        watch=collection.watch(),
        away=collection.away(),
        files=collection.catalogue.arrivals(SHOWN + FOLDED),
        shown=SHOWN,
        states=STATES,
        notices=night.notices(last[0].report) if last else [],
        remark=remarks.remark,
    )
