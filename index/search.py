"""A Query -> Results: the one door to an index.

text -> tree -> plan -> engine: documents, facets -> passages of the rows shown -> excerpts
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from time import perf_counter
from types import MappingProxyType

from index import query as language
from index import standing
from index.engines import AllOf, AnyOf, DocumentRequest, Everything, Node, Reader, Term
from index.errors import QueryError
from index.explain import Found, explain
from index.highlight import Highlighter
from index.models import (
    FACETS,
    DocumentSummary,
    FacetCount,
    Filters,
    Hit,
    Mark,
    Note,
    Query,
    Results,
    Sort,
)
from index.plan import Plan, Planner
from index.query import NoteCode, Reading
from index.ranking import FEW, Ranker, Row
from index.records import read_passage, read_summary
from index.similar import Similar, similar
from index.spelling import Speller
from index.suggest import Suggester, Suggestion
from index.swedish import Analyzer
from index.tree import Quote, Tree, Word, each_word
from index.values import Resolver, Values, overlap, quoted
from ingest.models import Document

MAX_LIMIT = 100


class Library:
    """Answers questions from one committed state of an index; safe to use from many threads."""

    def __init__(
        self,
        reader: Reader,
        analyzer: Analyzer,
        *,
        topics: Mapping[str, str] | None = None,
        today: Callable[[], date] = standing.today,
    ) -> None:
        self._reader = reader
        self._analyzer = analyzer
        self._today = today
        self._values = Values(reader, topics or {}, self._having)
        self._speller = Speller(self._values.vocabulary, analyzer)
        self._suggester = cache(
            lambda: Suggester(reader, self._values.vocabulary, analyzer, topics=topics or {})
        )

    def search(self, query: Query) -> Results:
        """Return a page of the documents that answer, with their best passages."""
        began = perf_counter()
        if query.page < 1 or not 1 <= query.limit <= MAX_LIMIT:
            raise QueryError(f"page counts from 1, and 1 to {MAX_LIMIT} documents make a page")
        reading = self._read(query.text)
        asked, notes = self._plan(reading)
        today = self._today()
        highlighter = Highlighter(asked.evidence, self._analyzer)
        ranker = Ranker(self._reader, asked, highlighter, today, query.excerpts)
        found = ranker.page(_request(query), relax=query.relax)
        return Results(
            query=query,
            understood=reading.understood,
            total=found.strict_total + found.loose_total,
            hits=self._told(
                [_hit(row, highlighter, today) for row in found.rows],
                reading,
                first_loose=max(0, found.strict_total - (query.page - 1) * query.limit),
            ),
            facets=_facets(found.facets),
            relaxed=found.loose_total > 0,
            strict_total=found.strict_total,
            notes=(*reading.notes, *notes),
            suggestion=self._suggestion(query, reading, found.strict_total),
            took_ms=(perf_counter() - began) * 1000,
        )

    def matching(self, tree: Tree) -> frozenset[str]:
        """Return the ids of every document that has what a tree asks for, nothing let off."""
        resolver = Resolver(self._values, self._analyzer)
        asked = Planner(self._analyzer, resolver.node).plan(Reading(tree))  # no word for another
        held = self._reader.state.documents
        found = self._reader.documents(DocumentRequest(asked.strict, limit=max(held, 1)))
        return frozenset(document.id for document in found.documents)

    def summaries(self, ids: Iterable[str]) -> tuple[DocumentSummary, ...]:
        """Return the rows of documents, in the order asked for; what is not held is left out."""
        found = (self._reader.get(one) for one in ids)
        return tuple(read_summary(document.stored) for document in found if document)

    def marks(
        self, question: str, texts: Sequence[str], *, spoken: str = "sv"
    ) -> tuple[tuple[Mark, ...], ...]:
        """Return, for each text, the words a question looks for, as the excerpts mark them."""
        asked, _ = self._plan(self._read(question))
        highlighter = Highlighter(asked.evidence, self._analyzer)
        return tuple(highlighter.marks(text, spoken) for text in texts)

    def explain(self, question: str, document_id: str) -> tuple[Found, ...]:
        """Return which words of a question a document has, in which form and on which page."""
        tree = self._read(question).tree
        planner = self._planner(Resolver(self._values, self._analyzer))
        return explain(self._reader, planner, tree, document_id=document_id)

    def similar(self, document: Document, limit: int = 5) -> tuple[Similar, ...]:
        """Return the documents most like one, with the words they share."""
        return similar(self._reader, self._analyzer, document, limit)

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return what the beginning of a question may become, the most useful first."""
        return self._suggester().suggest(text, limit)

    def _read(self, text: str) -> Reading:
        """Read a question; a phrase that a spoken one quotes and no document has becomes words.

        Who asks in a sentence quotes from memory: 17 of the 44 such questions of squad_v2_sv_dev
        would find nothing. In a question of a few words a phrase is a demand, found or not.
        """
        reading = self._restored(language.parse(text))
        if not reading.is_sentence:
            return reading
        quotes = [part for part in reading.parts if isinstance(part, Quote)]
        lacked = [part for part in quotes if not self._stands(part)]
        return language.as_words(reading, lacked) if lacked else reading

    def _restored(self, reading: Reading) -> Reading:
        """Give words typed without å, ä and ö those that the collection has them with."""
        if reading.tree is None:
            return reading
        found: dict[str, Note] = {}

        def restore(word: str) -> str:
            if not (meant := self._speller.restored(word)):
                return word
            found[word] = Note(NoteCode.RESTORED, meant)
            return meant

        tree = each_word(reading.tree, restore)
        return replace(reading, tree=tree, notes=(*reading.notes, *found.values()))

    def _having(self, word: str) -> int:
        request = DocumentRequest(Term("exact", word), limit=1)
        return self._reader.documents(request).total

    def _stands(self, quote: Quote) -> bool:
        node = quoted(quote.text, self._analyzer, quote.slop)
        return self._reader.documents(DocumentRequest(node, limit=1)).total > 0

    def _plan(self, reading: Reading) -> tuple[Plan, list[Note]]:
        resolver = Resolver(self._values, self._analyzer)
        return self._planner(resolver).plan(reading), resolver.notes

    def _planner(self, resolver: Resolver) -> Planner:
        return Planner(self._analyzer, resolver.node, self._speller)

    def _told(self, hits: list[Hit], reading: Reading, *, first_loose: int) -> tuple[Hit, ...]:
        """Say of hits below the line that have no mark which words were found by letters alone."""
        bare = [hit.document.id for hit in hits[first_loose:] if hit.passages and not hit.is_marked]
        words = [part.text for part in reading.parts if isinstance(part, Word)] if bare else []
        like = {word: self._spelled_like(word, bare) for word in words}
        return tuple(
            replace(
                hit, spelled_like=tuple(word for word in words if hit.document.id in like[word])
            )
            for hit in hits
        )

    def _spelled_like(self, word: str, ids: list[str]) -> frozenset[str]:
        letters = self._planner(Resolver(self._values, self._analyzer)).letters(word)
        if letters is None:
            return frozenset()
        among = AnyOf(tuple(Term("identifier", one) for one in ids))
        request = DocumentRequest(AllOf((letters, among)), limit=len(ids))
        return frozenset(found.id for found in self._reader.documents(request).documents)

    def _suggestion(self, query: Query, reading: Reading, total: int) -> str | None:
        """Return the question with the collection's own spelling, where that finds more.

        Of one that was read with its å, ä and ö put back, how it was read.
        """
        restored = any(note.code == NoteCode.RESTORED for note in reading.notes)
        as_read = reading.understood if restored else None
        if reading.tree is None or total >= FEW:
            return as_read
        corrected = replace(reading, tree=each_word(reading.tree, self._corrected))
        if corrected.tree == reading.tree:
            return as_read
        more = self._count(query, corrected) > self._count(query, reading)
        return corrected.understood if more else as_read

    def _count(self, query: Query, reading: Reading) -> int:
        """Return how many documents have what a question demands."""
        asked, _ = self._plan(reading)
        match = asked.loose if asked.is_sentence and asked.loose else asked.strict
        request = DocumentRequest(match, filters=_filters(query.filters), limit=1)
        return self._reader.documents(request).total

    def _corrected(self, word: str) -> str:
        return self._speller.meant(word) or word


def _hit(row: Row, highlighter: Highlighter, today: date) -> Hit:
    document = standing.on(read_summary(row.document.stored), today)
    above = highlighter.marks(document.title, document.language)
    passages = [read_passage(found.stored) for found in row.passages]
    excerpts = highlighter.excerpts(passages, told=bool(above))
    return Hit(document, row.document.score, excerpts, above)


def _request(query: Query) -> DocumentRequest:
    return DocumentRequest(
        match=Everything(),
        filters=_filters(query.filters),
        facets=FACETS,
        order="last_day" if query.sort is Sort.DATE else None,
        offset=(query.page - 1) * query.limit,
        limit=query.limit,
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
        span = overlap(filters.published_from, filters.published_to)
        # Of the year facet too, so that its counts show what lies outside the span.
        nodes["year"] = AllOf((span, nodes["year"])) if "year" in nodes else span
    return nodes


def _facets(counts: Mapping[str, Mapping[str, int]]) -> Mapping[str, tuple[FacetCount, ...]]:
    """Return the values of every facet, the most common first."""
    return MappingProxyType(
        {
            name: tuple(
                FacetCount(value, count)
                for value, count in sorted(values.items(), key=lambda item: (-item[1], item[0]))
            )
            for name, values in counts.items()
        }
    )
