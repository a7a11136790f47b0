"""The values that flow through searching: what was asked, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from ingest.models import Identifier, Kind, PartialDate


class Sort(StrEnum):
    """In which order the documents come."""

    RELEVANCE = "relevance"
    DATE = "date"  # the newest first


FACETS = ("kind", "publisher", "topic", "year")
"""The facets a result list can be narrowed by; each value of one is a document count."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a result list is narrowed to. Values of one facet are alternatives, facets add up."""

    kind: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()  # a broader topic stands for all under it
    year: tuple[int, ...] = ()
    published_from: PartialDate | None = None  # a document's dates need only overlap the span
    published_to: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """One question as a person asked it."""

    text: str
    filters: Filters = Filters()
    sort: Sort = Sort.RELEVANCE
    page: int = 1  # of the result list, from 1
    limit: int = 10  # documents a page
    relax: bool = True  # may documents with only most of the words follow
    excerpts: bool = True  # do hits say what their pages have; a list of titles needs none


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of one page of a document under one heading: what a hit points at.

    Its address is document, page and offset; there are no ordinals to go stale.
    """

    document_id: str
    page: int | None
    offset: int  # where the text begins in its page, as Block.offset counts
    heading: str  # the heading it stands under, "" where there is none
    text: str
    language: str = "sv"
    page_label: str | None = None  # the printed page number, where it differs from the sheet's


@dataclass(frozen=True, slots=True)
class Mark:
    """A found word in an excerpt, as character positions of its text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The part of a passage that answers, cut at sentences, with the found words marked."""

    page: int | None
    page_label: str | None  # the printed page number, where it differs from the sheet's
    offset: int  # of the excerpt's first character in its page
    heading: str
    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """What a row of a result list shows of a document."""

    id: str
    title: str
    path: str
    url: str | None
    published: PartialDate | None
    publisher: str | None
    kind: Kind
    topics: tuple[str, ...]  # topic ids
    identifiers: tuple[Identifier, ...]
    language: str = "sv"
    media_type: str = ""
    pages: int | None = None
    removed: bool = False  # its publisher has it no more
    repealed: bool = False  # it is no longer in force
    repealed_by: str | None = None  # what took its place, as it is printed
    valid_to: PartialDate | None = None  # the last day on which it is in force
    newer: str | None = None  # the id of the newest edition of the same work, where it is another
    copy_of: str | None = None  # the id of what is shown first of those with the same text


@dataclass(frozen=True, slots=True)
class Hit:
    """One document that answers, with its best passages."""

    document: DocumentSummary
    score: float
    passages: tuple[Excerpt, ...]
    title_marks: tuple[Mark, ...] = ()  # of the words found, in the document's title
    spelled_like: tuple[str, ...] = ()  # words asked for whose letters alone found it: no mark

    @property
    def is_marked(self) -> bool:
        """Whether a mark in it shows why it is there."""
        return bool(self.title_marks) or any(excerpt.marks for excerpt in self.passages)


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many documents of the result carry a value."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Note:
    """Something about the question that the person should know: what was not understood.

    `code` is for the page to word in Swedish; `text` is the part of the question it is about.
    """

    code: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a query."""

    query: Query
    understood: str  # the question as it was read, in the query language
    total: int  # documents; equals what can be paged to
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    relaxed: bool = False  # documents with only most of the words are among the hits
    # Of `total`, those that have all the words; they come first. 0 where a sentence was asked as a
    # whole: then no one of its words is a demand.
    strict_total: int = 0
    notes: tuple[Note, ...] = ()
    suggestion: str | None = None  # a spelling that would find more
    took_ms: float = 0.0
