"""What tests share: real files, real engines, and the data that may lie beside the project."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import TypeAlias

import pytest
from playwright.sync_api import Browser

import settings
from index.engines.tantivy import TantivyEngine
from index.records import write
from index.search import Library
from index.swedish import Analyzer
from ingest.models import Document
from ingest.pull.texts import Texts
from night.run import reindex
from tests import browsing, pageserver
from tests.watching import watching
from tests.webserver import Site, running

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real documents beside the project; skip where there is none."""
    if not SHARED_DATA.is_dir():
        pytest.skip("../shared/data is not here")
    return SHARED_DATA


@pytest.fixture
def web() -> Iterator[Site]:
    """Return a web server on loopback that answers as the test tells it."""
    with running() as site:
        yield site


@pytest.fixture(scope="session")
def texts() -> Iterator[Texts]:
    """Return what reads the pages that a pull fetches, in one child for all tests."""
    with Texts(workers=1) as reading:
        yield reading


@pytest.fixture
def watched() -> Iterator[list[str]]:
    """Return the list of what a reader must never do, noted as long as the test runs."""
    with watching() as acts:
        yield acts


Shelf: TypeAlias = Callable[..., Library]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Return what indexes documents with the real engine and opens a library over them."""

    def open_over(*documents: Document, topics: Mapping[str, str] | None = None) -> Library:
        engine, analyzer = TantivyEngine(), Analyzer()
        engine.create(tmp_path / "index")
        writer = engine.write(tmp_path / "index")
        for document in documents:
            writer.put(write(document, analyzer))
        writer.commit("test", 1)
        writer.close()
        return Library(engine.read(tmp_path / "index"), analyzer, topics=topics)

    return open_over


HOSTILE = "<img src=x onerror=alert(1)> [länk](javascript:alert(2)) ![](http://198.51.100.7/x.png)"
RIGHT_TO_LEFT = "\u202e"
LONG_PAGES = 300


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a small collection, read and indexed by the nightly command.

    In it: twelve notes, a web page, a report of 300 pages, words made to break a page, and a file
    that cannot be read.
    """
    root = tmp_path_factory.mktemp("site")
    (root / "lykta.toml").write_text(
        "[ingest]\nsettle_seconds = 0\n[serve]\nport = 0\nnames = 'lykta.example.se, x.example'\n"
        "[watch]\nserve = false\n"
    )
    for name, content in _site_files().items():
        path = root / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    reindex(settings.load(root, {}))
    return root


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Return the address of a page's server over the collection."""
    with pageserver.running(site) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return Debian's Chromium."""
    with browsing.chromium() as browser:
        yield browser


def _site_files() -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {
        f"nyheter/not-{number}.md": (
            f"# Not {number} om hamnen\n\nPublicerad 2024-03-{number:02}\n\n"
            f"Hamnens fyrvaktare berättar om båtar och väder, del {number}.\n"
        )
        for number in range(1, 13)
    }
    report = [f"Sidan handlar om kapitel {page}." for page in range(1, LONG_PAGES + 1)]
    report[211] = "Här står det om fyrtornets lampa, som tänds varje kväll."
    web_page = (
        '<html lang="sv"><head><title>Vägledning om fyrar</title></head><body><main>'
        "<h1>Vägledning om fyrar</h1><p>Den som sköter en fyr ska tända lampan.</p>"
        "<h2>Ansvar</h2><p>Kommunen ansvarar för fyren och för hamnens båtar.</p></main></body>"
    )
    files |= {
        "topics.toml": '[hamn]\nname = "Hamnen"\n[bat]\nname = "Båtar"\nbroader = "hamn"\n',
        "riktlinjer/fyrar.html": web_page,
        "rapporter/lampan.pdf": text_pdf(report),
        "rapporter/lampan.pdf.toml": 'title = "Lampans rapport"\npublished = "2023-05"\n'
        'part_of = "riktlinjer/fyrar.html"\n',
        "elak.txt": f"{HOSTILE}\n\nEn onerror {HOSTILE} i texten. {RIGHT_TO_LEFT}bakvänt\n\n"
        + "Lång" * 200,
        "elak.txt.toml": f"title = {HOSTILE!r}\npublisher = {HOSTILE!r}\n"
        'url = "javascript:alert(3)"\ntopics = ["bat"]\nlanguage = "en"\n',
        "mail.eml": _mail(),
        "trasig.pdf": b"%PDF-1.7\nbroken",
    }
    return files


def _mail() -> bytes:
    message = EmailMessage()
    message["From"], message["Message-ID"] = "a@example.org", "<1@example.org>"
    message["Subject"] = "Utskick om hamnen"
    message.set_content("Se bilagan.")
    attached = "# Bilagan\n\nHamnens båtar.\n".encode()
    message.add_attachment(attached, "text", "markdown", filename="bilaga.md")
    return message.as_bytes()


def text_pdf(pages: Sequence[str]) -> bytes:
    """Return a PDF with a line of text on each page."""
    kids = " ".join(f"{number * 2 + 4} 0 R" for number in range(len(pages)))
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, text in enumerate(pages):
        drawn = b"BT /F1 12 Tf 72 700 Td (" + text.encode("cp1252") + b") Tj ET"
        bodies.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number * 2 + 5} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        bodies.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(bodies) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF" % (size, table, size, len(out))
    )
