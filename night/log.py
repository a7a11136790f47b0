"""What a run says of itself -> lines of JSON in `.lykta/log/`, under one id, without document text.

{"at": "2026-11-24T03:15:02+00:00", "run": "5f0c…", "command": "reindex", "event": "read", "new": 3}
"""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from night.errors import StateFolderError
from settings import Settings

FILES = 100
"""Of one command, at most; those past `[keep] logs_days` go before that (night.prune)."""


@dataclass(frozen=True, slots=True)
class RunLog:
    """What one run says; what cannot be written is not said, and stops nothing."""

    run: str  # an id of its own
    command: str
    _logger: logging.Logger

    def say(self, event: str, *, level: int = logging.INFO, **values: object) -> None:
        """Write a line: what happened, and numbers, names or messages of ours."""
        said = {"run": self.run, "command": self.command, "event": event, **values}
        self._logger.log(level, event, extra={"said": said})


@contextmanager
def logged(settings: Settings, command: str) -> Iterator[RunLog]:
    """Give a log to a run, and write down how it begins and ends."""
    run = uuid.uuid4().hex[:12]
    logger = logging.Logger(f"lykta.{command}")  # of this run alone: no other handler hears it
    handler = _handler(settings, command)
    logger.addHandler(handler)
    log = RunLog(run, command, logger)
    log.say("begin")
    try:
        yield log
    except BaseException as error:
        log.say("stopped", level=logging.ERROR, error=type(error).__name__, message=str(error))
        raise
    finally:
        with suppress(OSError):
            handler.close()
    # The end of a run that came to it is said by whoever knows what it did.


def erase(settings: Settings, words: Collection[str]) -> None:
    """Take the lines that have one of some words out of every log.

    As bytes: a line that was cut off by a full disk may end in the middle of a letter.
    Raises StateFolderError where a log cannot be written.
    """
    written = [json.dumps(word, ensure_ascii=False)[1:-1].encode() for word in words]
    for path in settings.logs.glob("*.jsonl*"):
        try:
            lines = path.read_bytes().splitlines(keepends=True)
            kept = [line for line in lines if not any(word in line for word in written)]
            if kept != lines:
                path.write_bytes(b"".join(kept))
        except FileNotFoundError:
            continue  # let go of since it was listed
        except OSError as error:
            message = f"{path}: cannot be written ({error.strerror}); see to its rights"
            raise StateFolderError(message) from error


def _handler(settings: Settings, command: str) -> logging.Handler:
    if not settings.log.max_mb:
        return logging.NullHandler()
    with suppress(OSError):
        settings.logs.mkdir(parents=True, exist_ok=True)
    return _Lines(settings.logs / f"{command}.jsonl", int(settings.log.max_mb * 1_000_000))


class _Lines(RotatingFileHandler):
    """A file of lines that makes way for another when it is full, or of an earlier day."""

    def __init__(self, path: Path, max_bytes: int) -> None:
        super().__init__(path, maxBytes=max_bytes, backupCount=FILES, encoding="utf-8", delay=True)
        self._path = path
        self.setFormatter(_Json())

    def shouldRollover(self, record: logging.LogRecord) -> bool:  # noqa: N802 - logging's name
        """Tell whether a line begins another file."""
        try:
            written = datetime.fromtimestamp(self._path.stat().st_mtime, UTC).date()
        except OSError:
            return False
        return written < datetime.now(UTC).date() or bool(super().shouldRollover(record))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Say nothing of a line that could not be written: a full disk is told by the run."""


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """Return a line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said = record.__dict__["said"]
        line = {"at": at, "level": record.levelname.lower(), **said}
        return json.dumps(line, ensure_ascii=False, default=str)
