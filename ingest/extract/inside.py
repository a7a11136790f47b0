"""A container's bytes and a path in it -> the bytes of the member there, however deep it lies."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from ingest.corpus import INSIDE
from ingest.extract import archive, eml, sniff
from ingest.extract.members import Contents
from ingest.extract.refusal import RefusedError
from ingest.models import Failure, Reason
from ingest.wire import Content

MAX_DEPTH = 10  # of files in files; the intake opens fewer


def unpack(data: bytes, path: str) -> bytes | Failure:
    """Return the content at a path such as "mapp/arkiv.zip!/a.pdf", or why there is none."""
    try:
        return _unpacked(data, path)
    except RefusedError as refused:
        return Failure(refused.reason, refused.detail)


def _unpacked(data: bytes, path: str) -> bytes:
    for _ in range(MAX_DEPTH):
        found = _contents(data)
        # A folder's name may itself end in "!": the longest name that is there is meant.
        known = next((name for name in _beginnings(path) if name in found), None)
        if known is None:
            break
        data = found[known]()
        if known == path:
            return data
        path = path[len(known) + len(INSIDE) :]
    raise RefusedError(Reason.CORRUPT, f"{path!r:.200} is not in it")


def parted(path: Path) -> tuple[Path, str] | None:
    """Return the file that a path leads through and the way on in it; None where it does not."""
    whole = os.fspath(path)
    for found in re.finditer(re.escape(INSIDE), whole):
        container = Path(whole[: found.start()])
        if container.is_file():
            return container, whole[found.end() :]
    return None


def content(data: bytes, _name: str) -> Content:
    """Return the bytes as they are, so that a person can open what lies in a container."""
    return Content(data)


def _contents(data: bytes) -> Contents:
    match sniff.sniff(data):
        case sniff.ZIP:
            return archive.contents(data)
        case sniff.EML:
            return eml.contents(data)
        case _:
            return {}


def _beginnings(path: str) -> Iterator[str]:
    yield path
    for found in reversed(list(re.finditer(re.escape(INSIDE), path))):
        yield path[: found.start()]
