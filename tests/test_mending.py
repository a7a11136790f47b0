"""PDFs without their end: small ones written here, cut as a download that broke off is."""

import zlib
from contextlib import closing

import pypdfium2 as pdfium
import pytest

from ingest.extract.pdf import extract
from ingest.extract.pdf.mending import mended, opened
from ingest.models import Extract, Failure, Reason

PAGE = (
    b"<< /Type /Page /MediaBox [0 0 595 842] /Contents %d 0 R"
    b" /Resources << /Font << /F1 5 0 R >> >> >>"
)
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def shown(words: bytes) -> bytes:
    """Return a page's content."""
    text = b"BT /F1 12 Tf 70 700 Td (%s) Tj ET" % words
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text)


def written(objects: dict[int, bytes]) -> bytes:
    """Return objects one after the other, without any table or trailer."""
    return b"%PDF-1.7\n" + b"".join(
        b"%d 0 obj\n%s\nendobj\n" % (number, content) for number, content in objects.items()
    )


def packed(objects: dict[int, bytes]) -> bytes:
    """Return an object that holds others."""
    places = [sum(len(each) for each in list(objects.values())[:at]) for at in range(len(objects))]
    head = b" ".join(b"%d %d" % pair for pair in zip(objects, places, strict=True)) + b"\n"
    stream = zlib.compress(head + b"".join(objects.values()))
    about = b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode" % (len(objects), len(head))
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (about, len(stream), stream)


PLAIN = written({5: FONT, 6: PAGE % 7, 7: shown(b"Stodlinjen svarar"), 8: PAGE % 9})
PACKED = written({7: shown(b"Stodlinjen svarar"), 20: packed({5: FONT, 6: PAGE % 7, 8: PAGE % 9})})


@pytest.mark.parametrize(
    "data", [PLAIN, PLAIN[:-20], PACKED], ids=["whole objects", "cut", "packed"]
)
def test_what_is_there_of_a_file_that_was_cut_is_read(data: bytes) -> None:
    """The pages that came are read, with a note that there may have been more."""
    outcome = extract(data, "x.pdf")

    assert isinstance(outcome, Extract)
    assert [block.text for block in outcome.blocks] == ["Stodlinjen svarar"]
    assert any("read in part" in note for note in outcome.notes)


def test_a_page_of_a_file_that_was_cut_can_be_drawn() -> None:
    """It is opened as it was read."""
    with closing(opened(PLAIN)) as document:
        assert len(document) == 2


def test_a_file_that_ends_as_it_should_is_believed() -> None:
    """Pages that it does not name are none."""
    whole = PLAIN + b"trailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
    outcome = extract(whole, "x.pdf")

    assert isinstance(outcome, Failure)
    assert outcome.reason is Reason.CORRUPT


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7\n", written({7: shown(b"Utan sida")}), PLAIN + b"9 0 obj << /Encrypt 3 0 R >>"],
    ids=["nothing", "no page", "locked"],
)
def test_a_file_without_a_page_to_name_is_left_alone(data: bytes) -> None:
    """There is nothing to mend, or no key to what there is."""
    assert mended(data) is None
    with pytest.raises(pdfium.PdfiumError):
        opened(data)
