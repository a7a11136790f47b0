"""What a file that holds others gives out -> its members, each with a digest of its content."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from ingest.clean import clean
from ingest.corpus import SIDECAR, is_passed_over
from ingest.extract import sniff
from ingest.extract.refusal import RefusedError
from ingest.models import Member, Reason

Contents: TypeAlias = Mapping[str, Callable[[], bytes]]
"""The members of a container by their path in it, and what gives out each one's content."""

MAX_NAME_CHARS = 200  # of a folder or file in a member's path; file systems end at 255 bytes
UNNAMED = "bilaga"


def pathed(named: Iterable[tuple[str, Callable[[], bytes]]]) -> Contents:
    """Return the members by paths that are each other's unlike; what is no document is left out.

    Names are a stranger's: `..` and the kinds of slash are taken out, a second "a.pdf" is
    "a (2).pdf".
    """
    found: dict[str, Callable[[], bytes]] = {}
    for name, content in named:
        path = _path(name)
        if path.endswith(SIDECAR) or any(map(is_passed_over, path.split("/"))):
            continue
        stem, extension = posixpath.splitext(path)
        number = 1
        while path in found:
            number += 1
            path = f"{stem} ({number}){extension}"
        found[path] = content
    return found


def listing(contents: Contents) -> Iterator[Member]:
    """Yield the members with their digests; RefusedError where one of them is a bomb.

    One that is locked or damaged has no digest: it fails by itself, and the others are read.
    """
    for path, content in contents.items():
        try:
            data = content()
        except RefusedError as refused:
            if refused.reason is Reason.BOMB:
                raise
            yield Member(path, None, None)
        else:
            sha256 = hashlib.sha256(data).hexdigest()
            yield Member(path, sha256, sniff.recognise(data, path) if data else None)


def first_refusal(contents: Contents) -> RefusedError | None:
    """Return why the first member cannot be read, None where it can."""
    for content in contents.values():
        try:
            content()
        except RefusedError as refused:
            return refused
        return None
    return None


def _path(name: str) -> str:
    parts = (clean(part)[-MAX_NAME_CHARS:] for part in name.replace("\\", "/").split("/"))
    return "/".join(part for part in parts if part not in {"", ".", ".."}) or UNNAMED
