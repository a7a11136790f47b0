"""Rules of correcting words: what is right stays, what is wrong becomes what was meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.misspellings import SLIPS, misspelled
from index.spelling import MAX_LETTERS, Speller, slip_cost
from index.swedish import Analyzer
from index.swedish.tokens import words
from index.vocabulary import Vocabulary

COUNTS = {
    "människohandel": 40,
    "handel": 90,
    "handeln": 12,
    "handla": 30,
    "åtgärd": 25,
    "barn": 200,
    "bran": 1,
    "stöd": 80,
    "skydd": 70,
    "socialtjänsten": 60,
    "regeringen": 500,
    "konventionen": 30,
    "polisen": 75,
    "arbetsmarknad": 20,
    "kommunerna": 44,
    "gärningsmannen": 9,
    "bekämpa": 31,
    "skjuta": 6,
    "domstol": 33,
}
SPELLER = Speller(Vocabulary(COUNTS.items), Analyzer())
SAMPLE = 500  # words of the real documents


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mäniskohandel", "människohandel"),  # a letter left out
        ("människohhandel", "människohandel"),  # doubled
        ("människohnadel", "människohandel"),  # swapped
        ("människohandwl", "människohandel"),  # a neighbouring key
        ("manniskohandel", "människohandel"),  # without marks
        ("atgard", "åtgärd"),  # without several marks
        ("atgaerd", "åtgärd"),  # and with a letter too many
        ("sosialtjänsten", "socialtjänsten"),  # by ear
        ("sjuta", "skjuta"),
        ("järningsmannen", "gärningsmannen"),
        ("bekempa", "bekämpa"),
        ("socialtjnästn", "socialtjänsten"),  # two slips in a long word
        ("Regreingen", "regeringen"),
    ],
)
def test_slips_are_corrected(typed: str, meant: str) -> None:
    """The slips that people make lead to the collection's own word."""
    assert SPELLER.correct(typed) == meant


@pytest.mark.parametrize("typed", ["handeln", "barn", "stöd", "xyzzy", "4711", "ab", "2016:70"])
def test_what_is_right_is_left_alone(typed: str) -> None:
    """Words of the collection, short words, numbers and what is like nothing are not corrected."""
    assert SPELLER.correct(typed) is None


@pytest.mark.parametrize("typed", ["handels", "barr", "Stig", "polisens", "skyddat", "kommunernas"])
def test_a_swedish_word_that_the_collection_lacks_is_left_alone(typed: str) -> None:
    """A word, a form or a name of the language is not taken for a slip of its neighbour."""
    assert SPELLER.correct(typed) is None


@pytest.mark.parametrize("typed", ["barnkonventionen", "polisskydd", "arbetsmarknadsstöd"])
def test_an_unseen_compound_is_left_alone(typed: str) -> None:
    """Swedish makes new compounds all the time; one that can be read is right."""
    assert SPELLER.correct(typed) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("barnkonvetionen", "barnkonventionen"),  # its last part
        ("arbetsmarknadsstödd", None),  # a compound too, of another word
        ("arbetsmarknadskydd", "arbetsmarknadsskydd"),  # the seam
        ("arbtesmarknadsstöd", "arbetsmarknadsstöd"),  # its first part
        ("kvinofridslag", "kvinnofridslag"),  # of words that the collection lacks
        ("människohandelspolissen", "människohandelspolisen"),  # the last of three
    ],
)
def test_a_part_of_an_unseen_compound_is_corrected(typed: str, meant: str | None) -> None:
    """The slip is looked for in one part, and the whole must be a word that Swedish can make."""
    assert SPELLER.correct(typed) == meant


def test_an_unseen_form_is_found() -> None:
    """The collection has "domstol" alone; what was meant is its form that Swedish has."""
    assert SPELLER.correct("domsttolarna") == "domstolarna"


def test_a_rare_word_gives_way_to_a_much_more_common_one() -> None:
    """A slip that got printed once is still a slip."""
    assert SPELLER.correct("bran") == "barn"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("manniskohandel", "människohandel"),
        ("stod", None),  # a form of *stå*
        ("bran", None),  # in the collection so
        ("atgaerd", None),  # with a slip besides
        ("åtgard", "åtgärd"),  # half of them typed
    ],
)
def test_marks_are_restored_where_no_word_is_without(typed: str, meant: str | None) -> None:
    """A word typed without å, ä or ö is given them where neither list nor collection has it so."""
    assert SPELLER.restored(typed) == meant


@pytest.mark.parametrize(
    ("left", "right", "whole"),
    [
        ("människo", "handel", "människohandel"),
        ("arbets", "marknad", "arbetsmarknad"),
        ("arbet", "marknad", "arbetsmarknad"),  # without the s between
        ("stöd", "skydd", None),
        ("en", "handel", None),
    ],
)
def test_a_compound_written_apart_is_known(left: str, right: str, whole: str | None) -> None:
    """Two words are one where the collection has them joined."""
    assert SPELLER.joined(left, right) == whole


def test_a_word_without_end_is_not_looked_for() -> None:
    """What is too long to be a word costs no time."""
    assert SPELLER.correct("människohandel" * (MAX_LETTERS // 14 + 1)) is None


@settings(deadline=None)  # the first word waits for the lists to be read
@given(st.text() | st.text("barnhdelåsk", min_size=4, max_size=20))
def test_any_text_gets_another_word_or_none(typed: str) -> None:
    """Nothing fails, and what is suggested is not what was typed."""
    assert SPELLER.correct(typed) != typed.lower()


def test_likelier_slips_cost_less() -> None:
    """Marks and doubling are likelier than a swap, a swap than any other letter."""
    costs = [
        slip_cost("atgard", "åtgärd"),
        slip_cost("handdel", "handel"),
        slip_cost("hnadel", "handel"),
        slip_cost("handyl", "handel"),
    ]

    assert costs == sorted(costs)
    assert costs[1] < costs[3]


@pytest.mark.shared
def test_the_words_of_real_documents(shared_data: Path) -> None:
    """Of their words, misspelled, nine in ten come back first; of the words themselves, 2 % go."""
    counts = _counted(path.read_text("utf-8") for path in _texts(shared_data))
    speller = Speller(Vocabulary(counts.items), Analyzer())
    common = sorted(word for word, count in counts.items() if count > 1 and _is_plain(word))
    right = Random(2).sample(sorted(filter(_is_plain, counts)), SAMPLE)
    slips = list(misspelled(Random(1).sample(common, SAMPLE), counts))

    found = sum(speller.correct(slip) == word for slip, _, word in slips)
    spoiled = [word for word in right if speller.correct(word)]

    assert {kind for _, kind, _ in slips} == set(SLIPS)
    assert len(slips) > 0.95 * SAMPLE
    assert found >= 0.9 * len(slips)
    assert len(spoiled) <= 0.02 * SAMPLE, spoiled


def _texts(shared_data: Path) -> list[Path]:
    folders = ("g0vse-trafficking-md", "stodlinjer-md")
    return [path for folder in folders for path in (shared_data / "docs" / folder).rglob("*.md")]


def _counted(texts: Iterable[str]) -> Counter[str]:
    """Return in how many texts each word stands."""
    return Counter(word for text in texts for word in set(words(text)))


def _is_plain(word: str) -> bool:
    return word.isalpha() and len(word) > 4


def test_a_question_of_known_words_reads_no_word_list() -> None:
    """It takes a second of a large collection: the first search after every change would wait."""
    vocabulary = Vocabulary(COUNTS.items, lambda word: COUNTS.get(word, 0))
    speller = Speller(vocabulary, Analyzer())
    found = [
        (speller.restored(word), speller.meant(word), speller.alike(word))
        for word in ("barn", "barnen", "människohandel", "socialtjänsten", "2019")
    ]
    before = "counts" in vars(vocabulary)
    speller.meant("prostitusion")

    assert found == [(None, None, ())] * 5
    assert (before, "counts" in vars(vocabulary)) == (False, True)
