"""Streamlit's own files as the page's server sends them."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from streamlit import file_util

STATIC = Path(file_util.get_static_dir(), "static")


@pytest.fixture(scope="module")
def web(address: str) -> Iterator[httpx.Client]:
    """Return a client of the page's server."""
    with httpx.Client(base_url=address, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def script() -> Path:
    """Return the largest script that every view needs."""
    return max(STATIC.glob("js/protobuf.*.js"), key=lambda path: path.stat().st_size)


def test_a_script_comes_packed_and_is_kept_for_good(web: httpx.Client, script: Path) -> None:
    """What is unpacked is the file itself; less than a third of it goes over the wire."""
    with web.stream("GET", f"/static/js/{script.name}") as answer:
        sent = b"".join(answer.iter_raw())

    assert gzip.decompress(sent) == script.read_bytes()
    assert len(sent) < script.stat().st_size / 3
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")


def test_who_cannot_unpack_gets_it_plain(web: httpx.Client, script: Path) -> None:
    """Packing is offered, not forced; caches between are told that it differs."""
    answer = web.get(f"/static/js/{script.name}", headers={"Accept-Encoding": "identity"})

    assert answer.content == script.read_bytes()
    assert "content-encoding" not in answer.headers
    assert answer.headers["vary"] == "Accept-Encoding"


def test_a_font_is_not_packed_twice(web: httpx.Client) -> None:
    """Fonts hold packed data: a second time costs time and gains nothing."""
    font = next(STATIC.glob("media/*.woff2"))

    assert "content-encoding" not in web.get(f"/static/media/{font.name}").headers


@pytest.mark.parametrize("name", ["js/nix.js", "../index.html", "%2e%2e/index.html", "js", ""])
def test_nothing_but_the_files_is_there(web: httpx.Client, name: str) -> None:
    """No way leads out of the folder, and a folder is no file."""
    assert web.get(f"/static/{name}").status_code in {400, 404}
