"""Why a document has a topic -> what the page says of it: "regel: ”sexköp” i titeln"."""

from __future__ import annotations

from ingest.models import RULE, TopicLink
from ui.language import _, said

REASONS = {
    "sidecar": said("en samordnare (filen bredvid)"),
    "folder": said("mappens namn"),
    "front matter": said("dokumentet säger det självt"),
    "title": said("namnet står i titeln"),
    "heading": said("namnet står i en rubrik"),
    "broader": said("ett ämne under det"),
}
PLACES = {
    "titel": said("i titeln"),
    "rubrik": said("i en rubrik"),
    "inledning": said("i inledningen"),
    "typ": said("är dokumentets typ"),
    "utgivare": said("är utgivaren"),
    "år": said("är året"),
}
SHOWN_WORDS = 4  # of a rule; the first say enough


def topic(link: TopicLink) -> str:
    """Return why a document has a topic."""
    if link.reason != RULE:
        return _(REASONS[link.reason]) if link.reason in REASONS else link.reason
    more = "" if len(link.words) <= SHOWN_WORDS else " …"
    return _("regel:") + " " + ", ".join(map(_words, link.words[:SHOWN_WORDS])) + more


def _words(part: str) -> str:
    """Return a part of a rule in words: titel:"köp av sex" is ”köp av sex” i titeln."""
    place, colon, text = part.partition(":")
    if not colon or place not in PLACES:
        place, text = "", part
    where = _(PLACES[place]) if place else _("i texten")
    return f"”{text.strip(chr(34))}” {where}"
