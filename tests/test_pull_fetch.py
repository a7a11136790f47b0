"""The fetch layer, against a real server that misbehaves."""

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from ingest.pull.addresses import Reach
from ingest.pull.connection import Limits
from ingest.pull.fetch import Fetcher, Manners, retry_after
from ingest.pull.models import Failed, Fetched, Outcome, Trouble, Unchanged, Validators
from tests.webserver import Asked, Reply, Site, running

REACH = Reach(("127.0.0.1",), allow_loopback=True)
QUICK = Manners("Lykta/0 (+mailto:a@example.se)", 0, tries=4, first_wait_seconds=0.001)
SMALL = Limits(wire_bytes=200_000, decoded_bytes=1_000_000, seconds=0.5)


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    """Return a fetcher that does not dawdle."""
    with Fetcher(QUICK) as opened:
        yield opened


Get = Callable[[str], Outcome]


@pytest.fixture
def get(fetcher: Fetcher, web: Site) -> Get:
    """Return what fetches a target of the server, within small limits."""
    return lambda target: fetcher.get(web.url(target), REACH, limits=SMALL)


def trouble(outcome: Outcome) -> Trouble | None:
    """Return what went wrong, None where nothing did."""
    return outcome.trouble if isinstance(outcome, Failed) else None


def test_an_answer_comes_with_where_it_was_found(web: Site, get: Get) -> None:
    """Body, headers, time and the chain of redirects are kept."""
    web.serve("/b", "hej", "text/plain; charset=utf-8")
    web.pages["/a"] = Reply(status=301, headers={"Location": "/b"})

    found = get("/a")

    assert isinstance(found, Fetched)
    assert (found.data, found.media_type) == (b"hej", "text/plain")
    assert found.chain == (web.url("/a"), web.url("/b"))
    assert found.address == web.url("/b")
    assert datetime.now(UTC) - found.at < timedelta(minutes=1)


def test_we_say_who_we_are(web: Site, get: Get) -> None:
    """Every request, robots.txt included, carries our name and contact."""
    web.serve("/", "hej")

    get("/")

    assert [asked.target for asked in web.asked] == ["/robots.txt", "/"]
    assert {asked.headers["User-Agent"] for asked in web.asked} == {QUICK.agent}


def test_validators_go_back_as_they_came(web: Site, fetcher: Fetcher) -> None:
    """ETag and Last-Modified are opaque; an answer of 304 is Unchanged."""

    def page(asked: Asked) -> Reply:
        same = asked.headers.get("If-None-Match") == '"1"'
        return Reply(b"hej", 304 if same else 200, {"ETag": '"1"'})

    web.pages["/"] = page
    first = fetcher.get(web.url("/"), REACH, known=Validators("x", "igar vid tolv"))
    assert isinstance(first, Fetched)
    second = fetcher.get(web.url("/"), REACH, known=first.validators)

    assert web.asked[1].headers["If-Modified-Since"] == "igar vid tolv"
    assert isinstance(second, Unchanged)


def test_one_connection_carries_all(web: Site, get: Get) -> None:
    """A site is asked over one connection, kept open."""
    web.serve("/", "hej")

    for _ in range(5):
        get("/")

    assert web.connections == 1


def test_robots_txt_is_read_once_and_obeyed(web: Site, get: Get) -> None:
    """What it forbids us is not fetched."""
    rules = "User-agent: *\nDisallow: /\nUser-agent: lykta\nDisallow: /x"
    web.serve("/robots.txt", rules, "text/plain")
    web.serve("/x", "nej")
    web.serve("/y", "ja")

    assert trouble(get("/x")) is Trouble.ROBOTS
    assert trouble(get("/y")) is None
    assert [asked.target for asked in web.asked] == ["/robots.txt", "/y"]


@pytest.mark.parametrize(
    ("status", "wrong"), [(404, None), (403, None), (500, Trouble.UNREACHABLE), (503, Trouble.BUSY)]
)
def test_rules_that_cannot_be_read_now_allow_nothing(
    web: Site, get: Get, status: int, wrong: Trouble | None
) -> None:
    """No robots.txt allows all; one that the server cannot give allows nothing (RFC 9309)."""
    web.pages["/robots.txt"] = Reply(b"", status)
    web.serve("/", "hej")

    assert trouble(get("/")) is wrong
    assert trouble(get("/")) is wrong
    assert web.targets() == ([] if wrong else ["/", "/"])


def test_a_page_in_place_of_robots_txt_forbids_nothing(web: Site, get: Get) -> None:
    """Sites answer 200 with their front page for what they lack."""
    web.serve("/robots.txt", "<html><p>User-agent: *<br>\nDisallow: /\n")
    web.serve("/", "hej")

    assert trouble(get("/")) is None


def test_a_site_is_asked_no_faster_than_it_wants(web: Site) -> None:
    """The longer of our own floor and the Crawl-delay stands between two requests."""
    web.serve("/robots.txt", "User-agent: *\nCrawl-delay: 7\n", "text/plain")
    web.serve("/", "hej")
    slept: list[float] = []
    with Fetcher(Manners("Lykta", floor_seconds=2), sleep=slept.append) as fetcher:
        for _ in range(3):
            fetcher.get(web.url("/"), REACH)

    assert [round(seconds) for seconds in slept] == [2, 7, 7]


@pytest.mark.parametrize("asked", ["301", "86400"])
def test_a_site_that_wants_hours_between_requests_is_left_alone(web: Site, asked: str) -> None:
    """Nothing waits that long in a night; a person is told, as of any other robots.txt."""
    web.serve("/robots.txt", f"User-agent: *\nCrawl-delay: {asked}", "text/plain")
    web.serve("/", "hej")
    with Fetcher(QUICK, sleep=lambda _: pytest.fail("it waited")) as fetcher:
        found = [fetcher.get(web.url("/"), REACH) for _ in range(2)]

    assert [trouble(one) for one in found] == [Trouble.ROBOTS] * 2
    assert web.targets() == []


def test_our_floor_holds_where_robots_txt_is_not_asked(web: Site) -> None:
    """An endpoint made for machines is not asked faster than others."""
    web.serve("/", "hej")
    slept: list[float] = []
    reach = Reach(REACH.hosts, allow_loopback=True, obey_robots=False)
    with Fetcher(Manners("Lykta", floor_seconds=5), sleep=slept.append) as fetcher:
        for _ in range(2):
            fetcher.get(web.url("/"), reach)

    assert [round(seconds) for seconds in slept] == [5]


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_site_is_asked_again_and_then_left_to_rest(web: Site, get: Get, status: int) -> None:
    """After every try the site rests: nothing more is asked of it in this run."""
    web.pages["/"] = Reply(b"", status)
    web.serve("/other", "hej")

    first, second = get("/"), get("/other")

    assert trouble(first) is trouble(second) is Trouble.BUSY
    assert web.targets() == ["/"] * QUICK.tries


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    connection.close()


def _half(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhal")
    connection.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("raw", [_reset, _half])
def test_a_site_that_comes_back_is_read(
    web: Site, get: Get, raw: Callable[[socket.socket], None]
) -> None:
    """503, then a reset or half a body, then the page."""
    replies = iter([Reply(b"", 503), Reply(raw=raw), Reply(b"hej")])
    web.pages["/"] = lambda _: next(replies)

    found = get("/")

    assert isinstance(found, Fetched)
    assert found.data == b"hej"


@pytest.mark.parametrize("dated", [False, True])
def test_retry_after_is_heeded_in_seconds_and_as_a_date(web: Site, dated: bool) -> None:
    """A wait within the cap is slept; a longer one leaves the site to rest."""
    waits = iter([20, 3600])

    def page(_: Asked) -> Reply:
        seconds = next(waits)
        until = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
        return Reply(b"", 429, {"Retry-After": until if dated else str(seconds)})

    web.pages["/"] = page
    slept: list[float] = []
    with Fetcher(Manners("Lykta", 0), sleep=slept.append) as fetcher:
        found = fetcher.get(web.url("/"), REACH)

    assert isinstance(found, Failed)
    assert found.wait_seconds == pytest.approx(3600, abs=5)
    assert slept == [pytest.approx(20, abs=2)]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("120", 120), ("", 0), ("soon", 0), ("-5", 0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0)],
)
def test_a_retry_after_that_says_nothing_is_no_wait(text: str, seconds: float) -> None:
    """Nonsense and times gone by ask for nothing."""
    assert retry_after(text) == seconds


@pytest.mark.parametrize("status", [401, 403, 451])
def test_a_wall_is_not_tried_twice(web: Site, get: Get, status: int) -> None:
    """Who does not want to be read by machine is left alone."""
    web.pages["/"] = Reply(b"", status)

    assert trouble(get("/")) is Trouble.WALL
    assert web.targets() == ["/"]


@pytest.mark.parametrize(
    ("title", "wrong"),
    [
        ("Request Rejected", Trouble.WALL),
        ("\n Radware Bot  Manager Captcha ", Trouble.WALL),
        ("Making sure you&#39;re not a bot!", Trouble.WALL),
        ("Access denied: how walls keep readers out", None),
        ("", None),
    ],
)
def test_a_wall_that_says_all_is_well_is_a_wall(
    web: Site, get: Get, title: str, wrong: Trouble | None
) -> None:
    """F5, Radware and others answer 200: such a page is known by its name, by all of it."""
    web.serve("/", f"<html><head><title>{title}</title></head><body>Support ID</body></html>")

    assert trouble(get("/")) is wrong


def test_a_page_that_asks_for_a_person_is_a_wall(web: Site, get: Get) -> None:
    """Cloudflare marks its challenge, whatever the status."""
    web.pages["/"] = Reply(b"Just a moment", 503, {"cf-mitigated": "challenge"})

    assert trouble(get("/")) is Trouble.WALL
    assert web.targets() == ["/"]


@pytest.mark.parametrize(
    ("status", "wrong"), [(404, Trouble.MISSING), (410, Trouble.MISSING), (400, Trouble.REFUSED)]
)
def test_an_answer_without_what_was_asked_for_is_a_failure(
    web: Site, get: Get, status: int, wrong: Trouble
) -> None:
    """What is gone is told from what is refused."""
    web.pages["/"] = Reply(b"<h1>Sidan finns inte</h1>", status)

    assert trouble(get("/")) is wrong


@pytest.mark.parametrize(
    "onward", ["/", "/loop", "http://127.0.0.2/", "http://169.254.169.254/", "file:///etc/passwd"]
)
def test_redirects_are_checked_and_end(web: Site, get: Get, onward: str) -> None:
    """Each step must lead to where the source may be, and no step twice."""
    web.pages["/"] = Reply(status=302, headers={"Location": onward})
    web.pages["/loop"] = Reply(status=302, headers={"Location": "/"})

    found = get("/")

    inside = onward.startswith("/")
    assert trouble(found) is (Trouble.REDIRECTS if inside else Trouble.FORBIDDEN)
    assert len(web.targets()) <= 2


def test_a_chain_without_a_loop_ends_too(web: Site, get: Get) -> None:
    """A server can make up a new address at every step."""
    web.pages["/n"] = lambda asked: Reply(
        status=302, headers={"Location": f"/n?{int(asked.target[3:] or 0) + 1}"}
    )

    assert trouble(get("/n")) is Trouble.REDIRECTS
    assert len(web.targets()) < 10


def _drip(part: bytes, head: bytes) -> Callable[[socket.socket], None]:
    def drip(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(part)
            time.sleep(0.05)

    return drip


@pytest.mark.parametrize(
    "head", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"]
)
def test_a_slow_drip_is_cut(web: Site, get: Get, head: bytes) -> None:
    """A byte now and then, in the status line, a header or the body, does not hold us."""
    web.pages["/"] = Reply(raw=_drip(b"x" if head else b"H", head))
    began = time.monotonic()

    found = get("/")

    assert trouble(found) in (Trouble.TOO_SLOW, Trouble.BROKEN)
    assert time.monotonic() - began < 5 * SMALL.seconds


def _endless(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"x" * 10_000)


def test_an_endless_answer_is_cut(web: Site, get: Get) -> None:
    """More than the cap is not taken in, whatever length was promised."""
    web.pages["/"] = Reply(raw=_endless)

    assert trouble(get("/")) is Trouble.TOO_BIG


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_a_bomb_is_cut_while_it_is_small(
    web: Site, get: Get, pack: Callable[[bytes], bytes]
) -> None:
    """What unpacks to more than the cap is never unpacked whole."""
    coding = "gzip" if pack is gzip.compress else "deflate"
    bomb = pack(bytes(100_000_000))
    assert len(bomb) < SMALL.wire_bytes
    web.pages["/"] = Reply(bomb, headers={"Content-Encoding": coding})
    tracemalloc.start()

    found = get("/")

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert trouble(found) is Trouble.TOO_BIG
    assert peak < 10_000_000


@pytest.mark.parametrize(
    ("coding", "data"),
    [
        ("gzip", gzip.compress(b"hej", mtime=0)),
        ("deflate", zlib.compress(b"hej")),
        ("deflate", zlib.compress(b"hej")[2:-4]),
        ("", b"hej"),
    ],
)
def test_packed_answers_are_unpacked(web: Site, get: Get, coding: str, data: bytes) -> None:
    """gzip, zlib and the bare deflate that some servers send."""
    web.pages["/"] = Reply(data, headers={"Content-Encoding": coding} if coding else {})

    found = get("/")

    assert isinstance(found, Fetched)
    assert found.data == b"hej"


@pytest.mark.parametrize(
    ("coding", "data"),
    [("gzip", b"hej"), ("br", b"hej"), ("gzip", gzip.compress(b"hej" * 99, mtime=0)[:-9])],
)
def test_what_cannot_be_unpacked_is_broken(web: Site, get: Get, coding: str, data: bytes) -> None:
    """A wrong or cut packing is an error, never half a document."""
    web.pages["/"] = Reply(data, headers={"Content-Encoding": coding})

    assert trouble(get("/")) is Trouble.BROKEN


def test_a_site_that_is_away_is_unreachable() -> None:
    """Nobody listens: the site rests, and no error comes out."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        with Fetcher(QUICK) as fetcher:
            found = fetcher.get(address, Reach(REACH.hosts, allow_loopback=True, obey_robots=False))

    assert trouble(found) is Trouble.UNREACHABLE


def test_a_name_is_asked_for_once_and_connected_to_as_it_was_checked(web: Site) -> None:
    """A name that answers with another number the second time leads nowhere else."""
    web.serve("/", "hej")
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    port = web.address.rsplit(":", 1)[1]
    reach = Reach(("site.example.se",), allow_loopback=True)
    with Fetcher(QUICK, resolve=lambda *_: next(answers)) as fetcher:
        found = [fetcher.get(f"http://site.example.se:{port}/", reach) for _ in range(3)]

    assert [trouble(one) for one in found] == [None] * 3
    assert web.asked[1].headers["Host"] == f"site.example.se:{port}"


def test_threads_share_a_site_and_do_not_meet(web: Site, fetcher: Fetcher) -> None:
    """Many sources on one site are still one connection and one robots.txt."""
    web.serve("/", "hej")
    found: list[Outcome] = []

    def ask() -> None:
        found.extend(fetcher.get(web.url("/"), REACH) for _ in range(5))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 20
    assert all(isinstance(one, Fetched) for one in found)
    assert web.connections == 1
    assert len(web.asked) == 21


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Return a server whose certificate, which is trusted here, names secure.example.se."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not here")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    asked = [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=secure.example.se",
    ]
    names = ["-addext", "subjectAltName=DNS:secure.example.se"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(["openssl", *asked, *names, *files], check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with running(context) as site:
        yield site


@pytest.mark.parametrize(
    ("host", "wrong"),
    [("secure.example.se", None), ("other.example.se", Trouble.UNREACHABLE)],
)
def test_a_pinned_connection_is_to_who_the_name_says(
    secure: Site, host: str, wrong: Trouble | None
) -> None:
    """The certificate must be of the name that was asked for, whatever number it led to."""
    secure.serve("/", "hej")
    port = secure.address.rsplit(":", 1)[1]
    reach = Reach((host,), allow_loopback=True, obey_robots=False)
    with Fetcher(QUICK, resolve=lambda *_: ["127.0.0.1"]) as fetcher:
        found = fetcher.get(f"https://{host}:{port}/", reach)

    assert trouble(found) is wrong
