"""An answer that came as if all were well -> whether it is a page that keeps programs out."""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path

from ingest.name_rules import listed
from ingest.pull.asking import looks_like_page

HEAD_BYTES = 20_000
"""How far in a title is looked for."""
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)


def keeps_out(data: bytes) -> bool:
    """Tell whether a page is a wall, by what it is called; a text about walls has a longer name."""
    if not looks_like_page(data):
        return False
    found = _TITLE.search(data[:HEAD_BYTES])
    if found is None:
        return False
    title = html.unescape(found[1].decode("utf-8", "replace"))
    return " ".join(title.split()).casefold() in _titles()


@cache
def _titles() -> frozenset[str]:
    return frozenset(listed(Path(__file__).with_name("walls.txt")))
