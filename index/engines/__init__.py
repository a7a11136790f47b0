"""The contract between Lykta and a search engine: terms in, document and passage ids out.

An engine stores terms that `index.swedish` made and matches them; it never analyses text and
never sees what a person typed. Everything above this module is the same for every engine.

There are two kinds of record (docs/architecture.md, "Two records"):
- a *document record* decides match, total, facets, order and paging;
- *passage records* of it give evidence: page, excerpt, and a score of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

# ---- what is stored -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """All text of a document as terms, and the values it is filtered, counted and sorted by."""

    id: str
    terms: Mapping[str, str]  # field of schema.TERM_FIELDS -> terms in order, one space between
    keywords: Mapping[str, tuple[str, ...]]  # field of schema.KEYWORD_FIELDS -> whole values
    numbers: Mapping[str, int]  # field of schema.NUMBER_FIELDS -> value; absent where unknown
    stored: str  # JSON that the engine gives back untouched


@dataclass(frozen=True, slots=True)
class PassageRecord:
    """One passage as terms, with what is needed to show it."""

    document_id: str
    terms: Mapping[str, str]
    stored: str


@dataclass(frozen=True, slots=True)
class Write:
    """A document with its passages, to be put in place of what the index holds of it."""

    document: DocumentRecord
    passages: tuple[PassageRecord, ...]


@dataclass(frozen=True, slots=True)
class State:
    """What an index holds, written in the same commit as the records it speaks of."""

    schema: str  # stamp of schema, analysis and synonyms
    revision: int  # the last revision of the catalogue that is in
    documents: int
    passages: int
    origin: str = ""  # the catalogue that counts the revisions; one made anew counts from 1 again


# ---- what is asked ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Term:
    """One term in one field; `weight` multiplies its score."""

    field: str
    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms of one field in order; at most `slop` other terms between them in all.

    Each position is a set of alternatives.
    """

    field: str
    words: tuple[tuple[str, ...], ...]
    slop: int = 0
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Span:
    """A number field between two values, both included; None is open."""

    field: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part matches; scores add up."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least `minimum` parts match; scores of those that match add up."""

    parts: tuple[Node, ...]
    minimum: int = 1


@dataclass(frozen=True, slots=True)
class Best:
    """At least one part matches; the score is the best part's, plus `tie` times the others'."""

    parts: tuple[Node, ...]
    tie: float = 0.0


@dataclass(frozen=True, slots=True)
class Without:
    """`part` matches and `excluded` does not."""

    part: Node
    excluded: Node


@dataclass(frozen=True, slots=True)
class Unscored:
    """`part` decides the match and adds nothing to the score."""

    part: Node


@dataclass(frozen=True, slots=True)
class Demoted:
    """`part` matches; where `where` matches too, its score is multiplied by `factor`."""

    part: Node
    where: Node
    factor: float


@dataclass(frozen=True, slots=True)
class Everything:
    """Every record, score 0."""


Node: TypeAlias = (
    Term | Phrase | Span | AllOf | AnyOf | Best | Without | Unscored | Demoted | Everything
)


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    """Which documents, in which order, and the counts beside them."""

    match: Node  # decides which documents
    score: Node | None = None  # ranks them; need not match. None: `match` ranks
    filters: Mapping[str, Node] | None = None  # facet (or "" for none) -> what narrows the result
    facets: tuple[str, ...] = ()  # keyword or number fields to count, each without its own filter
    order: str | None = None  # number field, highest first, records without it last; None: score
    offset: int = 0
    limit: int = 10


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """One document record that matched."""

    id: str
    score: float
    stored: str


@dataclass(frozen=True, slots=True)
class DocumentAnswer:
    """A page of documents, how many there are in all, and the facet counts."""

    total: int
    documents: tuple[FoundDocument, ...]
    facets: Mapping[str, Mapping[str, int]]  # field -> value -> documents


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """One passage record that matched."""

    document_id: str
    score: float
    stored: str


class Reader(Protocol):
    """One committed state of an index, fixed when it was opened; safe to use from many threads."""

    @property
    def state(self) -> State:
        """Return what the commit said of itself."""

    def documents(self, request: DocumentRequest) -> DocumentAnswer:
        """Answer from the document records; a tie of scores is broken by id."""

    def passages(
        self, score: Node, document_ids: Sequence[str], *, each: int
    ) -> Mapping[str, tuple[FoundPassage, ...]]:
        """Return up to `each` best passages of every document named, best first.

        A part in a field that passages lack (schema.PASSAGE_FIELDS) matches none.
        """

    def terms(self, field: str) -> Iterable[tuple[str, int]]:
        """Yield the terms of a field of the document records, with the documents that have it."""

    def get(self, document_id: str) -> FoundDocument | None:
        """Return one document record, or None."""

    def ids(self) -> Iterable[str]:
        """Yield the id of every document held, for checking against the catalogue."""

    def counted(self) -> tuple[int, int]:
        """Count the documents and passages that are there, whatever `state` says."""


class Writer(Protocol):
    """Collects changes; nothing is seen by readers before `commit`."""

    def put(self, write: Write) -> None:
        """Put a document and its passages in place of what is held under its id."""

    def remove(self, document_id: str) -> None:
        """Take a document and its passages out."""

    def commit(self, schema: str, revision: int, origin: str = "") -> State:
        """Make all changes so far visible and durable at once, with their state record."""

    def close(self) -> None:
        """Let go; what was not committed is dropped."""


class Engine(Protocol):
    """Opens and creates index folders. Errors are those of `index.errors`."""

    name: str
    version: str  # part of an index's stamp: another version's files are built anew
    batch_passages: int  # of a full build between commits: what a crash costs at most

    def create(self, folder: Path) -> None:
        """Make an empty index in an empty folder."""

    def read(self, folder: Path) -> Reader:
        """Open for searching; never creates, mends or deletes anything."""

    def write(self, folder: Path) -> Writer:
        """Open for writing; IndexLockedError while another process writes."""

    def damaged(self, folder: Path) -> Iterable[str]:
        """Yield the committed files whose bytes are not those written; reads all of them."""
