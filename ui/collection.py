"""The collection's page: its state -> what is held, when it was read, and what did not come in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from index.models import Filters, Query
from ingest.catalogue import FailedFile
from night.underway import underway
from ui import address, arrivals, frame, refusals, safe, words
from ui.language import _

SHOWN_FILES = 20  # of one reason; `lykta failures` lists them all


@dataclass(frozen=True, slots=True)
class Trouble:
    """The files that did not come in for one reason."""

    advice: words.Advice
    files: tuple[FailedFile, ...]

    @property
    def shown(self) -> tuple[FailedFile, ...]:
        """The files that there is room for."""
        return self.files[:SHOWN_FILES]


def show() -> None:
    """Draw the page."""
    frame.name_page(_("Samlingen"))
    collection = frame.collection()
    status = collection.status()
    failures = collection.failures()
    reading = underway(collection.settings, collection.catalogue)
    safe.show(
        "collection.html",
        status=status,
        underway=reading,
        failed=len(failures),
        folder=collection.settings.corpus,
    )
    arrivals.show()  # first of all: who has dropped a file asks whether it came in
    safe.show(
        "collection_files.html",
        status=status,
        run=status.counts.last_run,
        underway=reading,
        kinds=sorted(status.counts.kinds.items(), key=lambda item: -item[1]),
        kind_address=lambda kind: address.search(Query("", Filters(kind=(kind,)))),
        failed=len(failures),
        troubles=troubles(failures),
        refusal=refusals.refusal,
    )


def troubles(failures: Iterable[FailedFile]) -> tuple[Trouble, ...]:
    """Gather files by what is to be done about them; the reason with the fewest files first.

    A hundred files of one sort are one decision; a single broken report is easily lost among them.
    """
    ordered = sorted(failures, key=lambda file: (file.reason, file.path))
    found = [
        Trouble(words.reason(reason), tuple(files))
        for reason, files in groupby(ordered, key=lambda file: file.reason)
    ]
    return tuple(sorted(found, key=lambda trouble: len(trouble.files)))
