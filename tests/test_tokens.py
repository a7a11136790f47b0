"""Text -> words as printed, with their places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.swedish.tokens import tokenize, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Köp av sexuell tjänst.", ["köp", "av", "sexuell", "tjänst"]),
        ("SOU 2016:70, Prop. 2017/18:123", ["sou", "2016:70", "prop", "2017/18:123"]),
        ("4 kap. 1 a § brottsbalken", ["4", "kap", "1", "a", "§", "brottsbalken"]),
        ("BrB 4:1a", ["brb", "4:1a"]),
        ("EU:s e-post till HBTQ-personer", ["eu:s", "e-post", "till", "hbtq-personer"]),
        ("och/eller", ["och", "eller"]),
        ("åren 2018-2021, 1,5 procent", ["åren", "2018", "2021", "1,5", "procent"]),
        ("in- och utresa (2019).", ["in", "och", "utresa", "2019"]),
        ("fil_namn ___ –", ["fil", "namn"]),
    ],
)
def test_words_stay_whole(text: str, found: list[str]) -> None:
    """Identifiers, inflected abbreviations and hyphenated words are one word each."""
    assert words(text) == found


@given(st.text())
def test_every_word_stands_where_it_is_said_to_stand(text: str) -> None:
    """A token's text is the text at its place, and its lower case is the word."""
    tokens = tokenize(text)

    assert [token.text for token in tokens] == [text[t.start : t.end] for t in tokens]
    assert len(tokens) == len(words(text))


def test_letters_whose_lower_case_is_longer_move_nothing() -> None:
    """The Turkish capital İ does not shift the places of the words after it."""
    token = tokenize("İstanbul konvention")[1]

    assert (token.text, token.start) == ("konvention", 9)
