"""Mails and archives dropped in the corpus folder: what lies in them becomes documents."""

import os
import zipfile
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest

from ingest.catalogue import Catalogue, FailedFile
from ingest.intake import Intake, IntakeOptions
from ingest.models import Document, Kind, Reason
from ingest.sandbox import Job, Pool
from ingest.tally import IntakeReport
from ingest.topics import TopicTree

OLD = 1_500_000_000_000_000_000
LOCKED = 0x1
NOTE = "# Rapport {}\n\nOm människohandel och stöd, del {}.\n"


def note(number: int) -> bytes:
    """Return a small document."""
    return NOTE.format(number, number).encode()


def packed(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP of files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def locked(data: bytes, name: str) -> bytes:
    """Return a ZIP in which a member says that it is behind a password."""
    marked = bytearray(data)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = marked.find(signature)
        while place >= 0:
            end = place + 200
            if name.encode() in marked[place:end][: 60 + len(name)]:
                marked[place + flags] |= LOCKED
            place = marked.find(signature, place + 4)
    return bytes(marked)


def mail(attached: Mapping[str, bytes], text: str = "Se bilagorna.") -> bytes:
    """Return a mail with attachments."""
    message = EmailMessage()
    message["Subject"], message["From"] = "Underlag till mötet", "kare@example.org"
    message["Message-ID"], message["Date"] = "<1@example.org>", "Mon, 13 May 2024 23:30:00 +0200"
    message.set_content(text)
    for name, content in attached.items():
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name
        )
    return message.as_bytes()


class House:
    """A corpus folder with its catalogue."""

    def __init__(self, root: Path) -> None:
        self.corpus = root / "corpus"
        self.corpus.mkdir()
        self.catalogue = Catalogue.open(root / "catalogue.sqlite")
        self.clock = 0

    def run(self) -> IntakeReport:
        """Make a pass."""
        options = IntakeOptions(settle_seconds=0, workers=1)
        return Intake(self.catalogue, self.corpus, options, TopicTree()).run()

    def write(self, name: str, content: bytes) -> None:
        """Write a file that has another time than any before it."""
        path = self.corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.clock += 1
        os.utime(path, ns=(OLD, OLD + self.clock))

    def ids(self) -> dict[str, str]:
        """Return the id of what is held at each path."""
        return {row.path: row.id for row in self.catalogue.documents()}

    def failed(self) -> dict[str, FailedFile]:
        """Return what did not come in, by path."""
        return {file.path: file for file in self.catalogue.failures()}

    def document(self, path: str) -> Document:
        """Return the document at a path."""
        found = self.catalogue.document(self.ids()[path])
        assert found
        return found


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    here = House(tmp_path)
    yield here
    here.catalogue.close()


def test_an_archive_is_a_folder_of_documents(house: House) -> None:
    """Each file in it is a document of its own; nothing is unpacked into the folder."""
    house.write("arkiv.zip", packed({"mapp/a.md": note(1), "b.md": note(2)}))
    report = house.run()

    assert set(house.ids()) == {"arkiv.zip!/mapp/a.md", "arkiv.zip!/b.md"}
    assert report.failed == {}
    assert [file.name for file in house.corpus.iterdir()] == ["arkiv.zip"]
    assert house.document("arkiv.zip!/b.md").metadata.title == "Rapport 2"


def test_a_mail_and_its_attachments_know_each_other(house: House) -> None:
    """A mail is a document, what is attached are others, and each leads to the other."""
    house.write("post/mail.eml", mail({"rapport.md": note(1), "tom.pdf": b""}))
    house.run()
    ids = house.ids()
    whole, part = ids["post/mail.eml"], ids["post/mail.eml!/rapport.md"]

    assert [one.id for one in house.catalogue.wholes(part)] == [whole]
    assert [(one.path, one.id) for one in house.catalogue.parts(whole)] == [
        ("post/mail.eml!/rapport.md", part),
        ("post/mail.eml!/tom.pdf", None),
    ]


def test_an_archive_in_a_mail_leads_to_the_mail(house: House) -> None:
    """Files in files in a file come in, and the nearest document is what they are a part of."""
    house.write("mail.eml", mail({"arkiv.zip": packed({"a.md": note(1)})}))
    house.run()
    ids = house.ids()

    assert set(ids) == {"mail.eml", "mail.eml!/arkiv.zip!/a.md"}
    assert [one.path for one in house.catalogue.wholes(ids["mail.eml!/arkiv.zip!/a.md"])] == [
        "mail.eml"
    ]


def test_an_unchanged_container_is_not_read_again(house: House) -> None:
    """A second pass changes nothing."""
    house.write("arkiv.zip", packed({"a.md": note(1)}))
    house.write("mail.eml", mail({"b.md": note(2)}))
    house.run()
    revision = house.catalogue.revision()
    report = house.run()

    assert house.catalogue.revision() == revision
    assert (report.unchanged, report.new, report.gone) == (4, 0, 0)


def test_members_follow_their_container(house: House) -> None:
    """A member that is edited keeps its id, one that is taken out goes, one put in comes."""
    house.write("arkiv.zip", packed({"a.md": note(1), "b.md": note(2)}))
    house.run()
    before = house.ids()
    house.write("arkiv.zip", packed({"a.md": note(3), "c.md": note(4)}))
    house.run()
    after = house.ids()

    assert set(after) == {"arkiv.zip!/a.md", "arkiv.zip!/c.md"}
    assert after["arkiv.zip!/a.md"] == before["arkiv.zip!/a.md"]
    (house.corpus / "arkiv.zip").unlink()
    house.write("annan.md", note(5))  # an empty folder would not be believed
    house.run()
    assert set(house.ids()) == {"annan.md"}


@pytest.mark.parametrize("name", ["arkiv.zip", "mail.eml"])
def test_ids_stay_when_the_container_is_renamed(house: House, name: str) -> None:
    """Citations of a member hold: nobody is read anew and nothing goes."""
    make = packed if name.endswith("zip") else mail
    house.write(name, make({"a.md": note(1)}))
    house.run()
    before = sorted(house.ids().values())
    (house.corpus / "ny").mkdir()
    (house.corpus / name).rename(house.corpus / "ny" / name)
    report = house.run()

    assert sorted(house.ids().values()) == before
    assert f"ny/{name}!/a.md" in house.ids()
    assert report.gone == 0


def test_a_copy_in_an_archive_is_a_duplicate(house: House) -> None:
    """The file in the folder is the document; when it goes, the member takes its place and id."""
    house.write("a.md", note(1))
    house.run()
    house.write("arkiv.zip", packed({"kopia.md": note(1), "b.md": note(2)}))
    report = house.run()
    before = house.ids()
    (house.corpus / "a.md").unlink()
    house.run()

    assert report.duplicate == 1
    assert set(before) == {"a.md", "arkiv.zip!/b.md"}
    assert house.ids()["arkiv.zip!/kopia.md"] == before["a.md"]


def test_each_member_fails_by_itself(house: House) -> None:
    """A locked member and an empty one are told with their reasons; the third comes in."""
    data = packed({"last.md": note(1), "tom.pdf": b"", "a.md": note(2)}, zipfile.ZIP_STORED)
    house.write("arkiv.zip", locked(data, "last.md"))
    house.run()

    assert set(house.ids()) == {"arkiv.zip!/a.md"}
    assert {path: file.reason for path, file in house.failed().items()} == {
        "arkiv.zip!/last.md": Reason.ENCRYPTED,
        "arkiv.zip!/tom.pdf": Reason.EMPTY,
    }


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (locked(packed({"a.md": note(1)}, zipfile.ZIP_STORED), "a.md"), Reason.ENCRYPTED),
        (packed({"a.md": b" " * 30_000_000}), Reason.BOMB),
        (packed({"../a.md": note(1)}), Reason.CORRUPT),
        (packed({f"{number}.md": b"" for number in range(2_001)}), Reason.BOMB),
        (packed({"a.bin": bytes(range(256))}), Reason.UNSUPPORTED),
        (packed({}), Reason.UNSUPPORTED),
    ],
)
def test_an_archive_that_must_not_be_opened_fails_whole(
    house: House, data: bytes, reason: Reason
) -> None:
    """Bombs, names that leave the folder, and archives with nothing to read are one failure."""
    house.write("arkiv.zip", data)
    house.run()

    assert {path: file.reason for path, file in house.failed().items()} == {"arkiv.zip": reason}
    assert house.ids() == {}


def test_files_in_files_end(house: House) -> None:
    """An archive in an archive is opened three deep; the next is told, and nothing hangs."""
    data = packed({"a.md": note(0)})
    for depth in range(1, 5):
        data = packed({"inre.zip": data, f"{depth}.md": note(depth)})
    house.write("arkiv.zip", data)
    house.run()
    deepest = "arkiv.zip!/inre.zip!/inre.zip!/inre.zip"

    assert {path: file.reason for path, file in house.failed().items()} == {deepest: Reason.BOMB}
    assert len(house.ids()) == 3


def test_the_sidecar_of_a_container_speaks_of_all_in_it(house: House) -> None:
    """Publisher and kind hold for the members; title and day are the mail's own."""
    house.write("mail.eml", mail({"a.md": note(1)}))
    said = 'title = "Utskick"\npublisher = "Polisen"\nkind = "riktlinje"\npublished = 2020\n'
    (house.corpus / "mail.eml.toml").write_text(said, encoding="utf-8")
    house.run()
    known = house.document("mail.eml!/a.md").metadata

    assert (known.title, known.publisher, known.kind) == ("Rapport 1", "Polisen", Kind.GUIDELINE)
    assert known.published is None
    (house.corpus / "mail.eml.toml").write_text('publisher = "Åklagarmyndigheten"')
    house.run()
    assert house.document("mail.eml!/a.md").metadata.publisher == "Åklagarmyndigheten"


def test_odd_names_in_an_archive(house: House) -> None:
    """Names with other slashes, control characters and "!/" are found again as they are told."""
    names = [r"mapp\a.md", "b\x07.md", "åäö!/c.md", "d.md!/d.md"]
    house.write("arkiv.zip", packed({name: note(number) for number, name in enumerate(names)}))
    house.run()

    assert house.failed() == {}
    assert len(house.ids()) == 4


def test_the_bytes_of_a_member_can_be_had(house: House) -> None:
    """A person who opens an attachment gets what was attached."""
    house.write("mail.eml", mail({"arkiv.zip": packed({"a.md": note(7)})}))
    path = house.corpus / "mail.eml!/arkiv.zip!/a.md"
    with Pool(1) as pool:
        assert pool.content(Job(path, "a.md")) == note(7)
