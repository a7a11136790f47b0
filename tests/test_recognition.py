"""Scans: pages that are pictures are read by Tesseract, kept page by page, and marked as such."""

import os
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest import recognition
from ingest.catalogue import Catalogue
from ingest.catalogue.recognising import RecognisedPage
from ingest.extract import ocr
from ingest.intake import Intake, IntakeOptions
from ingest.models import Extract, Reason, Role
from ingest.recognition import RecognitionOptions
from ingest.tally import IntakeReport
from ingest.topics import TopicTree

OLD = 1_500_000_000_000_000_000
PROGRAM = shutil.which("tesseract") or ""
needs_tesseract = pytest.mark.skipif(
    bool(recognition.missing("swe")), reason="tesseract-ocr and tesseract-ocr-swe are not installed"
)
LINES = (
    "Rapport om handel med kvinnor och barn.",
    "Polisen samarbetar med kommunerna.",
    "Den som utsatts kan kontakta socialen.",
    "Kommunen ska erbjuda skyddat boende.",
)
"""Without å, ä and ö: the font that Pillow brings has none."""


def sheet(*, turned: float = 0) -> Image.Image:
    """Return a picture of a page with some lines of print, turned by some degrees."""
    page = Image.new("L", (1240, 900), 255)
    pen = ImageDraw.Draw(page)
    for number, line in enumerate(LINES):
        pen.text((120, 120 + 90 * number), line, fill=0, font=ImageFont.load_default(48))
    return page.rotate(turned, expand=True, fillcolor=255)


def scan(*pages: Image.Image) -> bytes:
    """Return a PDF whose pages are pictures."""
    out = BytesIO()
    pages[0].save(out, "PDF", resolution=150, save_all=True, append_images=pages[1:])
    return out.getvalue()


def stored(picture: Image.Image, form: str, **options: Any) -> bytes:
    """Return the bytes of a picture file."""
    out = BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def read(picture: Image.Image) -> str:
    """Return what is read of a picture as the only page of a scan."""
    outcome = ocr.recognise(scan(picture), "a.pdf", "1", PROGRAM, "swe")
    assert isinstance(outcome, Extract)
    assert {block.role for block in outcome.blocks} == {Role.OCR}
    return " ".join(block.text for block in outcome.blocks)


@needs_tesseract
@pytest.mark.parametrize("turned", [0, 3, 90])
def test_a_page_is_read_however_it_lies(turned: float) -> None:
    """A page that is skewed, or on its side, is set right before it is read."""
    text = read(sheet(turned=turned))

    assert "skyddat boende" in text
    assert "samarbetar med kommunerna" in text


@pytest.mark.parametrize("turned", [-4.0, -1.5, 0.0, 2.5])
def test_skew_is_measured(turned: float) -> None:
    """The angle that sets lines level is found to a fifth of a degree."""
    assert ocr.skew(sheet(turned=turned)) == pytest.approx(-turned, abs=0.2)


class House:
    """A corpus folder with its catalogue, whose scans are read."""

    def __init__(self, root: Path) -> None:
        self.corpus = root / "corpus"
        self.corpus.mkdir()
        self.catalogue = Catalogue.open(root / "catalogue.sqlite")

    def run(self, **limits: float) -> IntakeReport:
        """Make a pass."""
        chosen = RecognitionOptions(workers=1, **limits)  # type: ignore[arg-type]
        options = IntakeOptions(settle_seconds=0, workers=1, recognition=chosen)
        return Intake(self.catalogue, self.corpus, options, TopicTree()).run()

    def write(self, name: str, content: bytes) -> None:
        """Write a file that has long stood still."""
        (self.corpus / name).write_bytes(content)
        os.utime(self.corpus / name, ns=(OLD, OLD))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    here = House(tmp_path)
    yield here
    here.catalogue.close()


@needs_tesseract
def test_a_scan_comes_in_and_is_read_once(house: House) -> None:
    """The first pass takes the scan in, marked as read by recognition; the second does nothing."""
    house.write("skannad.pdf", scan(sheet(), sheet()))
    report = house.run()
    (row,) = house.catalogue.documents()
    document = house.catalogue.document(row.id)
    revision = house.catalogue.revision()
    house.run()

    assert document
    assert {block.page for block in document.blocks} == {1, 2}
    assert {block.role for block in document.blocks} == {Role.OCR}
    assert (house.catalogue.failures(), report.failed) == ((), {})
    assert house.catalogue.revision() == revision


@needs_tesseract
def test_pictures_of_pages_come_in(house: House) -> None:
    """A photograph, a clipping with a clear ground and a scan of two pages are documents."""
    clear = sheet().convert("RGBA")
    clear.putalpha(sheet().point(lambda value: 255 - value))
    house.write("foto.jpg", stored(sheet(), "JPEG"))
    house.write("urklipp.png", stored(clear, "PNG"))
    house.write("skannat.tif", stored(sheet(), "TIFF", save_all=True, append_images=[sheet()]))
    report = house.run()
    found = {row.path: house.catalogue.document(row.id) for row in house.catalogue.documents()}

    assert (house.catalogue.failures(), report.failed) == ((), {})
    assert {path: document and document.pages for path, document in found.items()} == {
        "foto.jpg": 1,
        "urklipp.png": 1,
        "skannat.tif": 2,
    }
    for document in found.values():
        assert document
        for number in range(1, (document.pages or 0) + 1):
            text = " ".join(block.text for block in document.blocks if block.page == number)
            assert "skyddat boende" in text


@needs_tesseract
def test_pages_that_were_read_are_kept(house: House) -> None:
    """A run without time left goes on with the page it had not come to."""
    house.write("skannad.pdf", scan(sheet(), sheet()))
    house.run(seconds_per_run=1e-9)
    (failed,) = house.catalogue.failures()
    with house.catalogue.write() as writer:
        (waiting,) = writer.recognition.scans()
        kept = RecognisedPage(1, 2, 90.0, ("Redan läst sida.",))
        writer.recognition.keep(waiting.sha256, kept)
    house.run()
    (row,) = house.catalogue.documents()
    document = house.catalogue.document(row.id)

    assert failed.reason is Reason.NO_TEXT_LAYER
    assert document
    assert document.blocks[0].text == "Redan läst sida."
    assert any("skyddat boende" in block.text for block in document.blocks if block.page == 2)


@needs_tesseract
def test_pictures_without_letters_say_so(house: House) -> None:
    """Nobody is told to wait for the next run when all pages have been looked at."""
    house.write("himmel.pdf", scan(Image.new("L", (600, 600), 200)))
    house.run()
    (failed,) = house.catalogue.failures()

    assert (failed.reason, failed.detail) == (
        Reason.NO_TEXT_LAYER,
        "no letter was recognised on its 1 pages",
    )


def test_without_tesseract_a_scan_waits_and_says_for_what(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason stays `no text layer`, and the report names the packages to install."""
    monkeypatch.setenv("PATH", "/nowhere")
    house.write("skannad.pdf", scan(sheet()))
    report = house.run()
    (failed,) = house.catalogue.failures()

    assert failed.reason is Reason.NO_TEXT_LAYER
    (warning,) = report.warnings
    assert warning.endswith("on Debian: apt-get install tesseract-ocr tesseract-ocr-swe")
