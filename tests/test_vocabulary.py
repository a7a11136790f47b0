"""Rules of the collection's words: beginnings, endings, near spellings, and what was meant."""

from __future__ import annotations

import pytest

from index.spelling import correct, slip_cost
from index.swedish import Analyzer
from index.vocabulary import MAX_FORMS, Vocabulary, edit_distance

ANALYZER = Analyzer()
COUNTS = {
    "människohandel": 40,
    "handel": 90,
    "handeln": 12,
    "handla": 30,
    "åtgärd": 25,
    "barn": 200,
    "bran": 1,
    "stöd": 80,
    "socialtjänsten": 60,
    "regeringen": 500,
}
WORDS = Vocabulary(COUNTS.items())


def test_beginning_and_ending() -> None:
    """A pattern stands for the collection's words, the most common first."""
    assert WORDS.beginning("hand") == ["handel", "handla", "handeln"]
    assert WORDS.ending("handel") == ["handel", "människohandel"]
    assert WORDS.beginning("zzz") == []


def test_a_pattern_stands_for_a_bounded_number_of_words() -> None:
    """Of very many words the most common are given, and one more, so that it can be told."""
    many = Vocabulary((f"ord{number}", number) for number in range(5 * MAX_FORMS))

    found = many.beginning("ord")

    assert len(found) == MAX_FORMS + 1
    assert found[0] == f"ord{5 * MAX_FORMS - 1}"


@pytest.mark.parametrize(
    ("left", "right", "distance"),
    [
        ("barn", "barn", 0),
        ("barn", "bran", 1),
        ("barn", "ban", 1),
        ("barn", "bärn", 1),
        ("barn", "barnet", 2),
        ("", "ab", 2),
        ("barn", "stöd", 3),
    ],
)
def test_edit_distance(left: str, right: str, distance: int) -> None:
    """Letters more, less, other or swapped count one each; past the limit it stops counting."""
    assert edit_distance(left, right, 2) == distance


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mäniskohandel", "människohandel"),  # a letter left out
        ("människohhandel", "människohandel"),  # doubled
        ("människohnadel", "människohandel"),  # swapped
        ("människohandwl", "människohandel"),  # a neighbouring key
        ("manniskohandel", "människohandel"),  # without marks
        ("atgard", "åtgärd"),  # without several marks
        ("socialtjnästn", "socialtjänsten"),  # two slips in a long word
        ("Regreingen", "regeringen"),
    ],
)
def test_slips_are_corrected(typed: str, meant: str) -> None:
    """The slips that people make lead to the collection's own word."""
    assert correct(typed, WORDS, ANALYZER) == meant


@pytest.mark.parametrize("typed", ["handeln", "barn", "stöd", "xyzzy", "4711", "ab", "2016:70"])
def test_what_is_right_is_left_alone(typed: str) -> None:
    """Words of the collection, short words, numbers and what is like nothing are not corrected."""
    assert correct(typed, WORDS, ANALYZER) is None


def test_a_rare_word_gives_way_to_a_much_more_common_one() -> None:
    """A slip that got printed once is still a slip."""
    assert correct("bran", WORDS, ANALYZER) == "barn"


def test_likelier_slips_cost_less() -> None:
    """Marks and doubling are likelier than a swap, a swap than any other letter."""
    costs = [
        slip_cost("atgard", "åtgärd"),
        slip_cost("handeel", "handla"),
        slip_cost("hnadel", "handel"),
    ]
    letter = slip_cost("handyl", "handel")

    assert costs[0] <= costs[2] <= letter
    assert slip_cost("handdel", "handel") < letter
