"""A question and a document -> the words of the one that the other has, in which form and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from index.engines import AnyOf, Node, Phrase, Reader, Term
from index.highlight import Highlighter
from index.models import Passage
from index.plan import Planner
from index.records import read_passage
from index.swedish import Analyzer
from index.tree import All, Either, Tree, Word


class Form(StrEnum):
    """How surely a word of a document is the one that was asked for."""

    EXACT = "exact"  # as it was typed
    WORD = "word"  # in another form
    PART = "part"  # in a compound, or of its parts
    SYNONYM = "synonym"  # by another word for the same
    LIKELY = "likely"  # by what it was probably meant for


@dataclass(frozen=True, slots=True)
class Found:
    """One word of the question, as the document has it."""

    asked: str
    form: Form
    printed: tuple[str, ...]  # the different words on the best page, as they stand there
    page: int | None


def explain(
    reader: Reader, planner: Planner, tree: Tree | None, *, document_id: str
) -> tuple[Found, ...]:
    """Return every plain word of a question that the document has, the surest form first.

    What it has as it was typed was not meant for another word.
    """
    found = list[Found]()
    for asked in dict.fromkeys(_words(tree)):
        as_typed = False
        for form, node in _forms(asked, planner):
            if form is Form.LIKELY and as_typed:
                break
            best = reader.passages(node, [document_id], each=1).get(document_id)
            if best:
                as_typed = as_typed or form is Form.EXACT
                passage = read_passage(best[0].stored)
                printed = _printed(node, passage, planner.analyzer)
                found.append(Found(asked, form, printed, passage.page))
    return tuple(found)


def _words(tree: Tree | None) -> Iterator[str]:
    match tree:
        case Word(text):
            yield text
        case All(parts) | Either(parts):
            for part in parts:
                yield from _words(part)
        case _:
            pass


def _forms(asked: str, planner: Planner) -> Iterator[tuple[Form, Node]]:
    analyzer = planner.analyzer
    forms = analyzer.forms(asked)
    yield Form.EXACT, Term("exact", forms.exact)
    yield Form.WORD, Term("word", forms.word)
    yield Form.PART, AnyOf(tuple(Term("part", part) for part in (forms.word, *forms.parts)))
    for expansion in analyzer.synonyms.expand([forms.word]):
        rows = expansion.alternatives
        yield Form.SYNONYM, AnyOf(tuple(Phrase("word", tuple((t,) for t in row)) for row in rows))
    yield Form.LIKELY, AnyOf(planner.likely(asked))


def _printed(node: Node, passage: Passage, analyzer: Analyzer) -> tuple[str, ...]:
    marks = Highlighter(AnyOf((node,)), analyzer).marks(passage.text, passage.language)
    return tuple(dict.fromkeys(passage.text[mark.start : mark.end] for mark in marks))
