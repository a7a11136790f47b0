import os
import unicodedata
from pathlib import Path

import pytest

from ingest.corpus import Walk, escaped, look, name_of, unescaped, walk
from ingest.errors import CorpusError


def write(corpus: Path, *names: str) -> None:
    for name in names:
        (corpus / name).parent.mkdir(parents=True, exist_ok=True)
        (corpus / name).write_text(name, encoding="utf-8")


def names(found: Walk) -> list[str]:
    return [file.name for file in found.files]


def test_walk_is_deterministic(tmp_path: Path) -> None:
    """Files come folder by folder, each folder's in the order of their names."""
    write(tmp_path, "b/2.pdf", "b/1.pdf", "a/9.pdf", "z.pdf", "b.pdf")

    assert names(walk(tmp_path)) == ["b.pdf", "z.pdf", "a/9.pdf", "b/1.pdf", "b/2.pdf"]
    assert walk(tmp_path).files == walk(tmp_path).files


@pytest.mark.parametrize(
    "name",
    [
        ".hidden.pdf",
        ".git/config.txt",
        "~$rapport.docx",
        "rapport.pdf.part",
        "RAPPORT.PDF.CRDOWNLOAD",
        "rapport.tmp",
        "rapport.txt~",
        "#rapport.txt#",
        "Thumbs.db",
        "desktop.ini",
        "@eaDir/rapport.pdf",
        ".stfolder/x",
        "__MACOSX/rapport.pdf",
        "Icon\r",
        "topics.toml",
        "sources.toml",
        "synonyms.toml",
        ".lykta-ledger.jsonl",
    ],
)
def test_passed_over(tmp_path: Path, name: str) -> None:
    """Hidden, temporary and partial files, and Lykta's own at the root, are no documents."""
    write(tmp_path, name, "rapport.pdf")

    assert names(walk(tmp_path)) == ["rapport.pdf"]
    assert walk(tmp_path).orphans == []


def test_names_that_only_look_temporary(tmp_path: Path) -> None:
    """A rule holds at the end of a name it is meant for, not everywhere."""
    kept = ["#metoo-uppropet.pdf", "part.pdf", "tmp/rapport.pdf", "thumbs.db.pdf"]
    write(tmp_path, *kept)

    assert sorted(names(walk(tmp_path))) == sorted(kept)


def test_sidecar_belongs_to_its_file(tmp_path: Path) -> None:
    """A .toml beside its file is part of that file; one without is told."""
    write(tmp_path, "a.pdf", "a.pdf.toml", "b.pdf.toml", "sub/topics.toml")
    found = walk(tmp_path)
    (file,) = found.files
    (tmp_path / "a.pdf.toml").write_text("title = 'Ny'", encoding="utf-8")

    assert file.name == "a.pdf"
    assert file.sidecar
    assert found.orphans == ["b.pdf.toml", "sub/topics.toml"]
    assert walk(tmp_path).files[0].sidecar != file.sidecar
    assert walk(tmp_path).files[0].stamp[:3] == file.stamp[:3]


def test_links_are_followed_once(tmp_path: Path) -> None:
    """A linked folder is walked, a loop ends, and a folder with two ways in is walked once."""
    corpus, big = tmp_path / "corpus", tmp_path / "big"
    write(big, "inner/1.pdf")
    write(corpus, "a.pdf")
    (corpus / "first").symlink_to(big)
    (corpus / "second").symlink_to(big)
    (big / "inner" / "up").symlink_to(big)
    (big / "self").symlink_to(corpus)
    (corpus / "copy.pdf").symlink_to(corpus / "a.pdf")

    assert names(walk(corpus)) == ["a.pdf", "copy.pdf", "first/inner/1.pdf"]


def test_real_folder_goes_before_a_link_to_it(tmp_path: Path) -> None:
    """A document's path is the one where it lies, though a link to it sorts first."""
    write(tmp_path, "z/1.pdf")
    (tmp_path / "a").symlink_to(tmp_path / "z")

    assert names(walk(tmp_path)) == ["z/1.pdf"]


def test_a_folder_of_very_many_files(tmp_path: Path) -> None:
    """Tens of thousands in one folder are found, each once and in order."""
    wanted = [f"{number:05d}.txt" for number in range(20_000)]
    folder = os.open(tmp_path, os.O_RDONLY)
    for name in reversed(wanted):
        os.close(os.open(name, os.O_CREAT | os.O_WRONLY, dir_fd=folder))
    os.close(folder)

    assert names(walk(tmp_path)) == wanted


def test_link_that_leads_nowhere(tmp_path: Path) -> None:
    """What lies behind a broken link is unknown, which is not the same as gone."""
    write(tmp_path, "a.pdf")
    (tmp_path / "share").symlink_to(tmp_path / "not mounted")

    assert walk(tmp_path).unreachable == ["share"]


def test_pipes_are_not_opened(tmp_path: Path) -> None:
    """What is neither file nor folder is left alone: opening a pipe would never end."""
    os.mkfifo(tmp_path / "pipe.pdf")

    assert names(walk(tmp_path)) == []
    assert look(tmp_path, "pipe.pdf") is None


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"rad\nbrytning.txt", r"rad\x0abrytning.txt"),
        (b"gammal \xe5\xe4\xf6.txt", r"gammal \xe5\xe4\xf6.txt"),
        (rb"back\slash \x0a.txt", r"back\x5cslash \x5cx0a.txt"),
        ("bidi \u202e.txt".encode(), r"bidi \xe2\x80\xae.txt"),
        ("å och \u0061\u030a.txt".encode(), "å och \u0061\u030a.txt"),
        (("å" * 125 + ".txt").encode(), "å" * 125 + ".txt"),
    ],
)
def test_any_name_can_be_written_down(tmp_path: Path, raw: bytes, shown: str) -> None:
    """A name is escaped so that it fits a line and a database, and leads back to its file."""
    (tmp_path / os.fsdecode(raw)).write_text("text", encoding="utf-8")
    (file,) = walk(tmp_path).files

    assert file.name == shown
    assert os.fsencode(unescaped(file.name)) == raw
    assert look(tmp_path, file.name) == file
    file.name.encode()


def test_path_is_the_same_on_every_system(tmp_path: Path) -> None:
    """The path people see has å as one character; the name keeps the system's spelling."""
    spelt = unicodedata.normalize("NFD", "åtgärd.pdf")
    write(tmp_path, spelt)
    (file,) = walk(tmp_path).files

    assert file.name == spelt
    assert file.path == "åtgärd.pdf"


def test_escaping_leaves_plain_names_alone() -> None:
    """Names with Swedish letters, spaces and marks are their own escaped form."""
    assert escaped("Öster (2019) – slutlig!.pdf") == "Öster (2019) – slutlig!.pdf"


def test_parts_of_the_folder(tmp_path: Path) -> None:
    """A walk can be told to look at single files and folders only."""
    write(tmp_path, "a/1.pdf", "a/2.pdf", "b/3.pdf", "b/.part")

    assert names(walk(tmp_path, ["a", "b/3.pdf"])) == ["b/3.pdf", "a/1.pdf", "a/2.pdf"]
    assert names(walk(tmp_path, ["b/.part", "b/none.pdf"])) == []


def test_what_lies_below_a_folder_that_is_gone_is_gone(tmp_path: Path) -> None:
    """A link that leads nowhere is a share that is away, and says nothing of its files."""
    (tmp_path / "share").symlink_to(tmp_path / "not mounted")
    found = walk(tmp_path, ["share/x.pdf", "removed/with/x.pdf"])

    assert (found.unreachable, found.absent) == (["share/x.pdf"], ["removed/with/x.pdf"])


def test_name_of_a_path(tmp_path: Path) -> None:
    """A path given on the command line is found below the folder, or refused."""
    write(tmp_path, "a/1.pdf")

    assert name_of(tmp_path / "a" / "1.pdf", tmp_path) == "a/1.pdf"
    assert name_of(tmp_path, tmp_path) == ""
    with pytest.raises(CorpusError, match="not in the corpus folder"):
        name_of(tmp_path.parent / "else.pdf", tmp_path)


def test_no_corpus_folder(tmp_path: Path) -> None:
    """A folder that is not there says what to do."""
    with pytest.raises(CorpusError, match="make it, or mount"):
        walk(tmp_path / "corpus")
