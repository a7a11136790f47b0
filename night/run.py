"""One run: fetch, read the corpus folder, bring the index up to date, report what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from logging import WARNING
from pathlib import Path
from time import perf_counter
from typing import TypeAlias

from ingest import tally
from ingest.catalogue import Catalogue, set_aside
from ingest.errors import CatalogueDamagedError, IngestError
from ingest.intake import Intake, IntakeOptions
from ingest.notices import Notice, Told
from ingest.recognition import RecognitionOptions
from ingest.tally import IntakeReport
from night import digest, forgetting, topics
from night.home import sizes
from night.indexing import Indexing
from night.log import RunLog, logged
from night.prune import prune
from night.recording import NIGHT_LOCK, alone, recorded, written_down
from night.report import Because, Night, Pulled, Rebuilt, of_intake, of_night
from settings import Settings

Progress: TypeAlias = Callable[[str, int, int | None], None]
"""Told the stage, how much of it is done, and of how much where that is known."""


def _quiet(stage: str, done: int, total: int | None) -> None:
    """Take no notice of progress."""


def _waits(progress: Progress) -> Callable[[str], None]:
    """Tell of what is waited for as of a stage."""
    return lambda holder: progress(f"waiting for {holder}", 0, None)


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
    waits = _waits(progress)
    with recorded(settings, "ingest", wait_minutes, waiting=waits) as (catalogue, report):
        forgetting.finish(settings, catalogue, wait_minutes)
        found = intake(settings, catalogue).run(
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

    What changed goes into the index that answers. Where that cannot be (none yet, another layout,
    damaged), where it fails its check, or on `full`, another is built beside and switched to; the
    old one answers until then, and `watch` goes on bringing new files into it. A damaged catalogue
    is set aside, and another made from the corpus folder. What was kept long enough goes, and a
    digest is sent where that is set.
    """
    asked = _Asked(full, allow_shrink, wait_minutes, fetch, progress)
    with logged(settings, "reindex") as log:
        try:
            with alone(settings, wait_minutes, lock=NIGHT_LOCK, waiting=_waits(progress)):
                night = _whole(settings, asked, log)
        except Exception as error:  # also what nobody foresaw: a night that ends unheard is missed
            if unsent := digest.send(settings, digest.of_stop(Notice.of_error(error))):
                log.say("digest", level=WARNING, problem=unsent)
            raise
        log.say("done", **of_night(night))
    return night


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a night is asked to do."""

    full: bool
    allow_shrink: bool
    wait_minutes: float
    fetch: bool
    progress: Progress


def _whole(settings: Settings, asked: _Asked, log: RunLog) -> Night:
    try:
        return _night(settings, asked, log)
    except CatalogueDamagedError:
        with alone(settings, asked.wait_minutes):  # nobody may be writing to what is moved
            kept = set_aside(settings.catalogue)
        told = Notice.of(Told.DAMAGED, name=kept.name)
        log.say("damaged", level=WARNING, kept=kept.name)
        return _night(settings, asked, log, told)


def _night(settings: Settings, asked: _Asked, log: RunLog, *warnings: Notice) -> Night:
    began = perf_counter()
    progress = _logged(asked.progress, log)
    progress("pull", 0, None)
    pulled = _fetched(settings) if asked.fetch else Pulled()
    fetched = perf_counter() - began
    with written_down(settings, "reindex") as (catalogue, report):
        still = partial(alone, settings, asked.wait_minutes, waiting=_waits(progress))
        indexing = Indexing(settings, catalogue, progress, still)
        with still():
            indexing.distrust()
            forgetting.finish(settings, catalogue, asked.wait_minutes)
            found = intake(settings, catalogue).run(
                allow_shrink=asked.allow_shrink, progress=_told(progress)
            )
            found = replace(found, warnings=(*warnings, *found.warnings))
            read = perf_counter()
            built, because = indexing.try_to_follow()
        if asked.full or built is None or because:
            because = because or Because(Rebuilt.ASKED, "asked for")
            built = indexing.rebuild(allow_shrink=asked.allow_shrink)
        seconds = {"pull": fetched, **found.seconds, "index": perf_counter() - read}
        pruned, problems = _pruned(settings, catalogue)
        found = replace(found, warnings=(*found.warnings, *problems))
        seconds["total"] = perf_counter() - began
        night = Night(
            found, built, because, seconds, pulled,
            run=log.run, bytes=sizes(settings), pruned=pruned,
        )  # fmt: skip
        night = replace(night, unsent=digest.send(settings, digest.of_night(night)))
        report.update(of_night(night))
    return night


def _fetched(settings: Settings) -> Pulled:
    """Fetch from the sources that are due, where sites can reach us."""
    if not settings.pull.contact.strip():
        return Pulled()
    from night import pull  # noqa: PLC0415 - readers of feeds and pages: a quarter of a second

    return pull.pull_due(settings)


def _pruned(settings: Settings, catalogue: Catalogue) -> tuple[Mapping[str, int], Sequence[Notice]]:
    """Let go of what is old; a disk that refuses is told, and the night has done its work."""
    try:
        return asdict(prune(settings, catalogue)), ()
    except (IngestError, OSError) as error:
        return {}, (Notice.of(Told.UNPRUNED, why=str(error)),)


def _logged(progress: Progress, log: RunLog) -> Progress:
    """Return what also writes down that a stage begins."""
    stages: set[str] = set()

    def told(stage: str, done: int, total: int | None) -> None:
        if stage not in stages:
            stages.add(stage)
            log.say("stage", stage=stage)
        progress(stage, done, total)

    return told


def intake(settings: Settings, catalogue: Catalogue, *, wait: bool = True) -> Intake:
    """Return what reads the corpus folder.

    With `wait` it waits for files to settle and rehashes some that look unchanged; without, it is
    done in seconds.
    """
    tree = topics.load(settings.corpus / "topics.toml")
    return Intake(catalogue, settings.corpus, intake_options(settings, wait=wait), tree)


def intake_options(settings: Settings, *, wait: bool) -> IntakeOptions:
    """Return what a pass over the folder may take and must believe."""
    recognition = _recognition(settings) if settings.ocr.enabled else None
    options = IntakeOptions(**asdict(settings.ingest), wait=wait, recognition=recognition)
    if not wait:  # files that change behind an old size and time are for the night to find
        options = replace(options, rehash_nights=0)
    return options


def _recognition(settings: Settings) -> RecognitionOptions:
    chosen, ingest = settings.ocr, settings.ingest
    return RecognitionOptions(
        languages=chosen.languages,
        seconds_per_page=chosen.seconds_per_page,
        seconds_per_file=chosen.seconds_per_file,
        seconds_per_run=chosen.seconds_per_run,
        workers=ingest.workers,
        memory_mb=ingest.memory_mb,
        max_file_mb=ingest.max_file_mb,
    )


def _told(progress: Progress) -> Callable[[tally.Progress], None]:
    return lambda at: progress(at.stage, at.done, at.total or None)
