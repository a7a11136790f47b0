"""Files that take the place of others whole, or not at all."""

import stat
from pathlib import Path

import pytest

from ingest.corpus import is_passed_over
from wholefile import replacing


def test_what_was_there_is_read_until_the_new_is_whole(tmp_path: Path) -> None:
    """A reader never sees a part of a file."""
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    with replacing(path) as file:
        file.write(b"new")
        file.flush()

        assert path.read_text(encoding="utf-8") == "old"
        assert all(is_passed_over(one.name) for one in tmp_path.iterdir() if one != path)
    assert path.read_text(encoding="utf-8") == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_what_was_there_stays_where_the_new_cannot_be_written(tmp_path: Path) -> None:
    """Nothing of the new is left beside it."""
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), replacing(path) as file:
        file.write(b"%d" % (1 // 0))

    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_secret_is_for_its_owner_alone(tmp_path: Path) -> None:
    """The mode is set before anything is written."""
    with replacing(tmp_path / "key", 0o600) as file:
        file.write(b"secret")

    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
