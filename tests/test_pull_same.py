"""One document with several addresses, and documents that their source took back or lost."""

import json
import sqlite3
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

import settings
from index.models import Query
from ingest.catalogue import Catalogue, DocumentState
from ingest.models import Identifier
from ingest.pull.fetch import Fetcher
from ingest.pull.report import SourceReport
from ingest.pull.sources import Shape, Source
from ingest.pull.texts import Texts
from night.collection import Collection
from night.run import reindex
from tests.conftest import text_pdf
from tests.pulling import LONG, MANNERS, documents, page, puller, rss
from tests.webserver import Asked, Reply, Site, running

Pull = Callable[..., list[SourceReport]]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return the corpus folder of a collection."""
    (tmp_path / "lykta.toml").write_text("[ingest]\nsettle_seconds = 0\nworkers = 1\n")
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


@pytest.fixture
def other() -> Iterator[Site]:
    """Return a server on another host."""
    with running(host="127.0.0.2") as site:
        yield site


@pytest.fixture
def pull(corpus: Path, texts: Texts) -> Pull:
    """Return what pulls from sources, in order."""

    def run(*sources: Source) -> list[SourceReport]:
        with puller(corpus.parent, Fetcher(MANNERS), texts) as started:
            return [started.pull(source) for source in sources]

    return run


def beside(corpus: Path) -> dict[str, object]:
    """Return what the only sidecar says."""
    (path,) = corpus.rglob("*.toml")
    return tomllib.loads(path.read_text("utf-8"))


def test_one_page_at_four_addresses_is_one_document(
    corpus: Path, web: Site, other: Site, pull: Pull
) -> None:
    """It may have moved on its host, to others, and copied with new chrome.

    Every address finds it.
    """
    text = page("Manualen") + LONG
    web.serve("/nmt", rss(web.url("/gammal"), web.url("/nmt/manual")))
    web.serve("/nmt/manual", text)
    web.pages["/gammal"] = Reply(status=301, headers={"Location": "/nmt/manual"})
    other.serve("/nspm", rss(other.url("/nspm/manual")))
    other.serve("/nspm/manual", text.replace("<body>", "<body><nav>Meny</nav>"))
    other.serve("/jam", rss(other.url("/jam/manual?utm_source=rss&_t_hit.pos=9")))
    other.pages["/jam/manual"] = Reply(
        text.replace("<head>", "<head><title>JÄM</title>").encode(),
        headers={"Content-Type": "text/html"},
    )

    first, second, third = pull(
        Source(id="nmt", address=web.url("/nmt")),
        Source(id="nspm", address=other.url("/nspm")),
        Source(id="jam", address=other.url("/jam")),
    )

    assert [one.new for one in (first, second, third)] == [1, 0, 0]
    assert [one.joined for one in (first, second, third)] == [1, 1, 1]
    assert len(documents(corpus)) == 1
    said = beside(corpus)
    there = [said["url"], *said["also_at"]]  # type: ignore[misc]
    assert sorted(there) == sorted(
        [
            web.url("/gammal"),
            web.url("/nmt/manual"),
            other.url("/nspm/manual"),
            other.url("/jam/manual"),
        ]
    )
    reindex(settings.load(corpus.parent, {}))
    with Collection.open(settings.load(corpus.parent, {})) as collection:
        found = [collection.search(Query(f"url:{address}")).total for address in there]
    assert found == [1, 1, 1, 1]


def test_one_page_at_many_sources_at_once_is_one_document(
    corpus: Path, web: Site, texts: Texts
) -> None:
    """Sources are fetched side by side: whoever comes first writes the file, the others join it."""
    said = page("Manualen") + LONG
    sites = [f"/{number}" for number in range(8)]
    for site in sites:
        web.serve(f"{site}/rss", rss(web.url(site)))
        web.serve(site, said.replace("<body>", f"<body><nav>Meny {site}</nav>"))
    sources = tuple(Source(id=f"s{site[1:]}", address=web.url(f"{site}/rss")) for site in sites)

    with puller(corpus.parent, Fetcher(MANNERS), texts) as opened:
        reports = opened.run(sources)

    assert sum(one.new for one in reports) == 1
    assert sum(one.joined for one in reports) == len(sites) - 1
    assert len(documents(corpus)) == 1
    there = [beside(corpus)["url"], *beside(corpus)["also_at"]]  # type: ignore[misc]
    assert sorted(there) == sorted(map(web.url, sites))


def test_an_address_told_while_its_document_is_asked_for_again_is_kept(
    corpus: Path, web: Site, texts: Texts
) -> None:
    """What one source writes down of a file does not undo what another has learnt of it since."""
    text = page("Manualen") + LONG
    sources = [Source(id=name, address=web.url(f"/{name}/rss")) for name in "abc"]
    for name in "abc":
        web.serve(f"/{name}/rss", rss(web.url(f"/{name}")))
        web.serve(f"/{name}", text + f"<!-- {name} -->")
    with puller(corpus.parent, Fetcher(MANNERS), texts) as opened:
        opened.pull(sources[0])
        with closing(sqlite3.connect(corpus.parent / "c.sqlite")) as raw, raw:
            raw.execute("UPDATE pull_parts SET state = 'waiting'")

        def meanwhile(_: Asked) -> Reply:
            with puller(corpus.parent, Fetcher(MANNERS), texts) as other:
                other.pull(sources[1])
            return Reply((text + "<!-- a -->").encode(), headers={"Content-Type": "text/html"})

        web.pages["/a"] = meanwhile
        opened.pull(sources[0])
        opened.pull(sources[2])

    assert beside(corpus)["url"] == web.url("/a")
    assert beside(corpus)["also_at"] == [web.url("/b"), web.url("/c")]


def test_short_and_distinct_pages_are_documents_of_their_own(
    corpus: Path, web: Site, pull: Pull
) -> None:
    """Few words are shared by many pages; and a source may say which addresses mislead."""
    long = page("Fyrar") + LONG
    for target, text in {"/1": page("Ett"), "/2": page("Ett") + " ", "/3": long}.items():
        web.serve(target, text)
    web.serve("/egen/4", long + " ")
    web.serve("/rss", rss(*map(web.url, ("/1", "/2", "/3", "/egen/4"))))

    (report,) = pull(Source(id="s", address=web.url("/rss"), distinct="/egen/"))

    assert (report.new, report.joined) == (4, 0)
    assert len(documents(corpus)) == 4


def test_a_site_that_sends_to_its_front_page_has_lost_the_page(
    corpus: Path, web: Site, pull: Pull
) -> None:
    """Its front page is not the document, however kindly it is sent."""
    web.serve("/rss", rss(web.url("/rapport/1")))
    web.serve("/", page("Välkommen"))
    web.pages["/rapport/1"] = Reply(status=302, headers={"Location": "/"})

    (report,) = pull(Source(id="s", address=web.url("/rss")))

    assert (report.new, report.waiting) == (0, 1)
    assert documents(corpus) == {}


OAI = """<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
<ListRecords>{}</ListRecords></OAI-PMH>"""
RECORD = """<record><header><identifier>oai:1</identifier>
<datestamp>2024-01-0{day}</datestamp></header>
<metadata><dc xmlns="http://purl.org/dc/elements/1.1/"><title>Fyrar</title>
<identifier>{file}</identifier><identifier>urn:nbn:se:gih:diva-5052</identifier></dc></metadata>
</record>"""
TOMBSTONE = """<record><header status="deleted"><identifier>oai:1</identifier></header></record>"""


def test_a_withdrawn_record_keeps_its_text_and_leaves_the_search(
    corpus: Path, web: Site, pull: Pull
) -> None:
    """OAI-PMH says deleted: text and history stay, no question finds it; it may come back."""
    file = web.url("/FULLTEXT01.pdf")
    web.serve("/FULLTEXT01.pdf", text_pdf(["Fyrarna lyser"]), "application/pdf")
    source = Source(id="diva", address=web.url("/oai"), shape=Shape.OAI_PMH, robots=False)
    stands, found = settings.load(corpus.parent, {}), []
    for record in (RECORD.format(day=1, file=file), TOMBSTONE, RECORD.format(day=2, file=file)):
        web.serve("/oai", OAI.format(record), "text/xml")
        (report,) = pull(source)
        reindex(stands)
        with Collection.open(stands) as collection:
            hits = collection.search(Query("fyrarna"))
            urn = collection.search(Query("id:urn:nbn:se:gih:diva-5052"))
            found.append((report.withdrawn, hits.total, urn.total))
            if hits.hits:
                document_id = hits.hits[0].document.id
            document = collection.document(document_id)
            assert document
            assert document.blocks
        assert bool(beside(corpus).get("withdrawn")) == bool(report.withdrawn)
        with Catalogue.open(stands.catalogue) as catalogue, catalogue.read() as lookup:
            state = lookup.state(document_id)
        assert state is (DocumentState.WITHDRAWN if report.withdrawn else DocumentState.HELD)

    assert found == [(0, 1, 1), (1, 0, 0), (0, 1, 1)]


def test_what_is_gone_on_two_days_is_told_with_the_hit(corpus: Path, web: Site, pull: Pull) -> None:
    """The text stays and is found; the hit says that its publisher has it no more."""
    web.serve("/rss", rss(web.url("/1")))
    web.serve("/1", page("Fyrar"))
    source = Source(id="s", address=web.url("/rss"))
    pull(source)
    del web.pages["/1"]
    was = "UPDATE pull_parts SET missing = ? WHERE missing IS NOT NULL"
    for day in ("2024-05-08", "2024-06-08"):
        with closing(sqlite3.connect(corpus.parent / "c.sqlite")) as raw, raw:
            raw.execute("UPDATE pull_parts SET state = 'waiting'")
            raw.execute(was, (f"{day} 00:00:00.000000",))
        (report,) = pull(source)

    reindex(settings.load(corpus.parent, {}))
    with Collection.open(settings.load(corpus.parent, {})) as collection:
        (hit,) = collection.search(Query("fyrar")).hits

    assert report.removed == 1
    assert beside(corpus)["removed"] == "2024-06-08"
    assert hit.document.removed


def test_a_record_listed_beside_its_tombstone_is_withdrawn_once(
    corpus: Path, web: Site, pull: Pull
) -> None:
    """Some archives list both for ever; only a record that has changed since comes back."""
    web.serve("/FULLTEXT01.pdf", text_pdf(["Fyrarna lyser"]), "application/pdf")
    record = RECORD.format(day=1, file=web.url("/FULLTEXT01.pdf"))
    source = Source(id="diva", address=web.url("/oai"), shape=Shape.OAI_PMH, robots=False)
    found = []
    for listed in (record, record + TOMBSTONE, record + TOMBSTONE):
        web.serve("/oai", OAI.format(listed), "text/xml")
        (report,) = pull(source)
        found.append((report.withdrawn, report.waiting))

    assert found == [(0, 0), (1, 0), (0, 0)]
    assert beside(corpus)["withdrawn"]


def test_a_dok_id_with_blanks_is_the_same_from_list_to_search(
    corpus: Path, web: Site, pull: Pull
) -> None:
    """It is escaped on the wire alone, and stands as printed in sidecar and search."""
    dok_id = "sfs-1895-bih. 52 s. 1"
    listed = {
        "dok_id": dok_id,
        "titel": "Lag om fyrar",
        "dokument_url_html": web.url(f"/dokument/{dok_id}.html"),
    }
    web.serve("/lista", json.dumps({"dokumentlista": {"dokument": listed}}))
    web.serve("/dokument/sfs-1895-bih.%2052%20s.%201.html", page("Lag om fyrar"))

    (report,) = pull(Source(id="sfs", address=web.url("/lista"), shape=Shape.RIKSDAGEN))
    reindex(settings.load(corpus.parent, {}))
    with Collection.open(settings.load(corpus.parent, {})) as collection:
        (hit,) = collection.search(Query(f'id:"{dok_id}"')).hits

    assert report.new == 1
    assert beside(corpus)["identifiers"] == [f"dok_id {dok_id}"]
    assert Identifier("dok_id", dok_id) in hit.document.identifiers
