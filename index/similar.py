"""A Document -> the documents most like it, each with the words they share.

words -> the most telling by tf-idf -> one question for the engine -> without near-copies
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import log

from index.engines import AllOf, AnyOf, DocumentRequest, Reader, Term, Unscored
from index.models import DocumentSummary
from index.records import read_summary
from index.swedish import Analyzer
from ingest.models import SHOWN_ROLES, Document

MOST_CHARS = 200_000  # of a text: what it is about is said by then
CANDIDATES = 120  # words that come often in it, whose documents are counted
TELLING = 25  # of them that are asked with
LEAST_SHARED = 4  # of those; one or two shared names make no subject
LEAST_LETTERS = 4
NEAR_COPY = 0.92  # of the telling words: another edition, or the same text on another page
ASKED = 30  # documents, of which near-copies are left out
SHOWN_WORDS = 6


@dataclass(frozen=True, slots=True)
class Similar:
    """A document on the same things."""

    document: DocumentSummary
    shared: tuple[str, ...]  # the most telling words of both, as the first one writes them


@dataclass(frozen=True, slots=True)
class _Telling:
    """What tells most of a document."""

    words: Mapping[str, str]  # term -> as it is mostly written there; other documents have it too
    may_have_copies: bool  # hardly any of its common words is its alone


def similar(
    reader: Reader, analyzer: Analyzer, document: Document, limit: int = 5
) -> tuple[Similar, ...]:
    """Return the documents most like one, the likest first; itself and near-copies are not."""
    telling = _telling(reader, analyzer, document)
    words = telling.words
    most_shared = NEAR_COPY * len(words) if telling.may_have_copies else len(words) + 1
    if len(words) < LEAST_SHARED:
        return ()
    asked = AnyOf(tuple(Term("word", term) for term in words), minimum=LEAST_SHARED)
    found = reader.documents(DocumentRequest(asked, limit=ASKED)).documents
    shared = _shared(reader, words, [one.id for one in found])
    alike = (
        Similar(read_summary(one.stored), tuple(islice(shared[one.id], SHOWN_WORDS)))
        for one in found
        if one.id != document.id and len(shared[one.id]) < most_shared
    )
    return tuple(islice(alike, limit))


def _telling(reader: Reader, analyzer: Analyzer, document: Document) -> _Telling:
    counts, written = _counted(_texts(document), analyzer, document.metadata.language)
    common = [term for term, _ in counts.most_common(CANDIDATES)]
    having = {term: _documents_with(reader, term) for term in common}
    held = max(reader.state.documents, 1)
    worth = {
        term: (1 + log(counts[term])) * log(held / number)
        for term, number in having.items()
        if 1 < number < held
    }
    best = sorted(worth, key=lambda term: -worth[term])[:TELLING]
    alone = sum(number <= 1 for number in having.values())
    return _Telling(
        {term: written[term].most_common(1)[0][0] for term in best},
        may_have_copies=alone <= (1 - NEAR_COPY) * len(common),
    )


def _documents_with(reader: Reader, term: str) -> int:
    return reader.documents(DocumentRequest(Unscored(Term("word", term)), limit=1)).total


def _counted(
    texts: Iterable[str], analyzer: Analyzer, language: str
) -> tuple[Counter[str], Mapping[str, Counter[str]]]:
    spelled = Counter(token.text for text in texts for token in analyzer.tokens(text))
    counts: Counter[str] = Counter()
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word, times in spelled.items():
        forms = analyzer.forms(word.lower(), language)
        if len(word) >= LEAST_LETTERS and word.isalpha() and not forms.is_stop:
            counts[forms.word] += times
            written[forms.word][word] += times
    return counts, written


def _texts(document: Document) -> Iterator[str]:
    room = MOST_CHARS
    for block in document.blocks:
        if block.role in SHOWN_ROLES and room > 0:
            room -= len(block.text)
            yield block.text


def _shared(
    reader: Reader, words: Mapping[str, str], ids: Sequence[str]
) -> Mapping[str, list[str]]:
    """Return which of the words each document has, the most telling first."""
    these = AnyOf(tuple(Term("identifier", name) for name in ids))
    shared: dict[str, list[str]] = {name: [] for name in ids}
    for term, word in words.items():
        match = AllOf((Unscored(Term("word", term)), Unscored(these)))
        for found in reader.documents(DocumentRequest(match, limit=len(ids))).documents:
            if found.id in shared:
                shared[found.id].append(word)
    return shared
