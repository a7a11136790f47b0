"""What tests of pulling share: feeds and pages to serve, and a pull into a real corpus folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ingest.catalogue import Catalogue
from ingest.ledger import Ledger
from ingest.pull.arrival import Store
from ingest.pull.fetch import Fetcher, Manners
from ingest.pull.originals import Originals
from ingest.pull.run import Puller
from ingest.pull.texts import Texts
from tests.webserver import Asked, Reply

MANNERS = Manners("Lykta", 0, tries=2, first_wait_seconds=0.001)
SETTINGS = """
[ingest]
settle_seconds = 0
[pull]
contact = "https://example.se/om"
floor_seconds = 0
allow_loopback = true
"""
LONG = "Fyren tänds när solen går ner och släcks när hon går upp, varje dag på året. " * 8


@contextmanager
def puller(root: Path, fetcher: Fetcher, texts: Texts | None = None) -> Iterator[Puller]:
    """Give what pulls into the corpus folder of a collection, from loopback too."""
    with Catalogue.open(root / "c.sqlite") as catalogue, fetcher, Texts(workers=1) as own:
        store = Store(
            catalogue,
            root / "corpus",
            Originals(root / "originals"),
            texts or own,
            Ledger.load(root / "corpus"),
        )
        yield Puller(store, fetcher, allow_loopback=True)


def rss(*links: str, date: str = "2024-05-08T10:00:00Z") -> str:
    """Return a feed of links."""
    items = "".join(
        f'<item><title>Nyhet "{number}" om \\ fyrar</title><link>{link}</link>'
        f"<pubDate>{date}</pubDate></item>"
        for number, link in enumerate(links, start=1)
    )
    return f'<rss version="2.0"><channel><title>N</title>{items}</channel></rss>'


def page(text: str, *files: str, head: str = "") -> str:
    """Return a web page with links to files."""
    links = "".join(f'<a class=file href="{file}">Fil</a>' for file in files)
    main = f"<main><h1>{text}</h1><p>Om {text}.</p>{links}</main>"
    return f"<html><head>{head}</head><body>{main}</body></html>"


def atom(updated: str, *links: str) -> str:
    """Return a feed that says when its pages changed."""
    entries = "".join(
        f"<entry><id>{link}</id><title>Ett</title><link href='{link}'/>"
        f"<updated>{updated}</updated></entry>"
        for link in links
    )
    head = '<feed xmlns="http://www.w3.org/2005/Atom"><title>N</title><id>x</id>'
    return f"{head}{entries}</feed>"


def documents(corpus: Path) -> dict[str, bytes]:
    """Return what lies in the corpus folder and is not hidden, sidecars aside."""
    return {
        path.name: path.read_bytes()
        for path in corpus.rglob("*")
        if path.is_file() and path.suffix != ".toml" and "/." not in path.as_posix()
    }


def conditional(body: str, etag: str) -> Callable[[Asked], Reply]:
    """Return a page that answers 304 to whoever has it."""

    def respond(asked: Asked) -> Reply:
        same = asked.headers.get("If-None-Match") == etag
        return Reply(b"" if same else body.encode(), 304 if same else 200, {"ETag": etag})

    return respond


def empty_pdf() -> bytes:
    """Return a PDF without pages."""
    return b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF"


def said(**fields: Any) -> dict[str, Any]:
    """Return fields of a source as keywords of any type."""
    return fields
