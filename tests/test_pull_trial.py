"""What an address is, before it becomes a source."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.pull import sources
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


def test_a_wall_gives_lines_for_work_by_hand(web: Site, fetcher: Fetcher) -> None:
    """It is never evaded; the source is written down with what people do."""
    web.pages["/x"] = Reply(b"", 403)

    found = trial(web.url("/x"), fetcher, allow_loopback=True)

    assert found.what == "wall"
    ((_, table),) = tomllib.loads(found.lines).items()
    assert table["manual"] is True


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://169.254.169.254/", "nej"])
def test_an_address_that_may_not_be_reached_is_nothing(fetcher: Fetcher, address: str) -> None:
    """The same rules hold as for sources."""
    assert trial(address, fetcher).what == "nothing"
