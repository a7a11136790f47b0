"""What has been kept for longer than the settings say -> gone; nothing that is needed now.

runs        what commands did, but the nights that the page shows
editions    of what was fetched, some time after the next one came; and their bytes
logs        of `.lykta/log/`
damaged     catalogues that were set aside
missed      questions that found nothing and have not been asked for long
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ingest.catalogue import Catalogue
from ingest.pull.originals import Originals
from settings import Settings

SHOWN_NIGHTS = 30
"""Of the page "Senaste natten": they stay, however long ago they were."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """How much of each went."""

    runs: int = 0
    editions: int = 0
    logs: int = 0
    damaged: int = 0
    missed: int = 0


def prune(settings: Settings, catalogue: Catalogue, now: datetime | None = None) -> Pruned:
    """Let go of what is old; CatalogueError or OSError where that cannot be written."""
    now, keep = now or datetime.now(UTC), settings.keep
    logs, damaged = settings.logs.glob("*.jsonl*"), settings.state.glob("catalogue-damaged-*")
    runs, editions = _before(now, keep.runs_days), _before(now, keep.editions_days)
    return Pruned(
        runs=catalogue.prune_runs(runs, SHOWN_NIGHTS) if runs else 0,
        editions=_editions(settings, catalogue, editions) if editions else 0,
        logs=_files(logs, _before(now, keep.logs_days)),
        damaged=_files(damaged, _before(now, keep.damaged_days)),
        missed=_missed(settings, catalogue, now),
    )


def _before(now: datetime, days: int) -> datetime | None:
    return now - timedelta(days=days) if days else None


def _editions(settings: Settings, catalogue: Catalogue, before: datetime) -> int:
    """Let go of what was replaced before a time; rows first, so that none lacks its bytes."""
    with catalogue.pulling() as memory:
        memory.drop_editions(before)
        needed = memory.known_originals()
    return Originals(settings.originals).prune(needed, before)


def _missed(settings: Settings, catalogue: Catalogue, now: datetime) -> int:
    """Let go of old questions, or of all where they are not to be counted."""
    days = settings.missed.keep_days if settings.missed.count else 0
    with catalogue.missing() as memory:
        return memory.prune((now - timedelta(days=days)).date() if days else None)


def _files(paths: Iterable[Path], before: datetime | None) -> int:
    return sum(_goes(path, before) for path in paths) if before else 0


def _goes(path: Path, before: datetime) -> bool:
    """Remove a file that is older; one that `watch` has just given another name has not gone."""
    try:
        is_old = path.stat().st_mtime < before.timestamp()
        if is_old:
            path.unlink()
    except FileNotFoundError:
        return False
    return is_old
