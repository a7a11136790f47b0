"""The server as a person starts it, and what it lets in and sends out."""

import asyncio
import gc
import json
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import httpx
import pytest
from streamlit import config

import lykta
import settings
from ingest.catalogue import Catalogue
from night.collection import UNPACKED_AT_ONCE, Collection
from tests.pageserver import start, stop
from tests.visitors import visiting
from ui import frame, shell
from ui.serve import OPTIONS


@pytest.fixture(scope="module")
def web(address: str) -> Iterator[httpx.Client]:
    """Return a client of that server; the address is answered as soon as it is printed."""
    with httpx.Client(base_url=address, timeout=60) as client:
        yield client


def test_interrupting_ends_it_cleanly(site: Path) -> None:
    """Ctrl-C is the way to stop: exit code 0 and no traceback."""
    process, address = start(site)
    httpx.get(address, timeout=60)
    rest = stop(process)

    assert process.returncode == 0
    assert "Traceback" not in rest


def test_a_port_that_nobody_chose_gives_way_to_the_next_free_one(tmp_path: Path) -> None:
    """Two collections are looked at side by side without a setting."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "lykta.toml").write_text("[watch]\nserve = false\n", encoding="utf-8")
    port = settings.ServeSettings().port
    with socket.socket() as taken:
        with suppress(OSError):  # taken by somebody else: as good
            taken.bind(("127.0.0.1", port))
            taken.listen()
        process, address = start(tmp_path)
        stop(process)

    assert int(address.rsplit(":", 1)[1]) > port


@pytest.mark.parametrize("way", ["argument", "file"])
def test_a_port_that_was_chosen_is_that_or_none(
    way: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A proxy would go on asking there, and meet whoever has it."""
    (tmp_path / "corpus").mkdir()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        if way == "file":
            (tmp_path / "lykta.toml").write_text(f"[serve]\nport = {port}\n", encoding="utf-8")
        asked = ["--port", port] if way == "argument" else []
        code = lykta.main(["-C", str(tmp_path), "serve", "--no-browser", *asked])

    assert code == 2
    assert f"port {port}: Address already in use; choose another" in capfd.readouterr().err


def test_a_host_that_is_not_here_is_told_for_what_it_is(
    site: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """No other port would help; the message is the system's, and the answer is no success."""
    asked = ["-C", str(site), "serve", "--no-browser", "--host", "nope.invalid"]
    codes = [lykta.main(asked), lykta.main(["--json", *asked])]
    told = capfd.readouterr()
    answer = json.loads(told.out)

    assert codes == [2, 2]
    assert re.search(r"nope\.invalid.*: .*(known|resolution)", told.err)
    assert (answer["error"], "stopped" in answer) == ("UnheardError", False)
    assert "nope.invalid" in answer["message"]


@pytest.mark.parametrize("path", ["/", "/dokument", "/amnen", "/samlingen", "/hamtning", "/hjalp"])
def test_every_page_is_swedish_and_runs_no_script_but_files(web: httpx.Client, path: str) -> None:
    """The shell says its language and holds no script of its own."""
    answer = web.get(path)

    assert answer.status_code == 200
    assert '<html lang="sv">' in answer.text
    assert "<script>" not in answer.text
    assert "script-src 'self';" in answer.headers["content-security-policy"]


def test_what_is_drawn_first_is_asked_for_at_once(web: httpx.Client) -> None:
    """Streamlit asks for the scripts of a text and a field only when the words have come."""
    named = re.findall(r'modulepreload"[^>]* href="(\./static/js/[^"]+)"', web.get("/").text)

    for first in shell.FIRST_DRAWN:
        assert [name for name in named if name.startswith(f"./static/js/{first}.")], first
    assert len(named) == len(set(named))
    assert all(web.get(name[1:]).status_code == 200 for name in named)


@pytest.mark.parametrize(
    "path",
    ["/", "/lykta.css", "/_stcore/health", "/finns-inte", "/static/js/nix.js", "/original/nix"],
)
def test_every_answer_has_its_headers(web: httpx.Client, path: str) -> None:
    """Pages, files, errors and redirections alike."""
    headers = web.get(path, follow_redirects=False).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
        "/_stcore/upload_file/a/b",
        "/_stcore/script-health-check",
        "/_stcore/bidi-components/a",
        "/component/a/b",
        "/media/a.png",
        "/app/static/a",
        "/auth/login",
        "/oauth2callback",
        "/nix",
        "/dokument/nix",
        "/..%2f..%2fetc/passwd",
    ],
)
def test_what_the_page_does_not_need_is_closed(web: httpx.Client, path: str) -> None:
    """Metrics, uploads, the agents' API and addresses that are not ours are answered 404 or 400."""
    for method in ("GET", "POST", "PUT"):
        assert web.request(method, path).status_code in {400, 404}


@pytest.mark.parametrize(
    ("code", "said"), [("sv", "Sidan finns inte"), ("en", "There is no such page")]
)
def test_an_address_that_is_not_ours_is_told_in_the_chosen_language(
    web: httpx.Client, code: str, said: str
) -> None:
    """Who has chosen English reads English there too."""
    answer = web.get("/nix", headers={"Cookie": f"sprak={code}"})

    assert f'<html lang="{code}">' in answer.text
    assert f"<h1>{said}</h1>" in answer.text


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/_stcore/host-config"])
def test_another_site_s_page_is_turned_away(web: httpx.Client, path: str) -> None:
    """What a browser sends for a page of another site, or of another port, is answered 403."""
    for origin in ("http://evil.example", "http://localhost:1", "null"):
        assert web.get(path, headers={"Origin": origin}).status_code == 403
    assert web.get(path, headers={"Origin": str(web.base_url).rstrip("/")}).status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LYKTA.example.se:8501", 200),
        ("10.0.0.7:8501", 200),
        ("[::1]:8501", 200),
        ("lyktan", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("[::1", 421),
    ],
)
def test_a_name_that_is_not_ours_is_turned_away(web: httpx.Client, host: str, status: int) -> None:
    """A site whose own name leads to this machine reads nothing; who runs ours sees what to do."""
    answer = web.get("/", headers={"Host": host})

    assert answer.status_code == status
    assert ("[serve] names" in answer.text) == (status == 421)


@pytest.mark.parametrize(
    ("path", "origin"), [("/_stcore/stream", "http://evil.example"), ("/nix", None)]
)
def test_a_socket_is_opened_by_the_page_alone(
    web: httpx.Client, path: str, origin: str | None
) -> None:
    """A socket is refused before it is opened."""
    asked = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Version": "13",
    }

    assert web.get(path, headers=asked | ({"Origin": origin} if origin else {})).status_code == 403


def test_a_pdf_is_shown_and_a_web_page_only_saved(web: httpx.Client, site: Path) -> None:
    """A page out of the collection must not run as one of ours."""
    shown = {}
    for name in ("lampan.pdf", "fyrar.html"):
        held = next(site.joinpath("corpus").rglob(name))
        answer = web.get(f"/original/{document_id(site, name)}")
        shown[name] = answer.headers["content-disposition"].split(";")[0]

        assert answer.content == held.read_bytes()
    assert shown == {"lampan.pdf": "inline", "fyrar.html": "attachment"}


def children() -> set[str]:
    """Return the processes that this one has started and that hold memory still."""
    found: set[str] = set()
    for thread in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # one that has just ended
            found |= set((thread / "children").read_text().split())
    return {one for one in found if holds_memory(Path("/proc", one, "statm"))}


def holds_memory(size: Path) -> bool:
    """Tell whether a process has not ended; one that nobody has asked about yet has no pages."""
    try:
        return not size.read_text().startswith("0 ")
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_no_more_files_are_unpacked_at_once_than_memory_has_room_for(site: Path) -> None:
    """Each is held whole by a child of its own; who comes after waits."""
    before, most = children(), 0
    with Collection.open(settings.load(site)) as collection, ThreadPoolExecutor(6) as people:
        inner = next(row for row in collection.catalogue.documents() if "!/" in row.path)
        document = collection.document(inner.id)
        assert document
        path = collection.original(document)
        assert path
        asked = [people.submit(collection.unpacked, path) for _ in range(6)]
        while not all(one.done() for one in asked):
            most = max(most, len(children() - before))

    assert all(isinstance(one.result(), bytes) for one in asked)
    assert 1 <= most <= UNPACKED_AT_ONCE


def test_an_attachment_is_unpacked_to_be_opened(web: httpx.Client, site: Path) -> None:
    """What lies in a mail has no file of its own; its very bytes come all the same."""
    answer = web.get(f"/original/{document_id(site, 'mail.eml!/bilaga.md')}")

    assert answer.content == "# Bilagan\n\nHamnens båtar.\n".encode()
    assert "bilaga.md" in answer.headers["content-disposition"]


def test_suggestions_are_told_with_where_they_lead(web: httpx.Client) -> None:
    """A completed question keeps the limits of the search it was typed in; a topic is a place."""
    found = web.get("/forslag", params={"skriver": "båt", "typ": "nyhet"}).json()

    assert {"text": "båtar", "kind": "", "address": "/?q=b%C3%A5tar&typ=nyhet"} in found
    assert {"text": "Båtar", "kind": "Ämne", "address": "/amnen?amne=bat"} in found


def test_suggestions_are_for_the_page_alone(web: httpx.Client) -> None:
    """Another site may not read what the collection holds; nothing typed gets nothing."""
    foreign = web.get("/forslag", params={"skriver": "båt"}, headers={"Origin": "http://a.example"})

    assert foreign.status_code == 403
    assert web.get("/forslag").json() == []


def test_thirty_who_ask_at_once_are_all_answered(address: str) -> None:
    """Each gets the answer to its own question, though not all of them are worked on at once."""

    async def answers() -> list[str]:
        async with AsyncExitStack() as tabs:
            crowd = [await tabs.enter_async_context(visiting(address)) for _ in range(30)]
            return await asyncio.gather(*(one.ask(f"del {at}") for at, one in enumerate(crowd)))

    for at, html in enumerate(asyncio.run(answers())):
        assert f"Sökresultat för del {at}<" in html


def test_what_is_loaded_for_good_is_not_looked_through_after_every_view(site: Path) -> None:
    """Streamlit collects garbage after each; word lists and modules are none."""
    with Collection.open(settings.load(site, {})) as opened:
        frame.warm(opened)
    kept, swept = gc.get_freeze_count(), len(gc.get_objects())
    gc.unfreeze()

    assert kept > 10 * swept


def test_streamlit_is_set_to_tell_and_to_open_nothing() -> None:
    """What it would say, send or let in by itself is off, whatever a config.toml says."""
    off = ("browser.gatherUsageStats", "server.enableStaticServing", "server.enableAgentApi")
    on = ("server.enableCORS", "server.enableXsrfProtection")

    assert [OPTIONS[name] for name in off] == [False] * len(off)
    assert [OPTIONS[name] for name in on] == [True] * len(on)
    assert OPTIONS["client.showErrorDetails"] == "none"
    assert set(OPTIONS) <= set(config.get_config_options())


def document_id(site: Path, name: str) -> str:
    """Return the id of the document of a file."""
    with Catalogue.open(site / ".lykta" / "catalogue.sqlite") as catalogue:
        return next(row.id for row in catalogue.documents() if row.path.endswith(name))
