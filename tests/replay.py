"""Captures of ../shared/data/sources -> real servers that answer as their sites did.

Each site is a server on a loopback host of its own. Where captures name sites, the servers' own
addresses are put, so that links lead from capture to capture; what was not captured answers 404.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.webserver import Asked, Reply, Respond, Site, running

SITES = {
    "polisen": ("polisen.se",),
    "regeringen": ("www.regeringen.se", "regeringen.se"),
    "g0v": ("g0v.se",),
    "riksdagen": ("data.riksdagen.se",),
    "diva": ("gih.diva-portal.org", "lnu.diva-portal.org", "bth.diva-portal.org"),
    "oai": ("test.example.com",),
    "publikt": ("www.publikt.se", "publikt.se"),
    "av": ("www.av.se", "av.se"),
    "skr": ("skr.se",),
    "coe": ("rm.coe.int",),
    "cellar": ("publications.europa.eu",),
}
LINK = re.compile(
    rb"(?:https?:)?//(%s)"
    % b"|".join(re.escape(one.encode()) for of in SITES.values() for one in of)
)
TOPIC = "manniskohandel|prostitution|sexkop|trafficking|manniskoexploatering|vald|flykt|migration"
SOURCES = """
[polisen]
address = "{polisen}/aktuellt/rss/blekinge/"
publisher = "Polismyndigheten"
[remisser]
address = "{regeringen}/remisser/"
shape = "listing"
select = {{ item = "li:has(.sortcompact)" }}
files = "a[href*='/contentassets/']"
[g0v-artiklar]
address = "{g0v}/artiklar.json"
shape = "g0v"
include = "{topic}"
attachments = false
max_items = 10000
[g0v-rapporter]
address = "{g0v}/rapporter.json"
shape = "g0v"
include = "{topic}"
attachments = false
max_items = 10000
[g0v-direktiv]
address = "{g0v}/rattsliga-dokument/kommittedirektiv.json"
shape = "g0v"
include = "{topic}"
attachments = false
max_items = 10000
[g0v-skrivelser]
address = "{g0v}/rattsliga-dokument/skrivelse.json"
shape = "g0v"
include = "{topic}"
attachments = false
max_items = 10000
[g0v-uttalanden]
address = "{g0v}/uttalanden.json"
shape = "g0v"
attachments = false
[riksdagen-bet]
address = "{riksdagen}/dokumentlista/?doktyp=bet&utformat=json&sort=datum&sortorder=desc&sz=200"
shape = "riksdagen"
[riksdagen-lista]
address = "{riksdagen}/lista-2023/"
shape = "riksdagen"
[gih]
address = "{diva}/gih/oai"
shape = "oai-pmh"
prefix = "swepub_mods"
robots = false
kind = "forskning"
[lnu]
address = "{diva}/lnu/oai"
shape = "oai-pmh"
prefix = "swepub_mods"
robots = false
[dubbletter]
address = "{diva}/dedup/oai"
shape = "oai-pmh"
prefix = "swepub_mods"
robots = false
[oai-prov]
address = "{oai}/oai"
shape = "oai-pmh"
robots = false
[oai-rundgang]
address = "{oai}/runt"
shape = "oai-pmh"
robots = false
[publikt]
address = "{publikt}/rss"
[arbetsmiljoverket]
address = "{av}/rss/nyheter"
[skr]
address = "{skr}/rss"
[riksdagen-xml]
address = "{riksdagen}/dokumentlista.xml"
shape = "riksdagen"
[cellar]
address = "{cellar}/webapi/rdf/sparql"
[greta]
address = "{coe}/xxiii"
[mur]
address = "{coe}/mur"
[hand]
address = "{coe}/hand"
manual = true
note = "Ladda ner för hand och lägg i corpus/rapporter/"
"""


@dataclass(slots=True)
class Replay:
    """Running servers, by name, over a folder of captures."""

    data: Path  # ../shared/data
    sites: dict[str, Site] = field(default_factory=dict)

    def sources(self) -> str:
        """Return a sources.toml over the servers."""
        addresses = {name: site.address for name, site in self.sites.items()}
        return SOURCES.format(**addresses, topic=TOPIC)

    def targets(self) -> dict[str, list[str]]:
        """Return what each server was asked for, in order, robots.txt aside."""
        return {name: site.targets() for name, site in self.sites.items()}

    def forget(self) -> None:
        """Forget what was asked for."""
        for site in self.sites.values():
            site.asked.clear()

    def serve(self, site: str, target: str, path: str, media_type: str = "text/html") -> None:
        """Answer a target with a capture."""
        data = (self.data / path).read_bytes()
        self.sites[site].pages[target] = answering(self.led_here(data), media_type)

    def led_here(self, data: bytes) -> bytes:
        """Return a capture whose links lead to the servers."""
        if data.startswith(b"%PDF"):
            return data
        ours = {host: self.sites[name].address for name, hosts in SITES.items() for host in hosts}
        return LINK.sub(lambda found: ours[found[1].decode()].encode(), data)


def answering(data: bytes, media_type: str) -> Respond:
    """Return a page that answers 304 to whoever has it."""
    etag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
    headers = {"ETag": etag, "Content-Type": media_type}

    def respond(asked: Asked) -> Reply:
        if asked.headers.get("If-None-Match") == etag:
            return Reply(b"", 304, headers)
        return Reply(data, headers=headers)

    return respond


@contextmanager
def replaying(data: Path) -> Iterator[Replay]:
    """Run the servers until the block ends."""
    replay = Replay(data)
    with ExitStack() as stack:
        for number, name in zip(count(2), SITES, strict=False):
            replay.sites[name] = stack.enter_context(running(host=f"127.0.0.{number}"))
        for fill in (_polisen, _regeringen, _g0v, _riksdagen, _oai, _walls):
            fill(replay)
        yield replay


def _polisen(replay: Replay) -> None:
    """Serve the feed; the pages of its items were not captured: 49 others of the site stand in."""
    feed = "sources/polisen/example-rss.xml"
    replay.serve("polisen", "/aktuellt/rss/blekinge/", feed, "application/rss+xml")
    text = (replay.data / feed).read_text("utf-8")
    links = dict.fromkeys(re.findall(r"<link>https://polisen\.se(/[^<]+)</link>", text))
    pages = sorted((replay.data / "docs" / "polisen-html").glob("*.html"))
    links.pop("/", None)
    for target, page in zip(links, pages, strict=False):
        replay.serve("polisen", target, str(page.relative_to(replay.data)))


def _regeringen(replay: Replay) -> None:
    folder = "sources/regeringen/ferenda-remisser"
    replay.serve("regeringen", "/remisser/", f"{folder}/listing.html")
    for case in ("closed", "no-genvagar", "open"):
        text = (replay.data / folder / f"case-{case}.html").read_text("utf-8")
        found = re.search(r'rel="canonical" href="([^"]+)"', text)
        assert found
        replay.serve("regeringen", urlsplit(found[1]).path, f"{folder}/case-{case}.html")
    file = "/contentassets/8cbfd0696c2641c9b4caa992a1f82a8c/kammarkollegiet.pdf"
    replay.serve("regeringen", file, f"{folder}/instance.pdf", "application/pdf")


def _g0v(replay: Replay) -> None:
    folder = replay.data / "sources" / "regeringen" / "g0vse"
    for path in (folder / "json").glob("*.json"):
        target = "/" + path.name.replace("_", "/")
        replay.serve("g0v", target, str(path.relative_to(replay.data)), "application/json")
    for path in (folder / "md").rglob("*.md"):
        target = "/" + str(path.relative_to(folder / "md"))
        replay.serve("g0v", target, str(path.relative_to(replay.data)), "text/markdown")


def _riksdagen(replay: Replay) -> None:
    """Serve the lists; beyond the second page the last one is served again, as the real ones do."""
    folder = replay.data / "sources" / "riksdagen"
    pages = [
        replay.led_here((folder / "ferenda" / f"bet_dokumentlista_page{number}.json").read_bytes())
        for number in (1, 2)
    ]

    def listed(asked: Asked) -> Reply:
        number = int(parse_qs(urlsplit(asked.target).query).get("p", ["1"])[0])
        respond = answering(pages[min(number, len(pages)) - 1], "application/json")
        return respond(asked)

    replay.sites["riksdagen"].pages["/dokumentlista/"] = listed
    whole = "sources/riksdagen/swegov-opendata-rs/dokumentlista"
    replay.serve("riksdagen", "/lista-2023/", f"{whole}.json", "application/json")
    replay.serve("riksdagen", "/dokumentlista.xml", f"{whole}.xml", "text/xml")


def _oai(replay: Replay) -> None:
    folder = "sources/diva-swepub"
    for name in ("gih", "lnu", "dedup"):
        replay.serve("diva", f"/{name}/oai", f"{folder}/swepub-redux.{name}.xml", "text/xml")
    samples = replay.data / folder / "oai-pmh-samples"
    first = "ListRecords.xml"

    def harvested(asked: Asked) -> Reply:
        query = parse_qs(urlsplit(asked.target).query)
        if query["verb"] == ["Identify"]:
            return Reply((samples / "Identify.xml").read_bytes())
        name = query.get("resumptionToken", [first])[0]
        return answering((samples / name).read_bytes(), "text/xml")(asked)

    replay.sites["oai"].pages["/oai"] = harvested
    once = (samples / "ListRecords2.xml").read_bytes()  # its token is always the same
    replay.sites["oai"].pages["/runt"] = Reply(once, headers={"Content-Type": "text/xml"})


def _walls(replay: Replay) -> None:
    for site, target, name in (
        ("publikt", "/rss", "publikt"),
        ("av", "/rss/nyheter", "arbetsmiljoverket"),
        ("skr", "/rss", "skr"),
    ):
        replay.serve(site, target, f"sources/publikt/debug_{name}.txt")
    snapshot = "sources/eu/ferenda/cellar-snapshot.json"
    replay.serve("cellar", "/webapi/rdf/sparql", snapshot, "application/json")
    replay.serve("coe", "/xxiii", "sources/coe/ferenda/XXIII-1.html")
    replay.sites["coe"].pages["/mur"] = Reply(b"", 403, {"cf-mitigated": "challenge"})
