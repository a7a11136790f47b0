"""The accessibility statement: how far the page holds what the law asks, and whom to tell."""

from __future__ import annotations

from ui import frame, safe
from ui.language import _


def show() -> None:
    """Draw the page, as SFS 2018:1937 (digital offentlig service) asks of agencies."""
    frame.name_page(_("Tillgänglighet"))
    serve = frame.collection().settings.serve
    safe.show("accessibility.html", owner=serve.owner, contact=serve.contact)
