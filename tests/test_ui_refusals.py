"""What kept a file out is told in the reader's language, with the figures that tell where."""

import io
import zipfile
from pathlib import Path

import pytest

from ingest import sidecar
from ingest.errors import ConfigurationError
from ingest.extract import extract
from ingest.extract.pdf import FOR_HOLDERS, LOCKED_OUT
from ingest.models import Failure
from ingest.sandbox import Job, Pool
from ui.refusals import refusal


def packed(name: str, data: bytes) -> bytes:
    """Return a ZIP with one file."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name, data)
    return content.getvalue()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('titel = "Brev"', "rad 2, ”titel”: 'titel' är okänt; menade du 'title'?"),
        ('published = "i våras"', "rad 2, ”published”: 'i våras' är inget datum"),
        ('kind = "brev"', "rad 2, ”kind”: 'brev' är okänt; det som kan stå här är"),
        ("title = 7", "rad 2, ”title”: 7 ska vara text inom citattecken"),
        ("topics = 7", "rad 2, ”topics”: 7 ska vara en lista som"),
        ('in_force = "ja"', "rad 2, ”in_force”: 'ja' ska vara true eller false"),
        ('language = "svenska"', "rad 2, ”language”: 'svenska' ska vara två bokstäver"),
        ('identifiers = "7"', "rad 2, ”identifiers”: '7' ska skrivas som"),
        ('title = "Brev', "rad 2: raden går inte att förstå"),
    ],
)
def test_a_slip_in_a_sidecar_is_told_with_its_line(tmp_path: Path, line: str, told: str) -> None:
    """Who writes sidecars is no programmer: the line, the word on it, and what should stand."""
    path = tmp_path / "brev.pdf.toml"
    path.write_text(f"# om brevet\n{line}\n", encoding="utf-8")

    with pytest.raises(ConfigurationError) as slip:
        sidecar.load(path)

    assert refusal(str(slip.value)).startswith(told)


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"", "brev.pdf", "filen är tom: 0 byte"),
        (b"%PDF-1.7\n1 0 obj", "brev.pdf", "filen går inte att öppna; kanske bröts kopieringen"),
        (b"<html><body> </body></html>", "brev.html", "det finns ingen text att läsa i filen"),
        (b"\xdb\xa5\x2d\0" + bytes(60), "brev.doc", "filen är ett dokument av ett gammalt slag: "),
        (b"7z\xbc\xaf\x27\x1c", "brev.7z", "filen är packad på ett sätt som inte läses: packa upp"),
        (b"MZ\0\1\2\3", "brev.exe", "innehållet är av ett slag som Lykta inte känner"),
        (b'{"a": 1}', "brev.json", "filen är data (JSON) och inget dokument"),
        (
            packed("brev.exe", b"MZ\0\1\2\3"),
            "brev.zip",
            "det finns inga filer i arkivet av ett slag",
        ),
        (
            b"<html><p>404</p></html>",
            "brev.pdf",
            "filens namn lovar PDF, men innehållet är webbsida",
        ),
    ],
)
def test_what_a_reader_says_of_a_file_is_told_in_swedish(data: bytes, name: str, told: str) -> None:
    """What a library adds in English is left to the command line."""
    outcome = extract(data, name)

    assert isinstance(outcome, Failure)
    assert refusal(outcome.detail).startswith(told)


def test_a_lock_is_told_in_swedish() -> None:
    """Every reader says it in words of its own, with a password in them."""
    assert refusal(LOCKED_OUT.detail) == "filen är låst med lösenord"
    assert refusal(FOR_HOLDERS.detail).startswith("filen är låst för dem som har ett")


def test_a_file_over_the_limit_is_told_in_swedish(tmp_path: Path) -> None:
    """With the limit, which operators set."""
    path = tmp_path / "brev.txt"
    path.write_bytes(b"brev " * 300_000)
    with Pool(1, max_file_mb=1) as pool:
        (reading,) = pool.read([Job(path, path.name)])

    assert isinstance(reading.outcome, Failure)
    assert refusal(reading.outcome.detail) == "filen är större än gränsen, 1 MB"


def test_what_no_table_knows_is_left_to_the_page() -> None:
    """It is then shown as the reader worded it."""
    assert not refusal("it is too old")
    assert not refusal("/corpus/brev.pdf.toml, line 2: it is too old")
