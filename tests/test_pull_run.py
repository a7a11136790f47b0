"""Pulling, from a real server into a real corpus folder."""

import random
import sqlite3
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import settings
from ingest.catalogue import Catalogue
from ingest.pull import sources
from ingest.pull.fetch import Fetcher
from ingest.pull.models import Item, Trouble
from ingest.pull.report import GAP, MORE, SourceReport
from ingest.pull.sources import Source
from ingest.pull.texts import Texts
from night.run import reindex
from tests.pulling import MANNERS, conditional, documents, empty_pdf, page, puller, rss
from tests.pulling_apart import started
from tests.webserver import Asked, Reply, Site, running

Pull = Callable[..., SourceReport]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return a corpus folder."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


@pytest.fixture
def pull(tmp_path: Path, corpus: Path, web: Site, texts: Texts) -> Pull:
    """Return what pulls from the server's feed, as a run of its own."""

    def run(**said: object) -> SourceReport:
        given = {"id": "nytt", "address": web.url("/rss")} | said
        with puller(tmp_path, Fetcher(MANNERS), texts) as opened:
            return opened.pull(Source(**given))  # type: ignore[arg-type]

    return run


def test_a_page_and_its_files_come_with_sidecars(web: Site, corpus: Path, pull: Pull) -> None:
    """Title, day, address and publisher are said beside the file; tracking is taken away."""
    web.serve("/rss", rss(web.url("/a/fyrar?utm_source=rss")))
    web.serve("/a/fyrar", page("Fyrar", "/files/Rapport%20om%20fyrar.pdf"))
    web.serve("/files/Rapport%20om%20fyrar.pdf", empty_pdf(), "application/pdf")

    report = pull(files="a.file", publisher="Sjöfartsverket")

    assert (report.outcome, report.new, report.failed) == ("done", 2, 0)
    assert sorted(name.rsplit("-", 1)[0] for name in documents(corpus)) == [
        "fyrar",
        "rapport-om-fyrar",
    ]
    assert {name.rsplit(".")[-1] for name in documents(corpus)} == {"html", "pdf"}
    (beside,) = corpus.rglob("fyrar-*.toml")
    assert tomllib.loads(beside.read_text("utf-8")) == {
        "title": 'Nyhet "1" om \\ fyrar',
        "published": "2024-05-08",
        "url": web.url("/a/fyrar"),
        "publisher": "Sjöfartsverket",
    }


def test_an_unchanged_source_costs_one_request(web: Site, corpus: Path, pull: Pull) -> None:
    """The second pull asks for the feed alone, with what the server gave the first time."""
    web.pages["/rss"] = conditional(rss(web.url("/1"), web.url("/2")), '"v1"')
    web.serve("/1", page("Ett"))
    web.serve("/2", page("Två"))
    pull()
    before = documents(corpus)
    web.asked.clear()

    report = pull()

    assert web.targets() == ["/rss"]
    assert (report.outcome, report.new, report.changed) == ("done", 0, 0)
    assert documents(corpus) == before


def test_a_feed_without_validators_costs_one_request_too(web: Site, pull: Pull) -> None:
    """What is held and as it was is not fetched again."""
    web.serve("/rss", rss(web.url("/1")))
    web.serve("/1", page("Ett"))
    pull()
    web.asked.clear()

    pull()

    assert web.targets() == ["/rss"]


def test_a_sidecar_that_people_changed_is_theirs(web: Site, corpus: Path, pull: Pull) -> None:
    """A later pull changes the file and leaves the sidecar."""
    web.serve("/rss", rss(web.url("/1")))
    web.serve("/1", page("Ett"))
    pull()
    (beside,) = corpus.rglob("*.toml")
    beside.write_text('title = "Bättre"\n', "utf-8")
    web.serve("/1", page("Ett, ändrad"))
    _ask_again(corpus)

    report = pull()

    assert report.changed == 1
    assert beside.read_text("utf-8") == 'title = "Bättre"\n'


def _ask_again(corpus: Path) -> None:
    with closing(sqlite3.connect(corpus.parent / "c.sqlite")) as raw, raw:
        raw.execute("UPDATE pull_parts SET state = 'waiting'")


@pytest.mark.parametrize(
    ("answer", "outcome", "why"),
    [
        (Reply(b"<html><body>Nyheter</body></html>"), "stopped", "web page"),
        (Reply(rss().encode()), "stopped", "nothing at all"),
        (Reply(b"", 404), "stopped", Trouble.MISSING.value),
        (Reply(b"", 403), "rests", Trouble.WALL.value),
        (Reply(b"", 503), "rests", Trouble.BUSY.value),
    ],
)
def test_a_source_that_does_not_answer_as_it_should_is_told(
    tmp_path: Path, web: Site, pull: Pull, answer: Reply, outcome: str, why: str
) -> None:
    """It is not clean, its time is not moved forward, and the next run asks without conditions."""
    web.pages["/rss"] = conditional(rss(web.url("/1")), '"v1"')
    web.serve("/1", page("Ett"))
    pull()
    with Catalogue.open(tmp_path / "c.sqlite") as catalogue, catalogue.pulling() as memory:
        (before,) = memory.sources()
    web.pages["/rss"] = answer

    report = pull()

    with Catalogue.open(tmp_path / "c.sqlite") as catalogue, catalogue.pulling() as memory:
        (after,) = memory.sources()
    assert report.outcome == outcome
    assert why in report.why
    assert not after.clean
    assert after.walked == before.walked
    web.asked.clear()
    web.pages["/rss"] = conditional(rss(web.url("/1")), '"v1"')
    assert pull().outcome == "done"
    assert "If-None-Match" not in web.asked[1].headers


def test_one_bad_item_does_not_stop_the_others(web: Site, corpus: Path, pull: Pull) -> None:
    """A page in a PDF's place, a forbidden address and what is gone are told, the rest comes."""
    web.serve("/rss", rss(*map(web.url, ("/x.pdf", "/gone", "/1")), "http://10.0.0.1/"))
    web.serve("/x.pdf", page("Sidan finns inte"))
    web.serve("/1", page("Ett"))

    report = pull()

    assert (report.new, report.failed, report.waiting) == (1, 2, 1)
    assert len(documents(corpus)) == 1


@pytest.mark.parametrize(
    ("target", "media_type"),
    [("/x.docx", "text/html"), ("/x", "application/pdf"), ("/x.PDF", "application/pdf")],
)
def test_a_page_is_not_taken_for_the_document_it_stands_for(
    web: Site, corpus: Path, pull: Pull, target: str, media_type: str
) -> None:
    """What comes is believed, not what its name or its server calls it."""
    web.serve("/rss", rss(web.url(target)))
    web.serve(target, page("Sidan finns inte"), media_type)

    report = pull()

    assert (report.new, report.failed) == (0, 1)
    assert documents(corpus) == {}


def test_an_empty_answer_waits_for_another_run(web: Site, corpus: Path, pull: Pull) -> None:
    """A page without a letter is no document, and no document that is gone."""
    web.serve("/rss", rss(web.url("/1")))
    web.serve("/1", "<html><body> </body></html>")
    first = pull()
    web.serve("/1", page("Ett"))
    second = pull()

    assert (first.new, first.failed, first.waiting) == (0, 0, 1)
    assert (second.new, second.waiting) == (1, 0)
    assert len(documents(corpus)) == 1


def test_what_leaves_a_feed_is_not_gone(web: Site, corpus: Path, pull: Pull) -> None:
    """A feed is a window: what it lists no more stays as it is, and is not asked for."""
    web.serve("/1", page("Ett"))
    web.serve("/2", page("Två"))
    web.serve("/rss", rss(web.url("/2"), web.url("/1")))
    pull()
    (beside,) = corpus.rglob("1-*.toml")
    before = beside.read_bytes()
    del web.pages["/1"]
    web.serve("/rss", rss(web.url("/2")))
    web.asked.clear()

    report = pull()

    assert (report.removed, report.withdrawn, web.targets()) == (0, 0, ["/rss"])
    assert len(documents(corpus)) == 2
    assert beside.read_bytes() == before


def test_a_run_ends_however_slow_a_site_is(corpus: Path, web: Site, texts: Texts) -> None:
    """What there was no time for waits in the queue, and comes with the next run."""
    web.serve("/rss", rss(web.url("/1")))
    web.serve("/1", page("Ett"))
    source = Source(id="s", address=web.url("/rss"))
    with puller(corpus.parent, Fetcher(MANNERS), texts) as opened:
        hurried = replace(opened, seconds=-1).pull(source)
        next_one = opened.pull(source)

    assert (hurried.outcome, hurried.trouble, hurried.waiting) == ("done", MORE, 1)
    assert (next_one.new, next_one.waiting) == (1, 0)


def test_hosts_are_asked_side_by_side(corpus: Path, web: Site, texts: Texts) -> None:
    """Each waits for the other's request to come in: one host after the other would never end."""
    both = threading.Barrier(2, timeout=30)
    with running(host="127.0.0.2") as other:
        for site in (web, other):

            def respond(_: Asked, site: Site = site) -> Reply:
                both.wait()
                return Reply(rss(site.url("/1")).encode())

            site.pages["/rss"] = respond
            site.serve("/1", page(site.address))
        wanted = [Source(id=f"s{n}", address=one.url("/rss")) for n, one in enumerate((web, other))]
        with puller(corpus.parent, Fetcher(MANNERS), texts) as opened:
            reports = opened.run(tuple(wanted))

    assert [one.new for one in reports] == [1, 1]


def test_what_is_gone_on_two_days_is_removed_at_the_source(
    web: Site, corpus: Path, pull: Pull
) -> None:
    """One 404 is an accident and not asked about again that day; the file stays in any case."""
    web.serve("/rss", rss(web.url("/1")))
    web.serve("/1", page("Ett"))
    pull()
    del web.pages["/1"]
    _ask_again(corpus)
    web.asked.clear()
    same_day = [pull().removed for _ in range(3)]
    asked = web.targets()
    with closing(sqlite3.connect(corpus.parent / "c.sqlite")) as raw, raw:
        raw.execute("UPDATE pull_parts SET missing = '2024-05-08 00:00:00.000000'")

    report = pull()

    assert same_day == [0, 0, 0]
    assert asked.count("/1") == 1
    assert report.removed == 1
    assert len(documents(corpus)) == 1


@pytest.mark.usefixtures("corpus")
def test_a_name_that_leads_nowhere_is_tried_another_day(
    tmp_path: Path, web: Site, texts: Texts
) -> None:
    """A resolver that is down is not a page that is refused: what waits is not given up."""
    web.serve("/rss", rss("http://nowhere.example.se/1"))
    source = Source(id="nytt", address=web.url("/rss"), hosts=("nowhere.example.se",))

    def resolve(host: str, _port: int) -> list[str]:
        if host == "127.0.0.1":
            return [host]
        raise OSError(-3, "Temporary failure in name resolution")

    with puller(tmp_path, Fetcher(MANNERS, resolve=resolve), texts) as opened:
        report = opened.pull(source)

    assert (report.outcome, report.failed, report.waiting) == ("rests", 0, 1)


def test_a_window_that_does_not_reach_back_is_told(web: Site, pull: Pull) -> None:
    """A feed of nothing but new items has let some fall out; one that overlaps has not."""
    for number in range(1, 6):
        web.serve(f"/{number}", page(f"Sida {number}"))
    told = []
    for first, second in ((1, 2), (2, 3), (4, 5)):
        web.serve("/rss", rss(web.url(f"/{first}"), web.url(f"/{second}")))
        told.append(pull().trouble)

    assert told == ["", "", GAP]


def test_a_wall_before_the_pages_ends_the_run(web: Site, corpus: Path, pull: Pull) -> None:
    """The first refusal is the last question; what waits is kept for another day."""
    links = [web.url(f"/{number}") for number in range(5)]
    web.serve("/rss", rss(*links))
    for number in range(5):
        web.pages[f"/{number}"] = Reply(b"", 403)

    report = pull()

    assert (report.outcome, report.waiting) == ("rests", 5)
    assert len(web.targets()) == 2
    assert documents(corpus) == {}


def test_the_same_bytes_at_two_addresses_are_one_file(web: Site, corpus: Path, pull: Pull) -> None:
    """A page that moved and is listed twice is held once."""
    web.serve("/rss", rss(web.url("/a"), web.url("/b"), web.url("/a?utm_medium=rss")))
    web.serve("/a", page("Ett"))
    web.pages["/b"] = Reply(status=301, headers={"Location": "/a"})

    report = pull()

    assert (report.new, report.joined) == (1, 1)
    assert len(documents(corpus)) == 1


def test_only_what_is_asked_for_comes(web: Site, corpus: Path, pull: Pull) -> None:
    """`include`, `max_items` and `manual` bound a source."""
    web.serve("/rss", rss(*(web.url(f"/{kind}/{n}") for n in range(3) for kind in "ab")))
    for number in range(3):
        web.serve(f"/a/{number}", page(f"Sida {number}"))

    assert pull(manual=True, note="Hämtas för hand").why == "Hämtas för hand"
    assert documents(corpus) == {}
    assert pull(include="/a/", max_items=1).trouble == MORE
    assert len(documents(corpus)) == 1
    assert pull(include="/a/").new == 2
    assert not [target for target in web.targets() if target.startswith("/b")]


def test_pulled_documents_are_read_with_what_their_source_says(
    tmp_path: Path, web: Site, corpus: Path, pull: Pull
) -> None:
    """The nightly command finds the files, and their sidecars hold."""
    web.serve("/rss", rss(web.url("/1")))
    web.serve("/1", page("Ett"))
    pull(publisher="Sjöfartsverket")
    (tmp_path / "lykta.toml").write_text("[ingest]\nsettle_seconds = 0\n")
    found = settings.load(tmp_path, {})
    reindex(found)
    with Catalogue.open(found.catalogue) as catalogue:
        (row,) = catalogue.documents()
        document = catalogue.document(row.id)

    assert document
    assert document.metadata.publisher == "Sjöfartsverket"
    assert document.metadata.url == web.url("/1")
    assert str(document.metadata.published) == "2024-05-08"


PAGES = 24
KILLS = 4
"""`benchmarks.pull_kills` takes 50."""


@pytest.mark.slow
def test_a_run_that_is_killed_is_completed_by_the_next(
    tmp_path: Path, corpus: Path, web: Site
) -> None:
    """Kill -9 at any moment: nothing is lost, nothing twice, no half file is left to read."""
    pages = {f"/{number}": page(f"Sida {number}") for number in range(PAGES)}
    web.pages["/rss"] = conditional(rss(*map(web.url, pages)), '"v1"')
    for target, text in pages.items():
        web.serve(target, text)
    killed, at_last = threading.Event(), f"/{PAGES - 1}"

    def kept_waiting(_: Asked) -> Reply:
        killed.wait()  # so that no run is done before it is killed, however fast it is
        return Reply(pages[at_last].encode(), headers={"Content-Type": "text/html"})

    web.pages[at_last] = kept_waiting
    held = []
    for wanted in sorted(random.sample(range(PAGES - 1), KILLS)):
        process = started(tmp_path, web.url("/rss"))
        while process.is_alive() and len(documents(corpus)) < wanted:
            time.sleep(0.005)
        time.sleep(random.uniform(0, 0.03))
        process.kill()
        process.join()
        held.append(len(documents(corpus)))
    killed.set()

    last = started(tmp_path, web.url("/rss"))
    last.join()

    assert 0 < held[-1] < PAGES
    assert held == sorted(held)
    assert last.exitcode == 0
    assert sorted(documents(corpus).values()) == sorted(text.encode() for text in pages.values())
    assert len(list(corpus.rglob("*.toml"))) == PAGES
    labels = [tomllib.loads(path.read_text("utf-8"))["url"] for path in corpus.rglob("*.toml")]
    assert sorted(labels) == sorted(map(web.url, pages))


def test_a_disk_that_cannot_be_written_stops_one_source_and_is_told(
    web: Site, corpus: Path, texts: Texts
) -> None:
    """The others have their reports; what could not be kept waits, and comes with the next run."""
    for name in ("ett", "tva"):
        web.serve(f"/{name}.rss", rss(web.url(f"/{name}")))
        web.serve(f"/{name}", page(name))
    wanted = tuple(Source(id=name, address=web.url(f"/{name}.rss")) for name in ("ett", "tva"))
    folder = corpus / "pulled" / "ett"
    folder.parent.mkdir()
    folder.write_text("a file where the folder should be")

    with puller(corpus.parent, Fetcher(MANNERS), texts) as opened:
        first = opened.run(wanted)
        with opened.store.catalogue.pulled() as memory:
            remembered = {row.source: row.outcome for row in memory.sources()}
        folder.unlink()
        second = opened.run(wanted)

    assert [(one.outcome, one.new) for one in first] == [("stopped", 0), ("done", 1)]
    assert first[0].trouble == "cannot be kept"
    assert "see to the disk" in first[0].why
    assert remembered == {"ett": "stopped", "tva": "done"}
    assert [(one.outcome, one.new) for one in second] == [("done", 1), ("done", 0)]


def test_an_error_of_ours_stops_one_source_and_is_told(
    web: Site, corpus: Path, texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that nobody foresaw keeps neither the other sources nor the night waiting."""
    for name in ("ett", "tva"):
        web.serve(f"/{name}.rss", rss(web.url(f"/{name}")))
        web.serve(f"/{name}", page(name))
    wanted = tuple(Source(id=name, address=web.url(f"/{name}.rss")) for name in ("ett", "tva"))
    items = sources.items

    def odd(source: Source, *asked: Any) -> Iterator[Item]:
        if source.id == "ett":
            raise TypeError("an odd answer")
        return items(source, *asked)

    monkeypatch.setattr(sources, "items", odd)
    with puller(corpus.parent, Fetcher(MANNERS), texts) as opened:
        first, second = opened.run(wanted)
        with opened.store.catalogue.pulled() as memory:
            remembered = {row.source: row.outcome for row in memory.sources()}

    assert (first.outcome, first.trouble) == ("stopped", "fault of Lykta")
    assert "TypeError: an odd answer" in first.why
    assert (second.outcome, second.new) == ("done", 1)
    assert remembered == {"ett": "stopped", "tva": "done"}
