"""Where in a document a word may be asked for: all of it, its title, its headings, its beginning.

The words of a place stand in a field of their own, in order. The parts of their compounds stand
together in `placed`, each with the name of its place before it, so that no phrase runs into them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from index.engines import Best, Node, Phrase, Term
from index.swedish import Analyzer
from ingest.models import SHOWN_ROLES, Document, Role

PLACES: Mapping[str, str] = {"titel": "title", "rubrik": "heading", "inledning": "lead"}
"""The Swedish name of a place -> its field."""

LEAD_WORDS = 40
"""Words that begin a document, after its title. With 120, .68 of the topics that rules gave were
right and .92 of the right ones given; with 40, .79 and .86 (benchmarks.topics, open half)."""

NEAR = 3  # words that may stand between the parts of a compound written apart


def terms(document: Document, analyzer: Analyzer) -> dict[str, str]:
    """Return the terms of each place, and the parts of its compounds."""
    found: dict[str, str] = {}
    parts: list[str] = []
    places = _texts(document)
    analysed = {  # once each: the title begins the beginning too
        text: analyzer.fields(text, document.metadata.language, ("word", "part"))
        for text in set(chain.from_iterable(places.values()))
    }
    for field, texts in places.items():
        fields = [analysed[text] for text in texts]
        found[field] = _joined(one["word"] for one in fields)
        parts += [f"{field}:{part}" for one in fields for part in one["part"].split()]
    return found | {"placed": " ".join(dict.fromkeys(parts))}


def word(text: str, analyzer: Analyzer, field: str = "word") -> Node:
    """Return where a word is found with certainty, in any form or compound, written apart or not.

    Of a word that is no compound the parts are itself and what else it may be a form of.
    """
    forms = analyzer.forms(text)
    apart = analyzer.splits(text)
    parts = (forms.word,) if apart else (forms.word, *forms.parts)
    found: list[Node] = [Term(field, forms.word)]
    found += [_part(field, part) for part in dict.fromkeys(parts)]
    found += [_row(field, order, NEAR) for row in apart for order in (row, row[::-1])]
    return Best(tuple(found))


def node(place: str, text: str, analyzer: Analyzer) -> Node:
    """Return where a word stands in a place, or several words in any form, in order."""
    words = [token.text for token in analyzer.tokens(text)]
    if len(words) == 1:
        return word(words[0], analyzer, PLACES[place])
    return _row(PLACES[place], [analyzer.forms(one).word for one in words])


def _part(field: str, part: str) -> Term:
    return Term("part", part) if field == "word" else Term("placed", f"{field}:{part}")


def _row(field: str, words: Iterable[str], slop: int = 0) -> Phrase:
    return Phrase(field, tuple((word,) for word in words), slop)


def _texts(document: Document) -> dict[str, list[str]]:
    title = document.metadata.title
    headings = [block.text for block in document.blocks if block.role is Role.HEADING]
    return {"title": [title], "heading": headings, "lead": [title, *_lead(document)]}


def _lead(document: Document) -> Iterator[str]:
    """Yield the text that a document begins with, headings left out."""
    left = LEAD_WORDS
    for block in document.blocks:
        if left <= 0:
            return
        if block.role in SHOWN_ROLES and block.role is not Role.HEADING:
            words = block.text.split(maxsplit=left)[:left]
            left -= len(words)
            yield " ".join(words)


def _joined(texts: Iterable[str]) -> str:
    return " ".join(filter(None, texts))
