"""The language a visitor has chosen -> the page's words in it.

The code says everything in Swedish; `locale/` holds what that is in other languages, one gettext
catalogue for each (`make messages` brings them up to the code).
"""

from __future__ import annotations

import gettext
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

SWEDISH = "sv"
LANGUAGES = {"sv": "Svenska", "en": "English"}
"""What can be chosen, each by its own name."""
COOKIE = "sprak"
ROUTE = "/sprak"
CATALOGUES = Path(__file__).resolve().parent.parent / "locale"
A_YEAR = 365 * 24 * 3600

_chosen: ContextVar[str] = ContextVar("language", default=SWEDISH)


def use(code: str | None) -> None:
    """Say what follows in a language; in Swedish where there is no such."""
    _chosen.set(code if code in LANGUAGES else SWEDISH)


def here() -> str:
    """Return the code of the language that is spoken now."""
    return _chosen.get()


def _(text: str) -> str:
    """Return a text of the page in the chosen language."""
    return text_in(here(), text)


def text_in(code: str, text: str) -> str:
    """Return a text of the page in a language, whichever is spoken now."""
    return _catalogue(code).gettext(text)


def counted(one: str, many: str, number: int) -> str:
    """Return the form for a number of things, in the chosen language; the number is not put in."""
    return _catalogue(here()).ngettext(one, many, number)


def said(text: str) -> str:
    """Mark a text that is translated where it is shown, as those of tables are."""
    return text


def switch(code: str, back: str) -> str:
    """Return the address that chooses a language and leads back to an address of ours."""
    return f"{ROUTE}/{code}?till={quote(back, safe='')}"


def serve(request: Request) -> Response:
    """Remember the choice in the browser and go back; the cookie says nothing but the language."""
    code, back = request.path_params["code"], request.query_params.get("till", "/")
    # "//host" and "/\\host" lead to other sites in a browser.
    ours = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    response = RedirectResponse(back if ours else "/", status_code=303)
    if code in LANGUAGES:
        response.set_cookie(COOKIE, code, max_age=A_YEAR, httponly=True, samesite="lax")
    return response


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    """Return what a language calls the texts; nothing is compiled beforehand."""
    file = CATALOGUES / code / "LC_MESSAGES" / "lykta.po"
    if code == SWEDISH or not file.exists():
        return gettext.NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as lines:
        write_mo(compiled, read_po(lines, locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
