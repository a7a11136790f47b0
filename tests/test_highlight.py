"""Rules of excerpts and marks: which words are marked, and where an excerpt is cut."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.engines import AnyOf, Best, Phrase, Term
from index.highlight import EXCERPT_CHARS, Highlighter
from index.models import Excerpt, Passage
from index.swedish import Analyzer

ANALYZER = Analyzer()


def word(text: str) -> Best:
    """Return what is looked for when a word is."""
    term = ANALYZER.forms(text).word
    return Best((Term("word", term), Term("part", term)))


def passage(text: str, language: str = "sv") -> Passage:
    """Return a passage of the text."""
    return Passage("id", 3, 100, "Rubrik", text, language)


def marked(excerpt: Excerpt) -> list[str]:
    """Return the marked words as printed."""
    return [excerpt.text[mark.start : mark.end] for mark in excerpt.marks]


def test_all_forms_are_marked_as_printed() -> None:
    """Every form of the word is marked, whole and as it stands in the text."""
    text = "Barnets bästa. Alla BARN har rätt, barnen också; bordet inte."

    excerpt = Highlighter(AnyOf((word("barn"),)), ANALYZER).excerpt(passage(text))

    assert marked(excerpt) == ["Barnets", "BARN", "barnen"]


def test_a_part_of_a_compound_marks_the_whole_word() -> None:
    """A word found within a longer one marks the longer one whole."""
    evidence = AnyOf((Term("part", ANALYZER.forms("barn").word),))

    excerpt = Highlighter(evidence, ANALYZER).excerpt(passage("Enligt hbtq-barn-rådet."))

    assert marked(excerpt) == ["hbtq-barn-rådet"]


def test_a_phrase_is_marked_only_where_it_stands() -> None:
    """The words of a phrase are marked together, and nowhere else."""
    text = "Köp av varor. Förbud mot köp av sexuell tjänst. En tjänst av värde."
    phrase = Phrase("exact", (("köp",), ("av",), ("sexuell",), ("tjänst",)))

    excerpt = Highlighter(AnyOf((phrase,)), ANALYZER).excerpt(passage(text))

    assert marked(excerpt) == ["köp", "av", "sexuell", "tjänst"]


@pytest.mark.parametrize(("slop", "expected"), [(0, []), (1, ["stöd", "barn"])])
def test_slop_is_the_words_between(slop: int, expected: list[str]) -> None:
    """A phrase with room is marked where at most so many words stand between."""
    phrase = Phrase("exact", (("stöd",), ("barn",)), slop)

    excerpt = Highlighter(AnyOf((phrase,)), ANALYZER).excerpt(passage("Ge stöd till barn nu."))

    assert marked(excerpt) == expected


def test_the_excerpt_is_where_most_of_the_question_is() -> None:
    """Different words of the question count for more than one of them many times."""
    filler = "Här står något annat som inte svarar på frågan alls. " * 8
    text = f"Barn, barn, barn och barn. {filler}Socialtjänsten ger barn stöd. {filler}"
    asked = AnyOf((word("barn"), word("stöd"), word("socialtjänsten")))

    excerpt = Highlighter(asked, ANALYZER).excerpt(passage(text))

    assert marked(excerpt) == ["Socialtjänsten", "barn", "stöd"]
    assert excerpt.text.startswith(("Här", "Socialtjänsten"))
    assert excerpt.text.endswith(".")
    assert len(excerpt.text) <= EXCERPT_CHARS


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("", "Stöd till barn i skolan. Om väder.", 2 / 4),
        ("", "Stöd ges. Barn i skolan.", 1 / 4),
        ("Barn", "Stöd ges. Om boende.", 2 / 4),
        ("Barn", "Om väder.", 1 / 4),
        ("", "", 0),
    ],
)
def test_a_share_is_of_one_sentence_under_its_title(title: str, text: str, expected: float) -> None:
    """Words count together where one sentence, and the title above it, have them."""
    evidence = AnyOf(tuple(map(word, ("stöd", "barn", "boende", "pengar"))))

    assert Highlighter(evidence, ANALYZER).share(title, passage(text)) == expected


def test_the_address_is_that_of_the_excerpt() -> None:
    """Offset and page are those of the excerpt's own first character."""
    filler = "Här står något annat som inte svarar på frågan alls. " * 8
    found = passage(f"{filler}Barn har rätt till stöd.")

    excerpt = Highlighter(AnyOf((word("barn"),)), ANALYZER).excerpt(found)

    assert (excerpt.page, excerpt.heading) == (3, "Rubrik")
    assert found.text[excerpt.offset - found.offset :].startswith(excerpt.text)


def test_english_text_is_marked_by_english_forms() -> None:
    """A passage is read in its own language."""
    asked = AnyOf((Term("word", ANALYZER.forms("victims", "en").word),))

    excerpt = Highlighter(asked, ANALYZER).excerpt(passage("A victim of trafficking.", "en"))

    assert marked(excerpt) == ["victim"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Människor som i åratal har bedrivit laglig handel.", []),
        ("Handel med människor är ett brott.", ["Handel", "människor"]),
        ("Människorna berättar själva.", []),
        ("Människohandelns offer.", ["Människohandelns"]),
        ("Ett människohandelsbrott.", ["människohandelsbrott"]),
        ("Människoexploatering är ett annat brott.", []),
    ],
)
def test_parts_of_a_compound_are_marked_only_together(text: str, expected: list[str]) -> None:
    """A part of the compound that was asked for says it only with another part of it near."""
    forms = ANALYZER.forms("människohandel")
    parts = (Term("word", forms.word), *(Term("part", part) for part in forms.parts))

    excerpt = Highlighter(AnyOf((AnyOf(parts),)), ANALYZER).excerpt(passage(text))

    assert marked(excerpt) == expected


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["barn", "stöd", ".", ", ", " ", "\n", "x" * 200, "Å"])))
def test_marks_lie_in_the_excerpt_and_apart(pieces: list[str]) -> None:
    """Whatever the text, marks are whole words within the excerpt, in order, never overlapping."""
    found = passage("".join(pieces))
    asked = AnyOf((word("barn"), word("stöd"), Phrase("exact", (("barn",), ("stöd",)), 2)))

    excerpt = Highlighter(asked, ANALYZER).excerpt(found)

    assert len(excerpt.text) <= EXCERPT_CHARS
    assert set(marked(excerpt)) <= {token.text for token in ANALYZER.tokens(found.text)}
    assert all("barn" in one or "stöd" in one for one in marked(excerpt))
    assert all(
        left.end < right.start
        for left, right in zip(excerpt.marks, excerpt.marks[1:], strict=False)
    )
