"""Rules of the query language: what may be typed, and what is made of everything else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.query import MAX_DEPTH, MAX_QUERY_CHARS, NoteCode, parse
from index.tree import (
    All,
    Either,
    Not,
    Pattern,
    PatternKind,
    Published,
    Quote,
    Reference,
    Value,
    Word,
)
from ingest.models import PartialDate

READINGS = {
    "barn kvinnor": All((Word("barn"), Word("kvinnor"))),
    "barn OCH kvinnor": All((Word("barn"), Word("kvinnor"))),
    "barn OR kvinnor ELLER män": Either((Word("barn"), Word("kvinnor"), Word("män"))),
    "stöd barn OR unga": All((Word("stöd"), Either((Word("barn"), Word("unga"))))),
    "a AND b OR c": Either((All((Word("a"), Word("b"))), Word("c"))),
    "stöd -barn": All((Word("stöd"), Not(Word("barn")))),
    "stöd INTE barn": All((Word("stöd"), Not(Word("barn")))),
    "stöd NOT (barn unga)": All((Word("stöd"), Not(All((Word("barn"), Word("unga")))))),
    "NOT NOT barn": Word("barn"),
    "barn or unga": All((Word("barn"), Word("or"), Word("unga"))),
    "och/eller": All((Word("och"), Word("eller"))),
    "e-post": Word("e-post"),
    "Malmö - Lund": All((Word("Malmö"), Word("Lund"))),
    '"köp av  sexuell tjänst"': Quote("köp av sexuell tjänst"),
    "”köp av tjänst”~5": Quote("köp av tjänst", 5),
    "människo* *handel barn~": All(
        (
            Pattern("människo", PatternKind.PREFIX),
            Pattern("handel", PatternKind.SUFFIX),
            Pattern("barn", PatternKind.FUZZY),
        )
    ),
    "typ:rapport": Value("typ", "rapport"),
    "Kind:rapport": Value("typ", "rapport"),
    'publisher:"Polisen i Skåne"': Value("utgivare", "Polisen i Skåne"),
    "-ämne:barn": Not(Value("ämne", "barn")),
    "title:barn": Value("titel", "barn"),
    "språk:en": Value("språk", "en"),
    "id:0a1b": Value("id", "0a1b"),
    "år:2018": Published(PartialDate.of(2018), PartialDate.of(2018)),
    "year:2018..2020": Published(PartialDate.of(2018), PartialDate.of(2020)),
    "år:2018..": Published(PartialDate.of(2018), None),
    "efter:2019": Published(PartialDate.of(2020, 1, 1), None),
    "före:2019-05": Published(None, PartialDate.of(2019, 4, 30)),
    "från:2019-05": Published(PartialDate.of(2019, 5), None),
    "till:2019-05-08": Published(None, PartialDate.of(2019, 5, 8)),
    "SOU 2016:70": Reference("SOU 2016:70"),
    "Prop. 2017/18:123": Reference("Prop. 2017/18:123"),
    "bet. 2017/18:JuU14": Reference("bet. 2017/18:JuU14"),
    "4 kap. 1 a § brottsbalken": Reference("4 kap. 1 a § brottsbalken"),
    "BrB 4:1a stöd": All((Reference("BrB 4:1a"), Word("stöd"))),
    "enligt 3 §": All((Word("enligt"), Reference("3 §"))),
    "EU:s": Word("EU:s"),
    "": None,
    "?!": None,
}

NOTES = {
    "barn AND": ("barn", NoteCode.OPERATOR, "AND"),
    "OR barn": ("barn", NoteCode.OPERATOR, "OR"),
    "barn NOT": ("barn", NoteCode.OPERATOR, "NOT"),
    "(barn": ("barn", NoteCode.BRACKET, "("),
    "barn)": ("barn", NoteCode.BRACKET, ")"),
    'köp "av tjänst': ("köp av tjänst", NoteCode.QUOTE, '"av'),
    "år:igår": ("år igår", NoteCode.FIELD_VALUE, "år:igår"),
    "år:2018-13": ("år 2018 13", NoteCode.FIELD_VALUE, "år:2018-13"),
    "författare:Berg": ("författare:Berg", NoteCode.UNKNOWN_FIELD, "författare:Berg"),
    "b*rn": ("b rn", NoteCode.WILDCARD, "b*rn"),
    "- - -": ("", NoteCode.NO_WORDS, ""),
}

WORDS = ("barn", "Åsa", "SOU 2016:70", "2018..2020", "4 kap.", "§", "år:", "typ:", "kolon:")
SIGNS = (" AND ", " OR ", "ELLER", "NOT ", "INTE", "-", "(", ")", '"', "~5", "*", "~", ":", "/")
SYNTAX = st.sampled_from((*WORDS, *SIGNS, " ", "\n", "”", "\ud800"))


@pytest.mark.parametrize(("text", "tree"), READINGS.items())
def test_reading(text: str, tree: object) -> None:
    """What the language offers is read as its handbook says."""
    reading = parse(text)

    assert reading.tree == tree
    assert parse(reading.understood).tree == tree


@pytest.mark.parametrize(("text", "expected"), NOTES.items())
def test_what_is_not_understood_is_told(text: str, expected: tuple[str, NoteCode, str]) -> None:
    """A question that cannot be read as typed is answered with a reading and a note on the rest."""
    reading = parse(text)

    understood, code, about = expected
    assert reading.understood == understood
    assert [(note.code, note.text) for note in reading.notes] == [(code, about)]


def test_long_text_is_cut_with_a_note() -> None:
    """Text over the limit is read up to it, and the note says where it was cut."""
    reading = parse("barn " * MAX_QUERY_CHARS)

    assert len(reading.understood) <= MAX_QUERY_CHARS
    assert [note.code for note in reading.notes] == [NoteCode.TOO_LONG]


def test_deep_brackets_are_left_out() -> None:
    """Brackets deeper than the limit are left out; the words in them stay."""
    depth = MAX_DEPTH * 2
    reading = parse("(a OR " * depth + "b" + ")" * depth)

    assert str(reading.tree) == "a ELLER " * depth + "b"
    assert {note.code for note in reading.notes} == {NoteCode.TOO_DEEP}


def test_many_brackets_are_no_danger() -> None:
    """Five thousand brackets are answered like any other text without words."""
    reading = parse("(" * 5_000)

    assert reading.tree is None
    assert NoteCode.NO_WORDS in {note.code for note in reading.notes}


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.lists(SYNTAX, max_size=40).map("".join)))
def test_any_text_has_a_reading_that_reads_back(text: str) -> None:
    """Any text is read, and what was understood is read back as the very same tree."""
    reading = parse(text)

    assert parse(reading.understood).tree == reading.tree
