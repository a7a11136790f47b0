"""A page's segments -> what it shows of itself: title, dates, number, source.

`<h1>` -> the lines beside it -> labelled dates and notices anywhere -> `<time>` -> the last lines
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.extract import lines
from ingest.extract.segments import Segment, flat
from ingest.extract.tree import Element, Node, Page, attribute
from ingest.models import SHOWN_ROLES, Claim, Role

NEAR_TITLE = 4
"""Segments on either side of the title that may say what kind of page it is, number and date."""
LAST_SEGMENTS = 6
AS_TAB = "heading that the tab has"
PARTING = "-–—|·•:/«»‹›"
MAX_TIMES = 50
MAX_LABEL_CHARS = 30

_UPDATED = re.compile(r"uppdatera|ändra|modif|updated|revider", re.IGNORECASE)
_PUBLISHED = re.compile(r"publi|pubdate|issued|posted", re.IGNORECASE)
_ELSEWHERE = frozenset({"li", "nav", "aside", "footer", "a"})


def claims(page: Page, segments: Sequence[Segment], roles: Sequence[Role]) -> Iterator[Claim]:
    """Yield what the page shows, the most telling first."""
    headings = [n for n, role in enumerate(roles) if role is Role.HEADING]
    highest = min(headings, key=lambda n: segments[n].level, default=None)
    if highest is not None:
        title = _as_tab(page, segments, headings, highest)
        if title != highest:
            yield Claim("title", segments[title].text, AS_TAB)
        yield Claim("title", segments[highest].text, f"h{segments[highest].level}")
        yield from _beside(segments[max(0, title - NEAR_TITLE) : title + NEAR_TITLE + 1])
    yield from _anywhere(segments[highest or 0 :])
    yield from _times(page)
    shown = [s.text for s, role in zip(segments, roles, strict=True) if role in SHOWN_ROLES]
    for text in shown[-LAST_SEGMENTS:]:
        yield from lines.read_end(text).claims


def _as_tab(page: Page, segments: Sequence[Segment], headings: Sequence[int], highest: int) -> int:
    """Return the place of the title: the first of the highest headings that are shown.

    Where the browser's tab begins with another one, and has nothing to do with that, it is the
    other: the first is the site's name or a menu's.
    """
    tab = next(map(flat, page.named("title")), "")
    first = segments[highest].text
    if _begins(tab, first) or _begins(first, tab):
        return highest
    return next((n for n in headings if _begins(tab, segments[n].text)), highest)


def _begins(text: str, words: str) -> bool:
    """Tell whether a text is words, or begins with them and a mark that parts them from a site."""
    text, words = (" ".join(each.casefold().split()) for each in (text, words))
    behind = text.removeprefix(words).lstrip()[:1]
    return bool(words) and text.startswith(words) and (not behind or behind in PARTING)


def _beside(near: Sequence[Segment]) -> Iterator[Claim]:
    for segment in near:
        if lines.is_number(segment.text):
            yield Claim("identifier", segment.text, "line beside h1")
        elif not lines.read(segment.text).claims:
            top = lines.read_top(segment.text).claims if segment.linked == 0 else ()
            yield from top or _unlinked(segment, lines.read_alone(segment.text))


def _unlinked(segment: Segment, claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """Return claims that may stand outside a line's links, which lead to who wrote or to others."""
    free = len("".join(segment.text.split())) - segment.linked
    return tuple(claim for claim in claims if len("".join(claim.value.split())) <= free)


def _anywhere(segments: Sequence[Segment]) -> Iterator[Claim]:
    label = ""  # of a date that stands in an element of its own, as <dt>Utgiven</dt><dd>…</dd>
    for segment in segments:
        if all(tag.name != "li" for tag in (segment.element, *segment.element.parents)):
            line = lines.read(segment.text)
            yield from line.claims or lines.read_dated(f"{label} {segment.text}")
            label = segment.text if len(segment.text) <= MAX_LABEL_CHARS else ""


def _times(page: Page) -> Iterator[Claim]:
    """Yield dates in `<time>`: those said to be of publication or change, and the first of others.

    `datetime` may hold Swedish text ("02 juli 2026" on regeringen.se), so it is not parsed here.
    """
    unsaid = 0
    for time in page.named("time")[:MAX_TIMES]:
        value = attribute(time, "datetime") or flat(time)
        said = _said(time)
        if _UPDATED.search(said):
            yield Claim("updated", value, "time")
        elif _PUBLISHED.search(said) and not _is_elsewhere(time):
            yield Claim("published", value, "time")
        elif not unsaid and not _is_elsewhere(time):
            unsaid += 1
            yield Claim("published", value, "unlabelled time")


def _said(time: Element) -> str:
    """Return the words around a date: its own attributes, its parent's class and text before it."""
    parent = attribute(time.parent, "class") if time.parent is not None else ""
    own = " ".join((attribute(time, "itemprop"), attribute(time, "class"), attribute(time, "id")))
    pubdate = "pubdate" if "pubdate" in time.attrs else ""
    return " ".join((own, pubdate, parent, _words(time.before)[-60:]))


def _words(node: Node | None) -> str:
    """Return the words of a text, or of an element and its class."""
    if isinstance(node, Element):
        return f"{attribute(node, 'class')} {flat(node)}"
    return node or ""


def _is_elsewhere(time: Element) -> bool:
    return any(around.name in _ELSEWHERE for around in time.parents)
