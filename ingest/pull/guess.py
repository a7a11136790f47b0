"""A web page -> where it has a list with dates, as CSS for sources.toml; None for other pages.

date on the page -> each element around it, as a selector -> the one with most dated links
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest import dates
from ingest.pull.markup import Node, Page, Selectors

FEWEST_ROWS = 6
"""Fewer dated links stand beside a page that is no list: up to five at regeringen.se."""
LONGEST_DATE_CHARS = 60
MOST_DATES = 40
"""Looked at: a list says where it is in its first rows."""
HIGHEST = 6
"""Steps from a date to the entry around it."""
ONWARD = re.compile(r"(nästa|next|äldre|older|visa fler)\b|[›»→]", re.IGNORECASE)
_NAME = re.compile(r"[a-zA-Z][\w-]*")


def selectors(page: Page) -> Selectors | None:
    """Return where a page has its longest list of dated links."""
    best, most = None, FEWEST_ROWS - 1
    tried: set[Selectors] = set()
    for where in _candidates(page):
        if where in tried:
            continue
        tried.add(where)
        found = _dated(page, where)
        if found > most:  # as many: the innermost came first, and has least beside the entry
            best, most = where, found
    return replace(best, next=_onward(page)) if best else None


def _candidates(page: Page) -> Iterator[Selectors]:
    for dated in _dates(page):
        said = "time" if dated.name == "time" else _selector(dated)
        if said is None:
            continue
        for entry in list(dated.parents)[:HIGHEST]:
            item = _selector(entry) or _within(entry)
            if item:
                yield Selectors(item, date=said)


def _dates(page: Page) -> list[Node]:
    """Return the elements that hold a date and little else."""
    found = page.soup.select("time") or [
        one
        for one in page.soup.select("[class]")
        if len(one.get_text()) <= LONGEST_DATE_CHARS
        and one.find("a") is None
        and dates.parse(" ".join(one.get_text(" ").split()))
    ]
    return found[:MOST_DATES]


def _selector(node: Node) -> str | None:
    """Return an element's name and first plain class; None where it has no class to go by."""
    classes = [one for one in node.get_attribute_list("class") if one and _NAME.fullmatch(one)]
    return f"{node.name}.{classes[0]}" if classes else None


def _within(node: Node) -> str | None:
    """Return a bare element as a child of one that has a class."""
    above = _selector(node.parent) if node.parent else None
    return f"{above} > {node.name}" if above else None


def _dated(page: Page, where: Selectors) -> int:
    """Return how many entries have a link of their own and a date, none where few of them have."""
    rows = list(page.rows(where))
    good = {row.address for row in rows if row.title and dates.parse(row.date)}
    return len(good) if 2 * len(good) > len(rows) else 0


def _onward(page: Page) -> str:
    """Return where the link to the next page is, "" where none says it is."""
    if page.soup.select_one('a[rel~="next"][href]'):
        return 'a[rel~="next"]'
    for link in page.soup.select("a[href]"):
        text = " ".join(link.get_text(" ").split())
        label = str(link.get("aria-label") or "")
        if ONWARD.match(label) and '"' not in label:
            return f'a[aria-label="{label}"]'
        if ONWARD.match(text) and len(text) <= LONGEST_DATE_CHARS and '"' not in text:
            return f'a:-soup-contains("{text}")'
    return ""
