"""A document as sheets to read: pages, parts, places and contents."""

import pytest

from ingest.models import Block, Document, Metadata, Outline, Role
from ui import reading


def document(*blocks: Block, **values: object) -> Document:
    return Document(
        id="a", path="a.pdf", sha256="", media_type="", metadata=Metadata("A"), blocks=blocks,
        **values,  # type: ignore[arg-type]
    )  # fmt: skip


def test_every_page_is_a_sheet() -> None:
    """A page without text is there too, so that page numbers are those of the file."""
    sheets = reading.sheets(document(Block("ett", page=1), Block("tre", page=3), pages=3))

    assert [sheet.number for sheet in sheets] == [1, 2, 3]
    assert not sheets[1].blocks


def test_what_is_not_the_document_s_is_not_read() -> None:
    """Running heads and the site's own words stay out; the text they lie in keeps its order."""
    repeated = Block("Rapport 2024", Role.REPEATED, page=1)
    sheets = reading.sheets(document(repeated, Block("text", page=1), pages=1))

    assert [block.text for block in sheets[0].blocks] == ["text"]


def test_a_printed_page_number_is_told_where_it_differs() -> None:
    """Sheet 2 may be page ii."""
    labels = {sheet.number: sheet.label for sheet in reading.sheets(
        document(pages=3, page_labels=("1", "ii", "3"))
    )}  # fmt: skip

    assert labels == {1: "", 2: "ii", 3: ""}


def test_a_long_text_without_pages_is_read_in_parts() -> None:
    """Parts are cut between blocks and hold the whole text once."""
    blocks = [Block("x" * 5000, offset=number * 5000) for number in range(7)]
    sheets = reading.sheets(document(*blocks))

    assert len(sheets) == 4
    assert [block for sheet in sheets for block in sheet.blocks] == blocks


def test_a_text_without_pages_opens_at_a_place() -> None:
    """Where there are no pages, the place alone finds the part and the block."""
    held = document(*(Block("x" * 5000, offset=number * 5000) for number in range(7)))
    number = reading.sheet_at(held, None, 16_000)

    assert number == 2
    assert reading.block_at(reading.sheets(held)[number - 1], 16_000) == 1


@pytest.mark.parametrize(("asked", "given"), [(None, 1), (0, 1), (2, 2), (99, 3)])
def test_a_page_that_is_not_there_gives_the_nearest(asked: int | None, given: int) -> None:
    """An old link to a document that has got shorter still opens it."""
    assert reading.sheet_at(document(pages=3), asked, None) == given


def test_an_empty_document_can_be_opened() -> None:
    """There is always one sheet."""
    assert len(reading.sheets(document())) == 1


HEADINGS = (
    Block("Ett", Role.HEADING, page=1, level=1),
    Block("Djupt", Role.HEADING, page=1, offset=5, level=4),
    Block("Två", Role.HEADING, page=2, level=2),
)


def test_the_document_s_own_outline_is_the_contents() -> None:
    """What leads nowhere is left out."""
    outline = (
        *(Outline(f"Kapitel {page}", 1, page) for page in range(1, 5)),
        Outline("?", 1, None),
    )
    entries = reading.contents(document(*HEADINGS, pages=4, outline=outline))

    assert [entry.title for entry in entries] == [f"Kapitel {page}" for page in range(1, 5)]


def test_headings_serve_where_the_outline_says_too_little() -> None:
    """Deep ones are left out."""
    entries = reading.contents(document(*HEADINGS, pages=2, outline=(Outline("a4_01", 1, 1),)))

    assert [(entry.title, entry.sheet) for entry in entries] == [("Ett", 1), ("Två", 2)]


def test_a_single_heading_is_no_contents() -> None:
    """A list of one line leads where one is already."""
    assert not reading.contents(document(HEADINGS[0], pages=2))
