"""Rules of asking: what of a question ranks documents, beside what they must have."""

from __future__ import annotations

from collections.abc import Iterator

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
