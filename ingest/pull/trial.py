"""An address somebody wonders about -> what it is, what it would bring, lines for sources.toml."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urlsplit

from ingest.errors import ForbiddenAddressError, SourceError
from ingest.extract import sniff
from ingest.pull import guess, listing, riksdagen, sources
from ingest.pull.addresses import Reach, parse
from ingest.pull.asking import begins, joined, looks_like_page
from ingest.pull.fetch import Fetcher
from ingest.pull.markup import Page, Selectors, name, text_of, xml
from ingest.pull.models import Failed, Fetched, Get, Item, Trouble, Unchanged
from ingest.pull.sources import Shape, Source

EXAMPLES = 5
BY_HAND = 'manual = true\nnote = "Släpper inte in program; ladda ner för hand och lägg i corpus/"'
USUAL_SITEMAP = "/sitemap.xml"
RICHEST = ("swepub_mods", "mods")
"""Metadata formats of OAI-PMH that tell more than Dublin Core, which every endpoint has."""
MISSING = re.compile(
    r"hittades inte|(inte|ej) hittas?\b|finns inte|not found|\b404\b", re.IGNORECASE
)
"""How pages answered with 200 say that they are not there (publikt.se, skr.se)."""
_ROOTS = {
    "rss": Shape.FEED,
    "feed": Shape.FEED,
    "RDF": Shape.FEED,
    "urlset": Shape.SITEMAP,
    "sitemapindex": Shape.SITEMAP,
    "OAI-PMH": Shape.OAI_PMH,
}


@dataclass(frozen=True, slots=True)
class Trial:
    """What an address turned out to be."""

    address: str  # where it led
    what: str  # a shape, "page", "document", "wall" or "nothing"
    detail: str = ""
    items: tuple[Item, ...] = ()  # the first that it would bring
    feeds: tuple[str, ...] = ()  # announced by a page
    sitemaps: tuple[str, ...] = ()  # announced by its site's robots.txt, or where they usually are
    lines: str = ""  # for sources.toml; "" where it is no source


def trial(address: str, fetcher: Fetcher, *, allow_loopback: bool = False) -> Trial:
    """Look at an address, on its own host alone; without a scheme, as people copy it, by https."""
    address = address if ":/" in address else f"https://{address}"
    try:
        host = parse(address).host
    except ForbiddenAddressError as error:
        return Trial(address, "nothing", str(error))
    reach = Reach((host, _other(host)), allow_loopback)
    outcome = fetcher.get(address, reach)
    if not isinstance(outcome, Fetched):
        return _nothing(address, outcome)
    if _is_list_in_xml(outcome) and riksdagen.in_json(address) != address:
        return trial(riksdagen.in_json(address), fetcher, allow_loopback=allow_loopback)
    shape = _shape(outcome)
    found = _told(outcome, shape, lambda where: fetcher.get(where, reach))
    sitemaps = fetcher.sitemaps(outcome.address, reach)
    if not sitemaps and looks_like_page(outcome.data):
        sitemaps = _usual_sitemap(outcome.address, lambda where: fetcher.get(where, reach))
    return _with_sitemaps(found, tuple(one for one in sitemaps if one != found.address))


def _told(found: Fetched, shape: Shape | Selectors | None, get: Get) -> Trial:
    if shape is None:
        return _no_source(found)
    return _list(found, shape) if isinstance(shape, Selectors) else _source(found, shape, get)


def _usual_sitemap(address: str, get: Get) -> tuple[str, ...]:
    """Return where a site has a sitemap that it does not announce."""
    usual = joined(address, USUAL_SITEMAP)
    outcome = get(usual)
    is_there = isinstance(outcome, Fetched) and _shape(outcome) is Shape.SITEMAP
    return (usual,) if is_there else ()


def _with_sitemaps(found: Trial, sitemaps: tuple[str, ...]) -> Trial:
    """Say which sitemaps there are; a feed's lines name one to fill it up from, as a comment."""
    lines = found.lines
    if found.what == Shape.FEED and sitemaps:
        whole = json.dumps(sitemaps[0], ensure_ascii=False)
        lines += f"# backfill = {{ address = {whole} }}  # hela webbplatsen: skriv include också\n"
    return replace(found, sitemaps=sitemaps, lines=lines)


def _source(found: Fetched, shape: Shape, get: Get) -> Trial:
    """Read the first items; the answer that is there already is not asked for again."""
    address = found.address.split("?verb=")[0]
    more = f'shape = "{shape}"'
    source = Source(id="provad", address=address, shape=shape)
    if shape is Shape.OAI_PMH and (prefix := _richest(address, get)):
        source, more = replace(source, prefix=prefix), f'{more}\nprefix = "{prefix}"'
    listed: list[Item] = []
    detail = ""
    try:
        given = sources.items(source, lambda where: found if where == found.address else get(where))
        listed.extend(islice((one for one in given if not one.deleted), EXAMPLES))
    except SourceError as error:
        detail = error.why
    return Trial(found.address, shape, detail, tuple(listed), lines=_lines(address, more))


def _richest(address: str, get: Get) -> str:
    """Return the best metadata format of an endpoint, "" where it has Dublin Core alone."""
    outcome = get(f"{address}?verb=ListMetadataFormats")
    if not isinstance(outcome, Fetched):
        return ""
    try:
        root = xml(outcome.data, outcome.address)
    except SourceError:
        return ""
    offered = {text_of(one) for one in root.iter() if name(one) == "metadataPrefix"}
    return next((prefix for prefix in RICHEST if prefix in offered), "")


def _nothing(address: str, outcome: Failed | Unchanged) -> Trial:
    if not isinstance(outcome, Failed):
        return Trial(address, "nothing", "it says unchanged and was never asked before")
    if outcome.trouble in (Trouble.WALL, Trouble.ROBOTS):
        return Trial(address, "wall", outcome.detail, lines=_lines(address, BY_HAND))
    return Trial(address, "nothing", f"{outcome.trouble}: {outcome.detail}")


def _list(found: Fetched, where: Selectors) -> Trial:
    """Read a list by the selectors that were guessed, for a person to look at."""
    page = Page.read(found.data, found.address)
    given = listing.items(lambda _: found, found.address, replace(where, next=""))
    said = {"item": where.item, "date": where.date, "next": where.next}
    told = ", ".join(
        f"{key} = {json.dumps(css, ensure_ascii=False)}" for key, css in said.items() if css
    )
    lines = _lines(found.address, f'shape = "{Shape.LISTING}"\nselect = {{ {told} }}')
    first = tuple(islice(given, EXAMPLES))
    return Trial(found.address, Shape.LISTING, page.title, first, page.feeds(), lines=lines)


def _no_source(found: Fetched) -> Trial:
    if looks_like_page(found.data):
        page = Page.read(found.data, found.address)
        what = "nothing" if _says_missing(page) else "page"
        return Trial(found.address, what, page.title, feeds=page.feeds())
    return Trial(found.address, "document", sniff.sniff(found.data))


def _shape(found: Fetched) -> Shape | Selectors | None:
    """Return the shape of an answer, for a list where it is; None where it is none of ours."""
    if looks_like_page(found.data):
        page = Page.read(found.data, found.address)
        return None if _says_missing(page) else guess.selectors(page)
    if found.data.startswith(b"\x1f\x8b"):
        return Shape.SITEMAP
    try:
        return _shape_of_json(json.loads(found.data))
    except (ValueError, RecursionError):
        pass
    try:
        return _ROOTS.get(name(xml(found.data, found.address)))
    except SourceError:
        return None


def _says_missing(page: Page) -> bool:
    """Tell whether a page that came as one that is there says that it is not."""
    return bool(MISSING.search(page.title))


def _is_list_in_xml(found: Fetched) -> bool:
    """Tell whether an answer is a list of Riksdagen's in the form that is not read."""
    if not begins(found.data, b"<"):
        return False
    try:
        return name(xml(found.data, found.address)) == "dokumentlista"
    except SourceError:
        return False


def _shape_of_json(data: object) -> Shape | None:
    if isinstance(data, list):
        return Shape.G0V if data and isinstance(data[0], dict) and "url" in data[0] else None
    if not isinstance(data, dict):
        return None
    if "dokumentlista" in data:
        return Shape.RIKSDAGEN
    return Shape.FEED if "jsonfeed.org" in str(data.get("version")) else None


def _other(host: str) -> str:
    """Return the host with or without "www.": sites send visitors from one to the other."""
    return host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"


def _lines(address: str, more: str) -> str:
    host = (urlsplit(address).hostname or "kalla").removeprefix("www.")
    key = re.sub(r"[^a-z0-9]+", "-", host.rsplit(".", 1)[0]).strip("-") or "kalla"
    return f"[{key}]\naddress = {json.dumps(address, ensure_ascii=False)}\n{more}\n"
