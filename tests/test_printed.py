"""A page as it is printed: its picture, and where its words stand."""

from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image

from ingest.extract.pdf.printed import draw, draw_small
from ingest.models import Failure
from ingest.printed import Box, PrintedLine, PrintedPage, RunningText
from ingest.wire import Reply, decode, encode
from tests.conftest import text_pdf

ONE_PAGE = text_pdf(["Sidan handlar om fyrtornets lampa."])


def drawn(data: bytes, page: int = 1, width: int = 600) -> PrintedPage:
    """Draw a page that can be drawn."""
    found = draw(data, "x.pdf", str(page), str(width))
    assert isinstance(found, PrintedPage)
    return found


def line(text: str, top: int = 0) -> PrintedLine:
    """Return a line whose letters are ten wide and ten high."""
    boxes = tuple(Box(at * 10, top, at * 10 + 10, top + 10) for at in range(len(text)))
    return PrintedLine(text, boxes)


def dark(page: PrintedPage, box: Box) -> bool:
    """Tell whether anything is printed within a box of the picture."""
    picture = Image.open(BytesIO(page.picture)).convert("L")
    across, down = picture.width / 10_000, picture.height / 10_000
    part = (box.left * across, box.top * down, box.right * across, box.bottom * down)
    return any(picture.crop(part).histogram()[:128])


def turned(data: bytes, degrees: int) -> bytes:
    """Return a PDF with its first page turned."""
    document = pdfium.PdfDocument(data)
    document[0].set_rotation(degrees)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_word_s_box_lies_where_the_word_is_printed(degrees: int) -> None:
    """There is ink within the box and none beside it, however the page is turned."""
    page = drawn(turned(ONE_PAGE, degrees))
    running = RunningText(page.lines)
    start = running.text.index("lampa")
    (box,) = running.boxes(start, start + len("lampa"))
    wide, high = box.right - box.left, box.bottom - box.top

    assert dark(page, box)
    assert (wide > high) == (degrees in {0, 180})
    across, down = (0, 2 * high) if wide > high else (2 * wide, 0)
    beside = Box(box.left + across, box.top + down, box.right + across, box.bottom + down)
    assert not dark(page, beside)


def test_a_page_is_as_wide_as_was_asked_for() -> None:
    """The picture keeps the page's shape."""
    page = drawn(ONE_PAGE, width=300)

    assert (page.width, page.height) == (300, round(300 * 842 / 595))
    assert Image.open(BytesIO(page.picture)).size == (page.width, page.height)


def test_a_small_picture_has_no_text() -> None:
    """An overview of 300 pages asks for no letters."""
    page = draw_small(ONE_PAGE, "x.pdf", "1", "160")

    assert isinstance(page, PrintedPage)
    assert (page.width, page.lines) == (160, ())


@pytest.mark.parametrize(
    ("data", "page"), [(ONE_PAGE, "2"), (ONE_PAGE, "0"), (b"%PDF-1.7\nx", "1")]
)
def test_what_cannot_be_drawn_is_a_failure(data: bytes, page: str) -> None:
    """A page that is not there, and a file that is broken."""
    assert isinstance(draw(data, "x.pdf", page, "600"), Failure)


def test_a_broken_word_is_whole_and_has_a_box_on_each_line() -> None:
    """The hyphen at a line's end goes; that of "EU-medborgare" stays."""
    running = RunningText(
        [line("offer för människo-"), line("handel och EU-", 20), line("medel", 40)]
    )
    start = running.text.index("människohandel")

    assert running.text == "offer för människohandel och EU-medel\n"
    assert running.boxes(start, start + len("människohandel")) == (
        Box(100, 0, 180, 10),
        Box(0, 20, 60, 30),
    )


def test_a_drawn_page_comes_whole_out_of_the_child() -> None:
    """What the child says is what the parent has; more boxes than letters are not believed."""
    page = PrintedPage(b"\xff\xd8jpeg", 12, 34, (line("åäö"),))
    reply = Reply(page, "ab", 3)

    assert decode(encode(reply)) == reply
    with pytest.raises(ValueError, match="as many boxes"):
        decode(encode(Reply(PrintedPage(b"", 1, 1, (PrintedLine("å", ()),)), None, 0)))


@pytest.mark.shared
def test_letters_of_a_real_report_are_where_they_stand(shared_data: Path) -> None:
    """Every word of a page of the Tidö agreement has ink under it."""
    file = shared_data / "docs/airiksdagen/data_corpus_tidoavtalet-2022.pdf"
    page = drawn(file.read_bytes(), page=20, width=1200)

    assert len(page.lines) > 20
    assert [one.text for one in page.lines if not dark(page, one.box)] == []
