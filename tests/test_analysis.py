"""Text -> the terms of every field, the same for what is indexed and what is asked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.schema import PASSAGE_FIELDS, TEXT_FIELDS
from index.swedish import Analyzer, analysis, references

TEXT = "Människohandelns offer får stöd enligt 4 kap. 1 a § brottsbalken."


def test_every_field_has_terms() -> None:
    """All fields that are made of a text are filled unless others are asked for."""
    analyzer = Analyzer()

    assert all(analyzer.fields(TEXT)[field] for field in TEXT_FIELDS)
    assert set(analyzer.fields(TEXT, wanted=PASSAGE_FIELDS)) == set(PASSAGE_FIELDS)


@settings(deadline=None)
@given(st.text(alphabet="abcåäö §-:/.0123 \n"))
def test_certain_fields_have_one_term_a_word(text: str) -> None:
    """Phrases can be read from `exact` and `word`: one term a token, in the same places."""
    analyzer = Analyzer()
    fields = analyzer.fields(text)
    expected = [analyzer.forms(token.text) for token in analyzer.tokens(text)]

    assert fields["exact"].split() == [forms.exact for forms in expected]
    assert fields["word"].split() == [forms.word for forms in expected]
    assert len(fields["pair"].split()) == max(0, len(expected) - 1)


def test_a_long_text_gives_the_terms_of_its_sentences() -> None:
    """Where a text is cut for speed no term is lost, and the words at the seam are a pair too."""
    analyzer = Analyzer()
    once = analyzer.fields("Barnkonventionens å")
    often = analyzer.fields("Barnkonventionens å " * analysis.RUN)

    for field in ("exact", "word", "part", "gram"):
        assert often[field].split() == once[field].split() * analysis.RUN
    there = once["pair"]
    first, second = once["word"].split()
    assert often["pair"].split() == [there, *[f"{second}_{first}", there] * (analysis.RUN - 1)]


def test_weak_fields_hold_what_the_forms_say() -> None:
    """What a word gives alone it gives in a text."""
    analyzer = Analyzer()
    forms = [analyzer.forms(token.text) for token in analyzer.tokens("Barnkonventionens och hör")]
    fields = analyzer.fields("Barnkonventionens och hör")

    assert fields["part"].split() == [part for form in forms for part in form.parts]
    assert fields["gram"].split() == [gram for form in forms for gram in form.grams]


def test_a_part_finds_the_compound_below_the_word() -> None:
    """Barn is a part of barnkonventionen and not its word; människohandel one of its victims'."""
    analyzer = Analyzer()
    barn, convention = analyzer.forms("barn"), analyzer.forms("barnkonventionen")

    assert barn.word != convention.word
    assert barn.word in convention.parts
    assert analyzer.forms("människohandeln").word in analyzer.forms("människohandelsoffer").parts


def test_compounds_are_asked_for_as_phrases() -> None:
    """människohandelsoffer can be read as offer and människohandel side by side."""
    analyzer = Analyzer()
    row = tuple(analyzer.forms(word).word for word in ("människohandel", "offer"))

    assert row in analyzer.splits("Människohandelsoffer")
    assert analyzer.splits("barn") == ()


def test_letters_in_a_row_know_where_a_word_begins() -> None:
    """Words that begin alike share a term that a word with the same letters further in lacks."""
    analyzer = Analyzer()
    one, alike, further_in = (
        set(analyzer.forms(word).grams) for word in ("barn", "barnens", "skolbarn")
    )

    assert one == {"^bar", "barn"}
    assert one & alike == {"^bar", "barn"}
    assert one & further_in == {"barn"}
    assert analyzer.forms("bo").grams == ("^bo",)


def test_stop_words_keep_their_place_and_nothing_else() -> None:
    """A stop word is in phrases, and has no weak forms."""
    forms = Analyzer().forms("och")

    assert (forms.is_stop, forms.parts, forms.grams) == (True, (), ())


@pytest.mark.parametrize(
    "text",
    ["4 kap. 1 a § brottsbalken", "brottsbalken 4 kap 1 a §", "BrB 4:1a", "4 kap. 1 a § BrB"],
)
def test_a_place_in_a_law_has_one_form(text: str) -> None:
    """However a place in a law is cited, it is the same term, in the text and alone."""
    assert "brottsbalken_4:1a" in references(text)
    assert "brottsbalken_4:1a" in Analyzer().fields(f"Se {text}.")["part"].split()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3 § LVU", ["lvu_3"]),
        ("6 kap. 11 §", ["6:11"]),
        ("SOU 2016:70 klockan 12:30", []),
        ("5 § i lagen", []),
    ],
)
def test_what_is_no_place_in_a_known_law(text: str, found: list[str]) -> None:
    """A law that is not named gives chapter and section at most; other numbers give nothing."""
    assert references(text) == found


def test_other_languages_are_not_split() -> None:
    """English text gets English stems and keeps the other fields."""
    fields = Analyzer().fields("Victims of trafficking", language="en")

    assert fields["word"] == "victim of traffick"
    assert "vict" in fields["gram"].split()


def test_the_cache_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words that come once do not stay, and the same text gives the same terms afterwards."""
    monkeypatch.setattr(analysis, "WORDS_KEPT", 4)
    analyzer = Analyzer()
    before = analyzer.fields(TEXT)
    analyzer.fields(" ".join(f"ord{number}" for number in range(40)))

    assert analyzer.fields(TEXT) == before
    assert all(len(cache) <= 4 for cache in analyzer.caches.values())


def test_the_stamp_tells_of_rules_data_and_packages() -> None:
    """Two analyzers agree on the stamp, and it names the word list's version."""
    assert Analyzer().stamp == Analyzer().stamp
    assert "2026" in Analyzer().stamp
