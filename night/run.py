"""One run: fetch, read the corpus folder, bring the index up to date, report what happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import TypeAlias

from index import build
from index.build import BuildReport, Source
from index.errors import IndexDamagedError, IndexVersionError, NoIndexError
from index.swedish import Analyzer
from ingest import tally
from ingest.catalogue import Catalogue
from ingest.intake import Intake, IntakeOptions
from ingest.tally import IntakeReport
from ingest.topics import TopicTree
from night import pull
from night.collection import index_home
from night.recording import recorded
from night.report import Night, Pulled, of_intake, of_night
from settings import Settings

Progress: TypeAlias = Callable[[str, int, int | None], None]
"""Told the stage, how much of it is done, and of how much where that is known."""


def _quiet(stage: str, done: int, total: int | None) -> None:
    """Take no notice of progress."""


def ingest(
    settings: Settings,
    paths: Sequence[Path] = (),
    *,
    retry_failed: bool = False,
    allow_shrink: bool = False,
    wait_minutes: float = 30,
    progress: Progress = _quiet,
) -> IntakeReport:
    """Read what is new and changed in the corpus folder into the catalogue."""
    with recorded(settings, "ingest", wait_minutes) as (catalogue, report):
        found = _intake(settings, catalogue).run(
            paths or None,
            retry=retry_failed,
            allow_shrink=allow_shrink,
            progress=_told(progress),
        )
        report.update(of_intake(found))
    return found


def reindex(
    settings: Settings,
    *,
    full: bool = False,
    allow_shrink: bool = False,
    wait_minutes: float = 30,
    fetch: bool = True,
    progress: Progress = _quiet,
) -> Night:
    """Fetch, read, index, check, switch: the nightly command.

    Where the index that answers cannot be brought up to date (none yet, another version, damaged),
    or on `full`, another is built beside and switched to; the old one answers until then.
    """
    began = perf_counter()
    progress("pull", 0, None)
    pulled = pull.pull_due(settings) if fetch else Pulled()
    with recorded(settings, "reindex", wait_minutes) as (catalogue, report):
        fetched = perf_counter()
        intake = _intake(settings, catalogue).run(
            allow_shrink=allow_shrink, progress=_told(progress)
        )
        read = perf_counter()
        built, because = _index(
            settings, catalogue, full=full, allow_shrink=allow_shrink, progress=progress
        )
        seconds = {"pull": fetched - began, **intake.seconds, "index": perf_counter() - read}
        seconds["total"] = perf_counter() - began
        night = Night(intake, built, because, seconds, pulled)
        report.update(of_night(night))
    return night


def _intake(settings: Settings, catalogue: Catalogue) -> Intake:
    topics = TopicTree.load(settings.corpus / "topics.toml")
    options = IntakeOptions(**asdict(settings.ingest))
    return Intake(catalogue, settings.corpus, options, topics)


def _told(progress: Progress) -> Callable[[tally.Progress], None]:
    return lambda at: progress(at.stage, at.done, at.total or None)


def _index(
    settings: Settings, catalogue: Catalogue, *, full: bool, allow_shrink: bool, progress: Progress
) -> tuple[BuildReport, str]:
    """Bring the index up to the catalogue; return what was done and why one was built anew."""
    total = catalogue.revision()
    source = Source(
        catalogue.changes,
        Analyzer(),
        lambda _, revision: progress("index", revision, total),
        held=catalogue.documents_held,
        origin=catalogue.identity(),
    )
    home, because = index_home(settings), "asked for" if full else ""
    if not full:
        try:
            return build.update(home, source), ""
        except NoIndexError:
            because = "it is the first"
        except (IndexVersionError, IndexDamagedError) as error:
            because = str(error).partition(";")[0]  # what follows says to run what is running
    max_shrink = 1.0 if allow_shrink else settings.index.max_shrink
    return build.rebuild(home, source, max_shrink=max_shrink), because
