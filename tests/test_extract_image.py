"""Pictures that are dropped: which are pages, how large they are drawn, and what is refused."""

import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from ingest.extract import extract, image, sniff
from ingest.models import Failure, Reason

A4 = (1240, 1754)  # at 150 dpi


def stored(picture: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    """Return the bytes of a picture file."""
    out = BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def blank(size: tuple[int, int] = A4, mode: str = "L") -> Image.Image:
    """Return a white picture."""
    return Image.new(mode, size, 255 if len(mode) == 1 else "white")


def png(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that says how large it is, and holds nothing."""

    def part(name: bytes, content: bytes) -> bytes:
        whole = name + content
        return len(content).to_bytes(4, "big") + whole + zlib.crc32(whole).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x00\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", b"") + part(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (stored(blank(), "JPEG"), Reason.NO_TEXT_LAYER),
        (stored(blank(), "TIFF", save_all=True, append_images=[blank()]), Reason.NO_TEXT_LAYER),
        (stored(blank((64, 64))), Reason.UNSUPPORTED),
        (stored(blank((2000, 80))), Reason.UNSUPPORTED),
        (png(100_000, 100_000), Reason.BOMB),
        (png(9_000, 9_000), Reason.BOMB),
        (stored(blank())[:20], Reason.CORRUPT),
        (b"II*\x00" + b"\xff" * 40, Reason.CORRUPT),
        (b"\xff\xd8\xff\xe0 no picture", Reason.CORRUPT),
    ],
)
def test_what_becomes_of_a_picture(content: bytes, reason: Reason) -> None:
    """A page waits to be recognised; a logotype, a bomb and damage are told apart."""
    outcome = extract(content, "bild.png")

    assert isinstance(outcome, Failure)
    assert outcome.reason is reason


@pytest.mark.parametrize(
    ("content", "kind", "size"),
    [
        (stored(blank(), dpi=(150, 150)), sniff.PNG, (2480, 3508)),
        (stored(blank(), dpi=(72, 72)), sniff.PNG, (2481, 3510)),  # as of a program: it is A4
        (stored(blank(), "JPEG", dpi=(300, 300)), sniff.JPEG, A4),
        (stored(blank(), "JPEG", dpi=(300, 300), exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12"
                b"\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"), sniff.JPEG, A4[::-1]),
    ],
)  # fmt: skip
def test_a_page_is_as_large_as_print(content: bytes, kind: str, size: tuple[int, int]) -> None:
    """A page is drawn at 300 dpi by what it tells, or as a sheet of A4; as the camera was held."""
    assert image.page(content, kind, 1).size == pytest.approx(size, abs=12)


PAPER: dict[str, float | tuple[float, ...]] = {
    "1": 1,
    "L": 255,
    "LA": (0, 0),  # clear
    "RGB": (255, 255, 255),
    "RGBA": (0, 0, 0, 0),  # clear
    "CMYK": (0, 0, 0, 0),  # no ink
    "I;16": 65535,
}


@pytest.mark.parametrize("mode", PAPER)
def test_every_kind_of_point_becomes_grey(mode: str) -> None:
    """White paper is white whatever a point is made of, and so is what shows through."""
    paper = Image.new(mode, (600, 600), PAPER[mode])
    drawn = image.page(stored(paper, "TIFF"), sniff.TIFF, 1)

    assert drawn.mode == "L"
    assert min(drawn.tobytes()) > 250
