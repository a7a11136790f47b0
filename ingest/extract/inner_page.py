"""A web page in a package, a chapter or a piece of text -> its blocks, as far as they came."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.extract import html
from ingest.extract.package import Package
from ingest.extract.refusal import DamagedError
from ingest.models import Block

_BEGINS = re.compile(rb"<html\b", re.IGNORECASE)
_ENDS = re.compile(rb"</html\s*>", re.IGNORECASE)
_HEAD_BYTES, _TAIL_BYTES = 2000, 2000  # how far from a page's ends they are looked for


def blocks(package: Package, name: str) -> list[Block]:
    """Return the blocks of a page; the package notes where it is missing an end."""
    return package.kept(name, _read(package, name))


def _read(package: Package, name: str) -> Iterator[Block]:
    """Yield what came of a page; DamagedError after it where that is not all."""
    came = bytearray()
    damage: DamagedError | None = None
    try:
        for chunk in package.chunks(name):
            came += chunk
    except DamagedError as error:
        damage = error
    yield from html.flow(bytes(came))
    if damage or _is_cut(came):
        raise damage or DamagedError("it ends in its midst")


def _is_cut(page: bytes | bytearray) -> bool:
    """Return whether a page that begins as one does not end: XHTML has no end that is left out."""
    begins = _BEGINS.search(page, 0, _HEAD_BYTES)
    return bool(begins) and not _ENDS.search(page, max(0, len(page) - _TAIL_BYTES))
