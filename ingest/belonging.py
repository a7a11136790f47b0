"""A file of the corpus folder and its sidecar -> the path of what it is a part of."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from pathlib import Path

from ingest.corpus import FoundFile, escaped, look
from ingest.ledger import ID_DIGITS

_ID = re.compile(rf"[0-9a-f]{{{ID_DIGITS},64}}")


def named(corpus: Path, file: FoundFile, whole: str) -> str:
    """Return the path, or the id, that a sidecar's `part_of` means.

    It is a path from the sidecar's own folder or, where nothing lies there, from the corpus folder.
    """
    if _ID.fullmatch(whole):
        return whole
    folder = posixpath.dirname(file.path)
    places = [posixpath.normpath(posixpath.join(start, whole)) for start in (folder, "")]
    found = next((place for place in places if _is_there(corpus, place)), places[0])
    return unicodedata.normalize("NFC", found)


def is_known(corpus: Path, whole: str) -> bool:
    """Return whether a path or id can be that of something in the corpus folder."""
    return bool(_ID.fullmatch(whole)) or _is_there(corpus, whole)


def _is_there(corpus: Path, path: str) -> bool:
    if path.startswith(("..", "/")):
        return False
    spelt = (path, unicodedata.normalize("NFD", path))
    return any(look(corpus, escaped(name)) is not None for name in spelt)
