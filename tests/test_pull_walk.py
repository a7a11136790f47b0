"""How far a list is walked: to where all is known, and beyond where a feed does not reach back."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.catalogue import Catalogue
from ingest.pull.fetch import Fetcher
from ingest.pull.markup import Selectors
from ingest.pull.report import GAP, SourceReport
from ingest.pull.sources import Shape, Source
from ingest.pull.texts import Texts
from tests.pulling import MANNERS, page, puller, rss
from tests.webserver import Reply, Site

PAGES = 12
A_PAGE = 10
Pull = Callable[[Source], SourceReport]


@pytest.fixture
def pull(tmp_path: Path, texts: Texts) -> Pull:
    """Return what pulls from a source."""
    (tmp_path / "corpus").mkdir()

    def run(source: Source) -> SourceReport:
        with puller(tmp_path, Fetcher(MANNERS), texts) as started:
            return started.pull(source)

    return run


def list_pages(web: Site, day: str) -> Source:
    """Serve a list of many pages, newest first, whose entries are all gone; return its source."""
    for number in range(PAGES):
        entries = "".join(
            f"<li><a href='/post/{number * A_PAGE + entry}'>Post</a><time>{day}</time></li>"
            for entry in range(A_PAGE)
        )
        onward = (
            f"<a class=next href='/list?p={number + 1}'>Äldre</a>" if number < PAGES - 1 else ""
        )
        web.serve(f"/list?p={number}", f"<html><body><ul>{entries}</ul>{onward}</body></html>")
    select = Selectors("li", next="a.next")
    return Source(id="l", address=web.url("/list?p=0"), shape=Shape.LISTING, select=select)


def lists_asked(web: Site) -> int:
    """Return how many pages of the list were asked for, and forget them."""
    asked = len([target for target in web.targets() if target.startswith("/list")])
    web.asked.clear()
    return asked


def test_a_list_is_walked_to_where_all_is_known(tmp_path: Path, web: Site, pull: Pull) -> None:
    """Thirty known in a row end a walk after a clean one; after a failed one it goes to the end."""
    source = list_pages(web, f"{datetime.now(UTC):%Y-%m-%d}")
    pull(source)
    first = lists_asked(web)
    pull(source)
    second = lists_asked(web)
    with Catalogue.open(tmp_path / "c.sqlite") as catalogue, catalogue.pulling() as memory:
        memory.begin("l")
    pull(source)

    assert (first, second) == (PAGES, 3)
    assert lists_asked(web) == PAGES


def test_one_known_and_old_item_ends_a_list(tmp_path: Path, web: Site, pull: Pull) -> None:
    """What is older than the last whole walk by two weeks was seen then, and all that follows."""
    source = list_pages(web, "2020-01-02")
    pull(source)
    lists_asked(web)
    with Catalogue.open(tmp_path / "c.sqlite") as catalogue, catalogue.pulling() as memory:
        memory.begin("l")

    pull(source)

    assert lists_asked(web) == 1


def test_a_feed_that_does_not_reach_back_is_filled_from_its_whole_list(
    web: Site, pull: Pull
) -> None:
    """The sitemap gives what fell out between; what is older than that is not fetched again."""
    now = f"{datetime.now(UTC):%Y-%m-%d}"
    for number in range(6):
        web.serve(f"/{number}", page(f"Sida {number}"))
    urls = "".join(
        f"<url><loc>{web.url(f'/{number}')}</loc><lastmod>{day}</lastmod></url>"
        for number, day in ((0, "2020-01-01"), (3, now), (4, now))
    )
    web.serve("/map", f"<urlset>{urls}</urlset>", "text/xml")
    plain = Source(id="s", address=web.url("/rss"))
    listed = Source(id="s", address=web.url("/map"), shape=Shape.SITEMAP)
    filled = Source(id="s", address=web.url("/rss"), backfill=listed)
    web.serve("/rss", rss(web.url("/1"), web.url("/2")))
    pull(plain)
    web.serve("/rss", rss(web.url("/5")))

    report = pull(filled)

    assert (report.new, report.trouble) == (3, "")
    assert "read too" in report.why
    web.serve("/rss", rss(web.url("/0")))
    web.pages["/map"] = Reply(b"", 404)
    assert pull(filled).trouble == GAP
