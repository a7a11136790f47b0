"""How far a list is walked: to where all is known, and beyond where a feed does not reach back."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.catalogue import Catalogue
from ingest.models import PartialDate
from ingest.pull.fetch import Fetcher
from ingest.pull.markup import Selectors
from ingest.pull.report import GAP, MORE, SourceReport
from ingest.pull.sources import Shape, Source
from ingest.pull.texts import Texts
from tests.pulling import MANNERS, conditional, empty_pdf, page, puller, rss
from tests.webserver import Reply, Site, running

PAGES = 12
A_PAGE = 10
TODAY = f"{datetime.now(UTC):%Y-%m-%d}"
Pull = Callable[..., SourceReport]


@pytest.fixture
def pull(tmp_path: Path, texts: Texts) -> Pull:
    """Return what pulls from a source."""
    (tmp_path / "corpus").mkdir()

    def run(source: Source, since: str = "") -> SourceReport:
        bound = PartialDate.parse(since) if since else None
        with puller(tmp_path, Fetcher(MANNERS), texts) as started:
            return started.pull(source, since=bound)

    return run


def list_pages(web: Site, day: str, posts: Sequence[int] = range(PAGES * A_PAGE)) -> Source:
    """Serve a list of many pages, newest first, whose entries are all gone; return its source."""
    for target in [target for target in web.pages if target.startswith("/list")]:
        del web.pages[target]
    pages = [posts[first : first + A_PAGE] for first in range(0, len(posts), A_PAGE)]
    for number, listed in enumerate(pages):
        entries = "".join(
            f"<li><a href='/post/{post}'>Post</a><time>{day}</time></li>" for post in listed
        )
        onward = f"<a class=next href='/list?p={number + 1}'>Äldre</a>"
        ended = number == len(pages) - 1
        body = f"<html><body><ul>{entries}</ul>{'' if ended else onward}</body></html>"
        web.serve(f"/list?p={number}", body)
    select = Selectors("li", next="a.next")
    return Source(id="l", address=web.url("/list?p=0"), shape=Shape.LISTING, select=select)


def lists_asked(web: Site) -> int:
    """Return how many pages of the list were asked for, and forget them."""
    asked = len([target for target in web.targets() if target.startswith("/list")])
    web.asked.clear()
    return asked


def test_a_list_is_walked_to_where_all_is_known(tmp_path: Path, web: Site, pull: Pull) -> None:
    """Thirty known in a row end a walk after a clean one; after a failed one it goes to the end."""
    source = list_pages(web, TODAY)
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
    web.serve("/map", f"<urlset><url><loc>{web.url('/1')}</loc></url></urlset>", "text/xml")
    listed = Source(id="s", address=web.url("/map"), shape=Shape.SITEMAP)
    filled = Source(id="s", address=web.url("/rss"), backfill=listed)
    web.serve("/rss", rss(web.url("/1"), web.url("/2")))
    pull(filled)
    web.serve("/map", f"<urlset>{urls}</urlset>", "text/xml")
    web.serve("/rss", rss(web.url("/5")))

    report = pull(filled)

    assert (report.new, report.trouble) == (3, "")
    assert "read too" in report.why
    web.serve("/rss", rss(web.url("/0")))
    web.pages["/map"] = Reply(b"", 404)
    assert pull(filled).trouble == GAP


def map_of(web: Site, days: dict[int, str]) -> str:
    """Serve pages by number and a sitemap of them with their days; return its address."""
    for number in days:
        web.serve(f"/{number}", page(f"Sida {number}"))
    urls = "".join(
        f"<url><loc>{web.url(f'/{number}')}</loc><lastmod>{day}</lastmod></url>"
        for number, day in days.items()
    )
    return web.serve("/map", f"<urlset>{urls}</urlset>", "text/xml")


def with_map(web: Site, days: dict[int, str], **said: object) -> Source:
    """Serve a feed of the newest page alone and a sitemap of all; return the source of both."""
    newest = max(days)
    web.serve("/rss", rss(web.url(f"/{newest}"), date=f"{days[newest]}T10:00:00Z"))
    plain = Source(id="s", address=web.url("/rss"), **said)  # type: ignore[arg-type]
    whole = replace(plain, address=map_of(web, days), shape=Shape.SITEMAP)
    return replace(plain, backfill=whole)


DAYS = {number: f"{2014 + number}-03-01" for number in range(10)}


def test_the_first_pull_of_a_feed_brings_its_whole_list(web: Site, pull: Pull) -> None:
    """A feed has the newest alone; its list is read once, and later pulls ask for the feed only."""
    source = with_map(web, DAYS)

    first = pull(source)
    web.asked.clear()
    second = pull(source)

    assert (first.outcome, first.listed, first.new) == ("done", 11, 10)
    assert (second.outcome, second.new, web.targets()) == ("done", 0, ["/rss"])


def test_since_bounds_a_first_pull_and_those_that_follow(web: Site, pull: Pull) -> None:
    """A year holds all of its days; what was left is not taken for new the next night."""
    source = with_map(web, DAYS)

    bounded = pull(source, since="2020")
    web.serve("/rss", rss(web.url("/1"), web.url("/9"), date="2015-03-01T10:00:00Z"))
    later = pull(source)
    wider = pull(source, since="2018")

    assert [one.new for one in (bounded, later, wider)] == [4, 0, 2]
    assert sorted(target for target in web.targets() if target.strip("/").isdecimal()) == [
        f"/{number}" for number in range(4, 10)
    ]


def test_what_a_run_does_not_bring_the_next_ones_do(web: Site, pull: Pull) -> None:
    """`max_items` bounds a run, not a source: each begins where the one before it stopped."""
    source = with_map(web, DAYS, max_items=4)

    runs = [pull(source) for _ in range(4)]
    last = lists_of(web)

    assert [one.new for one in runs] == [4, 4, 2, 0]
    assert [one.trouble for one in runs] == [MORE, MORE, "", ""]
    assert [one.outcome for one in runs] == ["done"] * 4
    assert last == ["/rss", "/map"] * 3 + ["/rss"]


def test_another_wish_is_met_from_the_whole_list(web: Site, pull: Pull) -> None:
    """What was seen under another `include`, or without `backfill`, is no measure of it."""
    source = with_map(web, DAYS, include="/[0-3]$|/9$")
    web.pages["/rss"] = conditional(rss(web.url("/9")), '"v1"')

    runs = [
        pull(replace(source, backfill=None)),
        pull(source),
        pull(replace(source, name="Ett annat namn")),
        pull(with_map(web, DAYS)),
    ]

    assert [one.new for one in runs] == [1, 4, 0, 5]
    assert lists_of(web) == ["/rss", "/rss", "/map", "/rss", "/rss", "/map"]


def test_a_publisher_that_is_written_later_comes_to_what_is_held(
    tmp_path: Path, web: Site, pull: Pull
) -> None:
    """To pages and the files that belong to them, without fetching either again."""
    web.serve("/rss", rss(web.url("/1")))
    web.serve("/1", page("Ett", "/1.pdf"))
    web.serve("/1.pdf", empty_pdf(), "application/pdf")
    source = Source(id="s", address=web.url("/rss"), files="a.file")
    pull(source)
    web.asked.clear()

    pull(replace(source, publisher="Sjöfartsverket"))

    labels = [tomllib.loads(one.read_text("utf-8")) for one in tmp_path.rglob("pulled/**/*.toml")]
    assert [one["publisher"] for one in labels] == ["Sjöfartsverket"] * 2
    assert web.targets() == ["/rss"]


def test_what_was_refused_comes_when_its_host_is_written_down(web: Site, pull: Pull) -> None:
    """The page of fetching says so: nothing else has changed at the source."""
    with running(host="127.0.0.2") as other:
        other.serve("/1", page("Ett"))
        web.pages["/rss"] = conditional(rss(other.url("/1")), '"v1"')
        source = Source(id="s", address=web.url("/rss"))

        before = [pull(source).failed for _ in range(2)]
        after = pull(replace(source, hosts=("127.0.0.2",)))

    assert before == [1, 0]
    assert (after.new, after.failed) == (1, 0)


def test_a_new_title_is_a_change(web: Site, pull: Pull) -> None:
    """Lifos says "(version 4.0)" in a title and gives no day: the page is asked for again."""
    source = Source(id="s", address=web.url("/rss"))
    web.serve("/1", page("Ställningstagande"))
    listed = rss(web.url("/1"))
    web.serve("/rss", listed)
    pull(source)
    web.serve("/1", page("Ställningstagande, ändrat"))
    web.serve("/rss", listed.replace("Nyhet", "Nyhet (version 4.0)"))

    assert [pull(source).changed for _ in range(2)] == [1, 0]


def test_a_list_that_names_one_address_twice_is_heard_once(web: Site, pull: Pull) -> None:
    """The first to name it speaks of it: two titles are no change at every run."""
    source = Source(id="s", address=web.url("/rss"))
    web.serve("/1", page("Ett"))
    web.serve("/rss", rss(web.url("/1"), web.url("/1?utm_source=rss")))
    pull(source)
    web.asked.clear()

    assert [pull(source).same_text for _ in range(2)] == [0, 0]
    assert web.targets() == ["/rss"] * 2


def test_a_list_of_many_pages_comes_over_several_runs(web: Site, pull: Pull) -> None:
    """Each walks past what is known, asks for no page of that, and goes on to what is not."""
    source = replace(list_pages(web, "2020-01-02"), max_items=50)

    runs = [pull(source) for _ in range(3)]
    posts = [target for target in web.targets() if target.startswith("/post/")]

    assert [one.trouble for one in runs] == [MORE, MORE, ""]
    assert [one.waiting for one in runs] == [50, 100, 120]
    assert len(posts) == len(set(posts)) == PAGES * A_PAGE


def test_a_run_goes_on_at_the_page_where_the_one_before_it_left_off(web: Site, pull: Pull) -> None:
    """Past what came on top; then one walks the list whole, before thirty known are enough.

    A walk writes down fifty at a time, and so has looked at up to five pages too many.
    """
    source = replace(list_pages(web, TODAY), max_items=50)
    asked = []
    for _ in range(5):
        pull(source)
        asked.append(lists_asked(web))

    assert asked == [10, 3 + 7, 3 + 2, PAGES, 3]


ALL = list(range(PAGES * A_PAGE))
BETWEEN = {
    "added on top": [*range(1_000, 1_045), *ALL],
    "added in the middle": [*ALL[:45], *range(1_000, 1_045), *ALL[45:]],
    "taken away": [*ALL[:10], *ALL[45:]],
    "reordered": ALL[::-1],
    "shorter than where it was left": ALL[100:],
}


@pytest.mark.parametrize("posts", BETWEEN.values(), ids=BETWEEN.keys())
def test_nothing_is_missed_of_a_list_that_changes_between_its_parts(
    posts: list[int], web: Site, pull: Pull
) -> None:
    """All that is listed in the end is fetched, each once, wherever it was put."""
    source = replace(list_pages(web, TODAY), max_items=50)
    pull(source)
    list_pages(web, TODAY, posts)

    for _ in range(5):
        pull(source)
    fetched = [target for target in web.targets() if target.startswith("/post/")]
    lists_asked(web)
    pull(source)

    assert len(fetched) == len(set(fetched))
    assert {f"/post/{number}" for number in posts} <= set(fetched)
    assert lists_asked(web) == min(3, len(posts) // A_PAGE)  # it is walked to where all is known


def test_where_a_list_was_left_is_kept_while_its_site_is_away(
    tmp_path: Path, web: Site, pull: Pull
) -> None:
    """Of a whole list behind a feed too; a run that is killed keeps it as well."""
    whole = replace(list_pages(web, TODAY), max_items=50)
    source = replace(whole, address=web.url("/rss"), shape=Shape.FEED, backfill=whole)
    web.serve("/rss", rss(web.url("/post/0")))
    pull(source)
    web.pages["/rss"] = Reply(b"", 503)
    pull(source)
    with Catalogue.open(tmp_path / "c.sqlite") as catalogue, catalogue.pulling() as memory:
        memory.begin("l")
    web.serve("/rss", rss(web.url("/post/0")))
    lists_asked(web)

    pull(source)

    assert lists_asked(web) == 3 + 7


def lists_of(web: Site) -> list[str]:
    """Return which lists were asked for, in order."""
    return [target for target in web.targets() if target in ("/rss", "/map")]


def test_a_whole_list_that_does_not_come_is_asked_for_again(web: Site, pull: Pull) -> None:
    """The feed's own items come; the source is told of, and is not taken for read to its end."""
    source = with_map(web, DAYS)
    web.pages["/map"] = Reply(b"", 404)

    without = pull(source)
    map_of(web, DAYS)
    after = pull(source)

    assert (without.outcome, without.trouble, without.new) == ("stopped", "missing", 1)
    assert (after.outcome, after.new) == ("done", 9)


def test_what_fills_up_leaves_what_the_feed_says(tmp_path: Path, web: Site, pull: Pull) -> None:
    """A sitemap has neither titles nor days of publication; its own times change nothing known."""
    source = with_map(web, DAYS)
    pull(source)
    with Catalogue.open(tmp_path / "c.sqlite") as catalogue, catalogue.pulling() as memory:
        memory.begin("s")
    map_of(web, {number: f"{datetime.now(UTC):%Y-%m-%d}" for number in DAYS})

    again = pull(source)

    assert (again.new, again.changed, again.same_text, again.waiting) == (0, 0, 0, 0)
    (beside,) = (tmp_path / "corpus" / "pulled" / "s").glob("9-*.toml")
    assert 'title = "Nyhet' in beside.read_text("utf-8")


def test_an_ordered_list_is_walked_no_further_than_since(web: Site, pull: Pull) -> None:
    """Thirty that are too old, newest first, are enough to know that the rest is older still."""
    source = list_pages(web, "2020-01-02")

    pull(source, since="2021")

    assert lists_asked(web) == 3


def test_a_dry_run_says_what_a_first_pull_would_bring(
    tmp_path: Path, web: Site, texts: Texts
) -> None:
    """With its whole list, its bound of time and its bound of items; nothing is remembered."""
    (tmp_path / "corpus").mkdir()
    source = with_map(web, DAYS, max_items=3)
    with puller(tmp_path, Fetcher(MANNERS), texts) as started:
        all_of_it = started.preview(replace(source, max_items=99))
        bounded = started.preview(source, since=PartialDate.of(2017))
        with started.store.catalogue.pulled() as memory:
            remembered = memory.sources(), memory.waiting("s")

    assert all_of_it.new == 10
    assert (bounded.new, bounded.trouble) == (3, MORE)
    assert set(web.targets()) == {"/rss", "/map"}
    assert remembered == ((), ())
