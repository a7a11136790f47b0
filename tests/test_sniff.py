"""Recognising content by its bytes, and what becomes of content that nobody reads."""

import io
import zipfile
from pathlib import Path

import pytest

from ingest.extract import extract, sniff
from ingest.models import Extract, Failure, Reason

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


def archive(*names: str, mimetype: str = "", content: bytes = b"x") -> bytes:
    """Return a ZIP with these members, the type of its content first as ODF and EPUB have it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        if mimetype:
            file.writestr("mimetype", mimetype)
        for name in names:
            file.writestr(name, content)
    return buffer.getvalue()


CONTENT_TYPES = "[Content_Types].xml"
OWN_NAMES = (
    b'<Types><Override PartName="/eget/namn.xml" ContentType="application/vnd.'
    b'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"%PDF-1.7\n", sniff.PDF),
        (b"\n\njunk before %PDF-1.4\n", sniff.PDF),
        (b"<!DOCTYPE html><title>x</title>", sniff.HTML),
        (b"\xef\xbb\xbf \n<HTML lang=sv>", sniff.HTML),
        (b'<?xml version="1.0"?><html xmlns="x">', sniff.HTML),
        (b"<dokument><titel>Lag</titel><html>&lt;p&gt;x&lt;/p&gt;</html></dokument>", sniff.XML),
        (b"<namn> fyller i blanketten.", sniff.TEXT),
        (b"<CENTER>x</CENTER>", sniff.HTML),
        (b"<sok-ruta></sok-ruta><p>x</p>", sniff.HTML),
        ("<html>å".encode("utf-16"), sniff.HTML),
        (b"<?xml version='1.0'?><rss version='2.0'>", sniff.FEED),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", sniff.FEED),
        (b"<?xml version='1.0'?><records/>", sniff.XML),
        ("Människohandel är ett brott.".encode("latin-1"), sniff.TEXT),
        (b"BMA ska arbeta mot hot. MZ likas\xe5.", sniff.TEXT),
        ("# Rubrik\n\n[länk](https://example.org)".encode(), sniff.TEXT),
        (b"[1] En fotnot", sniff.TEXT),
        (b"<br>\n<br>\nRegeringens proposition<br>\n1995/96:80<br>\n", sniff.HTML),
        (b"Rapport: mer om titeln\nFrom: nu\n", sniff.TEXT),
        ("Skillnaden < 5 och > 3".encode("utf-16"), sniff.TEXT),
        ("Människohandel är ett brott.".encode("utf-16-be"), sniff.TEXT),
        ("<!DOCTYPE html><p>Å</p>".encode("utf-32"), sniff.HTML),
        (b"<!DOCTYPE lag SYSTEM 'lag.dtd'><lag><p>x</p></lag>", sniff.XML),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><text>x</text></svg>", sniff.XML),
        (b"<?xml version='1.0'?><records/>" + bytes(40), sniff.XML),
        (b'{"title": "x"}', sniff.JSON),
        (b'[{"id": 1}]', sniff.JSON),
        (archive("[Content_Types].xml", "word/document.xml"), sniff.DOCX),
        (archive("ppt/presentation.xml"), sniff.PPTX),
        (archive("xl/workbook.xml"), sniff.XLSX),
        (archive("xl/workbook.bin"), sniff.XLSB),
        (archive("content.xml", mimetype=sniff.ODT), sniff.ODT),
        (archive("x.opf", mimetype=sniff.EPUB), sniff.EPUB),
        (archive("x.xml", mimetype=f"{sniff.ODT}-template"), sniff.ODT),
        (archive(CONTENT_TYPES, "eget/namn.xml", content=OWN_NAMES), sniff.DOCX),
        (archive("readme.txt"), sniff.ZIP),
        (archive("brev.docx", content=archive("word/document.xml")), sniff.ZIP),
        (b"{\\rtf1\\ansi}", sniff.RTF),
        (OLE2 + "WordDocument".encode("utf-16-le"), sniff.DOC),
        (OLE2 + "EncryptedPackage".encode("utf-16-le"), sniff.ENCRYPTED_OFFICE),
        (b"\xdb\xa5\x2d\0" + bytes(60), sniff.OLD_WORD),
        (b"\x09\x04\x06\0" + bytes(60), sniff.OLD_EXCEL),
        (b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nSGVq", sniff.EML),
        (b"From: a@b.se\nContent-Type: multipart/mixed;\n boundary=x\n\n--x\n\nHej", sniff.EML),
        (b"Content-Type: multipart/mixed\nskrivs i ett brevs huvud.\n\nMera text", sniff.TEXT),
        (b"MIME-Version: 1.0\r\nFrom: a@b.se\r\nSubject: Hej\r\n\r\nText", sniff.EML),
        (
            b"From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related\n\n",
            sniff.MHTML,
        ),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (bytes(range(256)), sniff.BINARY),
        (b"MZ" + bytes(60), sniff.BINARY),
    ],
)
def test_content_is_known_by_its_bytes(data: bytes, media_type: str) -> None:
    """A format is told by how it begins, or by what its container holds."""
    found = sniff.sniff(data)

    assert found == media_type


@pytest.mark.parametrize(
    ("data", "name", "reason", "said"),
    [
        (b"", "tom.pdf", Reason.EMPTY, "no content"),
        (b'{"a": 1}', "data.json", Reason.UNSUPPORTED, "JSON"),
        (archive(mimetype=sniff.ODS), "tabell.ods", Reason.UNSUPPORTED, "save it as PDF"),
        (archive("xl/workbook.bin"), "tabell.xlsb", Reason.UNSUPPORTED, "save it as .xlsx"),
        (b"\xdb\xa5\x2d\0" + bytes(60), "brev.doc", Reason.UNSUPPORTED, "older than Word 6"),
        (b"\xffWPC" + bytes(60), "brev.doc", Reason.UNSUPPORTED, "WordPerfect"),
        (b"7z\xbc\xaf\x27\x1c", "allt.7z", Reason.UNSUPPORTED, "pack it as ZIP"),
        (bytes(range(256)), "okänd", Reason.UNSUPPORTED, "application/octet-stream"),
        (
            OLE2 + "EncryptedPackage".encode("utf-16-le"),
            "hemlig.docx",
            Reason.ENCRYPTED,
            "password",
        ),
        (b"<html>404</html>", "rapport.pdf", Reason.WRONG_TYPE, "holds text/html"),
        (b"not there", "rapport.pdf", Reason.WRONG_TYPE, "holds text/plain"),
        (bytes(range(256)), "rapport.pdf", Reason.WRONG_TYPE, "octet-stream"),
        (OLE2 + b"cut here", "brev.doc", Reason.CORRUPT, "damaged"),
        (b"\x89PNG\r\n\x1a\n cut here", "rapport.pdf", Reason.WRONG_TYPE, "holds image/png"),
    ],
)
def test_what_is_not_read_says_why(data: bytes, name: str, reason: Reason, said: str) -> None:
    """Content without a reader ends in a reason that names what it is and what to do."""
    outcome = extract(data, name)

    assert isinstance(outcome, Failure)
    assert outcome.reason is reason
    assert said in outcome.detail


def test_content_decides_and_the_name_is_noted() -> None:
    """A page called .txt is read as the page it is, with a note."""
    outcome = extract(b"<!DOCTYPE html><html><body><p>Stycke ett</p></body></html>", "sida.txt")

    assert isinstance(outcome, Extract)
    assert outcome.media_type == sniff.HTML
    assert any("promises text/plain" in note for note in outcome.notes)


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (b"%PD\n1 0 obj\n<< /Type /Catalog >>", "rapport.pdf", sniff.PDF),
        (b"1 0 obj << is how a PDF begins", "om-pdf.txt", sniff.TEXT),
        (b"\x01\x02<html><p>Stycke ett</p>\x03\x04", "sida.html", sniff.HTML),
        (bytes(range(256)), "sida.html", sniff.BINARY),
    ],
)
def test_a_name_has_a_say_about_damaged_content(data: bytes, name: str, media_type: str) -> None:
    """A damaged PDF or page is taken for what its name promises, if it looks like one."""
    assert sniff.recognise(data, name) == media_type


@pytest.mark.parametrize("zeros", [16, 512, 8192])
@pytest.mark.parametrize("end", ["", "Slutet står efter dem.\n"])
def test_text_with_zeros_in_it_is_read_and_the_zeros_are_told(zeros: int, end: str) -> None:
    """Zeros are what a disk that failed leaves; what stands around them is whole."""
    found = extract(b"En rapport om barn.\n" + b"\0" * zeros + end.encode(), "a.txt")
    assert isinstance(found, Extract)
    text = " ".join(block.text for block in found.blocks)
    assert "En rapport om barn." in text
    assert end.strip() in text
    assert found.notes == (
        f"{zeros} bytes in it are zeros, where text may have been: get the file again",
    )


@pytest.mark.parametrize("data", [b"\0" * 500, b"namn\0lage\0" + b"\0" * 500, b"\1\2" + b"\0" * 99])
def test_zeros_alone_and_programs_are_no_text(data: bytes) -> None:
    """Only what is text but for its runs of zeros is read."""
    assert sniff.sniff(data) == sniff.BINARY


def test_a_page_that_word_saved_as_a_document_is_read() -> None:
    """Word itself saves web pages and rich text as .doc: no failed download, so they are read."""
    outcome = extract(b"<html><body><p>Stycke ett</p></body></html>", "brev.doc")

    assert isinstance(outcome, Extract)
    assert any("promises application/msword" in note for note in outcome.notes)


@pytest.mark.shared
def test_real_files_are_what_their_names_promise(shared_data: Path) -> None:
    """Every real document with a known ending is recognised as what it is called."""
    endings = (".pdf", ".html", ".docx", ".odt", ".rtf", ".epub", ".md")
    wrong = {
        path.name: found
        for path in sorted((shared_data / "docs").rglob("*"))
        if path.suffix in endings
        and (found := sniff.recognise(path.read_bytes(), path.name)) != sniff.promised(path.name)
    }

    assert not wrong


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (b"F\xc3\xb6rsta raden <br> andra", "sida.html", sniff.HTML),
        (b"V&aring;rd", "sida.htm", sniff.HTML),
        (b"Bara ord, 1 < 2 & 3", "sida.html", sniff.TEXT),
        (b"F\xc3\xb6rsta raden <br> andra", "text.txt", sniff.TEXT),
        (b"# Rubrik\n\n<table><tr><td>1</td></tr></table>", "fil.md", sniff.MARKDOWN),
        (b'<p align="center">Namn</p>\n\n# Rubrik', "fil.md", sniff.MARKDOWN),
        (b"<!DOCTYPE html><p>Namn</p>", "fil.md", sniff.HTML),
    ],
)
def test_the_name_tells_kinds_of_text_apart(data: bytes, name: str, media_type: str) -> None:
    """A page needs some markup, Markdown may have some; a whole page is one whatever its name."""
    found = sniff.recognise(data, name)

    assert found == media_type
