"""The values that the catalogue gives out besides documents: states, counts, failures, runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from ingest.editions import Relation
from ingest.models import Kind, PartialDate, Reason


class FileState(StrEnum):
    """Where a file is in its life (docs/architecture.md)."""

    SEEN = "seen"  # new, and perhaps still being written
    READING = "reading"  # written before the reader starts; left so where Lykta died
    HELD = "held"
    OPENED = "opened"  # holds other files and no text of its own, as an archive does
    FAILED = "failed"
    DUPLICATE = "duplicate"  # the same bytes as the file of a document
    CHANGED = "changed"  # was taken in before; its new bytes are perhaps still being written
    GONE = "gone"
    FORGOTTEN = "forgotten"  # its content was erased on request and is not taken in again


AT_REST: frozenset[str] = frozenset(
    {FileState.HELD, FileState.OPENED, FileState.DUPLICATE, FileState.FAILED, FileState.FORGOTTEN}
)
"""States of a file that stays as it is until its size, time, inode, sidecar or bytes change."""


class DocumentState(StrEnum):
    """Whether a document is in the collection."""

    HELD = "held"
    GONE = "gone"  # no file has its content any more
    MERGED = "merged"  # another document has taken its place
    WITHDRAWN = "withdrawn"  # the publisher took it back
    FORGOTTEN = "forgotten"  # erased on request


STANDING = (DocumentState.HELD, DocumentState.WITHDRAWN)
"""States of a document that has a file and its text: only those held are found by searching."""


class Event(StrEnum):
    """Why a document got a revision."""

    NEW = "new"
    EDITED = "edited"  # other bytes at the same path
    READ = "read again"  # the same bytes, another reader
    MOVED = "moved"  # another path
    DESCRIBED = "described"  # metadata or topics
    ROLES = "roles"
    KIN = "kin"  # another edition of it came, or went
    GONE = "gone"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    FORGOTTEN = "forgotten"


StoredFile: TypeAlias = tuple[str, int, int, int, str, str]
"""The values of a FileRow as the database gives them: a pass over the folder asks for all files,
and to make each a FileRow takes as long as to read it."""


class FileRow(NamedTuple):
    """What the catalogue knows of one file."""

    name: str  # escaped, see corpus.escaped
    size: int
    mtime_ns: int
    inode: int
    sidecar: str
    state: str  # a FileState's value


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document without its text."""

    id: str
    path: str
    title: str
    kind: Kind
    publisher: str | None
    published: PartialDate | None
    language: str
    media_type: str
    pages: int | None
    added: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class Kin:
    """Another edition of a document, the same text elsewhere, or one much like it."""

    id: str
    title: str
    path: str
    media_type: str
    published: PartialDate | None
    relation: Relation  # what it is to the document
    likeness: float  # the share of both texts that is the same, 0 to 1


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file that did not come in, or whose last change did not."""

    path: str
    reason: Reason
    detail: str
    media_type: str | None
    since: datetime
    tries: int


@dataclass(frozen=True, slots=True)
class Related:
    """A file that another is a part of, or that is a part of it."""

    path: str
    id: str | None  # of the document it holds; None: it did not come in, or is an archive
    title: str | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a file is on its way in."""

    path: str
    state: FileState
    since: datetime
    document_id: str | None
    reason: Reason | None  # why it did not come in
    title: str = ""  # of the document that it is, or has the same bytes as
    notes: tuple[str, ...] = ()  # what its reader noted: it may be damaged, or read in part
    now_at: str = ""  # where the same content lies, of a file that was moved or was a copy


@dataclass(frozen=True, slots=True)
class Happening:
    """One revision: what happened to a document, and where it last lay."""

    revision: int
    document_id: str
    path: str
    event: Event
    at: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command that writes."""

    id: int
    command: str
    started: datetime
    finished: datetime | None
    outcome: str | None  # None: it is running, or died
    report: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Counts:
    """The collection in numbers."""

    files: Mapping[FileState, int]
    documents: int
    kinds: Mapping[Kind, int]
    pages: int
    revision: int
    last_run: Run | None


class PartState(StrEnum):
    """What has become of one file of a source."""

    WAITING = "waiting"  # to be fetched, or fetched again
    HELD = "held"  # in the corpus folder
    SAME = "same"  # another address of what another part holds
    FAILED = "failed"
    WITHDRAWN = "withdrawn"  # the source says so
    REMOVED = "removed"  # gone at the source, on two days


@dataclass(frozen=True, slots=True)
class PartRow:
    """One file of a source: a page, or a document that belongs to one."""

    source: str
    address: str
    record: str  # the source's own name for what it is a part of
    said: Mapping[str, str]  # what the source says of it
    state: PartState
    page: str | None = None  # the address of the part that it belongs to
    fetched: datetime | None = None
    name: str | None = None  # its file, below the corpus folder
    joined: bool = False  # the file is another part's: this is one more address of it
    sha256: str | None = None  # of the edition that is held, as it was fetched
    text: str | None = None  # the mark of the text in it
    sidecar: str | None = None  # our lines of the sidecar, as last written
    stale: bool = False  # the sidecar lags behind what is known
    chain: tuple[str, ...] = ()  # of redirects
    headers: Mapping[str, str] = field(default_factory=dict)
    missing: datetime | None = None  # since when the source has it no more, or took it back
    tries: int = 0
    detail: str = ""  # why it was not fetched


@dataclass(frozen=True, slots=True)
class OriginalRow:
    """One edition of a part, as it was fetched."""

    source: str
    address: str
    sha256: str
    fetched: datetime
    chain: tuple[str, ...]
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """How the last run of a source went."""

    source: str
    started: datetime | None = None
    finished: datetime | None = None  # None: it runs, or died
    walked: datetime | None = None  # when the last walk without an error began
    clean: bool = False  # did the last walk end without an error
    outcome: str = ""
    report: Mapping[str, object] = field(default_factory=dict)
    since: str | None = None  # a PartialDate: what is older is left; None where nothing is
    asked: str | None = None  # the digest of what sources.toml asks of it
    left_off: Mapping[str, str] = field(default_factory=dict)  # a list -> its page to go on from
