"""One address of a source -> its answer; what is no answer becomes a SourceError."""

from __future__ import annotations

from ingest.errors import SourceError
from ingest.pull.models import PASSING, Failed, Fetched, Get, Trouble


def ask(get: Get, address: str) -> Fetched | None:
    """Return the answer of a source, None where it has not changed since the last time."""
    outcome = get(address)
    if isinstance(outcome, Failed):
        rests = outcome.trouble in PASSING or outcome.trouble is Trouble.WALL
        raise SourceError(address, f"{outcome.trouble}: {outcome.detail}", rests=rests)
    return outcome if isinstance(outcome, Fetched) else None


def looks_like_page(data: bytes) -> bool:
    """Tell whether an answer is a web page, whatever it was asked for as."""
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:2000].lower()
    return head.startswith((b"<!doctype html", b"<html")) or b"<html" in head.split(b"<body")[0]
