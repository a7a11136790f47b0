"""The collection's page: its state -> what is held, when it was read, and what did not come in."""

from __future__ import annotations

import heapq

from index.models import Filters, Query
from ui import address, frame, safe

SHOWN_FAILURES = 200
SHOWN_NEW = 5


def show() -> None:
    """Draw the page."""
    frame.name_page("Samlingen")
    collection = frame.collection()
    status = collection.status()
    failures = collection.failures()
    safe.show(
        "collection.html",
        status=status,
        run=status.counts.last_run,
        kinds=sorted(status.counts.kinds.items(), key=lambda item: -item[1]),
        kind_address=lambda kind: address.search(Query("", Filters(kind=(kind,)))),
        came_in=heapq.nlargest(
            SHOWN_NEW, collection.catalogue.documents(), key=lambda row: row.added
        ),
        failures=failures[:SHOWN_FAILURES],
        not_shown=len(failures[SHOWN_FAILURES:]),
        folder=collection.settings.corpus,
    )
