"""The shapes in which sources publish, read from a real server that replays what they answered."""

import gzip
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.errors import SourceError
from ingest.models import Identifier, Kind
from ingest.pull import feed, g0v, listing, oaipmh, riksdagen, sitemap
from ingest.pull.addresses import Reach
from ingest.pull.asking import looks_like_page
from ingest.pull.fetch import Fetcher, Manners
from ingest.pull.markup import Selectors
from ingest.pull.models import Get
from tests.webserver import Asked, Reply, Site

REACH = Reach(("127.0.0.1",), allow_loopback=True)


@pytest.fixture
def get() -> Iterator[Get]:
    """Return what fetches without waiting."""
    with Fetcher(Manners("Lykta", 0, tries=1)) as fetcher:
        yield lambda address: fetcher.get(address, REACH)


@pytest.fixture
def capture(web: Site, shared_data: Path) -> Callable[[str], str]:
    """Return what serves a captured answer, and its address."""
    return lambda name: web.serve("/captured", (shared_data / "sources" / name).read_bytes())


Capture = Callable[[str], str]

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Nyheter</title>
<item><title>Rapport om &lt;b&gt;hamnar&lt;/b&gt;, SOU 2016:70</title><link>https://a.se/1</link>
<guid isPermaLink="false">nr-1</guid><pubDate>Mon, 08 May 2019 23:30:00 +0000</pubDate>
<enclosure url="https://a.se/1.pdf" type="application/pdf" length="1"/></item>
<item><title>Utan adress</title></item></channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://a.se/"><title>N</title></channel>
<item rdf:about="https://a.se/1"><title>Ett</title><link>https://a.se/1</link>
<dc:date>2019-05-08</dc:date></item></rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>N</title><id>x</id>
<entry><id>tag:a.se,2019:1</id><title>Ett</title><link href="/1"/>
<published>2019-05-08T10:00:00+02:00</published><updated>2019-06-01T10:00:00Z</updated></entry>
</feed>"""
ENTITIES = (
    '<!DOCTYPE rss [<!ENTITY a "aaaa">]><rss version="2.0"><channel><title>&a;</title><item>'
    "<link>https://a.se/1</link><title>&a;</title></item></channel></rss>"
)
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": "1", "url": "https://a.se/1", "date_published": "2019-05-08T10:00:00Z"}],
    }
)


def test_an_rss_feed_brings_its_items(web: Site, get: Get) -> None:
    """Markup leaves the title, the day is Swedish, the document beside is kept."""
    (item,) = feed.items(get, web.serve("/rss", RSS))

    assert item.key == "nr-1"
    assert item.title == "Rapport om hamnar , SOU 2016:70"
    assert str(item.published) == "2019-05-09"
    assert item.identifiers == (Identifier("SOU", "SOU 2016:70"),)
    assert item.attachments == ("https://a.se/1.pdf",)


@pytest.mark.parametrize("text", [RDF, ATOM, JSON_FEED, JSON_FEED.replace("https://a.se", "")])
def test_every_kind_of_feed_is_read(web: Site, get: Get, text: str) -> None:
    """RSS 1.0, Atom and JSON Feed give the same facts."""
    (item,) = feed.items(get, web.serve("/feed", text))

    assert item.address in ("https://a.se/1", web.url("/1"))
    assert str(item.published) == "2019-05-08"


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "<!DOCTYPE html><html><body>Nyheter</body></html>",
        "\ufeff\n<html lang='sv'><p>kort",
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>',
        "Sidan finns inte",
        "/etc/hostname",
        '{"fel": "ingen sådan lista"}',
        "{",
        "[]",
        "x</width>",
        ENTITIES,
        ENTITIES.encode("utf-16"),
    ],
)
def test_an_answer_that_is_no_feed_is_an_error(web: Site, get: Get, answer: str | bytes) -> None:
    """A page where the feed was is never "no news"."""
    with pytest.raises(SourceError):
        list(feed.items(get, web.serve("/feed", answer)))


@pytest.mark.shared
def test_the_capture_of_a_start_page_is_no_feed(capture: Capture, get: Get) -> None:
    """Publikt.se answers its RSS address with its start page."""
    with pytest.raises(SourceError, match="web page"):
        list(feed.items(get, capture("publikt/debug_publikt.txt")))


@pytest.mark.shared
def test_the_police_feed_is_read_whole(capture: Capture, get: Get) -> None:
    """All 200 items come; what was set before a title becomes a date."""
    items = list(feed.items(get, capture("polisen/example-rss.xml")))
    changed = [item for item in items if item.updated]

    assert len(items) == len({item.key for item in items}) == 200
    assert not [item.title for item in items if item.title.startswith("Uppdaterad")]
    assert changed[0].title == "09 februari 08:11, Stöld/inbrott, Karlskrona"
    assert str(changed[0].updated) == "2022-02-09"


# ---- sitemaps -----------------------------------------------------------------------------

NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*addresses: str) -> str:
    """Return a sitemap."""
    urls = "".join(
        f"<url><loc> {address} </loc><lastmod>2024-05-08T10:00:00+02:00</lastmod></url>"
        for address in addresses
    )
    return f'<?xml version="1.0"?><urlset {NS}><!-- x -->{urls}</urlset>'


def index(*addresses: str) -> str:
    """Return a sitemap of sitemaps."""
    listed = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return f"<sitemapindex {NS}>{listed}</sitemapindex>"


def test_a_sitemap_of_sitemaps_brings_their_pages(web: Site, get: Get) -> None:
    """One may be packed, one may be listed twice, one may be gone: that is told at the end."""
    packed = web.serve("/b.xml.gz", gzip.compress(urlset("https://a.se/2").encode()))
    plain = web.serve("/a.xml", urlset("https://a.se/1"))
    address = web.serve("/sitemap.xml", index(web.url("/gone.xml"), plain, packed, plain))
    found = sitemap.items(get, address)

    first, second = next(found), next(found)
    with pytest.raises(SourceError, match="missing"):
        next(found)

    assert [first.address, second.address] == ["https://a.se/1", "https://a.se/2"]
    assert str(first.updated) == "2024-05-08"


def test_a_sitemap_of_news_gives_titles(web: Site, get: Get) -> None:
    """The news extension has what a plain sitemap lacks."""
    news = (
        f'<urlset {NS} xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url>'
        "<loc>https://a.se/1</loc><n:news><n:publication_date>2024-05-08</n:publication_date>"
        "<n:title>Nytt</n:title></n:news></url></urlset>"
    )

    (item,) = sitemap.items(get, web.serve("/news.xml", news))

    assert (item.title, str(item.published)) == ("Nytt", "2024-05-08")


def test_sitemaps_that_lead_ever_deeper_are_left(web: Site, get: Get) -> None:
    """A site can make up a new sitemap in every sitemap."""
    web.pages["/s"] = lambda asked: Reply(index(web.url(asked.target + "x")).encode())
    web.pages["/robots.txt"] = Reply(b"", 404)
    for depth in range(9):
        web.pages["/s" + "x" * depth] = web.pages["/s"]

    with pytest.raises(SourceError, match="deeper"):
        list(sitemap.items(get, web.url("/s")))

    assert len(web.targets()) == sitemap.MAX_DEPTH


@pytest.mark.parametrize(
    "answer",
    [
        b"<html><body>404</body></html>",
        b"<rss/>",
        b"<urlset",
        b'<!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/passwd">]><urlset>&x;</urlset>',
        gzip.compress(b"<urlset/>", mtime=0)[:-9],
        gzip.compress(bytes(sitemap.MAX_BYTES + 1)),
    ],
)
def test_an_answer_that_is_no_sitemap_is_an_error(web: Site, get: Get, answer: bytes) -> None:
    """Pages, other XML, entities, cut files and bombs bring nothing."""
    with pytest.raises(SourceError):
        list(sitemap.items(get, web.serve("/sitemap.xml", answer)))


# ---- lists --------------------------------------------------------------------------------

ROWS = Selectors("li.row", link="h2 a", date=".date", next="a.next")


def rows(*numbers: int, onward: str = "") -> str:
    """Return a page of a list."""
    listed = "".join(
        f'<li class=row><h2><a href="/rapport/{n}">Rapport {n}</a></h2>'
        f"<span class=date>Publicerad {n} maj 2019</span></li>"
        for n in numbers
    )
    return f"<ul>{listed}<li class=row>utan länk</ul>" + (
        f'<a class=next href="{onward}">Nästa</a>' if onward else ""
    )


def test_a_list_is_read_page_by_page(web: Site, get: Get) -> None:
    """Its end is a page without a next one, or one that brings nothing new."""
    web.serve("/list?p=2", rows(2, 3, onward="/list?p=3"))
    web.serve("/list?p=3", rows(2, 3, onward="/list?p=4"))

    items = list(listing.items(get, web.serve("/list", rows(1, 2, onward="?p=2")), ROWS))

    assert [item.title for item in items] == ["Rapport 1", "Rapport 2", "Rapport 3"]
    assert [str(item.published) for item in items] == ["2019-05-01", "2019-05-02", "2019-05-03"]
    assert items[0].address == web.url("/rapport/1")
    assert web.targets() == ["/list", "/list?p=2", "/list?p=3"]


@pytest.mark.parametrize(
    ("answer", "why"),
    [("<p>Ny webbplats", "selectors"), ("", "selectors"), (RSS, "XML")],
)
def test_a_list_without_entries_is_an_error(web: Site, get: Get, answer: str, why: str) -> None:
    """A page that was rebuilt brings nothing, and that is told."""
    with pytest.raises(SourceError, match=why):
        list(listing.items(get, web.serve("/list", answer), ROWS))


@pytest.mark.shared
def test_the_captured_list_of_referrals_is_read(capture: Capture, get: Get) -> None:
    """regeringen.se has two dates an entry, each with its label."""
    where = Selectors("ul.list--block > li")

    items = list(listing.items(get, capture("regeringen/ferenda-remisser/listing.html"), where))

    assert len(items) == 20
    assert all(item.published and item.title for item in items)
    assert not [item for item in items if any(one.scheme == "SOU" for one in item.identifiers)]
    assert (str(items[1].published), str(items[1].updated)) == ("2026-03-19", "2026-07-03")


# ---- OAI-PMH ------------------------------------------------------------------------------

OAI = "diva-swepub/oai-pmh-samples/"


@pytest.fixture
def endpoint(web: Site, shared_data: Path) -> str:
    """Return an endpoint that replays the samples: four lists, each leading to the next."""

    def respond(asked: Asked) -> Reply:
        query = asked.target.partition("?")[2]
        token = query.partition("resumptionToken=")[2]
        name = token or ("Identify.xml" if "Identify" in query else "ListRecords.xml")
        return Reply((shared_data / "sources" / OAI / name).read_bytes())

    web.pages["/oai"] = respond
    return web.url("/oai")


@pytest.mark.shared
def test_lists_are_resumed_and_tombstones_told(web: Site, get: Get, endpoint: str) -> None:
    """Four answers: eight records, four of them deleted, one of those without a name."""
    items = list(
        oaipmh.items(get, endpoint, oaipmh.Harvest(since=datetime(2024, 5, 8, tzinfo=UTC)))
    )

    assert len(items) == 8
    assert sum(item.deleted for item in items) == 4
    assert [item.key for item in items if item.deleted].count("") == 1
    assert next(item for item in items if not item.deleted).title == "Sample Title"
    assert web.targets()[1].endswith("from=2024-05-08")


@pytest.mark.parametrize(
    ("granularity", "asked"),
    [("YYYY-MM-DD", "2024-05-08"), ("YYYY-MM-DDThh:mm:ssZ", "2024-05-08T09%3A30%3A00Z")],
)
def test_an_endpoint_is_asked_by_its_own_clock(
    web: Site, get: Get, granularity: str, asked: str
) -> None:
    """Some keep time to the day and some to the second, and refuse the other."""
    root = "<OAI-PMH>{}</OAI-PMH>"
    said = f"<Identify><granularity>{granularity}</granularity></Identify>"
    web.serve("/oai?verb=Identify", root.format(said))
    web.serve("/oai", root.format('<error code="noRecordsMatch"/>'))
    since = datetime(2024, 5, 8, 9, 30, tzinfo=UTC)

    assert list(oaipmh.items(get, web.url("/oai"), oaipmh.Harvest(since=since))) == []
    assert web.targets()[1] == f"/oai?verb=ListRecords&metadataPrefix=oai_dc&from={asked}"


@pytest.mark.shared
def test_the_captured_records_of_a_college_are_read(capture: Capture, get: Get) -> None:
    """100 MODS records, each with its URN, with abstracts as text."""
    items = list(oaipmh.items(get, capture("diva-swepub/swepub-redux.gih.xml"), oaipmh.Harvest()))
    urns = [one for item in items for one in item.identifiers if one.scheme.startswith("URN")]

    assert len(items) == 100
    assert len(urns) == 100
    assert items[0].authors == ("Lisbeth Wikström-Frisén", "Karin Larsén")
    assert items[0].publisher == "Gymnastik- och idrottshögskolan, GIH"
    assert sum(item.kind is Kind.RESEARCH for item in items) == 91  # and 8 reports, 1 of no sort
    assert not [item for item in items if "<p>" in item.summary or not item.title]
    assert sum(item.published is not None for item in items) == 98  # two are not in print yet


DUBLIN_CORE = """<dc xmlns="http://purl.org/dc/elements/1.1/"><title>Fyrar</title>
<creator>Lind, Anna</creator><creator>Sjöfartsverket</creator><creator>Bo Ek</creator>
<publisher>Sjöfartsverket</publisher><type>text</type><type>info:eu-repo/semantics/report</type>
<date>2019</date></dc>"""
MODS = """<mods><titleInfo><title>Fyrar?</title><subTitle>Om ljus</subTitle></titleInfo>
<name><namePart type="family">Lind</namePart><namePart type="given">Anna</namePart>
<role><roleTerm>aut</roleTerm></role></name><name><namePart>Bo Ek</namePart>
<role><roleTerm>aut</roleTerm></role></name><name><namePart type="family">Ask</namePart>
<namePart type="given">Cia</namePart><role><roleTerm>ths</roleTerm></role></name>
<name type="corporate"><namePart>Sjöfartsverket</namePart><namePart>Fyrar</namePart>
<role><roleTerm>pbl</roleTerm></role>
</name><genre>rap</genre><originInfo><dateIssued>2019</dateIssued></originInfo></mods>"""


@pytest.mark.parametrize(("body", "title"), [(DUBLIN_CORE, "Fyrar"), (MODS, "Fyrar? Om ljus")])
def test_a_record_says_who_wrote_it_and_of_what_sort_it_is(
    web: Site, get: Get, body: str, title: str
) -> None:
    """Given names first, as people are cited; supervisors and bodies are no writers."""
    record = f"<record><header><identifier>oai:1</identifier></header><metadata>{body}"
    answer = f"<OAI-PMH><ListRecords>{record}</metadata></record></ListRecords></OAI-PMH>"

    (item,) = oaipmh.items(get, web.serve("/oai", answer), oaipmh.Harvest())

    assert (item.title, item.authors, item.publisher, item.kind) == (
        title,
        ("Anna Lind", "Bo Ek"),
        "Sjöfartsverket",
        Kind.REPORT,
    )
    assert str(item.published) == "2019"


@pytest.mark.shared
def test_a_token_that_repeats_itself_ends_the_harvest(
    web: Site, get: Get, shared_data: Path
) -> None:
    """After one repeat it is an error, and the records were brought."""
    data = (shared_data / "sources" / OAI / "ListRecords.xml").read_bytes()
    address = web.serve("/oai", data)

    with pytest.raises(SourceError, match="repeats"):
        list(oaipmh.items(get, address, oaipmh.Harvest()))

    assert len(web.targets()) == 2


@pytest.mark.shared
@pytest.mark.parametrize(
    "sample", ["badArgument", "badResumptionToken", "ListRecordsBroken", "cannotDisseminateFormat"]
)
def test_what_an_endpoint_says_is_wrong_is_an_error(
    web: Site, get: Get, shared_data: Path, sample: str
) -> None:
    """Errors in the answer's text are no empty lists."""
    data = (shared_data / "sources" / OAI / f"{sample}.xml").read_bytes()

    with pytest.raises(SourceError):
        list(oaipmh.items(get, web.serve("/oai", data), oaipmh.Harvest()))


@pytest.mark.shared
def test_nothing_new_is_no_error(web: Site, get: Get, shared_data: Path) -> None:
    """`noRecordsMatch` is how an endpoint says so."""
    data = (shared_data / "sources" / OAI / "noRecordsMatch.xml").read_bytes()

    assert list(oaipmh.items(get, web.serve("/oai", data), oaipmh.Harvest())) == []


# ---- Riksdagen and g0v.se -----------------------------------------------------------------


@pytest.mark.shared
def test_a_list_of_the_riksdag_ends_where_it_stops_growing(
    web: Site, get: Get, shared_data: Path
) -> None:
    """What is planned is provisional; a last page that is served again ends the walk."""
    folder = shared_data / "sources" / "riksdagen" / "ferenda"
    first = (folder / "bet_dokumentlista_page1.json").read_bytes()
    second = json.loads((folder / "bet_dokumentlista_page2.json").read_bytes())
    second["dokumentlista"]["@nasta_sida"] = "http://data.riksdagen.se/dokumentlista/?p=3"
    web.serve("/dokumentlista/", json.dumps(second))
    address = web.serve("/dokumentlista/?doktyp=bet&utformat=json", first)

    items = {item.key: item for item in riksdagen.items(get, address)}

    assert web.targets()[1:] == [
        "/dokumentlista/?doktyp=bet&utformat=json&p=2",
        "/dokumentlista/?doktyp=bet&utformat=json&p=3",
    ]
    assert [key for key, item in items.items() if item.provisional] == ["HE01FiU8"]
    assert items["HD01JuU45"].attachments[0].startswith("https://data.riksdagen.se/fil/")
    assert Identifier("Bet.", "Bet. 2025/26:JuU45") in items["HD01JuU45"].identifiers


@pytest.mark.shared
def test_a_dok_id_with_blanks_is_kept(web: Site, get: Get, shared_data: Path) -> None:
    """Laws of 1895 have names of their own kind; a list has 20 a page."""
    name = "riksdagen/swegov-opendata-rs/dokumentlista.json"
    data = json.loads((shared_data / "sources" / name).read_bytes())
    data["dokumentlista"].pop("@nasta_sida")

    items = list(riksdagen.items(get, web.serve("/dokumentlista/", json.dumps(data))))

    assert len(items) == 20
    assert items[0].key == "sfs-1895-bih. 52 s. 1"
    assert items[0].page == "https://data.riksdagen.se/dokument/sfs-1895-bih. 52 s. 1.html"
    assert not items[0].provisional


@pytest.mark.parametrize(("listed", "count"), [({"dok_id": "H1"}, 1), (None, 0), ([], 0)])
def test_one_hit_is_an_object_and_none_is_null(
    web: Site, get: Get, listed: object, count: int
) -> None:
    """The list has three shapes for its length."""
    answer = json.dumps({"dokumentlista": {"@sida": "1", "dokument": listed}})

    assert len(list(riksdagen.items(get, web.serve("/dokumentlista/", answer)))) == count


@pytest.mark.parametrize("answer", ["<html>", "[]", "{}", '{"dokumentlista": null}'])
def test_an_answer_that_is_no_document_list_is_an_error(web: Site, get: Get, answer: str) -> None:
    """Another answer is not an empty list."""
    with pytest.raises(SourceError):
        list(riksdagen.items(get, web.serve("/dokumentlista/", answer)))


@pytest.mark.shared
def test_the_mirror_of_the_government_is_read(capture: Capture, get: Get) -> None:
    """Every directive has a day, a number and the address people know."""
    address = capture("regeringen/g0vse/json/rattsliga-dokument_kommittedirektiv.json")
    items = list(g0v.items(get, address))
    numbered = [item for item in items if any(one.scheme == "Dir." for one in item.identifiers)]

    assert len(items) == 2393
    assert len(numbered) > 2300
    assert all(item.published for item in items)
    assert items[0].address.startswith("https://www.regeringen.se/rattsliga-dokument/")
    assert str(items[0].page).endswith(".md")
    assert sum(bool(item.attachments) for item in items) > 1500


@pytest.mark.parametrize("answer", ["<html>", "{}", "nej"])
def test_an_answer_that_is_no_list_of_pages_is_an_error(web: Site, get: Get, answer: str) -> None:
    """A mirror that is down brings nothing."""
    with pytest.raises(SourceError):
        list(g0v.items(get, web.serve("/artiklar.json", answer)))


ODD = [
    None,
    5,
    True,
    "x",
    "\ud83d",
    [],
    {},
    "http://[",
    "https://a.se/" + "x" * 5000,
    {"url": 5},
    "9" * 5000,
    [5],
]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:20])
def test_odd_values_in_json_stop_no_walk(web: Site, get: Get, odd: object) -> None:
    """Whatever stands where a text or a list should, the entry beside it is read."""
    fields = ("title", "url", "id", "published", "attachments", "titel", "dok_id", "filbilaga")
    other = {"url": "/a/2024/05/b/", "dok_id": "H1", "id": "1"}
    entries = [dict.fromkeys(fields, odd), other | {"attachments": odd, "filbilaga": odd}, odd]
    feed_text = json.dumps({"version": "https://jsonfeed.org/version/1", "items": entries})
    documents = json.dumps({"dokumentlista": {"@sida": odd, "dokument": entries}})

    items = list(feed.items(get, web.serve("/feed", feed_text)))
    assert items
    assert "\\ud83d" not in repr(items)
    assert list(g0v.items(get, web.serve("/g0v", json.dumps(entries))))
    assert list(riksdagen.items(get, web.serve("/riksdagen", documents)))


def test_comments_before_a_page_are_passed_over_in_one_way() -> None:
    """Tried in every way there is, fifty of them would keep a pull busy for ever."""
    comments = b"<!-- a --> <?x?> " * 50

    assert looks_like_page(comments + b"<html>")
    assert not looks_like_page(comments + b"<rss>")


def test_a_link_that_is_no_address_stops_no_list(web: Site, get: Get) -> None:
    """It is refused when it is to be fetched."""
    text = '<li class=row><h2><a href="http://[">A</a></h2></li>' + rows(1)

    items = list(listing.items(get, web.serve("/list", text), ROWS))

    assert [item.title for item in items] == ["A", "Rapport 1"]
