"""Bytes are decoded by what they declare, else strictly, and never by a guess."""

import csv
import re
from pathlib import Path

import pytest

from ingest.extract.encoding import decode, sniff

SWEDISH = "Människohandel är ett brott, “också” här – 5 €"


@pytest.mark.parametrize(
    ("data", "declared", "name"),
    [
        (SWEDISH.encode("utf-8"), None, "utf-8"),
        (SWEDISH.encode("cp1252"), None, "windows-1252"),
        (SWEDISH.encode("utf-8-sig"), "iso-8859-1", "utf-8"),
        (b"\xff\xfe" + SWEDISH.encode("utf-16-le"), None, "utf-16le"),
        (b"\xfe\xff" + SWEDISH.encode("utf-16-be"), None, "utf-16be"),
        (SWEDISH.encode("cp1252"), "latin1", "windows-1252"),
        (SWEDISH.encode("cp1252"), "US-ASCII", "windows-1252"),
        (SWEDISH.encode("cp1252"), "utf-8", "windows-1252"),
        (SWEDISH.encode("utf-8"), "no-such-thing", "utf-8"),
        (SWEDISH.encode("utf-8"), "zlib", "utf-8"),
    ],
)
def test_order_of_evidence(data: bytes, declared: str | None, name: str) -> None:
    """A byte order mark wins over the declaration, that over UTF-8, and that over windows-1252."""
    text, used = decode(data, declared)

    assert (text, used) == (SWEDISH, name)


@pytest.mark.parametrize(("written", "name"), [("cp437", "cp850"), ("mac_roman", "mac_roman")])
def test_swedish_from_older_machines(written: str, name: str) -> None:
    """Å, ä and ö inside words tell DOS and the old Macintosh; one that lacks tells nothing."""
    text = "Många människor söker stöd också."

    assert decode(text.encode(written)) == (text, name)
    assert decode("Många söker stöd också.".encode(written))[1] == "windows-1252"
    assert decode(text.encode(written), "iso-8859-1")[1] == "windows-1252"


def test_one_cut_character_spoils_one_character() -> None:
    """UTF-8 that was cut in the middle of a letter keeps all its other letters."""
    data = ("å" * 40).encode()[:-1]

    assert decode(data) == ("å" * 39 + "\ufffd", "utf-8")


def test_the_kind_that_there_is_more_of_is_meant() -> None:
    """Only a piece of another encoding, or half a letter at the end, is spoiled."""
    page, piece = "Människohandel på öar. ".encode(), "på".encode("latin-1")

    assert decode(page + piece) == ("Människohandel på öar. p\ufffd", "utf-8")
    assert decode("på".encode()[:-1] + page)[1] == "utf-8"
    assert decode("få. På".encode()[:-1]) == ("få. P\ufffd", "utf-8")


def test_short_latin_1_is_not_taken_for_damaged_utf_8() -> None:
    """One single foreign byte is windows-1252, however short the text."""
    assert decode("Må".encode("latin-1")) == ("Må", "windows-1252")


def test_bytes_without_a_character_do_not_fail() -> None:
    """The five bytes that windows-1252 leaves out become control characters, as in browsers."""
    text, name = decode(b"a\x81\x8d\x8f\x90\x9db\xe5")

    assert (text, name) == ("a\x81\x8d\x8f\x90\x9dbå", "windows-1252")


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b'<meta charset="iso-8859-2">', "iso-8859-2"),
        (b"<META CHARSET = 'UTF-8' >", "utf-8"),
        (b'<meta http-equiv=Content-Type content="text/html; charset=latin1">', "windows-1252"),
        (b'<meta name="x" content="text/html; charset=latin1">', None),
        (b"<!-- <meta charset=utf-8> --><meta charset=euc-jp>", "euc-jp"),
        (b"<!--><meta charset=utf-8>", "utf-8"),
        (b'<p title="<meta charset=utf-8>">', None),
        (b"<metacharset=utf-8>", None),
        (b"<meta charset=utf-16>", "utf-8"),
        (b"<meta charset=bogus><meta charset=utf-8>", "utf-8"),
        (b'<meta charset="utf-8>', None),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?><html>', "windows-1252"),
        ("<?xml version='1.0'?>".encode("utf-16-le"), "utf-16le"),
        (b" " * 5000 + b"<meta charset=utf-8>", "utf-8"),
        (b"", None),
    ],
)
def test_what_a_page_declares(head: bytes, name: str | None) -> None:
    """The HTML standard's search finds declarations in elements, not in comments or values."""
    assert sniff(head) == name


RUSSIAN = "Это текст о торговле людьми и помощи пострадавшим.\nВторая строка.\n"


@pytest.mark.parametrize("name", ["utf-16le", "utf-16be"])
@pytest.mark.parametrize(
    "text", [RUSSIAN, "東京は日本の首都です。\n人身取引は犯罪です。\nたすけて。\n"]
)
def test_other_letters_of_two_bytes_without_a_mark(name: str, text: str) -> None:
    """Where no letter is Latin, the zeros of its spaces and line ends tell the order of bytes."""
    assert decode(text.encode(name)) == (text, name)


@pytest.mark.shared
def test_answers_of_the_html_standard(shared_data: Path) -> None:
    """Every case of html5lib's suite that is here gets the standard's answer (bar: 82 of 83)."""
    answers = {}
    with (shared_data / "hostile/manifest.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if found := re.search(r"spec answer: (\S+)", row["what_is_wrong"]):
                answers[row["file"]] = found[1].lower()
    got = {}
    for file_name in answers:
        data = (shared_data / "hostile" / file_name).read_bytes()
        got[file_name] = decode(data, sniff(data))[1]

    assert answers
    assert got == answers


@pytest.mark.shared
def test_swedish_files_without_a_label(shared_data: Path) -> None:
    """No real Swedish file shows UTF-8 read as Latin-1 or a replaced character."""
    wrong = []
    for path in sorted((shared_data / "hostile/text").glob("ferenda*")):
        text, _name = decode(path.read_bytes())
        if re.search("Ã[¥¤¶]|\ufffd", text):
            wrong.append(path.name)

    assert wrong == []
