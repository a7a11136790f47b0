"""Packages that lie, blow up or lead elsewhere: each refused before it costs anything."""

import io
import stat
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from ingest.extract import archive, xmlpart
from ingest.extract.package import MAX_MEMBERS, Package
from ingest.extract.refusal import DamagedError, RefusedError
from ingest.models import Extract, Reason


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return buffer.getvalue()


def refused(data: bytes) -> Reason:
    """Return why a package is refused, whether at once or when its members are read."""
    with pytest.raises(RefusedError) as caught:
        read_all(data)
    return caught.value.reason


def read_all(data: bytes) -> None:
    """Read every member of a package."""
    package = Package(data)
    for member in package:
        package.read(member)


def declaring(data: bytes, size: int) -> bytes:
    """Return a ZIP of one member whose headers declare another unpacked size than it has."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        true = file.infolist()[0].file_size.to_bytes(4, "little")
    return data.replace(true, size.to_bytes(4, "little"))


def test_members_are_read_by_name() -> None:
    """Case, kind of slash and a leading slash do not matter, as in the programs that write them."""
    package = Package(packed({"word\\Document.xml": b"<a/>"}))

    assert package.read("/word/document.xml") == b"<a/>"
    assert "WORD/document.xml" in package
    assert "styles.xml" not in package


def test_too_many_members() -> None:
    """A package of more files than any document has is a bomb."""
    data = packed({f"{number}.xml": b"" for number in range(MAX_MEMBERS + 1)})

    assert refused(data) is Reason.BOMB


def test_a_member_that_unpacks_too_far() -> None:
    """More than a hundred times its packed size, past the first megabyte, is a bomb."""
    assert refused(packed({"a.xml": bytes(5_000_000)})) is Reason.BOMB
    assert Package(packed({"a.xml": bytes(900_000)})).read("a.xml") == bytes(900_000)


def test_a_directory_that_declares_two_gigabytes() -> None:
    """What a header declares is never asked of the memory."""
    data = declaring(packed({"a.xml": b"<a>some text</a>"}, zipfile.ZIP_STORED), 2**31 - 1)
    tracemalloc.start()
    reason = refused(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert reason is Reason.CORRUPT
    assert peak < 5_000_000


def test_a_directory_that_declares_too_little() -> None:
    """What a member really unpacks to is counted, whatever the directory says of it."""
    data = declaring(packed({"a.xml": bytes(50_000_000)}), 10)

    assert refused(data) in {Reason.BOMB, Reason.CORRUPT}


def test_a_password() -> None:
    """A package with an encrypted member says that it is behind a password."""
    data = bytearray(packed({"a.xml": b"<a/>"}))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + place] |= 1

    assert refused(bytes(data)) is Reason.ENCRYPTED


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\\..\\..\\b", "C:/windows/x"])
def test_a_member_that_leads_outside(name: str) -> None:
    """A path out of the folder is refused, though nothing is ever unpacked to disk."""
    assert refused(packed({name: b"x"})) is Reason.CORRUPT


def test_a_symbolic_link() -> None:
    """A link in a package could lead anywhere: refused."""
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr(link, "/etc/passwd")

    assert refused(buffer.getvalue()) is Reason.CORRUPT


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_that_cannot_be_bounded(method: int) -> None:
    """bz2 and lzma, which no document format allows, are not unpacked."""
    assert refused(packed({"a.xml": b"<a/>"}, method)) is Reason.UNSUPPORTED


def test_an_empty_drawing_is_no_bomb() -> None:
    """No reader unpacks a picture, so that one may pack as well as it likes; a text may not."""
    blank = bytes(2_000_000)
    package = Package(packed({"media/image1.emf": blank, "a.xml": b"<a/>"}))

    assert package.read("a.xml") == b"<a/>"
    assert refused(packed({"media/image1.emf": blank})) is Reason.BOMB
    assert refused(packed({"media/image1.xml": blank})) is Reason.BOMB


@pytest.mark.parametrize("cut", [1, 30, 60, 100])
def test_a_package_cut_short(cut: int) -> None:
    """A damaged package is CORRUPT, never a stray exception."""
    data = packed({"a.xml": b"<a>text</a>", "b.xml": b"<b>text</b>"})

    assert refused(data[:-cut]) is Reason.CORRUPT


def test_a_package_of_which_nothing_comes_says_why() -> None:
    """What is too long is no damage: who got it again would have it as long."""
    package = Package(packed({"a.xml": b"<a/>"}))
    package.refuse_lost(())

    def give_up(_data: bytes) -> None:
        raise DamagedError("it is long", Reason.TOO_BIG)

    package.spared("a.xml", give_up)

    assert package.notes == ("a.xml in it is too long and was not read",)
    with pytest.raises(RefusedError) as caught:
        package.refuse_lost(())
    assert caught.value.reason is Reason.TOO_BIG


def test_an_archive_lists_its_files() -> None:
    """A sound ZIP that is no document has no text of its own, only members."""
    outcome = archive.extract(packed({"a.txt": b"text"}), "allt.zip")

    assert isinstance(outcome, Extract)
    assert (outcome.blocks, [one.path for one in outcome.members]) == ((), ["a.txt"])


LAUGHS = (
    b'<?xml version="1.0"?><!-- x -->'
    b'<!DOCTYPE a [<!ENTITY b "cccc"><!ENTITY d "&b;&b;">]><a>&d;</a>'
)
FETCHING = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (LAUGHS, Reason.BOMB),
        (LAUGHS.decode().replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16"), Reason.BOMB),
        (FETCHING, Reason.CORRUPT),
        (b'<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd"><a/>', Reason.CORRUPT),
        (b"<?x " * 30_000 + b"<!DOCTYPE a><a/>", Reason.CORRUPT),
        (b"<a>" * 5000, Reason.CORRUPT),
        (b"<a>" * 5000 + b"</a>" * 5000, Reason.CORRUPT),
        (b"<a>&unknown;</a>", Reason.CORRUPT),
        (b"", Reason.CORRUPT),
        (b"<a>" + bytes(xmlpart.MAX_PART_BYTES), Reason.TOO_BIG),
    ],
)
def test_xml_that_is_refused(data: bytes, reason: Reason) -> None:
    """Entities, document types, endless nesting and what is no XML never become a tree."""
    with pytest.raises(RefusedError) as caught:
        xmlpart.parse(data)

    assert caught.value.reason is reason


@pytest.mark.shared
def test_broken_archives_of_the_hostile_set(shared_data: Path) -> None:
    """Every ZIP of the hostile set is listed or ends in a reason, in under 50 MB."""
    files = sorted((shared_data / "hostile" / "office").glob("*.zip"))
    tracemalloc.start()
    for path in files:
        archive.extract(path.read_bytes(), path.name)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(files) > 80
    assert peak < 50_000_000
