"""Forms of a word meet, and other words stay apart (tests/files/paradigms.toml)."""

import tomllib
from pathlib import Path

import pytest

from index.swedish.lemmas import stems, term

PARADIGMS = tomllib.loads((Path(__file__).parent / "files/paradigms.toml").read_text("utf-8"))


def rows(kind: str) -> list[list[str]]:
    """Return the forms of every word of a kind."""
    return [line.split() for line in PARADIGMS[kind].splitlines() if line]


def with_genitives(forms: list[str]) -> list[str]:
    """Return the forms of a noun with their genitives."""
    return [*forms, *(f"{form}s" for form in forms if not form.endswith("s"))]


EVERY = [*map(with_genitives, rows("nouns")), *rows("verbs"), *rows("adjectives")]


@pytest.mark.parametrize("forms", EVERY, ids=lambda forms: forms[0])
def test_all_forms_of_a_word_meet(forms: list[str]) -> None:
    """Whoever searches one form finds every other."""
    stem = stems("sv").stem

    assert {form: stem(form) for form in forms} == dict.fromkeys(forms, stem(forms[0]))


@pytest.mark.parametrize("pair", rows("apart"), ids="-".join)
def test_words_that_look_alike_stay_apart(pair: list[str]) -> None:
    """The dots of å, ä and ö tell words apart."""
    left, right = map(stems("sv").stem, pair)

    assert left != right


@pytest.mark.parametrize(
    ("form", "other"), [("händer", "hand"), ("uppdrag", "uppdra"), ("boende", "bo")]
)
def test_a_form_of_two_words_is_found_by_both(form: str, other: str) -> None:
    """A form that can belong to two words has the second among its weaker terms."""
    swedish = stems("sv")

    assert swedish.stem(other) in swedish.parts(form)


@pytest.mark.parametrize(
    ("word", "same"), [("EU:s", "EU"), ("e-post", "epost"), ("HBTQ-personer", "hbtq-personernas")]
)
def test_abbreviations_and_hyphens(word: str, same: str) -> None:
    """An abbreviation meets its genitive, and a hyphenated word the same word without."""
    stem = stems("sv").stem

    assert stem(word.lower()) == stem(same.lower())


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", ("victim", "victims")),
        ("nb", ("rapport", "rapporten")),
        ("da", ("rapport", "rapporten")),
        ("fi", ("talo", "talot")),
        ("de", ("Opfer", "Opfern")),
    ],
)
def test_other_languages_have_their_own_stems(language: str, forms: tuple[str, str]) -> None:
    """A passage in another language is stemmed by that language's rules, and nothing is split."""
    known = stems(language)

    assert known.stem(forms[0].lower()) == known.stem(forms[1].lower())
    assert known.splits("menneskehandel") == ()


def test_splits_say_the_same_as_the_compound() -> None:
    """The rows of a compound are its cuts at every seam, as the stems of free words."""
    swedish = stems("sv")
    free = ["människohandel offer", "människa handelsoffer", "människa handel offer"]
    rows = {tuple(map(swedish.stem, words.split())) for words in free}

    assert set(swedish.splits("människohandelsoffren")) == rows


@pytest.mark.parametrize(
    ("stop", "content"), [("ska", "skola"), ("skulle", "skolor"), ("man", "män")]
)
def test_a_stop_word_never_meets_a_word_that_means_something(stop: str, content: str) -> None:
    """The modal *ska* is no form of the school, nor the pronoun *man* of the men."""
    assert term(stop) != term(content)
