"""A walk -> which folders are on disks of their own, and which of those disks are away now.

A share that is not mounted looks like thousands of deletions. Where a disk has been seen to begin,
an empty folder, or one on the disk around it, says that the disk is away, not that its files are.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingest.corpus import Walk, locate
from ingest.errors import CorpusError
from ingest.notices import Notice, Told
from ingest.plan import Scope

SETTING = "mounts"
"""Under which the catalogue remembers them."""


@dataclass(frozen=True, slots=True)
class Mount:
    """A folder that was on a disk of its own when that was last seen."""

    name: str  # below the corpus folder, "" for itself
    away_since: str | None = None  # ISO 8601; None while it is there
    files: int = 0  # that went with it


def load(said: str | None) -> list[Mount]:
    """Return what was remembered."""
    return [Mount(**values) for values in json.loads(said or "[]")]


def dump(mounts: Iterable[Mount]) -> str:
    """Return what is to be remembered."""
    return json.dumps([asdict(mount) for mount in mounts])


def keep(mounts: Iterable[Mount], found: Walk, corpus: Path) -> list[Notice]:
    """Let a walk say nothing of what lies on disks that are away; return what to say of them.

    Raises CorpusError where all of the corpus folder is away.
    """
    away = [mount for mount in mounts if mount.away_since]
    for mount in away:
        if not mount.name:
            raise CorpusError(told(mount, corpus))
        found.unreachable.append(mount.name)
    return [told(mount, corpus) for mount in away]


def told(mount: Mount, corpus: Path) -> Notice:
    """Return what to say of a disk that is away."""
    place, since = str(locate(corpus, mount.name)), str(mount.away_since)
    return Notice.of(Told.AWAY, place=place, since=since, files=mount.files)


def look(corpus: Path, known: Collection[Mount], found: Walk, rows: Collection[str]) -> list[Mount]:
    """Return the mounts as they are now, from those known and what a walk found.

    `rows` are the files that the catalogue has in the parts walked. A folder that lost none of them
    in a walk over all has been moved, and is no mount any more.
    """
    is_all = "" in found.disks
    now = {}
    for mount in known:
        if not _is_away(locate(corpus, mount.name)):
            now[mount.name] = Mount(mount.name)
            continue
        here = {file.name for file in found.files}
        lost = sum(row in Scope([mount.name]) for row in rows if row not in here)
        if lost or not is_all:
            since = mount.away_since or datetime.now(UTC).isoformat(timespec="seconds")
            now[mount.name] = Mount(mount.name, since, max(lost, mount.files))
    for name in [*found.mounts(), *([""] if _begins(corpus) else [])]:
        if name not in now and not _is_away(locate(corpus, name)):
            now[name] = Mount(name)
    return list(now.values())


def _is_away(place: Path) -> bool:
    try:
        with os.scandir(place) as entries:
            return not _begins(place) or next(entries, None) is None
    except OSError:
        return True


def _begins(place: Path) -> bool:
    """Tell whether a folder, or where its link leads, lies on another disk than what holds it."""
    try:
        return place.stat().st_dev != place.absolute().parent.stat().st_dev
    except OSError:
        return False
