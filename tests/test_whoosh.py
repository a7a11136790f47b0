"""What is Whoosh's alone: files that are code, and a commit that is on disk."""

import os
from contextlib import closing
from pathlib import Path

import pytest

from index.engines import DocumentRecord, Everything, PassageRecord, Write
from index.engines.whoosh import WhooshEngine
from index.errors import EngineError

WRITE = Write(
    DocumentRecord("a", {"word": "ord"}, {}, {}, "{}"),
    (PassageRecord("a", {"word": "ord"}, "ord"),),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an index of one document."""
    engine = WhooshEngine()
    engine.create(tmp_path / "index")
    with closing(engine.write(tmp_path / "index")) as writer:
        writer.put(WRITE)
        writer.commit("stamp", 1)
    return tmp_path / "index"


def test_only_the_owner_can_write_what_is_made(folder: Path) -> None:
    """Folder and files are made so that nobody else can put a pickle there."""
    modes = [path.stat().st_mode & 0o777 for path in (folder, *folder.glob("*.*"))]

    assert modes[0] == 0o700
    assert set(modes[1:]) == {0o600}


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o1777])
def test_a_folder_that_others_can_write_is_not_opened(folder: Path, mode: int) -> None:
    """A pickle from a stranger is a program: neither reading nor writing opens it."""
    folder.chmod(mode)
    for open_ in (WhooshEngine().read, WhooshEngine().write):
        with pytest.raises(EngineError, match="chmod"):
            open_(folder)

    folder.chmod(0o700)
    assert WhooshEngine().read(folder).get("a") is not None


def test_a_file_that_others_can_write_is_not_opened(folder: Path) -> None:
    """A closed folder with an open file in it is no better."""
    next(folder.glob("*.toc")).chmod(0o666)
    with pytest.raises(EngineError, match="chmod"):
        WhooshEngine().read(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser can give files away")
def test_a_file_of_another_owner_is_not_opened(folder: Path) -> None:
    """What another account owns, it can write, whatever the mode."""
    os.chown(next(folder.glob("*.toc")), 65534, 65534)
    with pytest.raises(EngineError, match="chown"):
        WhooshEngine().read(folder)


def test_files_are_on_disk_before_they_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All files of a commit are synced before the table of contents gets its name, it too after."""
    events: list[str] = []
    sync, rename = os.fsync, os.rename

    def synced(handle: int) -> None:
        events.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        sync(handle)

    def renamed(old: str, new: str) -> None:
        events.append(f"named {Path(new).name}")
        rename(old, new)

    engine = WhooshEngine()
    engine.create(tmp_path / "index")
    with closing(engine.write(tmp_path / "index")) as writer:
        writer.put(WRITE)
        monkeypatch.setattr(os, "fsync", synced)
        monkeypatch.setattr(os, "rename", renamed)
        writer.commit("stamp", 1)
    named = events.index("named _MAIN_1.toc")
    segments = {path.name for path in (tmp_path / "index").glob("*.seg")}

    assert segments
    assert segments <= set(events[:named])
    assert events[named + 1] == "index"


def test_letters_in_a_row_are_left_out(folder: Path) -> None:
    """The last net is too much for Python: its terms match nothing here, and are no error."""
    reader = WhooshEngine().read(folder)

    assert list(reader.terms("gram")) == []
    assert reader.passages(Everything(), ["a"], each=1)["a"][0].stored == "ord"
