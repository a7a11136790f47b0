"""A plan -> one page of documents in order: those with all words first, then those with some.

Within each the engine ranks the documents, the best passage of the first ones has its say, and of
a question asked in words the best sentence of the very first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index import standing
from index.engines import (
    DocumentAnswer,
    DocumentRequest,
    Everything,
    FoundDocument,
    FoundPassage,
    Reader,
    Without,
)
from index.highlight import Highlighter
from index.plan import Plan
from index.records import read_passage, read_summary

FEW = 10  # documents with all the words: with fewer, those with some of them follow
RERANKED = 30  # documents whose best passage counts; further down the engine's order stands
PASSAGE = 0.25
"""What the best passage weighs beside the document. Half gave .0006 less on squad_v2_sv_dev, .0002
less on swequad_mc and .022 less on the 23 questions of trafficking_sv (2026-11-23)."""

ANSWERING = 10  # documents whose best sentence counts: a first page
ANSWER = 0.3
"""What the score of a document gains where one sentence, with the title, has all of a question;
in proportion, so that it is the same in any collection. nDCG@10 .8902 -> .8921 on squad_v2_sv_dev
(+.0017 on the half it was tried on, +.0020 on the other), .8868 -> .8910 on swequad_mc. Who types
words of a subject and asks nothing looks for a document (2026-11-30)."""

PASSAGES_SHOWN = 3  # of each document

Passages = Mapping[str, tuple[FoundPassage, ...]]


@dataclass(frozen=True, slots=True)
class Row:
    """One document of a page, with its best passages."""

    document: FoundDocument
    passages: tuple[FoundPassage, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of documents and what is known of all that match."""

    strict_total: int  # documents with all the words; they come first
    loose_total: int  # documents with some of them, which follow
    rows: tuple[Row, ...]
    facets: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Ranker:
    """Orders the documents of one reader for one question, on one day."""

    reader: Reader
    asked: Plan
    highlighter: Highlighter  # of the same question
    today: date
    excerpts: bool = True  # are the passages of the rows to be shown

    def page(self, request: DocumentRequest, *, relax: bool) -> Page:
        """Return a page. `request` says filters, facets, order and place; the plan the rest.

        A question asked as a sentence is not tiered: that a long report happens to have all its
        words says little (nDCG@10 with all words first: .813, without: .857 on trafficking_sv).
        """
        loose = self.asked.loose if relax else None
        request = replace(request, score=standing.demoted(self.asked.score, self.today))
        if loose and self.asked.is_sentence:
            answer, best = self._ordered(replace(request, match=loose))
            return Page(0, answer.total, self._rows(answer.documents, best), answer.facets)
        strict, best = self._ordered(replace(request, match=self.asked.strict))
        if loose is None or strict.total >= FEW:
            return Page(strict.total, 0, self._rows(strict.documents, best), strict.facets)
        following = replace(
            request,
            match=Without(loose, self.asked.strict),
            offset=max(0, request.offset - strict.total),
            limit=request.limit - len(strict.documents),
        )
        more, best_of_more = self._ordered(following)
        rows = self._rows((*strict.documents, *more.documents), {**best, **best_of_more})
        return Page(strict.total, more.total, rows, _sum(strict.facets, more.facets))

    def _ordered(self, request: DocumentRequest) -> tuple[DocumentAnswer, Passages]:
        """Return the page asked for, the first RERANKED documents in order with their passages.

        Which documents these are does not depend on the page, so that pages fit together. Their
        passages are read once, for the order and for the rows: a search in them for each document
        is a third of the time that a question takes.
        """
        nothing_to_see = not (self.asked.evidence.parts and request.limit)
        if request.order or nothing_to_see or request.offset >= RERANKED:
            return self.reader.documents(request), {}
        end = request.offset + request.limit
        answer = self.reader.documents(replace(request, offset=0, limit=max(end, RERANKED)))
        first, rest = answer.documents[:RERANKED], answer.documents[RERANKED:]
        ids = [document.id for document in first]
        best = self.reader.passages(self.asked.evidence, ids, each=PASSAGES_SHOWN)
        first = _by_score(self._with_passage(one, best.get(one.id, ())) for one in first)
        if self.asked.is_question:
            answering, first = first[:ANSWERING], first[ANSWERING:]
            first = (
                *_by_score(self._with_sentence(one, best[one.id]) for one in answering),
                *first,
            )
        return replace(answer, documents=(*first, *rest)[request.offset : end]), best

    def _with_passage(self, document: FoundDocument, best: Sequence[FoundPassage]) -> FoundDocument:
        if not best:
            return document
        weight = PASSAGE * standing.factor(standing.on(read_summary(document.stored), self.today))
        return replace(document, score=document.score + weight * best[0].score)

    def _with_sentence(
        self, document: FoundDocument, best: Sequence[FoundPassage]
    ) -> FoundDocument:
        if not best:
            return document
        share = self.highlighter.share(
            read_summary(document.stored).title, read_passage(best[0].stored)
        )
        return replace(document, score=document.score * (1 + ANSWER * share))

    def _rows(self, documents: Sequence[FoundDocument], known: Passages) -> tuple[Row, ...]:
        """Return documents with their best passages, looked for where they are not yet known."""
        if not self.excerpts:
            return tuple(Row(document, ()) for document in documents)
        ids = [document.id for document in documents]
        new = [name for name in ids if name not in known]
        if new:
            found = self.reader.passages(self.asked.evidence, new, each=PASSAGES_SHOWN)
            known = {**known, **found}
        without = [name for name in ids if not known.get(name)]
        first = self.reader.passages(Everything(), without, each=1) if without else {}
        return tuple(Row(one, known.get(one.id) or first.get(one.id, ())) for one in documents)


def _by_score(documents: Iterable[FoundDocument]) -> tuple[FoundDocument, ...]:
    return tuple(sorted(documents, key=lambda document: (-document.score, document.id)))


def _sum(
    left: Mapping[str, Mapping[str, int]], right: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, int]]:
    """Add up the counts of two answers that share no document."""
    return {
        name: {
            value: left[name].get(value, 0) + right[name].get(value, 0)
            for value in left[name].keys() | right[name].keys()
        }
        for name in left
    }
