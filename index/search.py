"""A Query in, Results out: the one door to an index.

text -> tree -> plan -> engine: documents, facets -> passages of the rows shown -> excerpts
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import perf_counter
from types import MappingProxyType

from index import query as language
from index.engines import (
    AnyOf,
    DocumentAnswer,
    DocumentRequest,
    Everything,
    FoundDocument,
    Node,
    Reader,
    Term,
    Without,
)
from index.errors import QueryError
from index.highlight import Highlighter
from index.models import FACETS, FacetCount, Filters, Hit, Mark, Note, Query, Results, Sort
from index.plan import LONG, Plan, plan
from index.records import read_passage, read_summary
from index.spelling import correct
from index.swedish import Analyzer
from index.tree import Tree, each_word
from index.values import Resolver, Values, overlap

PASSAGES_SHOWN = 3  # of each document
FEW = 10  # documents with all the words: with fewer, those with most of them follow
MAX_LIMIT = 100


class Library:
    """Answers questions from one committed state of an index; safe to use from many threads."""

    def __init__(
        self, reader: Reader, analyzer: Analyzer, *, topics: Mapping[str, str] | None = None
    ) -> None:
        self._reader = reader
        self._analyzer = analyzer
        self._values = Values(reader, topics or {})

    def search(self, query: Query) -> Results:
        """Return a page of the documents that answer, with their best passages."""
        began = perf_counter()
        if query.page < 1 or not 1 <= query.limit <= MAX_LIMIT:
            raise QueryError(f"page counts from 1, and 1 to {MAX_LIMIT} documents make a page")
        reading = language.parse(query.text)
        asked, notes = self._plan(reading.tree)
        strict, loose = self._answers(query, asked)
        found = (*strict.documents, *(loose.documents if loose else ()))
        return Results(
            query=query,
            understood=reading.understood,
            total=strict.total + (loose.total if loose else 0),
            hits=self._hits(found, asked),
            facets=_facets(strict, loose),
            relaxed=bool(loose and loose.total),
            strict_total=strict.total,
            notes=(*reading.notes, *notes),
            suggestion=self._suggestion(query, reading.tree, strict.total),
            took_ms=(perf_counter() - began) * 1000,
        )

    def marks(
        self, question: str, texts: Sequence[str], *, spoken: str = "sv"
    ) -> tuple[tuple[Mark, ...], ...]:
        """Return, for each text, the words a question looks for, as the excerpts mark them."""
        asked, _ = self._plan(language.parse(question).tree)
        highlighter = Highlighter(asked.evidence, self._analyzer)
        return tuple(highlighter.marks(text, spoken) for text in texts)

    def _plan(self, tree: Tree | None) -> tuple[Plan, list[Note]]:
        resolver = Resolver(self._values, self._analyzer)
        return plan(tree, self._analyzer, resolver.node), resolver.notes

    def _suggestion(self, query: Query, tree: Tree | None, total: int) -> str | None:
        """Return the question with the collection's own spelling, where that finds more."""
        if tree is None or total >= FEW:
            return None
        corrected = each_word(tree, self._corrected)
        if corrected == tree:
            return None
        asked, _ = self._plan(corrected)
        request = DocumentRequest(asked.strict, filters=_filters(query.filters), limit=1)
        return str(corrected) if self._reader.documents(request).total > total else None

    def _corrected(self, word: str) -> str:
        return correct(word, self._values.vocabulary(), self._analyzer) or word

    def _answers(self, query: Query, asked: Plan) -> tuple[DocumentAnswer, DocumentAnswer | None]:
        """Return the documents with all the words, and those with most of them that follow."""
        request = DocumentRequest(
            match=asked.strict,
            score=asked.score,
            filters=_filters(query.filters),
            facets=FACETS,
            order="last_day" if query.sort is Sort.DATE else None,
            offset=(query.page - 1) * query.limit,
            limit=query.limit,
        )
        strict = self._reader.documents(request)
        few = strict.total < FEW or asked.words >= LONG
        if not (query.relax and asked.loose and few):
            return strict, None
        following = replace(
            request,
            match=Without(asked.loose, asked.strict),
            offset=max(0, request.offset - strict.total),
            limit=query.limit - len(strict.documents),
        )
        return strict, self._reader.documents(following)

    def _hits(self, found: tuple[FoundDocument, ...], asked: Plan) -> tuple[Hit, ...]:
        highlighter = Highlighter(asked.evidence, self._analyzer)
        ids = [document.id for document in found]
        best = self._reader.passages(asked.evidence, ids, each=PASSAGES_SHOWN)
        without = [name for name in ids if not best.get(name)]
        first = self._reader.passages(Everything(), without, each=1) if without else {}
        return tuple(
            Hit(
                document=read_summary(document.stored),
                score=document.score,
                passages=tuple(
                    highlighter.excerpt(read_passage(passage.stored))
                    for passage in best.get(document.id) or first.get(document.id, ())
                ),
            )
            for document in found
        )


def _filters(filters: Filters) -> dict[str, Node]:
    chosen = {
        name: [str(value) for value in getattr(filters, name)]
        for name in ("kind", "publisher", "topic", "year")
    }
    nodes: dict[str, Node] = {
        name: AnyOf(tuple(Term(name, value) for value in values))
        for name, values in chosen.items()
        if values
    }
    if filters.published_from or filters.published_to:
        nodes[""] = overlap(filters.published_from, filters.published_to)
    return nodes


def _facets(
    strict: DocumentAnswer, loose: DocumentAnswer | None
) -> Mapping[str, tuple[FacetCount, ...]]:
    """Add up the counts of two answers that share no document, the highest first."""
    facets = {}
    for name in FACETS:
        counts = dict(strict.facets.get(name, {}))
        for value, count in (loose.facets.get(name, {}) if loose else {}).items():
            counts[value] = counts.get(value, 0) + count
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        facets[name] = tuple(FacetCount(*item) for item in ordered)
    return MappingProxyType(facets)
