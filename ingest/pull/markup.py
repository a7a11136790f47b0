"""Strangers' XML and HTML -> trees and text; no DTD, no entities, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from bs4 import BeautifulSoup
from bs4.element import Tag
from lxml import etree
from soupsieve import SelectorSyntaxError
from soupsieve import compile as compiled

from ingest.clean import clean
from ingest.errors import SourceError
from ingest.pull.asking import joined

MAX_TEXT_CHARS = 10_000
Element: TypeAlias = etree._Element
Node: TypeAlias = Tag


def xml(data: bytes, address: str) -> Element:
    """Read XML; SourceError for what is not, and for what declares anything of its own."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(address, f"it does not answer with XML ({error})") from error
    if root.getroottree().docinfo.doctype:
        raise SourceError(address, "its XML has a DTD, which is not read")
    return root


def name(element: Element) -> str:
    """Return an element's name without its namespace; "" for comments and the like."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def child_text(element: Element, wanted: str) -> str:
    """Return the text of the first child of a name, "" where there is none."""
    found = next((child for child in element if name(child) == wanted), None)
    return text_of(found) if found is not None else ""


def text_of(element: Element) -> str:
    """Return all text in an element, on one line."""
    return clean(" ".join("".join(str(part) for part in element.itertext()).split()))


def plain(marked_up: str) -> str:
    """Return the text of a piece of HTML, on one line."""
    if "<" not in marked_up and "&" not in marked_up:
        return clean(" ".join(marked_up.split()))[:MAX_TEXT_CHARS]
    text = BeautifulSoup(f"<div>{marked_up}</div>", "lxml").get_text(" ")
    return clean(" ".join(text.split()))[:MAX_TEXT_CHARS]


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a list on a page."""

    address: str
    title: str
    date: str  # as it stands
    text: str  # all of the entry


@dataclass(frozen=True, slots=True)
class Selectors:
    """Where on a page a list has what, as CSS."""

    item: str
    link: str = "a[href]"
    title: str = ""  # the link's text where not said
    date: str = "time"
    next: str = ""  # the link to the next page; one page where not said


def is_selector(text: str) -> bool:
    """Tell whether a text can be read as a CSS selector."""
    try:
        compiled(text)
    except SelectorSyntaxError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Page:
    """A web page, read."""

    soup: BeautifulSoup
    address: str

    @classmethod
    def read(cls, data: bytes, address: str) -> Page:
        """Read a page; whatever the bytes are, something is read."""
        return cls(BeautifulSoup(data, "lxml"), address)

    def rows(self, where: Selectors) -> Iterator[Row]:
        """Yield the entries of a list that have a link."""
        for entry in self.soup.select(where.item):
            link = entry if entry.name == "a" else entry.select_one(where.link)
            if link is None or not link.get("href"):
                continue
            titled = entry.select_one(where.title) if where.title else link
            dated = entry.select_one(where.date)
            date = _date(dated) if dated else ""
            yield Row(self._whole(link), _text(titled or link), date, _text(entry))

    def onward(self, where: Selectors) -> str | None:
        """Return the address of the list's next page."""
        link = self.soup.select_one(where.next) if where.next else None
        return self._whole(link) if link is not None and link.get("href") else None

    def links(self, selector: str) -> tuple[str, ...]:
        """Return the addresses of the links that a selector finds, each once."""
        found = (link for link in self.soup.select(selector) if link.get("href"))
        return tuple(dict.fromkeys(self._whole(link) for link in found))

    def feeds(self) -> tuple[str, ...]:
        """Return the feeds that the page announces."""
        kinds = ("application/rss", "application/atom", "application/feed+json")
        return self.links(",".join(f'link[rel~="alternate"][type^="{kind}"]' for kind in kinds))

    @property
    def title(self) -> str:
        """What the page calls itself."""
        heading = self.soup.find("h1") or self.soup.find("title")
        return _text(heading) if isinstance(heading, Tag) else ""

    def _whole(self, link: Tag) -> str:
        return joined(self.address, str(link["href"]).strip())


def _text(tag: Tag) -> str:
    return clean(" ".join(tag.get_text(" ").split()))[:MAX_TEXT_CHARS]


def _date(tag: Tag) -> str:
    """Return what people read before what machines do: regeringen.se has both in either place."""
    return _text(tag) or str(tag.get("datetime") or "")
