"""A page without text, of a PDF or a picture -> its text, as Tesseract reads it.

drawn by PDFium, or as it is -> upright -> level -> Tesseract -> paragraphs, with how sure they are
"""

from __future__ import annotations

import csv
import re
import subprocess
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby, pairwise

import pypdfium2 as pdfium
from PIL.Image import Image, Resampling

from ingest.clean import clean
from ingest.extract import image, sniff, stamps
from ingest.extract.pdf import marks
from ingest.extract.pdf.mending import opened
from ingest.extract.refusal import RefusedError
from ingest.models import Block, Claim, Extract, Failure, Reason, Role

READER = stamps.OCR
MEDIA_TYPE = "application/pdf"
CONFIDENCE = "confidence"

POINTS = 72
DPI = 300
"""What Tesseract is made for; at 200 it lost half a per cent of the words of a policy of 571."""
MAX_PIXELS = 30_000_000  # an A3 sheet at 300 dpi has 17 million
SURE = 70  # per cent: below it a page may lie on its side; upright ones at 100 dpi gave over 85
MIN_WORDS = 5  # fewer say nothing about which way is up
MAX_SKEW = 5.0  # degrees
MIN_SKEW = 0.2  # less is nothing that Tesseract minds
SKEW_WIDTH = 600  # points of the picture that skew is measured on
WHITE = 255


@dataclass(frozen=True, slots=True)
class Program:
    """Tesseract, and the languages it reads ("swe+eng")."""

    path: str
    languages: str

    def read(self, picture: Image) -> list[_Word]:
        """Return the words of a picture."""
        table = self._run(picture, "-l", self.languages, "--psm", "3", "--dpi", str(DPI), "tsv")
        rows = csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
        return [_word(row) for row in rows if float(row["conf"]) >= 0 and row["text"].strip()]

    def turn(self, picture: Image) -> int:
        """Return by how many degrees, clockwise, a picture must be turned to stand upright."""
        told = self._run(picture, "--psm", "0", "--dpi", str(DPI))
        found = re.search(r"^Rotate: (\d+)$", told, re.MULTILINE)
        return int(found[1]) if found else 0

    def _run(self, picture: Image, *options: str) -> str:
        """Run Tesseract on a picture that never touches the disk."""
        stored = BytesIO()
        picture.save(stored, "PPM")
        done = subprocess.run(  # noqa: S603 - its words are ours; of the stranger's come only points
            [self.path, "-", "-", *options],
            input=stored.getvalue(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"},
            check=False,
        )
        return done.stdout.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    confidence: float  # per cent
    paragraph: tuple[str, str]
    line: str


def survey(data: bytes, _name: str) -> Extract | Failure:
    """Return what a file says of itself besides its text: how many pages there are to read."""
    kind = sniff.sniff(data)
    try:
        if kind in image.TYPES:
            return Extract(kind, READER, (), pages=image.frames(data, kind))
        with closing(opened(data)) as document:
            return Extract(
                MEDIA_TYPE,
                READER,
                (),
                claims=marks.claims(document),
                pages=len(document),
                page_labels=marks.page_labels(document),
                outline=marks.outline(document),
            )
    except pdfium.PdfiumError as error:
        return Failure(Reason.CORRUPT, f"it cannot be drawn ({error})", MEDIA_TYPE, READER)
    except RefusedError as refused:
        return Failure(refused.reason, refused.detail, kind, READER)


def recognise(
    data: bytes,
    _name: str,
    page: str,
    program: str,
    languages: str,
) -> Extract | Failure:
    """Read one page, counted from 1, from its picture; a blank one has no blocks."""
    kind = sniff.sniff(data)
    try:
        is_picture = kind in image.TYPES
        picture = image.page(data, kind, int(page)) if is_picture else _drawn(data, int(page))
    except pdfium.PdfiumError as error:
        return Failure(Reason.CORRUPT, f"page {page} cannot be drawn ({error})", MEDIA_TYPE, READER)
    except RefusedError as refused:
        return Failure(refused.reason, f"page {page}: {refused.detail}", kind, READER)
    words = _read(picture, Program(program, languages))
    blocks = tuple(Block(text, Role.OCR, int(page)) for text in _paragraphs(words))
    sure = Claim(CONFIDENCE, f"{_confidence(words):.0f}", READER)
    return Extract(kind, READER, blocks, claims=(sure,))


def _drawn(data: bytes, number: int) -> Image:
    with closing(opened(data)) as document, closing(document[number - 1]) as page:
        across, down = page.get_size()
        most = (MAX_PIXELS / max(across * down, 1)) ** 0.5
        picture: Image = page.render(scale=min(DPI / POINTS, most), grayscale=True).to_pil()
        return picture.convert("L")


def _read(picture: Image, program: Program) -> list[_Word]:
    """Read a picture as it lies; where little came of that, upright, and keep the better."""
    words = program.read(_straight(picture))
    if len(words) >= MIN_WORDS and _confidence(words) >= SURE:
        return words
    turn = program.turn(picture)
    if not turn:
        return words
    turned = program.read(_straight(picture.rotate(-turn, expand=True)))
    return max(words, turned, key=lambda read: sum(word.confidence for word in read))


def _straight(picture: Image) -> Image:
    """Return a picture whose lines lie level."""
    angle = skew(picture)
    if abs(angle) < MIN_SKEW:
        return picture
    return picture.rotate(angle, resample=Resampling.BILINEAR, fillcolor=WHITE)


def skew(picture: Image) -> float:
    """Return by how many degrees a picture must be turned for its lines to lie level.

    Then rows of ink and rows of paper differ most; this is measured on a small copy.
    """
    small = picture.resize((SKEW_WIDTH, max(1, SKEW_WIDTH * picture.height // picture.width)))

    def contrast(angle: float) -> int:
        turned = small.rotate(angle, resample=Resampling.BILINEAR, fillcolor=WHITE)
        rows = turned.resize((1, turned.height), resample=Resampling.BOX).tobytes()
        return sum((one - other) ** 2 for one, other in pairwise(rows))

    steps = int(2 * MAX_SKEW)
    coarse = max((step / 2 for step in range(-steps, steps + 1)), key=contrast)
    return max((coarse + step / 10 for step in range(-4, 5)), key=contrast)


def _word(row: dict[str, str]) -> _Word:
    place = (row["block_num"], row["par_num"])
    return _Word(row["text"], float(row["conf"]), place, row["line_num"])


def _paragraphs(words: Iterable[_Word]) -> Iterable[str]:
    """Yield each paragraph with the words that its lines break made whole."""
    for _, paragraph in groupby(words, key=lambda word: word.paragraph):
        lines = groupby(paragraph, key=lambda word: word.line)
        text = clean("\n".join(" ".join(word.text for word in line) for _, line in lines))
        if any(char.isalnum() for char in text):
            yield text


def _confidence(words: list[_Word]) -> float:
    return sum(word.confidence for word in words) / len(words) if words else 0.0
