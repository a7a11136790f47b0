"""The threats of reading, row by row: files made here that attack, and where the rest is tried.

Each is read in the bounded child that reads every file, and what comes of it has its right name.
"""

import importlib
import io
import os
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Final, TypeAlias

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from ingest.extract import READERS, extract, ocr, sniff
from ingest.models import SHOWN_ROLES, Extract, Failure, Reason
from ingest.sandbox import Job, Pool, Reading
from tests.conftest import text_pdf
from tests.webserver import Site

TEXT: Final = "text"
CANARY = "zwiebelfisch"
"""Stands in a file beside, which no document may bring in."""

THREATS: Mapping[int, tuple[str, ...]] = {
    # A bomb in a PDF.
    1: (
        "test_threats.test_what_comes_of_an_attack",
        "test_hostile.test_every_pdf_ends_as_it_should",
    ),
    # A parser that crashes or aborts.
    2: ("test_sandbox.test_a_misdeed_is_contained",),
    # A loop without end.
    3: (
        "test_sandbox.test_a_timeout_ends_within_a_second_of_its_limit",
        "test_sandbox.test_what_a_child_started_ends_with_it",
    ),
    # A ZIP that unpacks too far.
    4: (
        "test_package.test_a_member_that_unpacks_too_far",
        "test_containers.test_an_archive_that_must_not_be_opened_fails_whole",
        "test_containers.test_files_in_files_end",
    ),
    # A header that lies about a size.
    5: ("test_package.test_a_directory_that_declares_two_gigabytes",),
    # A path or a link that leads out of an archive.
    6: ("test_package.test_a_member_that_leads_outside", "test_package.test_a_symbolic_link"),
    # An entity or a document type that would be fetched.
    7: (
        "test_threats.test_nothing_is_fetched_that_a_file_names",
        "test_extract_xml.test_a_file_that_is_named_is_not_fetched",
    ),
    # Entities that multiply.
    8: ("test_threats.test_what_comes_of_an_attack", "test_package.test_xml_that_is_refused"),
    # Nesting without end.
    9: ("test_threats.test_what_comes_of_an_attack", "test_extract_html.test_deep_nesting"),
    # Encrypted files.
    10: (
        "test_threats.test_what_comes_of_an_attack",
        "test_hostile_office.test_every_file_ends_as_it_should",
    ),
    # Pages without text.
    11: (
        "test_threats.test_what_comes_of_an_attack",
        "test_recognition.test_pictures_of_pages_come_in",
    ),
    # Text lost in silence.
    12: (
        "test_hostile.test_no_text_is_lost_in_silence",
        "test_hostile.test_no_pdf_is_read_without_pages",
    ),
    # Another format than the name says.
    13: (
        "test_sniff.test_content_decides_and_the_name_is_noted",
        "test_threats.test_what_comes_of_an_attack",
    ),
    # Another encoding than the label says.
    14: (
        "test_encoding.test_swedish_files_without_a_label",
        "test_encoding.test_answers_of_the_html_standard",
        "test_threats.test_swedish_letters_are_read_whatever_they_are_called",
    ),
    # Script in texts, titles and marks.
    15: (
        "test_ui_safe.test_html_is_made_in_one_place_and_markdown_nowhere",
        "test_ui_browser.test_a_document_s_words_are_only_shown",
    ),
    # Links in texts to what is no web page.
    16: (
        "test_ui_safe.test_only_the_web_is_linked_to",
        "test_ui_browser.test_a_document_s_words_are_only_shown",
    ),
    # Control characters, and marks that turn the text.
    17: (
        "test_clean.test_clean_text_can_be_written_and_shown",
        "test_ui_safe.test_what_turns_the_direction_of_text_is_not_shown",
        "test_threats.test_no_letter_that_nobody_sees_is_read",
    ),
}
"""What a file may do to who reads it, and the tests that hold against it."""


@pytest.mark.parametrize("row", THREATS)
def test_every_row_has_a_test(row: int) -> None:
    """A row's tests are there by name, so that none goes with a renaming."""
    for name in THREATS[row]:
        module, _, function = name.partition(".")
        assert callable(getattr(importlib.import_module(f"tests.{module}"), function))


# ---- files that attack --------------------------------------------------------------------


def word(document: str) -> bytes:
    """Return a Word document whose main part is as given."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    parts = {"[Content_Types].xml": types, "_rels/.rels": relations, "word/document.xml": document}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def paragraph(text: str, before: str = "") -> str:
    """Return a Word document's main part with one paragraph, after what stands before."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body>"
    return f'{before}<w:document xmlns:w="{space}">{body}</w:document>'


def laughs(root: str) -> str:
    """Return a document type whose last entity is three thousand million words long."""
    lines = ['<!ENTITY a0 "ha ">']
    lines += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    return f'<?xml version="1.0"?><!DOCTYPE {root} [{"".join(lines)}]>'


def twice_packed(megabytes: int) -> bytes:
    """Return what two rounds of unpacking make so many megabytes of."""
    once = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    part = once.compress(b" " * 1_000_000) + once.flush(zlib.Z_FULL_FLUSH)  # stands by itself
    return zlib.compress(b"\x78\xda" + part * megabytes + b"\x03\x00", 9)


def page_pdf(filters: bytes, stream: bytes) -> bytes:
    """Return a PDF of one page with a stream, packed by some filters."""
    parts = (
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>endobj",
        b"4 0 obj<</Filter[%s]/Length %d>>stream" % (filters, len(stream)),
        stream,
        b"endstream endobj trailer<</Root 1 0 R>>",
    )
    return b"\n".join((b"%PDF-1.4", *parts, b"%%EOF"))


def bomb_pdf() -> bytes:
    """Return a PDF of few kilobytes whose page unfolds to more than a child may hold."""
    return page_pdf(b"/FlateDecode/FlateDecode", twice_packed(1_500))


def lzw_bomb_pdf() -> bytes:
    """Return one that PDFium opens and shows as empty, and pypdf refuses to unfold."""
    return page_pdf(b"/FlateDecode/FlateDecode/LZWDecode", twice_packed(300))


def looped_pdf() -> bytes:
    """Return a PDF whose tree of pages leads back to its root."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 9>>endobj\n"
        b"3 0 obj<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 9>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )


def locked_pdf() -> bytes:
    """Return a PDF behind a password."""
    out = io.BytesIO()
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(text_pdf(["Hemligt"]))))
    writer.encrypt("lösen", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def locked_word() -> bytes:
    """Return the beginning of what Word writes when a document gets a password."""
    name = "EncryptedPackage".encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + name + bytes(512)


def locked_odt() -> bytes:
    """Return a LibreOffice document whose parts are locked: its manifest says so."""
    entry = '<manifest:encryption-data manifest:checksum="x"/>'
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{space}"><manifest:file-entry '
        f'manifest:full-path="content.xml" manifest:size="9">{entry}</manifest:file-entry>'
        "</manifest:manifest>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", os.urandom(99))
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def scanned_pdf() -> bytes:
    """Return a PDF whose only page is a picture."""
    out = io.BytesIO()
    Image.effect_noise((600, 800), 90).save(out, "PDF")
    return out.getvalue()


def nested_mail() -> bytes:
    """Return a mail in a mail in a mail, three hundred deep."""
    mail = EmailMessage()
    mail["Message-ID"], mail["Subject"], mail["From"] = "<1@a.example>", "Innerst", "a@a.example"
    mail.set_content("Text.")
    whole = mail.as_bytes()
    for number in range(300):
        head = (
            f"Message-ID: <{number}@a.example>\nSubject: Lager\nFrom: a@a.example\n"
            f'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b{number}"\n\n'
            f"--b{number}\nContent-Type: message/rfc822\n\n"
        )
        whole = head.encode() + whole + f"\n--b{number}--\n".encode()
    return whole


OUTER = f'<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///tmp/{CANARY}.txt">]>'

Attack: TypeAlias = tuple[int, str, Callable[[], bytes], frozenset[str]]


def attack(row: int, name: str, make: Callable[[], bytes], *right: str) -> Attack:
    """Return a file that attacks, with the outcomes that are right."""
    return row, name, make, frozenset(right)


ATTACKS = (
    attack(1, "bomb.pdf", bomb_pdf, Reason.BOMB),
    attack(1, "lzw-bomb.pdf", lzw_bomb_pdf, Reason.BOMB),
    attack(4, "bomb.docx", lambda: word(paragraph("a" * 30_000_000)), Reason.BOMB),
    attack(7, "yttre.docx", lambda: word(paragraph("&x;", OUTER)), Reason.BOMB, Reason.CORRUPT),
    attack(7, "yttre.xml", f"{OUTER}<w:document>&x;</w:document>".encode, Reason.BOMB,
           Reason.CORRUPT, Reason.EMPTY),
    attack(8, "skratt.docx", lambda: word(paragraph("&a9;", laughs("d"))), Reason.BOMB),
    attack(8, "skratt.xml", f"{laughs('a')}<a>&a9;</a>".encode, Reason.BOMB),
    attack(8, "skratt.html", f"{laughs('html')}<html><p>Text &a9;".encode, TEXT,
           Reason.BOMB),
    attack(9, "djup.html", lambda: b"<div>" * 15_000 + b"Text", TEXT),
    attack(9, "djup.xml", lambda: b"<a>" * 100_000 + b"Text", TEXT, Reason.CORRUPT),
    attack(9, "djup.rtf", lambda: b"{\\rtf1 " + b"{" * 100_000 + b"Text", TEXT, Reason.CORRUPT),
    attack(9, "djup.eml", nested_mail, TEXT, Reason.CORRUPT, Reason.BOMB),
    attack(9, "djup.md", lambda: b"> " * 20_000 + b"Text", TEXT),
    attack(9, "slinga.pdf", looped_pdf, Reason.CORRUPT, Reason.NO_TEXT_LAYER),
    attack(10, "last.pdf", locked_pdf, Reason.ENCRYPTED),
    attack(10, "last.docx", locked_word, Reason.ENCRYPTED),
    attack(10, "last.odt", locked_odt, Reason.ENCRYPTED),
    attack(11, "skannad.pdf", scanned_pdf, Reason.NO_TEXT_LAYER),
    attack(13, "felsida.pdf", lambda: b"<!doctype html><h1>404</h1><p>Sidan finns inte.</p>",
           Reason.WRONG_TYPE),
    attack(13, "egentligen.docx", lambda: text_pdf(["En rapport"]), TEXT),
    attack(13, "program.pdf", lambda: b"\x7fELF\x02\x01\x01" + bytes(2_000), Reason.WRONG_TYPE),
    attack(13, "tom.pdf", lambda: b"", Reason.EMPTY),
    attack(13, "blankt.txt", lambda: b" \n\t\n" * 90, Reason.EMPTY),
)  # fmt: skip


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Reading]:
    """Return what came of every file that attacks, one child after the other reading them."""
    folder = tmp_path_factory.mktemp("attacks")
    for _, name, make, _ in ATTACKS:
        (folder / name).write_bytes(make())
    with Pool(1, seconds=30, memory_mb=512) as pool:
        jobs = [Job(folder / name, name) for _, name, _, _ in ATTACKS]
        return {reading.job.name: reading for reading in pool.read(jobs)}


def found(outcome: Extract | Failure) -> str:
    """Return the name of an outcome."""
    return TEXT if isinstance(outcome, Extract) else outcome.reason


@pytest.mark.parametrize(("row", "name", "right"), [(one[0], one[1], one[3]) for one in ATTACKS])
def test_what_comes_of_an_attack(
    attacked: dict[str, Reading], row: int, name: str, right: frozenset[str]
) -> None:
    """Each ends in its right outcome, within its time, and the file after it is read."""
    assert row in THREATS
    assert found(attacked[name].outcome) in right, attacked[name].outcome


# ---- what a reader must not do ------------------------------------------------------------


def naming(address: str) -> dict[str, bytes]:
    """Return files that name an address in every way that a format knows."""
    entity = f'<!DOCTYPE a SYSTEM "{address}" [<!ENTITY x SYSTEM "{address}">]>'
    page = (
        f'<html><head><base href="{address}"><link rel=stylesheet href="{address}">'
        f'<script src="{address}"></script></head><body><p>Text</p><img src="{address}">'
        f'<iframe src="{address}"></iframe><object data="{address}"></object></body></html>'
    )
    mail = EmailMessage()
    mail["Message-ID"], mail["Subject"], mail["From"] = "<1@a.example>", "Brev", "a@a.example"
    mail.set_content(page, subtype="html")
    rtf = rb"{\rtf1 Text {\field{\*\fldinst INCLUDEPICTURE \"%s\"}}}" % address.encode()
    return {
        "sida.html": page.encode(),
        "sida.xhtml": f"{entity}{page}".encode(),
        "data.xml": f"{entity}<a>Text &x;</a>".encode(),
        "inskjutet.xml": (
            f'<a xmlns:i="http://www.w3.org/2001/XInclude">Text<i:include href="{address}"/></a>'
        ).encode(),
        "formatmall.xml": f'<?xml-stylesheet href="{address}"?><a>Text</a>'.encode(),
        "brev.eml": mail.as_bytes(),
        "not.md": f"Text ![bild]({address}) [länk]({address})".encode(),
        "text.rtf": rtf,
        "word.docx": word(paragraph("Text &x;", entity)),
        "rapport.pdf": text_pdf(["En rapport", address]),
    }


def test_nothing_is_fetched_that_a_file_names(web: Site, tmp_path: Path) -> None:
    """No reader asks a server for anything, in no format."""
    web.serve("/x", CANARY)
    jobs = []
    for name, data in naming(web.url("/x")).items():
        (tmp_path / name).write_bytes(data)
        jobs.append(Job(tmp_path / name, name))
    with Pool(1, seconds=30) as pool:
        readings = list(pool.read(jobs))
    read = [one.outcome for one in readings if isinstance(one.outcome, Extract)]

    assert web.targets() == []
    assert len(read) >= 6
    assert not any(CANARY in block.text for outcome in read for block in outcome.blocks)


def test_the_watch_sees(watched: list[str], tmp_path: Path) -> None:
    """Files written in both ways are noted, and one that is only read is not: silence tells."""
    watched[:] = ["watching"]  # the folder was made
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.txt").read_text()
    os.close(os.open(tmp_path / "b.txt", os.O_WRONLY | os.O_CREAT))

    assert len(watched) == 3


def test_readers_touch_nothing(watched: list[str]) -> None:
    """No reader opens a connection, starts a process, or writes, moves or deletes a file."""
    files = naming("http://127.0.0.1:9/x")
    small = [(name, make()) for _, name, make, _ in ATTACKS if not name.startswith(("bomb", "lzw"))]
    kinds = {sniff.recognise(data, name) for name, data in (*files.items(), *small)}
    watched[:] = ["watching"]  # what made the files does not count
    for name, data in (*files.items(), *small):
        with suppress(RecursionError):  # which the child gives its name
            extract(data, name)

    assert watched == ["watching"]
    assert len(kinds & READERS.keys()) >= 8


@pytest.mark.shared
def test_readers_touch_nothing_over_strangers_files(shared_data: Path, watched: list[str]) -> None:
    """Nor over every twenty-fifth of the hostile files that are no large PDF."""
    files = sorted((shared_data / "hostile").glob("*/*"))[::25]
    small = [path for path in files if path.is_file() and path.stat().st_size < 300_000]
    for path in small:
        extract(path.read_bytes(), path.name)

    assert watched == ["watching"]
    assert len(small) > 60


def test_text_recognition_starts_tesseract_alone(watched: list[str]) -> None:
    """The only process that reading starts is Tesseract, and its picture is on no disk."""
    program = "/nowhere/tesseract"
    with pytest.raises(FileNotFoundError):
        ocr.recognise(scanned_pdf(), "a.pdf", "1", program, "swe")

    acts = watched[1:]
    assert acts
    assert all(act.startswith("subprocess.Popen ('/nowhere/tesseract'") for act in acts)


# ---- letters ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["utf-8", "latin-1", "cp1252", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("form", ["{}", "<html><body><p>{}</p></body></html>"])
def test_swedish_letters_are_read_whatever_they_are_called(name: str, form: str) -> None:
    """Text without a label is read right: UTF-8 where it is that, wide letters, else cp1252."""
    text = "Åklagaren överklagade. Människohandel är ett brott mot frihet och frid i någras ögon."
    outcome = extract(form.format(text).encode(name), "a.html" if "<" in form else "a.txt")

    assert isinstance(outcome, Extract), outcome
    assert text in " ".join(block.text for block in outcome.blocks)


def test_no_letter_that_nobody_sees_is_read() -> None:
    """Controls, marks of direction and half characters are in no block, whatever the format."""
    unseen = "\x00\x07\x1b\x7f\u200b\u202e\u2066\ufeff\ufffe"
    filler = "Ord som står här för att texten ska vara text. " * 20
    text = f"Män{unseen}nisko{unseen}handel i Malmö. {filler}"
    files = {
        "a.txt": text.encode(),
        "a.md": f"# Rubrik\n\n{text}".encode(),
        "a.html": f"<html><h1>Rubrik</h1><p>{text}</p></html>".encode(),
        "a.docx": word(paragraph("Män\u200bnisko\u202ehandel i Malmö")),
    }
    for name, data in files.items():
        outcome = extract(data, name)
        assert isinstance(outcome, Extract), (name, outcome)
        shown = "".join(b.text for b in outcome.blocks if b.role in SHOWN_ROLES)
        assert "Människohandel" in shown, name
        assert not set(unseen) & set(shown), name
