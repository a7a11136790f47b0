"""A path that changed -> the name of the file or folder to look at again, if any."""

from __future__ import annotations

import os
from pathlib import Path

from ingest.corpus import AT_ROOT, SIDECAR, escaped, is_passed_over

ALL = ""


def concerned(path: Path, corpus: Path) -> str | None:
    """Return the name of what must be looked at again; ALL for everything, None for nothing.

    A changed sidecar concerns its file, topics.toml every document. A path outside the corpus
    folder, which a link leads to, may be any of its files.
    """
    parts = Path(os.path.relpath(path, corpus)).parts
    if os.pardir in parts or not parts:
        return ALL
    if len(parts) == 1 and parts[0] in AT_ROOT:
        return ALL if parts[0] == "topics.toml" else None  # the others shape no document
    name = escaped("/".join(parts)).removesuffix(SIDECAR)
    return None if any(map(is_passed_over, parts)) else name
