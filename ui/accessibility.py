"""The accessibility statement: how far the page holds what the law asks, and whom to tell."""

from __future__ import annotations

from datetime import date

from ui import frame, safe
from ui.language import _

ASSESSED = date(2026, 11, 30)
"""When the statement was last gone through, beside what axe says and what is known to lack."""
SUPERVISION = "https://www.digg.se/tdosanmalan"


def show() -> None:
    """Draw the page, as SFS 2018:1937 (digital offentlig service) asks of agencies."""
    frame.name_page(_("Tillgänglighet"))
    serve = frame.collection().settings.serve
    safe.show(
        "accessibility.html",
        owner=serve.owner,
        contact=serve.contact,
        assessed=ASSESSED,
        supervision=SUPERVISION,
    )
