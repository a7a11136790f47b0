"""The beginning of a question -> what it may become: words, topics, publishers, titles.

The words come from the collection, those first that stand in it after the word before; a letter
typed without its marks stands for the marked ones too.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from heapq import nlargest, nsmallest
from itertools import islice

from index.engines import AllOf, AnyOf, DocumentRequest, Node, Phrase, Reader, Term
from index.records import read_summary
from index.swedish import Analyzer
from index.swedish.tokens import WORD, Token
from index.vocabulary import MANY_WORDS, Vocabulary, without_marks

MIN_LETTERS = 2  # of the word being typed; one letter begins a tenth of all words
MAX_CHARS = 100  # a longer question is no longer looked for as a whole
WEIGHED = 40  # completions, the most common ones, that the best are chosen from
PHRASES = 12  # of these, how many are looked for as written after the word before
TITLE_WORDS = 50  # completions that a title is looked for with
SYNTAX = frozenset('"*~()')  # who writes the query language is not to be helped with words

ROOM = {"words": 4, "topic": 2, "publisher": 1, "title": 3}
"""How many of each kind there is room for, most useful first."""


class SuggestionKind(StrEnum):
    """What a suggestion leads to."""

    WORDS = "words"  # a question
    TOPIC = "topic"  # the documents of a topic
    PUBLISHER = "publisher"  # the documents of a publisher
    TITLE = "title"  # a document


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that may be meant."""

    kind: SuggestionKind
    text: str  # as people read it
    value: str  # the question, the topic's id, the publisher, the document's id
    other_name: str = ""  # the name of the topic that was begun, where it is not its first


class Suggester:
    """Completes what is typed, by one collection; safe to use from many threads."""

    def __init__(
        self,
        reader: Reader,
        vocabulary: Vocabulary,
        analyzer: Analyzer,
        *,
        topics: Mapping[str, str],
    ) -> None:
        self._reader = reader
        self._counts = vocabulary.counts
        self._analyzer = analyzer
        held = {topic for topic, _ in reader.terms("topic")}
        self._topics: dict[str, list[str]] = {}
        for name, topic in topics.items():
            if topic in held and name != topic:
                self._topics.setdefault(topic, []).append(name)

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return what the text may become, the most useful first; none for what is not begun."""
        tokens = self._analyzer.tokens(text[:MAX_CHARS])
        if not tokens or len(text) > MAX_CHARS or not SYNTAX.isdisjoint(text):
            return ()
        if len(tokens[-1].text) < MIN_LETTERS:
            return ()
        found = (
            *self._words(text, tokens),
            *self._named_topics(text),
            *self._publishers(text),
            *self._titles(tokens),
        )
        return found[:limit]

    def _words(self, text: str, tokens: Sequence[Token]) -> Iterator[Suggestion]:
        """Yield the question with its last word completed, each word in one form."""
        last = tokens[-1]
        if last.end < len(text):
            return
        before = tokens[-2].text.lower() if len(tokens) > 1 else ""
        for word in islice(self._completions(last.text.lower(), before), ROOM["words"]):
            question = text[: last.start] + word
            yield Suggestion(SuggestionKind.WORDS, question, question)

    def _completions(self, start: str, before: str) -> Iterator[str]:
        """Yield words that begin so; where some stand after the one before, only those."""
        words = self._beginning(start)
        following = self._following(before, words) if before else []
        # A whole word is not completed to its other forms; the beginning of one may look like it.
        stems = {self._analyzer.forms(start).word} if start in self._counts else set()
        for word in following or words:
            forms = self._analyzer.forms(word)
            if not forms.is_stop and forms.word not in stems:
                stems.add(forms.word)
                yield word

    def _beginning(self, start: str) -> list[str]:
        """Return the most common words that begin so, of equally common ones the shortest."""
        words = _completing(self._sorted_words, start)
        return nsmallest(WEIGHED, words, key=lambda word: (-self._counts[word], len(word), word))

    def _following(self, before: str, words: Sequence[str]) -> list[str]:
        """Return the words that stand right after the one before, the most common pair first.

        Pairs of stems are counted first, being quick; few of them need be looked for as written.
        """
        stem = self._analyzer.forms(before).word
        pairs = {
            word: self._count(Term("pair", f"{stem}_{self._analyzer.forms(word).word}"))
            for word in words
        }
        likely = nlargest(PHRASES, filter(pairs.get, pairs), key=pairs.__getitem__)
        phrases = {word: self._count(Phrase("exact", ((before,), (word,)))) for word in likely}
        return sorted(filter(phrases.get, phrases), key=phrases.__getitem__, reverse=True)

    def _count(self, node: Node) -> int:
        return self._reader.documents(DocumentRequest(node, limit=1)).total

    def _named_topics(self, text: str) -> Iterator[Suggestion]:
        found = (
            Suggestion(SuggestionKind.TOPIC, names[0], topic, "" if name == names[0] else name)
            for topic, names in self._topics.items()
            if (name := next((name for name in names if _is_in(text, name)), None))
        )
        yield from islice(found, ROOM["topic"])

    def _publishers(self, text: str) -> Iterator[Suggestion]:
        names = (name for name in self._publisher_names if _is_in(text, name))
        for name in islice(names, ROOM["publisher"]):
            yield Suggestion(SuggestionKind.PUBLISHER, name, name)

    def _titles(self, tokens: Sequence[Token]) -> Iterator[Suggestion]:
        """Yield the documents with all the words in their title, the last one as begun."""
        *whole, last = (token.text.lower() for token in tokens)
        begun = _completing(self._sorted_title_words, last)
        terms = nlargest(TITLE_WORDS, begun, key=lambda term: (self._title_counts[term], term))
        terms.append(self._analyzer.forms(last).word)
        parts: list[Node] = [Term("title", self._analyzer.forms(word).word) for word in whole]
        parts.append(AnyOf(tuple(Term("title", term) for term in terms)))
        request = DocumentRequest(AllOf(tuple(parts)), limit=2 * ROOM["title"])
        by_title: dict[str, str] = {}
        for found in self._reader.documents(request).documents:
            by_title.setdefault(read_summary(found.stored).title, found.id)
        for title, name in islice(by_title.items(), ROOM["title"]):
            yield Suggestion(SuggestionKind.TITLE, title, name)

    @cached_property
    def _sorted_words(self) -> list[tuple[str, str]]:
        """Return words without their marks, and as they are; of very many, those that recur."""
        least = 1 if len(self._counts) < MANY_WORDS else 2
        return _sorted(
            word for word, count in self._counts.items() if count >= least and word.isalpha()
        )

    @cached_property
    def _title_counts(self) -> dict[str, int]:
        return dict(self._reader.terms("title"))

    @cached_property
    def _sorted_title_words(self) -> list[tuple[str, str]]:
        return _sorted(self._title_counts)

    @cached_property
    def _publisher_names(self) -> list[str]:
        """Return the publishers, the one with most documents first."""
        names = sorted(self._reader.terms("publisher"), key=lambda one: (-one[1], one[0]))
        return [name for name, _ in names]


def _sorted(words: Iterable[str]) -> list[tuple[str, str]]:
    return sorted((without_marks(word), word) for word in words)


def _completing(pairs: list[tuple[str, str]], start: str) -> Iterator[str]:
    """Yield the words that begin so, marks aside where none were typed."""
    plain = without_marks(start)
    at = bisect_left(pairs, (plain, ""))
    end = bisect_left(pairs, (plain + chr(sys.maxunicode), ""))
    near = (word for _, word in islice(pairs, at, end))
    return near if start == plain else (word for word in near if _begins(word, start))


def _begins(word: str, start: str) -> bool:
    """Tell whether a word begins so: å is only å, but a is also å and ä."""
    if len(word) < len(start):
        return False
    return all(
        typed in (letter, without_marks(letter)) for typed, letter in zip(start, word, strict=False)
    )


def _is_in(text: str, name: str) -> bool:
    """Tell whether one of the words of the name, and what follows it, begins as the text does."""
    start, name = text.strip().lower(), name.lower()
    return any(_begins(name[word.start() :], start) for word in WORD.finditer(name))
