"""A folder with a committed Tantivy index -> answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

import tantivy
from tantivy import Occur, Query

from index.engines import (
    AnyOf,
    DocumentAnswer,
    DocumentRequest,
    Everything,
    FoundDocument,
    FoundPassage,
    Node,
    State,
    Term,
    Unscored,
)
from index.engines.tantivy import fields
from index.engines.tantivy.fields import Held
from index.engines.tantivy.files import DOCUMENTS, PASSAGES, foreign_errors, open_index, searchable
from index.engines.tantivy.query import Translator, scores
from index.errors import EngineError

MOST_VALUES = 60_000  # of one facet; Tantivy stops an aggregation at 65 000 buckets

Ranked: TypeAlias = tuple[float, tantivy.DocAddress]


class TantivyReader:
    """One committed state of a Tantivy index."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        documents, passages = _opened(folder / DOCUMENTS), _opened(folder / PASSAGES)
        # A commit in between may have dropped passages that these documents name.
        while documents.state != (again := _opened(folder / DOCUMENTS)).state:
            documents, passages = again, _opened(folder / PASSAGES)
        self.state = documents.state
        self._schema, self._documents = documents.schema, documents.searcher
        self._passages = passages.searcher
        self._document_query = Translator.of_documents(documents.schema)
        self._passage_query = Translator.of_passages(passages.schema)
        self._held: dict[str, Held] = {}  # by documents found; their passages are next

    def documents(self, request: DocumentRequest) -> DocumentAnswer:
        """Answer from the document records; a tie of scores is broken by id."""
        with foreign_errors(self._folder):
            total, documents = self._page(request)
            return DocumentAnswer(total, documents, self._facets(request))

    def passages(
        self, score: Node, document_ids: Sequence[str], *, each: int
    ) -> Mapping[str, tuple[FoundPassage, ...]]:
        """Return up to `each` best passages of every document named, best first."""
        with foreign_errors(self._folder):
            held = {name: held for name in document_ids if (held := self._passages_of(name))}
            best = self._best(score, held, each)
            return {name: best.get(name, ()) for name in document_ids}

    def terms(self, field: str) -> Iterable[tuple[str, int]]:
        """Yield the terms of a field of the document records, with the documents that have it."""
        with foreign_errors(self._folder):
            # Without a query the counts take in what was deleted and not yet merged away.
            return self._documents.terms_with_prefix(field, "", Query.all_query())

    def get(self, document_id: str) -> FoundDocument | None:
        """Return one document record, or None."""
        with foreign_errors(self._folder):
            document = fields.document_by_id(self._documents, self._schema, document_id)
            if document is None:
                return None
            return FoundDocument(document_id, 0.0, fields.stored(document))

    def ids(self) -> Iterable[str]:
        """Yield the id of every document held, for checking against the catalogue."""
        return (name for name, _ in self.terms("id"))

    def counted(self) -> tuple[int, int]:
        """Count the documents and passages that are there, whatever `state` says."""
        with foreign_errors(self._folder):
            every = self._document_query.query(Everything())
            return _count(self._documents.search(every, 1)), self._passages.num_docs

    def _page(self, request: DocumentRequest) -> tuple[int, tuple[FoundDocument, ...]]:
        query = self._query(request)
        ranking = request.score or request.match
        if request.order or not scores(ranking):
            order = fields.order_field(request.order) if request.order else "id"
            total, addresses = self._ordered(query, order, request)
            ranked = [(0.0, address) for address in addresses]
        else:
            total, ranked = self._ranked(query, request.offset, request.limit)
        return total, tuple(self._found(*hit) for hit in ranked)

    def _query(self, request: DocumentRequest, *, without: str | None = None) -> Query:
        """Return match, score and filters as one query; `without` names a filter to leave out."""
        kept = [node for name, node in (request.filters or {}).items() if name != without]
        match: Node = request.match if request.score is None else Unscored(request.match)
        parts = [(Occur.Must, self._document_query.query(match))]
        parts += [(Occur.Must, self._document_query.query(Unscored(node))) for node in kept]
        if request.score is not None:
            parts.append((Occur.Should, self._document_query.query(request.score)))
        return Query.boolean_query(parts)

    def _ordered(
        self, query: Query, order: str, request: DocumentRequest
    ) -> tuple[int, list[tantivy.DocAddress]]:
        offset = min(request.offset, self._documents.num_docs)
        found = self._documents.search(
            query,
            max(request.limit, 1),  # Tantivy panics on 0
            offset=offset,
            order_by_field=order,
            order=tantivy.Order.Asc,
        )
        return _count(found), [address for _, address in found.hits[: request.limit]]

    def _ranked(self, query: Query, offset: int, limit: int) -> tuple[int, list[Ranked]]:
        """Return the hits of a window in order of score and then id.

        Tantivy breaks ties by where a record lies, so a tie that reaches over the window's end is
        fetched whole.
        """
        end = min(offset, self._documents.num_docs) + limit
        take = end + 1
        while True:
            found = self._documents.search(query, take)
            hits: list[Ranked] = found.hits
            if len(hits) < take or limit == 0 or hits[-1][0] < hits[end - 1][0]:
                return _count(found), self._by_id_in_ties(hits, offset, end)
            take *= 4

    def _by_id_in_ties(self, hits: list[Ranked], start: int, end: int) -> list[Ranked]:
        """Sort the ties among `hits[start:end]`; the others need no look at their ids."""
        ranked: list[Ranked] = []
        for _, group in groupby(hits, key=lambda hit: hit[0]):
            tied = list(group)
            if len(tied) > 1 and len(ranked) < end and len(ranked) + len(tied) > start:
                tied.sort(key=lambda hit: self._found(*hit).id)
            ranked += tied
        return ranked[start:end]

    def _found(self, score: float, address: tantivy.DocAddress) -> FoundDocument:
        document = self._documents.doc(address)
        found = FoundDocument(fields.text(document, "id"), score, fields.stored(document))
        self._held[found.id] = fields.held(document)
        return found

    def _facets(self, request: DocumentRequest) -> dict[str, dict[str, int]]:
        """Count every facet without its own filter; those without one share a pass."""
        request = replace(request, score=None)  # which only ranks
        own = [name for name in request.facets if name in (request.filters or {})]
        shared = [name for name in request.facets if name not in own]
        counts = self._count(self._query(request), shared)
        for name in own:
            counts |= self._count(self._query(request, without=name), [name])
        return {name: counts[name] for name in request.facets}

    def _count(self, query: Query, facets: Sequence[str]) -> dict[str, dict[str, int]]:
        if not facets:
            return {}
        # As many values a segment as in all: with fewer, Tantivy's counts are estimates.
        size = {"size": MOST_VALUES, "segment_size": MOST_VALUES}
        asked = {name: {"terms": {"field": name, **size}} for name in facets}
        answer = self._documents.aggregate(query, asked)
        if any(answer[name]["sum_other_doc_count"] for name in facets):
            raise EngineError(f"a facet has more than {MOST_VALUES} values; narrow the search")
        return {
            name: {str(value["key"]): value["doc_count"] for value in answer[name]["buckets"]}
            for name in facets
        }

    def _passages_of(self, document_id: str) -> Held | None:
        held = self._held.get(document_id)
        if held is None:
            document = fields.document_by_id(self._documents, self._schema, document_id)
            return None if document is None else fields.held(document)
        return held

    def _best(
        self, score: Node, held: Mapping[str, Held], each: int
    ) -> dict[str, tuple[FoundPassage, ...]]:
        """Return the best passages of documents by what they hold, found in one search.

        A search costs by the terms of the question: one for each of thirty documents took seven
        times as long (4.5 ms and .6 over 200 000 passages; 2026-11-24).
        """
        every = sum(one.count for one in held.values())
        if not every or each < 1:
            return {}
        keys = AnyOf(tuple(Term(fields.PASSAGE_KEY, one.key) for one in held.values()))
        among = self._passage_query.query(Unscored(keys))
        wanted = self._passage_query.query(score)
        query = Query.boolean_query([(Occur.Must, among), (Occur.Must, wanted)])
        hits = self._passages.search(query, every, count=False).hits
        owners = self._passages.fast_field_values(fields.OWNER, [address for _, address in hits])
        names: dict[object, str] = {fields.owner(one.key): name for name, one in held.items()}
        best: dict[str, list[FoundPassage]] = {name: [] for name in held}
        for (scored, address), owner in zip(hits, owners, strict=True):
            found = best[names[owner]]
            if len(found) < each:
                stored = fields.stored(self._passages.doc(address))
                found.append(FoundPassage(names[owner], scored, stored))
        return {name: tuple(found) for name, found in best.items()}


@dataclass(frozen=True, slots=True)
class _Opened:
    """One of the two Tantivy indexes, as of one commit."""

    folder: Path
    schema: tantivy.Schema
    searcher: tantivy.Searcher

    @property
    def state(self) -> State:
        with foreign_errors(self.folder):
            return fields.read_state(self.searcher, self.schema)


def _opened(folder: Path) -> _Opened:
    with searchable(folder) as there:
        index = open_index(there)
        return _Opened(folder, index.schema, index.searcher())


def _count(found: tantivy.SearchResult) -> int:
    return int(found.count)  # type: ignore[attr-defined]  # missing in tantivy 0.27's own stubs
