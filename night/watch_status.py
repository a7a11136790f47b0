"""How watching goes -> a small file that the page and `lykta status` read."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass

from index.lock import is_held
from settings import Settings
from wholefile import replacing

LOCK = "watch-lock"
FILE = "watch.json"


@dataclass(frozen=True, slots=True)
class WatchStatus:
    """What a process that watches says of itself."""

    pid: int
    since: str  # ISO 8601
    polling: bool
    walked: str = ""  # when it last looked at every file; "" before the first time
    problem: str = ""  # why it cannot bring in what it sees; it tries again by itself

    def save(self, settings: Settings) -> None:
        """Tell everybody; a disk that refuses keeps nobody from watching."""
        with suppress(OSError), replacing(settings.state / FILE) as file:
            file.write(json.dumps(asdict(self)).encode())


def watch_status(settings: Settings) -> WatchStatus | None:
    """Return how watching goes; None where nobody watches."""
    if not is_held(settings.state / LOCK):
        return None
    try:
        text = (settings.state / FILE).read_text(encoding="utf-8")
        return WatchStatus(**json.loads(text))
    except (OSError, ValueError, TypeError):  # it has just begun
        return None
