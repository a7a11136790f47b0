"""Lines of the site: what is told of them by the rules of lines.toml."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.extract import lines

with lines.RULES.open("rb") as file:
    NOTICES = tomllib.load(file)["notice"]
CUES = [(cue, row["words"]) for row in NOTICES for cue in row["cues"]]


@pytest.mark.parametrize(("cue", "words"), CUES)
def test_whatever_a_cue_finds_has_one_of_the_words_it_is_looked_for_by(
    cue: str, words: list[str]
) -> None:
    """Patterns are only tried on texts with a word of theirs, so no match may be without one."""

    @settings(max_examples=60, derandomize=True, deadline=None, database=None)
    @given(st.from_regex(cue, fullmatch=True))
    def has_a_word(text: str) -> None:
        assert any(word in text.lower() for word in words)

    has_a_word()


@pytest.mark.parametrize(
    "text", ["• RSS", "MEST LÄSTA", "Visar 1 – 20 av 2492 sökträffar", "Post 1 av 1 i SFSR", " · "]
)
def test_what_is_operated_or_counts_hits_is_the_sites(text: str) -> None:
    """A line of buttons, of how many hits there are, or of nothing but a mark between links."""
    assert lines.read(text).is_site


@pytest.mark.parametrize("text", ["4 av 10 fick hjälp", "RSS är ett format", "Del 1 av 3"])
def test_a_line_that_says_something_is_not(text: str) -> None:
    """Numbers and words of buttons stand in sentences too."""
    assert not lines.read(text).is_site


def test_a_day_alone_may_have_marks_and_a_few_words_behind_it() -> None:
    """However many marks there are, and in whatever way they could be parted, each is read once."""
    told = [
        "2019-05-08",
        "2019-05-08 |",
        "2019-05-08 | Nyheter – Anna",
        "8 maj 2019 kl. 10.15, Ann",
    ]

    assert all(lines.read_alone(text) for text in told)
    assert not lines.read_alone("2019-05-08 " + "-" * 90 + " ett två tre fyra fem")
