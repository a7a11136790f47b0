"""The name of a paragraph style -> the level of heading it means.

The files hold English names whatever language Word or LibreOffice speaks; templates add their own.
"""

from __future__ import annotations

import re

TITLES = frozenset({"title", "titel", "rubrik", "dokumentrubrik", "huvudrubrik"})
CAPTIONS = frozenset({"caption", "beskrivning", "illustration", "table", "figure", "drawing"})
_HEADING = re.compile(r"(?:heading|rubrik|überschrift|overskrift)[ _]*([1-9])\b", re.IGNORECASE)
MAX_HEADING_CHARS = 300
"""A longer paragraph in a heading's style is text that somebody made large."""


def is_title(name: str) -> bool:
    """Return whether a style is that of the document's title."""
    return name.strip().lower() in TITLES


def is_caption(name: str) -> bool:
    """Return whether a style is that of the text under a picture or over a table."""
    return name.strip().lower() in CAPTIONS


def level(name: str) -> int:
    """Return the level of heading a style stands for, 0 where it stands for none.

    Titles are apart: styles based on a heading are headings, pandoc's "Date" is based on "Title".
    """
    found = _HEADING.match(name.strip())
    return int(found[1]) if found else 0
