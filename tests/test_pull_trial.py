"""What an address is, before it becomes a source."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.pull import sources
from ingest.pull.asking import looks_like_page
from ingest.pull.fetch import Fetcher, Manners
from ingest.pull.trial import trial
from tests.webserver import Reply, Site

RSS = (
    '<rss version="2.0"><channel><title>N</title>'
    + "".join(f"<item><link>https://a.se/{n}</link><title>{n}</title></item>" for n in range(9))
    + "</channel></rss>"
)
SITEMAP = "<urlset><url><loc>https://a.se/</loc></url></urlset>"
OAI = '<OAI-PMH><error code="badVerb">Vilket verb?</error></OAI-PMH>'
PAGE = (
    '<!doctype html><link rel="alternate" type="application/rss+xml" href="/rss">'
    '<link rel="alternate" hreflang="en" href="/en"><h1>Nyheter</h1>'
)


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    """Return a fetcher that does not wait."""
    with Fetcher(Manners("Lykta", 0, tries=1)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (RSS, "feed"),
        ('{"version": "https://jsonfeed.org/version/1", "items": []}', "feed"),
        (SITEMAP, "sitemap"),
        (OAI, "oai-pmh"),
        ('{"dokumentlista": {"dokument": null}}', "riksdagen"),
        ('[{"url": "/a/2024/05/b/", "title": "B"}]', "g0v"),
        (PAGE, "page"),
        ("%PDF-1.4", "document"),
        ("bara text", "document"),
    ],
)
def test_an_address_is_told_for_what_it_is(
    tmp_path: Path, web: Site, fetcher: Fetcher, answer: str, what: str
) -> None:
    """Sources come with lines that sources.toml takes; other answers without."""
    found = trial(web.serve("/x", answer), fetcher, allow_loopback=True)

    assert found.what == what
    assert bool(found.lines) is (what not in ("page", "document"))
    (tmp_path / "sources.toml").write_text(found.lines, "utf-8")
    assert [source.shape for source in sources.load(tmp_path / "sources.toml")] == (
        [what] if found.lines else []
    )


def test_the_first_items_are_shown_and_asked_for_once(web: Site, fetcher: Fetcher) -> None:
    """Five are enough to see whether it is the right list."""
    found = trial(web.serve("/x", RSS), fetcher, allow_loopback=True)

    assert [item.title for item in found.items] == ["0", "1", "2", "3", "4"]
    assert web.targets() == ["/x"]


def test_a_page_tells_of_feeds_and_its_site_of_sitemaps(web: Site, fetcher: Fetcher) -> None:
    """What a page announces is where to look next."""
    web.serve("/robots.txt", "Sitemap: https://a.se/sitemap.xml", "text/plain")

    found = trial(web.serve("/x", PAGE), fetcher, allow_loopback=True)

    assert found.feeds == (web.url("/rss"),)
    assert found.sitemaps == ("https://a.se/sitemap.xml",)


@pytest.mark.parametrize("announced", [False, True])
def test_a_sitemap_is_found_where_it_usually_is(
    tmp_path: Path, web: Site, fetcher: Fetcher, *, announced: bool
) -> None:
    """A page's site is asked for it; a feed's lines name one that is announced, as a comment."""
    usual = web.serve("/sitemap.xml", SITEMAP, "text/xml")
    if announced:
        web.serve("/robots.txt", f"Sitemap: {usual}", "text/plain")
    page = trial(web.serve("/x", PAGE), fetcher, allow_loopback=True)
    feed = trial(web.serve("/rss", RSS), fetcher, allow_loopback=True)
    itself = trial(usual, fetcher, allow_loopback=True)

    (tmp_path / "sources.toml").write_text(feed.lines, "utf-8")
    (source,) = sources.load(tmp_path / "sources.toml")
    assert source.backfill is None
    assert (page.sitemaps, itself.sitemaps) == ((usual,), ())
    assert (f'# backfill = {{ address = "{usual}" }}' in feed.lines) is announced
    assert web.targets().count("/sitemap.xml") == (1 if announced else 2)


def test_an_endpoint_is_asked_for_its_richest_metadata(
    tmp_path: Path, web: Site, fetcher: Fetcher
) -> None:
    """Who wrote a record, and its numbers, stand in MODS and not in Dublin Core."""
    offered = "".join(
        f"<metadataFormat><metadataPrefix>{one}</metadataPrefix></metadataFormat>"
        for one in ("oai_dc", "swepub_mods", "marc21")
    )
    web.serve("/oai?verb=ListMetadataFormats", f"<OAI-PMH>{offered}</OAI-PMH>", "text/xml")
    web.serve("/oai", OAI, "text/xml")

    found = trial(web.url("/oai"), fetcher, allow_loopback=True)

    (tmp_path / "sources.toml").write_text(found.lines, "utf-8")
    (source,) = sources.load(tmp_path / "sources.toml")
    assert source.prefix == "swepub_mods"
    assert web.targets()[-1].endswith("metadataPrefix=swepub_mods")


def test_an_address_that_leads_elsewhere_says_where(web: Site, fetcher: Fetcher) -> None:
    """Another host is never followed to; a person tries it next."""
    web.pages["/x"] = Reply(status=301, headers={"Location": "https://www.example.se/rss"})

    found = trial(web.url("/x"), fetcher, allow_loopback=True)

    assert found.what == "nothing"
    assert "leads to another address: 'https://www.example.se/rss'" in found.detail


def test_an_address_without_a_scheme_is_taken_as_people_copy_it(fetcher: Fetcher) -> None:
    """Browsers hide "https://"; what then is no public name is still refused."""
    assert trial("127.0.0.1/rss", fetcher).address == "https://127.0.0.1/rss"
    assert trial("127.0.0.1/rss", fetcher).what == "nothing"


@pytest.mark.parametrize("forbids", [False, True])
def test_a_wall_gives_lines_for_work_by_hand(web: Site, fetcher: Fetcher, *, forbids: bool) -> None:
    """It is never evaded, nor is robots.txt; the source is written down with what people do."""
    web.pages["/x"] = Reply(b"", 403)
    if forbids:
        web.serve("/robots.txt", "User-agent: *\nDisallow: /x", "text/plain")

    found = trial(web.url("/x"), fetcher, allow_loopback=True)

    assert found.what == "wall"
    ((_, table),) = tomllib.loads(found.lines).items()
    assert table["manual"] is True


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://169.254.169.254/", "nej"])
def test_an_address_that_may_not_be_reached_is_nothing(fetcher: Fetcher, address: str) -> None:
    """The same rules hold as for sources."""
    assert trial(address, fetcher).what == "nothing"


LIST = "<!doctype html><nav><a href=/om>Om</a></nav><h1>Nyheter</h1>"
ROW = "<{tag} class=nyhet><a href=/{n}>Nyhet {n}</a> {date}</{tag}>"
ROWS = [
    ("article", "<time datetime=2024-05-0{n}>{n} maj 2024</time>", "article.nyhet", "time"),
    ("li", "<span class=datum>{n} maj 2024</span>", "li.nyhet", "span.datum"),
]


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind[2])
def test_a_list_comes_with_its_selectors(
    tmp_path: Path, web: Site, fetcher: Fetcher, kind: tuple[str, str, str, str]
) -> None:
    """What is guessed is printed as sources.toml takes it, and reads every entry with its date."""
    tag, date, item, dated = kind
    rows = "".join(ROW.format(tag=tag, n=n, date=date.format(n=n)) for n in range(1, 7))
    body = f"{LIST}<div class=lista>{rows}</div><a href=/x?sida=2>Nästa sida</a>"

    found = trial(web.serve("/x", body), fetcher, allow_loopback=True)

    (tmp_path / "sources.toml").write_text(found.lines, "utf-8")
    (source,) = sources.load(tmp_path / "sources.toml")
    assert found.what == "listing"
    assert (source.select.item, source.select.date) == (item, dated)
    assert source.select.next == 'a:-soup-contains("Nästa sida")'
    assert [str(one.published) for one in found.items] == [f"2024-05-0{n}" for n in range(1, 6)]
    assert found.items[0].address == web.url("/1")


@pytest.mark.parametrize(
    "rest",
    [
        "<ul><li><a href=/1>Ett</a></li><li><a href=/2>Två</a></li></ul>",
        "<p class=datum>Publicerad 8 maj 2024</p><p>En text med <a href=/1>en länk</a>.</p>",
        "<article class=a><a href=/1>Läs också</a> <time>1 maj 2024</time></article>" * 6,
    ],
)
def test_a_page_that_is_no_list_is_a_page(web: Site, fetcher: Fetcher, rest: str) -> None:
    """Links without dates, one date, and one address again and again are no list."""
    found = trial(web.serve("/x", LIST + rest), fetcher, allow_loopback=True)

    assert (found.what, found.lines) == ("page", "")


def test_a_list_of_riksdagen_in_xml_is_had_as_json(web: Site, fetcher: Fetcher) -> None:
    """People copy the address of the form they looked at; the lines name the one that is read."""
    web.serve("/x?utformat=xml&sz=9", "<dokumentlista><dokument/></dokumentlista>", "text/xml")
    web.serve("/x?sz=9&utformat=json", '{"dokumentlista": {"dokument": {"dok_id": "HB01"}}}')

    found = trial(web.url("/x?utformat=xml&sz=9"), fetcher, allow_loopback=True)

    assert (found.what, [item.key for item in found.items]) == ("riksdagen", ["HB01"])
    assert web.url("/x?sz=9&utformat=json") in found.lines


@pytest.mark.parametrize("answer", [PAGE, "<!-- x --><html><h1>N</h1>", "<?xml ?>\n<html>"])
def test_an_answer_is_a_page_by_its_first_element(answer: str) -> None:
    """JSON and XML that hold whole pages are none."""
    assert looks_like_page(answer.encode())
    assert not looks_like_page(json.dumps({"html": answer}).encode())
    assert not looks_like_page(f"<rss><description>{answer}</description></rss>".encode())


CAPTURES = {
    "polisen/example-rss.xml": "feed",
    "regeringen/ferenda-remisser/listing.html": "listing",
    "regeringen/ferenda-remisser/case-closed.html": "page",
    "regeringen/ferenda-remisser/case-open.html": "page",
    "regeringen/ferenda-remisser/case-no-genvagar.html": "page",
    "regeringen/ferenda-remisser/instance.pdf": "document",
    "regeringen/g0vse/json/artiklar.json": "g0v",
    "riksdagen/ferenda/bet_dokumentlista_page1.json": "riksdagen",
    "diva-swepub/swepub-redux.gih.xml": "oai-pmh",
    "diva-swepub/oai-pmh-samples/Identify.xml": "oai-pmh",
    "coe/ferenda/XXIII-1.html": "page",
    "publikt/debug_publikt.txt": "nothing",  # "Sidan hittades inte", answered with 200
    "publikt/debug_skr.txt": "nothing",
    "publikt/debug_arbetsmiljoverket.txt": "page",
    "eu/ferenda/cellar-snapshot.json": "document",
    "coe/ferenda/ws-search.json": "document",
    "riksdagen/ferenda/dokumentstatus_1971.xml": "document",
    "riksdagen/swegov-opendata-rs/prop-2018-2021-h703181.json": "document",  # holds "<html"
    "riksdagen/swegov-opendata-rs/dokumentlista.xml": "document",  # and no other form of it
}


@pytest.mark.shared
@pytest.mark.parametrize(("path", "what"), CAPTURES.items())
def test_captures_are_told_for_what_they_are(
    shared_data: Path, web: Site, fetcher: Fetcher, path: str, what: str
) -> None:
    """What the sites of agencies answered in truth."""
    data = (shared_data / "sources" / path).read_bytes()

    assert trial(web.serve("/x", data), fetcher, allow_loopback=True).what == what
