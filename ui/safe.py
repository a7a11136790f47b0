"""Values -> HTML in which everything from a document is text: the only place that makes HTML.

A template escapes every value it is given; nothing switches that off (tests/test_ui_safe.py). The
browser then cleans what arrives once more, as Streamlit's `st.html` does with all it is given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from index.models import Mark
from ui import address, language, words

TEMPLATES = Path(__file__).with_name("templates")

INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Controls, and the marks that turn the direction of all text that follows (CVE-2021-42574)."""

COMBINING = "".join(
    chr(code) for code in range(0x300, 0x1F000) if unicodedata.category(chr(code)) in {"Mn", "Me"}
)
STACKED = re.compile(f"(?<=[{COMBINING}]{{4}})[{COMBINING}]+")
"""More marks on one letter than any script writes (Vietnamese has two, pointed Hebrew three): they
hide the lines beside, and no line breaks within them."""

MAYBE_STACKED = re.compile("[\u0300-\U0001efff]{5}")
"""What no Swedish text has: looking for it takes a seventieth of the time that STACKED takes."""


def show(template: str, **values: object) -> None:
    """Draw a template on the page."""
    st.html(render(template, **values))


def render(template: str, **values: object) -> str:
    """Return a template's HTML; a value that the template names and does not get is an error."""
    return _ENVIRONMENT.get_template(template).render(values)


def marked(text: str, marks: Sequence[Mark], now: Mark | None = None) -> Markup:
    """Return text as HTML with its found words in `<mark>`; marks outside the text are left out.

    `now` is the one that the reader has come to.
    """
    pieces: list[Markup] = []
    position = 0
    for mark in sorted(marks, key=lambda mark: mark.start):
        if not position <= mark.start < mark.end <= len(text):
            continue
        pieces.append(escape(visible(text[position : mark.start])))
        shown = visible(text[mark.start : mark.end])
        here = Markup(" data-now") if mark == now else ""
        pieces.append(Markup("<mark{}>{}</mark>").format(here, shown))
        position = mark.end
    return Markup("").join([*pieces, escape(visible(text[position:]))])


def visible(text: object) -> object:
    """Return text without the characters that only change how others are drawn."""
    if not isinstance(text, str):
        return text
    shown = text if text.isprintable() else INVISIBLE.sub("", text)
    return STACKED.sub("", shown) if MAYBE_STACKED.search(shown) else shown


def web(url: str | None) -> str | None:
    """Return an address of the web, None for every other scheme (javascript:, data:, file:)."""
    try:
        return url if url and urlsplit(url.strip()).scheme in {"http", "https"} else None
    except ValueError:
        return None


def _told(text: str, /, **values: object) -> Markup:
    """Return one of our texts in the visitor's language, what is put into it as text.

    Jinja's own way escapes the values too, but does not pass them through `visible`.
    """
    return Markup(language._(text)) % {name: _finalize(value) for name, value in values.items()}  # noqa: S704 - our own texts alone


def _told_of_many(one: str, many: str, num: int, /, **values: object) -> Markup:
    """Return the text for a number of things, what is put into it as text."""
    shown = {name: _finalize(value) for name, value in {"num": num, **values}.items()}
    return Markup(language.counted(one, many, num)) % shown  # noqa: S704 - our own texts alone


def _finalize(value: object) -> object:
    return value if isinstance(value, Markup) else visible(value)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.newstyle_gettext = True  # type: ignore[attr-defined]  # set by the extension
    environment.filters |= {
        "marked": marked,
        "web": web,
        "date": words.date,
        "number": words.number,
        "kind": words.kind,
    }
    environment.globals |= {
        "_": _told,
        "address": address,
        "count": words.count,
        "gettext": _told,
        "language": language,
        "ngettext": _told_of_many,
        "words": words,
    }
    return environment


_ENVIRONMENT = _environment()
