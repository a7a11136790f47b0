"""PDFs that a transfer took for text are read as they were, and what it broke is told."""

import random
import zlib
from contextlib import closing

import pytest

from ingest.extract.pdf import extract
from ingest.extract.pdf.mending import opened
from ingest.extract.pdf.shifted import DAMAGED, RESTORED, damage, is_in_place, restored
from ingest.models import Extract

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
    b" /Resources << /Font << /F1 4 0 R >> >> >>"
)
NOISE = random.Random(1).randbytes(3000).hex().encode()


def written(content: bytes, about: bytes = b"") -> bytes:
    """Return a PDF of one page, with the table of its objects where it says."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        PAGE,
        FONT,
        b"<< %s /Length %d >>\nstream\n%s\nendstream" % (about, len(content), content),
    ]
    data, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Root 1 0 R /Size 6 >>\n" % rows
    return data + table + b"startxref\n%d\n%%%%EOF\n" % len(data)


CONTENT = b"BT /F1 12 Tf 70 700 Td (Stodlinjen svarar) Tj ET\n%" + NOISE
PACKED = written(zlib.compress(CONTENT), b"/Filter /FlateDecode")
PLAIN = written(CONTENT)
SWEDISH = "åäö ".encode("cp1252") * 2000


def test_a_file_with_cr_lf_for_each_lf_is_read_as_it_was() -> None:
    """Its text comes, and the note says that it had been changed."""
    changed = PACKED.replace(b"\n", b"\r\n")
    found = extract(changed, "x.pdf")

    assert isinstance(found, Extract)
    assert [block.text for block in found.blocks] == ["Stodlinjen svarar"]
    assert found.notes == (RESTORED,)
    assert restored(changed) == PACKED


def test_much_that_is_packed_tells_alone() -> None:
    """A file that can be read from its front has its table so near it that it seems in place."""
    much = written(zlib.compress(random.Random(1).randbytes(20_000)), b"/Filter /FlateDecode")
    changed = much.replace(b"\n", b"\r\n")
    in_place = changed[: changed.rindex(b"startxref")] + b"startxref\r\n10\r\n%%EOF\r\n"

    assert is_in_place(in_place)
    assert restored(in_place) == in_place.replace(b"\r\n", b"\n")


def test_its_pages_can_be_drawn() -> None:
    """It is opened as it was read."""
    with closing(opened(PACKED.replace(b"\n", b"\r\n"))) as document:
        assert len(document) == 1
        assert "Stodlinjen" in document[0].get_textpage().get_text_bounded()


@pytest.mark.parametrize(
    "data",
    [
        PACKED,
        PLAIN,
        PLAIN.replace(b"\n", b"\r"),
        b"%PDF-1.4\r\nxref\r\nstartxref\r\n10\r\n%%EOF\r\n",
        b"%PDF-1.4\r\n" + SWEDISH + b"\r\nxref\r\nstartxref\r\n8010\r\n%%EOF\r\n",
        b"%PDF-1.4\r\nfoo\nstartxref\r\n1\r\n%%EOF\r\n",
        b"",
    ],
)
def test_a_file_that_was_written_so_is_left_alone(data: bytes) -> None:
    """One with CR LF whose table is where it says, one with an LF alone, one without any."""
    assert restored(data) is None


def test_a_table_is_looked_for_from_the_header_too() -> None:
    """What a server writes before a file moves nothing in it."""
    assert is_in_place(PACKED)
    assert is_in_place(b"HTTP/1.1 200 OK\n\n" + PACKED)
    assert not is_in_place(PACKED.replace(b"%PDF-1.4\n", b"%PDF-1.4\n  "))


def test_parts_that_a_transfer_broke_are_told() -> None:
    """Where CR was taken out too, what is packed cannot be unpacked to its end."""
    packed = zlib.compress(CONTENT)
    broken = PACKED.replace(packed, packed[:500] + packed[501:])
    found = extract(broken, "x.pdf")

    assert isinstance(found, Extract)
    assert list(damage(broken)) == [DAMAGED.format(1, 1)]
    assert found.notes[-1:] == (DAMAGED.format(1, 1),)
    assert not list(damage(PACKED))
    assert not list(damage(broken + b"/Encrypt"))


def test_packed_parts_without_an_end_are_looked_through_once() -> None:
    """A part goes to the first end behind it; where there is none, the rest of the file is one."""
    begins = b"<< /Filter /FlateDecode >> stream\n"

    assert list(damage(begins * 20_000)) == [DAMAGED.format(1, 1)]
    assert list(damage(begins * 20_000 + b"endstream")) == [DAMAGED.format(1, 1)]
    assert not list(damage(b"/Filter" + b" " * 100_000))
