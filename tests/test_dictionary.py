"""The dictionary unpacked says what it says packed, and is unpacked only where it may be."""

import os
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest
from simplemma.strategies.dictionaries.stream_dictionary_factory import StreamDictionaryFactory

from index.swedish.dictionary import Lines, lemmas

EVERY = 211  # a form of so many: reading all of them packed takes seven seconds
PROGRAM = """\
import sys
from pathlib import Path
from index.swedish.dictionary import lemmas
print(lemmas(Path(sys.argv[1])).get("kvinnorna"))
"""


@pytest.fixture(autouse=True)
def _may_write_bytecode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def test_a_form_has_the_same_lemma_from_the_lines_as_packed(tmp_path: Path) -> None:
    """What is held is found, what stands near it or nowhere is not."""
    packed, lines = StreamDictionaryFactory().get_dictionary("sv"), lemmas(tmp_path)
    forms = list(islice(packed, 0, None, EVERY))
    near = [other for form in forms for other in (form[:-1], f"{form}q", f"{form}\n", f"{form}\t")]

    assert isinstance(lines, Lines)
    assert {form: lines.get(form) for form in forms} == {form: packed[form] for form in forms}
    assert [lines.get(form) for form in near] == [packed.get(form) for form in near]
    assert lines.get("") is None
    assert lines.get("\U0010ffff") is None


def test_the_first_and_the_last_form_are_found() -> None:
    """The ends of the text are ends of lines like any other, in one block or in many."""
    held = {f"a{number:05}": f"b{number}" for number in range(10_000)}
    text = "".join(f"\n{form}\t{lemma}" for form, lemma in held.items()) + "\n"

    assert {form: Lines(text.encode()).get(form) for form in ("a00000", "a09999")} == {
        "a00000": "b0",
        "a09999": "b9999",
    }
    assert Lines(b"\nbarnet\tbarn\n").get("barnet") == "barn"


def test_without_a_folder_to_write_in_forms_are_read_packed(tmp_path: Path) -> None:
    """A program that may only read gives the same lemmas, more slowly."""
    (tmp_path / "file").touch()
    found = lemmas(tmp_path / "file" / "folder")

    assert not isinstance(found, Lines)
    assert found.get("kvinnorna") == "kvinna"


def test_lines_that_were_damaged_are_made_anew(tmp_path: Path) -> None:
    """Who finds them so reads packed; who comes next finds them whole."""
    assert isinstance(lemmas(tmp_path), Lines)
    (path,) = tmp_path.iterdir()
    path.write_bytes(b"\nkvinnorna\tkv")
    found, following = lemmas(tmp_path), lemmas(tmp_path)

    assert not isinstance(found, Lines)
    assert isinstance(following, Lines)
    assert found.get("kvinnorna") == following.get("kvinnorna") == "kvinna"


def test_what_a_killed_process_left_is_cleared(tmp_path: Path) -> None:
    """It is 24 MB; a file of anybody else stays."""
    lemmas(tmp_path)
    (path,) = tmp_path.iterdir()
    path.rename(tmp_path / f".{path.name}.4711-1.part")
    (tmp_path / "dictionary.cpython-311.pyc").touch()
    lemmas(tmp_path)

    assert {one.name for one in tmp_path.iterdir()} == {path.name, "dictionary.cpython-311.pyc"}


@pytest.mark.parametrize("text", [b"", b"\nkvinnorna\tkv", b"\nkvinnorna\n"])
def test_what_is_no_whole_line_is_refused(text: bytes) -> None:
    """A disk may keep nothing of a file, or its beginning."""
    with pytest.raises(ValueError, match=r"cut off|not found"):
        Lines(text)


def test_processes_that_start_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    """Each writes its own and renames it; nothing else is left."""
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    open_to_writing = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=open_to_writing)
        for _ in range(2)
    ]
    answers = [process.communicate()[0].strip() for process in started]

    assert answers == ["kvinna", "kvinna"]
    assert len(list(tmp_path.iterdir())) == 1
