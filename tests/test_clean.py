"""Cleaning text as it stood in files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.clean import clean, clean_lines


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("männi-\nskohandel", "människohandel"),
        ("människo-  \n  handel", "människohandel"),
        ("EU-\nmedborgare", "EU-medborgare"),
        ("Malmö-\noch Lundaborna", "Malmö- och Lundaborna"),
        ("in-\noch utresa", "in- och utresa"),
        ("Malmö-\nGöteborg", "Malmö-Göteborg"),
        ("icke-\nstatliga", "icke-statliga"),
        ("e-\npost", "e-post"),
        ("1990-\ntalet", "1990-talet"),
        ("2019-\n2020", "2019-2020"),
        ("män\u00adni\u00ad\nskohandel", "människohandel"),
        ("Jämställdhets\u2010\nmyndigheten", "Jämställdhetsmyndigheten"),
    ],
)
def test_a_word_broken_over_lines_is_whole_again(broken: str, whole: str) -> None:
    """A hyphen at a line's end goes when it only broke the word, else it stays."""
    cleaned = clean(broken)

    assert cleaned == whole


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a\u030a o\u0308", "å ö"),
        ("ﬁnansiering av oﬃciella ﬂöden", "finansiering av officiella flöden"),
        ("½ m² och 10³", "½ m² och 10³"),
        ("F\u2011skatt", "F-skatt"),
        ("tio\u00a0000\u2009kronor\tnu", "tio 000 kronor nu"),
        ("no\x00ll\x07", "noll"),
        ("\u202egnirts\u202c \u2066x\u2069\ufeff", "gnirts x"),
        ("par\ud800t", "part"),
        ("\uf0b7 en punkt", "• en punkt"),
        ("نمی\u200cخواهم", "نمی\u200cخواهم"),
    ],
)
def test_a_letter_has_one_form(raw: str, text: str) -> None:
    """Letters are composed, ligatures opened, spaces plain, and what is not printed is gone."""
    cleaned = clean(raw)

    assert cleaned == text


def test_wrapped_lines_become_one() -> None:
    """A paragraph is one line, whatever line ends it had."""
    cleaned = clean("  Samordning mot\r\nmänniskohandel \rbehövs\x0cnu \n")

    assert cleaned == "Samordning mot människohandel behövs nu"


def test_lines_can_be_kept() -> None:
    """A table keeps its rows, though a word broken at a row's end is joined."""
    cleaned = clean_lines("År\tAntal\r\n2019\t12\nMänni-\nskor")

    assert cleaned == "År Antal\n2019 12\nMänniskor"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    """What has been cleaned is clean."""
    once = clean(text)

    assert clean(once) == once


@given(st.text())
def test_clean_text_can_be_written_and_shown(text: str) -> None:
    """Clean text is one line of valid UTF-8 without controls."""
    cleaned = clean(text)

    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert not any(ord(sign) < 32 or 127 <= ord(sign) < 160 for sign in cleaned)
