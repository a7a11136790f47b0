"""A Tantivy folder -> the files whose bytes are not those that were written.

Tantivy writes a checksum at the end of each file and looks at it only in a function that its Python
bindings lack: a byte that flips in the stored text would be shown as it is.

    body | {"version": …, "crc": 123} | length of that, 4 bytes | 1337, 4 bytes; little-endian
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from pathlib import Path

from index.checksums import crc32

MAGIC = 1337
ENDING = struct.Struct("<II")  # length of the footer, magic number
MAX_FOOTER_BYTES = 1000


def damaged(folder: Path) -> Iterator[str]:
    """Yield the files of the last commit that are not as Tantivy wrote them."""
    try:
        meta = json.loads((folder / "meta.json").read_bytes())
        segments = [segment["segment_id"].replace("-", "") for segment in meta["segments"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        yield "meta.json"
        return
    for segment in segments:
        for path in sorted(folder.glob(f"{segment}.*")):
            try:
                whole = _is_whole(path)
            except FileNotFoundError:  # a writer has merged it into another
                continue
            if not whole:
                yield path.name


def _is_whole(path: Path) -> bool:
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - ENDING.size - MAX_FOOTER_BYTES))
        tail = file.read()
    if len(tail) < ENDING.size:
        return False
    length, magic = ENDING.unpack(tail[-ENDING.size :])
    if magic != MAGIC or not 0 < length <= len(tail) - ENDING.size:
        return False
    try:
        said = json.loads(tail[-ENDING.size - length : -ENDING.size])["crc"]
    except (ValueError, KeyError, TypeError):
        return False
    return bool(said == crc32(path, size - ENDING.size - length))
