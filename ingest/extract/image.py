"""A picture's bytes, of one page or several -> its pages, ready for text recognition.

JPEG, PNG or TIFF -> frame -> turned as its camera says -> grey -> as large as print at DPI
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from ingest.extract import stamps
from ingest.extract.refusal import RefusedError, refusing
from ingest.extract.sniff import JPEG, PNG, TIFF
from ingest.models import Extract, Reason
from ingest.wire import Reader

READER = stamps.IMAGE
TYPES: Final = {JPEG: "JPEG", PNG: "PNG", TIFF: "TIFF"}
"""Media types of pictures that hold pages, with Pillow's names of their formats: no other of its
readers is let near a stranger's bytes."""

DPI: Final = 300
MAX_PIXELS: Final = 40_000_000  # an A2 sheet at 300 dpi has 35 million; in colour 120 MB
MIN_SIDE: Final = 500
"""Pixels of the shorter side; a page of A4 has 595 at 72 dpi, what is smaller is a logotype."""
SHEET_INCHES: Final = 11.7  # the longer side of A4
TOLD_DPI: Final = (72.5, 700.0)
"""Resolutions that a scanner tells; 72 is what programs write who do not know."""
MAX_FRAMES: Final = 2_000
_BROKEN = (OSError, SyntaxError, ValueError, KeyError, TypeError, EOFError, OverflowError)
"""What Pillow raises for damage; its documentation names the first two."""


def _reader(media_type: str) -> Reader:
    """Return the reader of a type of picture: it tells how many pages wait to be recognised."""

    @refusing(media_type, READER)
    def extract(data: bytes, name: str) -> Extract:
        count = frames(data, media_type)
        told = f"{name} is a picture of {count} page{'s' if count > 1 else ''}"
        raise RefusedError(Reason.NO_TEXT_LAYER, told)

    return extract


extract_jpeg, extract_png, extract_tiff = map(_reader, (JPEG, PNG, TIFF))


def frames(data: bytes, media_type: str) -> int:
    """Return how many pages a picture has; RefusedError where none could hold print."""
    with _opened(data, media_type) as picture:
        if min(picture.size) < MIN_SIDE:
            size = "x".join(map(str, picture.size))
            raise RefusedError(Reason.UNSUPPORTED, f"a picture of {size} points is no page")
        count = int(getattr(picture, "n_frames", 1))
    if count > MAX_FRAMES:
        raise RefusedError(Reason.TOO_BIG, f"it has more than {MAX_FRAMES} pages")
    return count


def page(data: bytes, media_type: str, number: int) -> Image.Image:
    """Return a page, counted from 1, in grey, upright as its camera says, as if scanned at DPI."""
    with _opened(data, media_type) as picture:
        picture.seek(number - 1)
        _refuse_large(picture)
        scale = DPI / _dpi(picture)
        flat = _on_white(ImageOps.exif_transpose(picture))
    scale = min(scale, (MAX_PIXELS / (flat.width * flat.height)) ** 0.5)
    return flat.resize((round(flat.width * scale), round(flat.height * scale)))


@contextmanager
def _opened(data: bytes, media_type: str) -> Iterator[Image.Image]:
    """Open a picture without drawing it; its damage is a refusal."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data), formats=(TYPES[media_type],)) as picture:
                _refuse_large(picture)
                yield picture
    except Image.DecompressionBombError as error:
        raise RefusedError(Reason.BOMB, f"it unfolds to too many points ({error})") from error
    except UnidentifiedImageError as error:
        raise RefusedError(Reason.CORRUPT, "the picture cannot be read") from error
    except _BROKEN as error:
        raise RefusedError(Reason.CORRUPT, f"the picture cannot be read ({error})") from error


def _refuse_large(picture: Image.Image) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        size = "x".join(map(str, picture.size))
        raise RefusedError(Reason.BOMB, f"it unfolds to a picture of {size} points")


def _dpi(picture: Image.Image) -> float:
    """Return the resolution that a picture tells, else that of a sheet of its size."""
    told = float(picture.info.get("dpi", (0.0, 0.0))[0])
    least, most = TOLD_DPI
    return told if least <= told <= most else max(picture.size) / SHEET_INCHES


def _on_white(picture: Image.Image) -> Image.Image:
    """Return a picture in grey, with paper where it lets the ground through."""
    if picture.mode in {"LA", "PA", "RGBA"} or "transparency" in picture.info:
        ground = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(ground, picture.convert("RGBA"))
    if picture.mode.startswith("I"):  # 16 bits a point, of which "L" would keep the lowest
        picture = picture.point(lambda value: value / 256)
    return picture.convert("L")
