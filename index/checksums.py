"""A file -> the CRC-32 of its bytes, read a piece at a time."""

from __future__ import annotations

import zlib
from pathlib import Path

CHUNK_BYTES = 1 << 20


def crc32(path: Path, count: int | None = None) -> int:
    """Return the CRC-32 of a file, or of its first `count` bytes."""
    left, value = path.stat().st_size if count is None else count, 0
    with path.open("rb") as file:
        while left > 0 and (piece := file.read(min(left, CHUNK_BYTES))):
            value = zlib.crc32(piece, value)
            left -= len(piece)
    return value
