"""A path that changed -> the name of what must be looked at again, or that nothing need be."""

from __future__ import annotations

import os
from pathlib import Path

from ingest.corpus import AT_ROOT, SIDECAR, escaped, is_passed_over

ALL = ""


def concerned(path: Path, corpus: Path) -> str | None:
    """Return the file or folder that a change is about; ALL for everything, None for nothing.

    A sidecar is about its file, the topic file about everything; what lies outside, as a link may
    lead there, can be anywhere.
    """
    parts = Path(os.path.relpath(path, corpus)).parts
    if os.pardir in parts or not parts:
        return ALL
    if len(parts) == 1 and parts[0] in AT_ROOT:
        return ALL if parts[0] == "topics.toml" else None  # the others shape no document
    name = escaped("/".join(parts)).removesuffix(SIDECAR)
    return None if any(map(is_passed_over, parts)) else name
