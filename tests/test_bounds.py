"""Files of more than can be read are read from their beginning, and say so."""

import pytest

from ingest import time_left
from ingest.extract import extract
from ingest.extract.placing import CUT, MAX_BLOCKS, MAX_CHARS, bounded, place
from ingest.extract.tree import MAX_ELEMENTS
from ingest.models import Block, Extract

CUT_NOTE = f"only its first {MAX_BLOCKS} paragraphs were read: split it into shorter files"


def test_no_more_is_asked_for_than_tells_that_there_is_more() -> None:
    """A reader that makes its blocks as they are asked for stops there."""
    waiting = iter([Block("ord")] * (MAX_BLOCKS + 9))
    found = bounded(Extract("text/plain", "x/1", place(waiting)))
    assert (len(found.blocks), found.notes) == (MAX_BLOCKS, (CUT_NOTE,))
    assert len(list(waiting)) == 8


def test_a_file_at_the_bound_is_whole() -> None:
    """Only what is left out is told of."""
    assert not bounded(Extract("text/plain", "x/1", (Block("ord"),) * MAX_BLOCKS)).notes


@pytest.mark.parametrize(
    ("name", "head", "paragraph"),
    [
        ("a.txt", "", "Ord\n\n"),
        ("a.xml", '<?xml version="1.0"?><r>', "<s>ord</s>"),
    ],
)
def test_the_beginning_of_a_very_long_file_is_read(name: str, head: str, paragraph: str) -> None:
    """Every format has the same bound and the same note."""
    found = extract((head + paragraph * (MAX_BLOCKS + 100)).encode(), name)
    assert isinstance(found, Extract)
    assert (len(found.blocks), found.notes) == (MAX_BLOCKS, (CUT_NOTE,))


def test_the_beginning_of_a_very_long_page_is_read() -> None:
    """What stands after too many elements is left out, with a note."""
    page = "<!doctype html><p>Början</p>" + "<b></b>" * (MAX_ELEMENTS + 200_000) + "<p>Slutet</p>"
    found = extract(page.encode(), "a.html")
    assert isinstance(found, Extract)
    assert [block.text for block in found.blocks] == ["Början"]
    assert found.notes == (CUT.format(f"{MAX_ELEMENTS} elements"),)


def test_the_beginning_of_a_very_long_text_is_read() -> None:
    """Letters are bounded too, and a paragraph that goes past the bound is cut there."""
    whole = Extract("text/plain", "x/1", place(Block("ord " * (MAX_CHARS // 8)) for _ in "abcd"))
    found = bounded(whole)
    assert len(whole.blocks) == 3
    assert sum(len(block.text) for block in found.blocks) == MAX_CHARS
    assert found.notes == (
        f"only its first {MAX_CHARS} characters were read: split it into shorter files",
    )


def test_a_page_is_read_from_its_beginning_where_time_is_short() -> None:
    """What is left of its time is kept for telling the document from the site."""
    time_left.start(0)  # the clock itself strikes some seconds later
    try:
        found = extract(b"<!doctype html><p>ett</p><p>tva</p>", "a.html")
    finally:
        time_left.stop()

    assert isinstance(found, Extract)
    assert [block.text for block in found.blocks] == ["ett"]
    assert found.notes == (CUT.format("1 paragraphs"),)
