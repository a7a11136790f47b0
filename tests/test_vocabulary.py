"""Rules of the collection's words: beginnings, endings and near spellings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.vocabulary import MAX_FORMS, Vocabulary, edit_distance, one_edit_away

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
WORDS = Vocabulary(COUNTS.items)


def test_beginning_and_ending() -> None:
    """A pattern stands for the collection's words, the most common first."""
    assert WORDS.beginning("hand") == ["handel", "handla", "handeln"]
    assert WORDS.ending("handel") == ["handel", "människohandel"]
    assert WORDS.beginning("zzz") == []


def test_a_pattern_stands_for_a_bounded_number_of_words() -> None:
    """Of very many words the most common are given, and one more, so that it can be told."""
    many = Vocabulary(lambda: ((f"ord{number}", number) for number in range(5 * MAX_FORMS)))

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


def test_an_edit_is_a_letter_more_less_other_or_swapped() -> None:
    """Every word at one edit's distance is among them."""
    near = set(one_edit_away("barn"))

    assert {"barnö", "åbarn", "arn", "bar", "bärn", "bran"} <= near
    assert "barnet" not in near


def test_near_words_are_found_by_edits() -> None:
    """Words so many edits away are found, each with how many they are."""
    assert set(WORDS.near("handeel", 1)) == {("handel", 1)}
    assert dict(WORDS.near("handeel", 2)) == {"handel": 1, "handeln": 2}


def test_words_without_their_marks() -> None:
    """A word typed on a keyboard without å, ä and ö is found by its plain letters."""
    assert WORDS.plain("atgard") == ["åtgärd"]
    assert WORDS.plain("åtgard") == ["åtgärd"]


@given(word=st.text("abdå", min_size=4, max_size=9), edits=st.integers(1, 2))
def test_near_words_are_all_that_the_distance_says(word: str, edits: int) -> None:
    """What is quickly left out is farther away in truth."""
    others = {word[::-1], word[1:], word + "a", word[:2] + word[3:] + "b", *COUNTS}

    found = dict(Vocabulary(lambda: ((other, 1) for other in others)).near(word, edits))

    assert found == {
        other: distance
        for other in others
        if (distance := edit_distance(word, other, edits)) <= edits
    }
