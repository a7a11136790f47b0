"""Documents as they are indexed -> a few searches that must find them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import nlargest

from index.engines import AllOf, AnyOf, DocumentRequest, Reader, Term, Write

PROBES = 8
WORDS = 3  # the longest of a document's words are its rarest, near enough
MOST_FOUND = 1_000  # where so many share its words, a document may be past the last looked at


@dataclass(frozen=True, slots=True)
class _Probe:
    """A document, words that it holds, and words of its passages: a title may be in none."""

    id: str
    words: tuple[Term, ...]
    passage_words: tuple[Term, ...]


@dataclass(slots=True)
class Probes:
    """An even sample of the documents fed in, by reservoir; the same one for the same feed."""

    _sample: list[_Probe] = field(default_factory=list)
    _seen: int = 0
    _random: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311

    def note(self, write: Write) -> None:
        """Take the document into the sample, or not."""
        self.forget(write.document.id)
        self._seen += 1
        if len(self._sample) < PROBES:
            self._sample.append(_probe(write))
        elif (place := self._random.randrange(self._seen)) < PROBES:
            self._sample[place] = _probe(write)

    def forget(self, document_id: str) -> None:
        """Take a document out of the sample."""
        self._sample = [probe for probe in self._sample if probe.id != document_id]

    def lost(self, reader: Reader) -> Iterator[str]:
        """Yield the ids of the sample that a search for their words does not find."""
        return (probe.id for probe in self._sample if not _found(probe, reader))


def _probe(write: Write) -> _Probe:
    words = _longest([write.document.terms["exact"]])
    return _Probe(
        write.document.id, words, _longest(passage.terms["exact"] for passage in write.passages)
    )


def _longest(texts: Iterable[str]) -> tuple[Term, ...]:
    distinct = {word for text in texts for word in text.split()}
    least = min(nlargest(WORDS, map(len, distinct)), default=0)
    longest = sorted((word for word in distinct if len(word) >= least), key=_shortest_last)
    return tuple(Term("exact", word) for word in longest[:WORDS])


def _shortest_last(word: str) -> tuple[int, str]:
    return -len(word), word


def _found(probe: _Probe, reader: Reader) -> bool:
    if not probe.words:
        return reader.get(probe.id) is not None
    answer = reader.documents(DocumentRequest(AllOf(probe.words), limit=MOST_FOUND))
    hit = any(found.id == probe.id for found in answer.documents)
    if not hit and answer.total <= MOST_FOUND:
        return False
    return not probe.passage_words or bool(
        reader.passages(AnyOf(probe.passage_words), [probe.id], each=1)[probe.id]
    )
