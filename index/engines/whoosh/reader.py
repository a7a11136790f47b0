"""A folder with a committed Whoosh index -> answers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from heapq import nsmallest
from pathlib import Path
from threading import RLock

from index.engines import (
    DocumentAnswer,
    DocumentRequest,
    FoundDocument,
    FoundPassage,
    Node,
    State,
)
from index.engines.whoosh import fields
from index.engines.whoosh.evaluate import Evaluator, Scores
from index.engines.whoosh.files import foreign_errors, open_index
from index.engines.whoosh.postings import Postings
from index.errors import EngineError, IndexDamagedError

OPEN_TRIES = 5


class WhooshReader:
    """One committed state of a Whoosh index."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = RLock()  # Whoosh's files have one place to read at, whatever the thread
        for left in reversed(range(OPEN_TRIES)):
            try:
                self._open()
                break
            except EngineError as error:
                # A commit drops the table of contents that was about to be read: there is a newer.
                if not left or not isinstance(error.__cause__, FileNotFoundError):
                    raise

    def _open(self) -> None:
        index = open_index(self._folder)
        with self._reading():
            self._postings = Postings(index)
            self.state = read_state(self._postings)
            every = sorted(self._postings.counts(fields.RECORD, fields.DOCUMENT))
            documents, passages = (
                self._postings.frequency(fields.RECORD, kind)
                for kind in (fields.DOCUMENT, fields.PASSAGE)
            )
        self._documents = Evaluator(self._postings, documents, every)
        self._passages = Evaluator(self._postings, passages, (), fields.passage_field(""))

    def documents(self, request: DocumentRequest) -> DocumentAnswer:
        """Answer from the document records; a tie of scores is broken by id."""
        with self._reading():
            matched = self._documents.scores(request.match)
            kept = {
                name: self._documents.scores(node).keys()
                for name, node in (request.filters or {}).items()
            }
            found = _narrowed(matched, kept)
            scores = matched if request.score is None else self._documents.scores(request.score)
            documents = tuple(
                self._found(number, 0.0 if request.order else scores.get(number, 0.0))
                for number in self._ordered(found, scores, request)
            )
            facets = {
                name: self._count(name, _narrowed(matched, kept, without=name))
                for name in request.facets
            }
            return DocumentAnswer(len(found), documents, facets)

    def passages(
        self, score: Node, document_ids: Sequence[str], *, each: int
    ) -> Mapping[str, tuple[FoundPassage, ...]]:
        """Return up to `each` best passages of every document named, best first."""
        with self._reading():
            parents = {
                number: name
                for name in document_ids
                for number in self._postings.counts(fields.PARENT, name)
            }
            own = sorted(parents)
            scores = replace(self._passages, among=own, every=own).scores(score)
            best: dict[str, list[tuple[float, int]]] = {name: [] for name in document_ids}
            for number, found in scores.items():
                best[parents[number]].append((-found, number))
            return {name: self._shown(name, nsmallest(each, best[name])) for name in document_ids}

    def terms(self, field: str) -> Iterable[tuple[str, int]]:
        """Yield the terms of a field of the document records, with the documents that have it."""
        with self._reading():
            counted = (
                (text, self._postings.live(field, text)) for text in self._postings.terms(field)
            )
            return [(text, count) for text, count in counted if count]

    def get(self, document_id: str) -> FoundDocument | None:
        """Return one document record, or None."""
        with self._reading():
            numbers = self._postings.counts("id", document_id)
            return self._found(next(iter(numbers)), 0.0) if numbers else None

    def ids(self) -> Iterable[str]:
        """Yield the id of every document held, for checking against the catalogue."""
        return (name for name, _ in self.terms("id"))

    def counted(self) -> tuple[int, int]:
        """Count the documents and passages that are there, whatever `state` says."""
        with self._reading():
            documents, passages = (
                self._postings.live(fields.RECORD, kind)
                for kind in (fields.DOCUMENT, fields.PASSAGE)
            )
            return documents, passages

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock, foreign_errors(self._folder):
            yield

    def _ordered(self, found: Iterable[int], scores: Scores, request: DocumentRequest) -> list[int]:
        names = self._postings.column("id")
        if request.order:
            days = self._postings.column(request.order)
            key = [(-float(days[number] or 0), names[number], number) for number in found]
        else:
            key = [(-scores.get(number, 0.0), names[number], number) for number in found]
        end = request.offset + request.limit
        return [number for _, _, number in nsmallest(end, key)[request.offset :]]

    def _found(self, number: int, score: float) -> FoundDocument:
        stored = self._postings.stored(number)
        return FoundDocument(self._postings.column("id")[number], score, stored["stored"])

    def _count(self, facet: str, found: Iterable[int]) -> dict[str, int]:
        column = self._postings.column(facet)
        counts: Counter[str] = Counter()
        for joined, count in Counter(column[number] for number in found).items():
            for value in joined.split(fields.SEPARATOR) if joined else ():
                counts[value] += count
        return dict(counts)

    def _shown(
        self, document_id: str, best: Iterable[tuple[float, int]]
    ) -> tuple[FoundPassage, ...]:
        return tuple(
            FoundPassage(document_id, -found, self._postings.stored(number)["stored"])
            for found, number in best
        )


def read_state(postings: Postings) -> State:
    """Return the state record of the commit; an index just made has none yet."""
    for number in postings.counts(fields.RECORD, fields.STATE):
        return State(**json.loads(postings.stored(number)["stored"]))
    if postings.counts(fields.RECORD, fields.DOCUMENT):
        raise IndexDamagedError("no state record in the index; run `lykta reindex --full`")
    return State("", 0, 0, 0)


def _narrowed(
    matched: Scores, kept: Mapping[str, Iterable[int]], *, without: str | None = None
) -> set[int]:
    """Return what matches and passes every filter, but the one left out."""
    return set(matched).intersection(*(found for name, found in kept.items() if name != without))
