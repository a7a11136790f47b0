"""Old Word documents: pieces, styles, tables and notes out of a container written here by hand."""

import random
import struct
from pathlib import Path

import pytest

from ingest.extract import doc, extract, legacy, ole2, sniff
from ingest.models import Extract, Failure, Reason, Role

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
LOCKED, SECOND_TABLE = 0x0100, 0x0200


def container(**streams: bytes) -> bytes:
    """Return an OLE2 file of these streams, each long enough to have sectors of its own."""
    fat, body = [FAT, END], b""
    entries = [entry("Root Entry", 5, END, 0, child=1)]
    for number, (name, content) in enumerate(streams.items(), start=1):
        padded = content.ljust(4096, b"\0")
        padded += bytes(-len(padded) % SECTOR)
        start, count = len(fat), len(padded) // SECTOR
        fat += [*range(start + 1, start + count), END]
        following = number + 1 if number < len(streams) else FREE
        entries.append(entry(name, 2, start, len(padded), right=following))
        body += padded
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(SECTOR, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 62, 3, 65534, 9, 6)
    head += bytes(10) + struct.pack("<9I", 1, 1, 0, 4096, END, 0, END, 0, 0)
    return head.ljust(SECTOR, b"\xff") + table + b"".join(entries).ljust(SECTOR, b"\0") + body


def entry(
    name: str, kind: int, start: int, size: int, *, child: int = FREE, right: int = FREE
) -> bytes:
    """Return a directory entry; the streams are a chain to the right."""
    letters = name.encode("utf-16-le")
    head = letters.ljust(64, b"\0") + struct.pack(
        "<HBB3I", len(letters) + 2, kind, 1, FREE, right, child
    )
    return head + bytes(36) + struct.pack("<IQ", start, size)


def fkp(text: str, places: list[tuple[int, bytes]]) -> bytes:
    """Return a page of paragraph properties: each paragraph's end and what it has."""
    ends, boxes, tail = [0x800], b"", 510
    page = bytearray(SECTOR)
    for end, properties in places:
        size = 2 + len(properties) + len(properties) % 2
        tail -= size
        page[tail : tail + 2 + len(properties)] = bytes([0, (size - 2) // 2]) + properties
        ends.append(0x800 + 2 * end)
        boxes += bytes([tail // 2]) + bytes(12)
    head = struct.pack(f"<{len(ends)}I", *ends) + boxes
    page[: len(head)] = head
    page[511] = len(places)
    return bytes(page)


def hiding(text: str, word_: str, code: int) -> bytes:
    """Return a page of character properties that hides one word."""
    start = text.index(word_)
    places = (0, start, start + len(word_), len(text))
    page = bytearray(SECTOR)
    struct.pack_into("<4I", page, 0, *(0x800 + 2 * place for place in places))
    page[17] = 200  # the second run has properties, at byte 400
    page[400:404] = struct.pack("<BHB", 3, code, 1)
    page[511] = 3
    return bytes(page)


def word(
    text: str,
    styles: dict[int, int] | None = None,
    *,
    notes: str = "",
    flags: int = 0,
    characters: bytes = b"",
) -> bytes:
    """Return a Word 97 document; `styles` says which paragraph has which style.

    A paragraph that ends in a cell's mark is in a table, an empty one after another ends its row;
    `characters` is a page of character properties.
    """
    places, end = [], 0
    for number, paragraph in enumerate(
        text.replace("\x07", "\x07\r").replace("\r", "\r|").split("|")
    ):
        bare = paragraph.replace("\x07\r", "\x07")
        end += len(bare)
        in_table = struct.pack("<HB", 0x2416, 1) if bare.endswith("\x07") else b""
        row_end = struct.pack("<HB", 0x2417, 1) if bare == "\x07" else b""
        places.append((end, struct.pack("<H", (styles or {}).get(number, 0)) + in_table + row_end))
    whole = text + notes
    clx = b"\x02" + struct.pack("<I", 16) + struct.pack("<2I", 0, len(whole))
    clx += struct.pack("<HIH", 0, 0x800, 0)
    papx = struct.pack("<3I", 0x800, 0x800 + 2 * len(text), 3)
    fib = bytearray(0x600)
    struct.pack_into("<2H", fib, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", fib, 0x0A, SECOND_TABLE | flags)
    struct.pack_into("<2i", fib, 0x4C, len(text), len(notes))
    struct.pack_into("<2I", fib, 0x102, 0, len(papx))
    struct.pack_into("<2I", fib, 0x1A2, 100, len(clx))
    document = bytes(fib) + fkp(text, places) + whole.encode("utf-16-le")
    document += bytes(-len(document) % SECTOR)
    chpx = struct.pack("<3I", 0x800, 0x800 + 2 * len(text), len(document) // SECTOR)
    struct.pack_into(
        "<2I", document_ := bytearray(document), 0xFA, 200, len(chpx) * bool(characters)
    )
    table = papx.ljust(100, b"\0") + clx.ljust(100, b"\0") + chpx
    return container(WordDocument=bytes(document_) + characters, **{"1Table": table})


def read(data: bytes) -> Extract:
    """Return what is read of an old Word document."""
    outcome = extract(data, "a.doc")
    assert isinstance(outcome, Extract), outcome
    return outcome


@pytest.mark.parametrize(
    ("streams", "media_type"),
    [
        (("WORKBOOK", "WordDocument"), sniff.DOC),
        (("__properties_version1.0", "x"), sniff.MSG),
        (("Workbook",), sniff.XLS),
        (("MatOST",), sniff.WORKS),
        (("Något",), sniff.OLE2),
    ],
)
def test_a_container_is_what_its_own_streams_say(streams: tuple[str, ...], media_type: str) -> None:
    """A workbook in which a letter lies is no letter; capitals do not count in names."""
    letter = "WordDocument".encode("utf-16-le")

    assert sniff.sniff(container(**dict.fromkeys(streams, letter))) == media_type


def chained(length: int) -> bytes:
    """Return an OLE2 file whose directory is a chain of so many names."""
    sectors = length // 4
    tables = -(-sectors // 127)
    fat = [*[FAT] * tables, *range(tables + 1, tables + sectors), END]
    names = (entry(f"n{n}", 2, END, 0, right=n + 1) for n in range(1, length - 1))
    entries = [entry("Root Entry", 5, END, 0, child=1), *names, entry("WordDocument", 2, END, 0)]
    head = container()[:44] + struct.pack("<8I", tables, tables, 0, 4096, END, 0, END, 0)
    head += struct.pack(f"<{tables}I", *range(tables))
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(tables * SECTOR, b"\xff")
    return head.ljust(SECTOR, b"\xff") + table + b"".join(entries)


def test_a_directory_that_hangs_in_one_chain() -> None:
    """Its names cannot be told, so they are looked for anywhere, and the file is refused."""
    assert ole2.names(chained(100)) >= {"n1", "n98", "worddocument"}
    assert not ole2.names(chained(4000))
    assert sniff.sniff(chained(4000)) == sniff.DOC
    outcome = extract(chained(4000), "a.doc")

    assert isinstance(outcome, Failure)
    assert outcome.reason is Reason.CORRUPT


def test_letters_of_a_macintosh() -> None:
    """Word 6 writes the letters of its machine, and says which that was."""
    text = "Stöd åt många\r"
    head = bytearray(0x300)
    struct.pack_into("<H", head, 0, 0xA5DC)
    head[0x12] = 1
    struct.pack_into("<2I", head, 0x18, len(head), len(head) + len(text))
    struct.pack_into("<i", head, 0x34, len(text))
    written = container(WordDocument=bytes(head) + text.encode("mac_roman"))

    assert [block.text for block in read(written).blocks] == ["Stöd åt många"]


def test_headings_and_text() -> None:
    """Headings are known by the numbers of their styles; signs of Word become what they show."""
    found = read(word("Stöd\rBakgrund\rsam\x1ford\x1enat\x0bny rad\r", {0: 1, 1: 2}))

    assert [(block.role, block.level, block.text) for block in found.blocks] == [
        (Role.HEADING, 1, "Stöd"),
        (Role.HEADING, 2, "Bakgrund"),
        (Role.BODY, 0, "samord-nat\nny rad"),
    ]


def test_fields_show_their_result() -> None:
    """Of a field the result is read, not its code, also within another's."""
    found = read(
        word('se \x13HYPERLINK "x" \x14länk \x13REF\x14två\x15\x15 och \x13PAGE\x15slut\r')
    )

    assert found.blocks[0].text == "se länk två och slut"


@pytest.mark.parametrize("code", [0x083C, 0x0800])
def test_hidden_and_deleted_text_is_not_read(code: int) -> None:
    """What is hidden, or deleted with the change still shown, is no text of the document."""
    text = "Den gamla nya regeln gäller.\r"
    found = read(word(text, characters=hiding(text, "gamla ", code)))

    assert found.blocks[0].text == "Den nya regeln gäller."


def test_tables_are_lines_of_cells() -> None:
    """Cells end a row where Word says so; the text after it is outside."""
    found = read(word("År\x07Antal\x07\x072023\x0717\x07\x07Efter\r"))

    assert [(block.role, block.text) for block in found.blocks] == [
        (Role.TABLE, "År | Antal\n2023 | 17"),
        (Role.BODY, "Efter"),
    ]


def test_notes_follow_their_paragraph() -> None:
    """Footnotes are numbered in the order of the text."""
    found = read(word("Ett\x02\rTvå\x02\r", notes="\x02 Not A\r\x02 Not B\r\r"))

    assert [(block.role, block.text) for block in found.blocks] == [
        (Role.BODY, "Ett[1]"),
        (Role.FOOTNOTE, "[1] Not A"),
        (Role.BODY, "Två[2]"),
        (Role.FOOTNOTE, "[2] Not B"),
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (word("x\r", flags=LOCKED), Reason.ENCRYPTED),
        (word("\r\r"), Reason.EMPTY),
        (word("x\r")[:1500], Reason.CORRUPT),
        (container(WordDocument=b"\xec\xa5"), Reason.CORRUPT),
        (container(WordDocument=b"\x9b\xa5"), Reason.UNSUPPORTED),
        (container(Other=b""), Reason.CORRUPT),
        (container(WordDocument=b"", EncryptedPackage=b""), Reason.ENCRYPTED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Reason.CORRUPT),
    ],
)
def test_what_is_not_read(data: bytes, reason: Reason) -> None:
    """A password, damage and other programs' files end in their reasons."""
    outcome = doc.extract(data, "a.doc")

    assert isinstance(outcome, Failure)
    assert outcome.reason is reason


def test_damaged_documents_never_raise() -> None:
    """Documents with bytes changed at random end in text or in a reason."""
    source = word("Stöd\rÅr\x07Antal\x07\x07Ett\x02\r", {0: 1}, notes="\x02 Not\r\r")
    random_ = random.Random(4)
    outcomes = []
    for _ in range(400):
        damaged = bytearray(source)
        for _ in range(8):
            damaged[random_.randrange(len(damaged))] = random_.randrange(256)
        outcomes.append(doc.extract(bytes(damaged), "a.doc"))

    assert any(isinstance(outcome, Failure) for outcome in outcomes)
    assert any(isinstance(outcome, Extract) for outcome in outcomes)


def test_old_sheets_and_slides_say_what_to_do() -> None:
    """An old spreadsheet or presentation names the format to save it in, or its password."""
    open_sheet = container(Workbook=struct.pack("<2H", 0x0809, 0))
    locked_sheet = container(Workbook=struct.pack("<4H", 0x0809, 0, legacy.FILEPASS, 0))
    user = bytes(12) + struct.pack("<I", legacy.LOCKED_PRESENTATION)
    locked_slides = container(**{"PowerPoint Document": b"", "Current User": user})
    outcomes = [
        extract(open_sheet, "a.xls"),
        extract(locked_sheet, "a.xls"),
        extract(locked_slides, "a.ppt"),
    ]

    assert [each.reason for each in outcomes if isinstance(each, Failure)] == [
        Reason.UNSUPPORTED,
        Reason.ENCRYPTED,
        Reason.ENCRYPTED,
    ]


@pytest.mark.shared
def test_real_old_documents(shared_data: Path) -> None:
    """Each of the real .doc files, Word 95 to 2003, gives paragraphs of Swedish or English text."""
    paths = sorted((shared_data / "docs").rglob("*.doc"))
    found = [
        doc.extract(path.read_bytes(), path.name)
        for path in paths
        if sniff.sniff(path.read_bytes()) == sniff.DOC
    ]

    assert len(found) > 40
    assert all(isinstance(each, Extract) and len(each.blocks) >= 2 for each in found)
