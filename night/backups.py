"""Where copies of the collection were made -> what may still hold what the collection does not."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingest.catalogue import Catalogue

_SETTING = "backups"


@dataclass(frozen=True, slots=True)
class Backup:
    """A folder that a copy was made in."""

    folder: str
    made: str  # when last, ISO 8601, UTC


def known(catalogue: Catalogue) -> tuple[Backup, ...]:
    """Return the folders that copies were made in, the last one first."""
    found = [Backup(**one) for one in json.loads(catalogue.setting(_SETTING) or "[]")]
    return tuple(sorted(found, key=lambda one: one.made, reverse=True))


def remember(catalogue: Catalogue, to: Path) -> None:
    """Write down that a copy was made now."""
    now = Backup(str(to.resolve()), datetime.now(UTC).isoformat(timespec="seconds"))
    others = [one for one in known(catalogue) if one.folder != now.folder]
    with catalogue.write() as writer:
        writer.set(_SETTING, json.dumps([asdict(one) for one in (*others, now)]))
