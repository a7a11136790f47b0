"""One run: read the corpus folder, bring the index up to date, report what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import TypeAlias

from index import build
from index.build import BuildReport, Source
from index.errors import IndexDamagedError, IndexVersionError, NoIndexError, SearchError
from index.lock import only_writer
from index.swedish import Analyzer
from ingest import tally
from ingest.catalogue import Catalogue
from ingest.errors import IngestError
from ingest.intake import Intake, IntakeOptions
from ingest.tally import IntakeReport
from ingest.topics import TopicTree
from night.collection import index_home
from night.errors import StateFolderError
from night.report import Night, of_intake, of_night
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
    progress: Progress = _quiet,
) -> Night:
    """Read, index, check, switch: the nightly command.

    Where the index that answers cannot be brought up to date (none yet, another version, damaged),
    or on `full`, another is built beside and switched to; the old one answers until then.
    """
    with recorded(settings, "reindex", wait_minutes) as (catalogue, report):
        began = perf_counter()
        intake = _intake(settings, catalogue).run(
            allow_shrink=allow_shrink, progress=_told(progress)
        )
        read = perf_counter()
        built, because = _index(
            settings, catalogue, full=full, allow_shrink=allow_shrink, progress=progress
        )
        seconds = dict(intake.seconds) | {"index": perf_counter() - read}
        night = Night(intake, built, because, seconds | {"total": perf_counter() - began})
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


@contextmanager
def recorded(
    settings: Settings, command: str, wait_minutes: float
) -> Iterator[tuple[Catalogue, dict[str, object]]]:
    """Be the only run, written down in the catalogue with its report, however it ends."""
    try:
        settings.state.mkdir(exist_ok=True)
    except OSError as error:
        message = (
            f"{settings.state}: cannot be made ({error.strerror}); check the rights of its folder"
        )
        raise StateFolderError(message) from error
    with (
        only_writer(settings.state / "lock", wait_seconds=wait_minutes * 60),
        Catalogue.open(settings.catalogue) as catalogue,
    ):
        run, report = catalogue.begin_run(command), dict[str, object]()
        try:
            yield catalogue, report
        except (IngestError, SearchError, KeyboardInterrupt) as error:
            catalogue.finish_run(run, str(error) or "interrupted", report)
            raise
        catalogue.finish_run(run, "done", report)
