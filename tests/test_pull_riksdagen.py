"""Documents of Riksdagen whose page has no text, from real servers."""

import html
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest import extract
from ingest.models import Extract
from ingest.pull import riksdagen
from ingest.pull.addresses import Reach
from ingest.pull.fetch import Fetcher
from ingest.pull.report import SourceReport
from ingest.pull.sources import Shape, Source
from ingest.pull.texts import Texts
from tests.conftest import text_pdf
from tests.pulling import MANNERS, documents, puller
from tests.webserver import Reply, Site

Pull = Callable[[], SourceReport]
NOT_OUT = "Propositionen ej utgiven"


@pytest.fixture
def pull(tmp_path: Path, web: Site, texts: Texts) -> Pull:
    """Return what pulls a list of one document, whose page and record the server has or not."""
    (tmp_path / "corpus").mkdir()
    listed = {
        "dok_id": "HB01",
        "titel": "Om fyrar",
        "dokument_url_html": web.url("/dokument/HB01.html"),
        "dokumentstatus_url_xml": web.url("/dokumentstatus/HB01.xml"),
    }
    web.serve("/lista", json.dumps({"dokumentlista": {"dokument": listed}}))
    source = Source(id="r", address=web.url("/lista"), shape=Shape.RIKSDAGEN)

    def run() -> SourceReport:
        with puller(tmp_path, Fetcher(MANNERS), texts) as opened:
            return opened.pull(source)

    return run


def record(web: Site, body: str) -> None:
    """Serve the document's record."""
    whole = f"<dokumentstatus><dokument><dok_id>HB01</dok_id>{body}</dokument></dokumentstatus>"
    web.serve("/dokumentstatus/HB01.xml", whole, "text/xml")


@pytest.mark.parametrize("page", ["", " \n", "<html><body></body></html>", NOT_OUT])
@pytest.mark.parametrize(
    "body",
    [
        f"<html>{html.escape('<h1>Om fyrar</h1><p>Fyren lyser åt sjöfarare.</p>')}</html>",
        "<!-- prov --><text>Om fyrar\nFyren lyser åt sjöfarare.</text><html/>",
    ],
)
def test_a_page_without_text_is_had_from_its_record(
    tmp_path: Path, web: Site, pull: Pull, page: str, body: str
) -> None:
    """As a page under the document's own address, asked for once."""
    web.serve("/dokument/HB01.html", page)
    record(web, body)

    report = pull()

    ((name, data),) = documents(tmp_path / "corpus").items()
    read = extract.extract(data, name)
    assert isinstance(read, Extract)
    assert "Fyren lyser åt sjöfarare." in " ".join(block.text for block in read.blocks)
    assert (report.new, report.waiting) == (1, 0)
    assert web.targets()[1:] == ["/dokument/HB01.html", "/dokumentstatus/HB01.xml"]
    (beside,) = (tmp_path / "corpus").rglob("*.toml")
    assert f'url = "{"https://data.riksdagen.se/dokument/HB01"}"' in beside.read_text("utf-8")


@pytest.mark.parametrize("asked", ["", "?utformat=xml&sz=9", "?sz=9"])
def test_a_list_is_asked_for_as_json(web: Site, asked: str) -> None:
    """Whatever form its address names: people copy the one they looked at."""
    web.serve("/l", "<dokumentlista/>", "text/xml")
    wanted = "/l?sz=9&utformat=json" if asked else "/l?utformat=json"
    web.serve(wanted, json.dumps({"dokumentlista": {"dokument": {"dok_id": "HB01"}}}))
    with Fetcher(MANNERS) as fetcher:
        reach = Reach(("127.0.0.1",), allow_loopback=True)
        found = riksdagen.items(lambda where: fetcher.get(where, reach), web.url(f"/l{asked}"))

        assert [item.key for item in found] == ["HB01"]


def test_a_record_without_text_leads_to_its_file(tmp_path: Path, web: Site, pull: Pull) -> None:
    """Scanned documents have a PDF and no text: that is the document."""
    web.serve("/dokument/HB01.html", "")
    file = web.serve("/fil/1", text_pdf(["Fyren lyser"]), "application/pdf")
    listed = "<dokbilaga><bilaga><filtyp>pdf</filtyp>"
    record(web, f"</dokument>{listed}<fil_url>{file}</fil_url></bilaga></dokbilaga><dokument>")

    assert pull().new == 1
    ((name, data),) = documents(tmp_path / "corpus").items()
    assert name.endswith(".pdf")
    assert data.startswith(b"%PDF")


@pytest.mark.parametrize("answer", ["", "<html><body>Fel</body></html>", "{", NOT_OUT])
def test_what_is_not_out_yet_waits(tmp_path: Path, web: Site, pull: Pull, answer: str) -> None:
    """No document says "not printed": it is asked for at the next runs, until it is out."""
    web.serve("/dokument/HB01.html", NOT_OUT)
    web.serve("/dokumentstatus/HB01.xml", answer, "text/xml")

    first = pull()
    assert (first.new, first.failed, first.waiting) == (0, 0, 1)
    assert documents(tmp_path / "corpus") == {}

    web.pages["/dokument/HB01.html"] = Reply(b"<h1>Om fyrar</h1><p>Fyren lyser.</p>")
    assert pull().new == 1


RECORDS = {
    "ferenda/dokumentstatus_1971.xml": (False, 1),
    "swegov-opendata-rs/dokumentstatus.xml": (True, 0),
    "swegov-opendata-rs/sfs-1994-2076.xml": (True, 0),
}


@pytest.mark.shared
@pytest.mark.parametrize(("path", "held"), RECORDS.items())
def test_captured_records_are_read(shared_data: Path, path: str, held: tuple[bool, int]) -> None:
    """With text, with a file, or both."""
    data = (shared_data / "sources" / "riksdagen" / path).read_bytes()

    page = riksdagen.page_of(data, path)
    assert (page is not None, len(riksdagen.files_of(data, path))) == held


@pytest.mark.shared
def test_the_captured_page_of_what_is_not_out_has_no_text(shared_data: Path) -> None:
    """Pages that were scanned or set as plain lines have."""
    folder = shared_data / "sources" / "riksdagen" / "ferenda"
    lacking = [
        path.name for path in folder.glob("*.html") if riksdagen.lacks_text(path.read_bytes())
    ]

    assert lacking == ["riksdagen_ej_utgiven.html"]
