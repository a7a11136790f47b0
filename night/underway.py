"""A run that is going on -> how far it has come, for the page to tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from index.lock import is_held
from ingest.catalogue import Catalogue, FileState
from night.recording import COLLECTION_LOCK, NIGHT_LOCK
from settings import Settings

TO_BE_READ = (FileState.SEEN, FileState.CHANGED, FileState.READING)


@dataclass(frozen=True, slots=True)
class Underway:
    """How far a run has come."""

    since: datetime
    documents: int  # read so far
    waiting: int  # files that are known and not read yet


def underway(settings: Settings, catalogue: Catalogue) -> Underway | None:
    """Return how far the run that goes on has come; None where none does, or the last one died."""
    counts = catalogue.counts()
    run = counts.last_run
    locks = (settings.state / name for name in (NIGHT_LOCK, COLLECTION_LOCK))
    if run is None or run.finished or not any(map(is_held, locks)):
        return None
    waiting = sum(counts.files.get(state, 0) for state in TO_BE_READ)
    return Underway(run.started, counts.documents, waiting)
