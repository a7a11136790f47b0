"""The help page: how to search, how to read, how to add a file."""

from __future__ import annotations

from ui import frame, safe
from ui.language import _


def show() -> None:
    """Draw the page."""
    frame.name_page(_("Hjälp"))
    safe.show("help.html")
