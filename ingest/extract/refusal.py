"""A reader that gives up deep inside a file -> the `Failure` that its caller gets."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from ingest.models import Extract, Failure, Reason
from ingest.wire import Reader


class RefusedError(Exception):
    """A file cannot be read on; caught by `refusing`, so that it never leaves a reader."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


class DamagedError(RefusedError):
    """A part of a file cannot be read, by no ill will; the others may be."""

    def __init__(self, detail: str, reason: Reason = Reason.CORRUPT) -> None:
        super().__init__(reason, detail)


def refusing(media_type: str, reader: str) -> Callable[[Reader], Reader]:
    """Let a reader raise `RefusedError` or show no text; either becomes a Failure."""

    def wrap(read: Reader) -> Reader:
        @wraps(read)
        def extract(data: bytes, name: str) -> Extract | Failure:
            try:
                outcome = read(data, name)
            except RefusedError as refused:
                return Failure(refused.reason, refused.detail, media_type, reader)
            if isinstance(outcome, Extract) and not (outcome.shows_text or outcome.members):
                detail = f"{name} holds nothing that can be read"
                return Failure(Reason.EMPTY, detail, media_type, reader)
            return outcome

        return extract

    return wrap
