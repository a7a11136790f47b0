"""Rules of asking: what of a question ranks documents, beside what they must have."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index import query
from index.engines import AnyOf, Everything, Node, Term
from index.plan import Plan, Planner
from index.swedish import Analyzer


def asked(text: str) -> Plan:
    """Return the plan of a question to a collection without values of its own."""
    return Planner(Analyzer(), lambda _: Everything()).plan(query.parse(text))


def ranking_terms(node: Node, field: str) -> Iterator[str]:
    """Yield the terms of a field that add to the score."""
    match node:
        case Term(name, text) if name == field:
            yield text
        case AnyOf(parts):
            for part in parts:
                yield from ranking_terms(part, field)


def test_words_in_quotes_rank_as_words_do() -> None:
    """A quote demands its exact words; its words in other forms rank what has them."""
    quoted, plain = asked('filmen "Barnens rätt"'), asked("filmen barnens rätt")

    for field in ("word", "part", "gram", "pair", "title"):
        found = list(ranking_terms(quoted.score, field))

        assert found
        assert found == list(ranking_terms(plain.score, field))
    assert quoted.strict != plain.strict


def test_what_is_excluded_does_not_rank() -> None:
    """A word that must not be there adds nothing to the score."""
    assert list(ranking_terms(asked("stöd -barn").score, "word")) == ["stöd"]


def test_few_letters_do_not_bring_in_other_words() -> None:
    """Letters in a row let in words nearly like a long one; a short one's stand in any text."""
    short, long = asked("barnen").loose, asked("barnomsorg").loose

    assert "field='gram'" not in repr(short)
    assert "field='gram'" in repr(long)


def test_a_stop_word_is_one_in_capitals_too() -> None:
    """A sentence's first word is no demand for its capital letter."""
    assert asked("Om barn").strict == asked("barn").strict


@pytest.mark.parametrize("name", ["Rhen", "1990"])
def test_names_and_numbers_weigh_more_than_other_words(name: str) -> None:
    """A text calls a name or a number the same as a question does; other things it may not."""
    weights = {term.text: term.weight for term in word_terms(asked(f"floden {name}").score)}

    assert max(weights, key=weights.__getitem__) == name.lower()


def test_a_question_in_english_ranks_by_english_forms() -> None:
    """Its words are looked for by the rules of both languages, alone and as neighbours."""
    english = asked("what are the policies of the companies").score
    words, pairs = (set(ranking_terms(english, field)) for field in ("word", "pair"))

    assert {"polici", "compani"} <= words
    assert "the_polici" in {pair.lstrip("_") for pair in pairs}
    assert "polici" not in set(ranking_terms(asked("policies").score, "word"))


def test_small_words_of_an_english_question_decide_nothing() -> None:
    """They are stop words there, and words like others in a Swedish question."""
    english, swedish = asked("victims of trafficking from Asia"), asked("filmen victims of")

    assert not {"of", "from"} & set(ranking_terms(english.score, "word"))
    assert "text='of'" not in repr(english.strict)
    assert "text='of'" in repr(swedish.strict)


def word_terms(node: Node) -> Iterator[Term]:
    """Yield the whole words that add to the score."""
    match node:
        case Term("word"):
            yield node
        case AnyOf(parts):
            for part in parts:
                yield from word_terms(part)
