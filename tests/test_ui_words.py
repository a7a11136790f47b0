"""Every code that can reach a person has Swedish words."""

from datetime import UTC, datetime

import pytest

from index.models import Note
from index.query import NoteCode
from ingest.extract import READERS, sniff, transfer, tree, xmlpart
from ingest.extract.pdf import shifted
from ingest.extract.placing import CUT
from ingest.models import Origin, PartialDate, Reason
from ui import remarks, words


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_says_why_and_what_to_do(reason: Reason) -> None:
    """A file that did not come in is never left without advice."""
    advice = words.REASONS[reason]

    assert advice.why
    assert advice.what.endswith(".")


@pytest.mark.parametrize("code", NoteCode)
def test_every_note_is_worded(code: NoteCode) -> None:
    """What was not understood is told in words of its own, with the part it is about."""
    assert words.note(Note(code, "köp")) != words.note(Note("unheard of", "köp"))


def test_an_unknown_note_still_says_what_it_is_about() -> None:
    """A note that the page does not know is told all the same."""
    assert "köp{}" in words.note(Note("unheard of", "köp{}"))


@pytest.mark.parametrize(
    ("date", "shown"),
    [("2019-05-08", "8 maj 2019"), ("2019-12", "december 2019"), ("2019", "2019")],
)
def test_a_date_is_shown_as_precisely_as_it_is_known(date: str, shown: str) -> None:
    """No day is made up for a year."""
    assert words.date(PartialDate.parse(date)) == shown


def test_a_moment_is_told_in_swedish_time() -> None:
    """Times are held in UTC and told by the clock on the wall, summer time and all."""
    shown = words.moment(datetime(2026, 7, 1, 22, 5, tzinfo=UTC))

    assert shown == "2 juli 2026 kl.\u00a000.05"


def test_numbers_are_grouped_and_nouns_agree() -> None:
    """One document, twelve thousand documents."""
    assert words.count(1, "sida", "sidor") == "1\u00a0sida"
    assert words.count(12345, "sida", "sidor") == "12\u00a0345\u00a0sidor"


def test_no_search_takes_no_time() -> None:
    """What rounds to nothing is shown as the smallest time there is."""
    assert words.seconds(0.2) == "0,01\u00a0s"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("sidecar", "filen bredvid (.toml)"),
        ("meta DC.Date", "sidans uppgift DC.Date"),
        ("PDF information Title", "PDF-filens uppgift Title"),
        ("somewhere new", "somewhere new"),
    ],
)
def test_a_value_s_origin_is_told_in_swedish(source: str, shown: str) -> None:
    """A place that has no words yet is shown as it is, never hidden."""
    assert words.origin(Origin(source)) == shown


def test_every_type_that_is_read_has_a_word() -> None:
    """A row never shows a media type as computers write it."""
    refused = {sniff.XLS, sniff.PPT, sniff.ZIP}  # looked into, never held

    assert READERS.keys() - refused <= words.MEDIA_TYPES.keys()


@pytest.mark.parametrize(
    ("noted", "figure"),
    [
        (CUT.format(f"{tree.MAX_ELEMENTS} elements"), str(tree.MAX_ELEMENTS)),
        (CUT.format(f"{tree.MAX_CHARS} characters"), str(tree.MAX_CHARS)),
        (CUT.format(f"{xmlpart.MAX_PART_BYTES} bytes"), str(xmlpart.MAX_PART_BYTES)),
        ("only the first 4739 of its 30000 pages were read: split it into shorter files", "4739"),
        ("only its first 300000 paragraphs were read: split it into shorter files", "300000"),
        ("512 bytes in it are zeros, where text may have been: get the file again", "512"),
        ("kap2.xhtml is missing in it and was not read", "kap2.xhtml"),
        ("ppt/slides/slide2.xml in it is damaged and was not read", "ppt/slides/slide2.xml"),
        ("OPS/kap2.xhtml in it is damaged and was read in part", "OPS/kap2.xhtml"),
        ("word/document.xml in it is too long and was read in part", "word/document.xml"),
        ("word/footnotes.xml in it is too long and was not read", "word/footnotes.xml"),
        (transfer.NOT_SO.format("base64"), "base64"),
        (transfer.IN_PART, "skadad"),
        (shifted.RESTORED, "hämta den på nytt"),
        (shifted.DAMAGED.format(3, 14), "14"),
        ("the hidden sheet 'Löner' was not read", "Löner"),
        ("front matter longer than 10000 characters was not read", "10000"),
        ("front matter could not be read: mapping values are not allowed here", ""),
        ("damaged, read in part: no trailer", ""),
        ("attached: avtal.pdf", "avtal.pdf"),
    ],
)
def test_what_a_reader_noted_is_told_in_swedish(noted: str, figure: str) -> None:
    """No English reaches the page of a document that was read in part; its figures do."""
    told = remarks.remark(noted)

    assert figure in told
    assert {"read", "its", "was", "in", "the", "attached:"}.isdisjoint(told.split())
