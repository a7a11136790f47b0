"""Settings -> an open collection: what the page, the API and the command line ask."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Self

from index.build import stamp
from index.engines import Reader, State
from index.errors import SearchError
from index.explain import Found
from index.models import DocumentSummary, Mark, Query, Results
from index.search import Library
from index.similar import Similar
from index.suggest import Suggestion
from index.swedish import Analyzer, Synonyms
from ingest import mounts
from ingest.catalogue import Catalogue, Counts, FailedFile, Kin, Related
from ingest.corpus import escaped, look
from ingest.errors import BusyError
from ingest.ledger import Ledger
from ingest.models import Document, Failure
from ingest.mounts import Mount
from ingest.sandbox import Job, Pool
from ingest.topics import Topic, TopicTree
from night.errors import UnknownDocumentError
from night.followed import Followed
from night.home import index_home
from night.topics import load as load_topics
from night.watch_status import WatchStatus, watch_status
from settings import Settings

SECONDS_BETWEEN_LOOKS = 0.5
"""How often a search looks whether a newer index answers: the page follows within a second."""

UNPACKED_AT_ONCE = 2
UNPACKING_SECONDS = 10.0

Marks = tuple[tuple[Mark, ...], ...]


@dataclass(frozen=True, slots=True)
class Relations:
    """What a document is a part of, what is a part of it, and where its text comes from."""

    wholes: tuple[Related, ...] = ()
    parts: tuple[Related, ...] = ()
    kin: tuple[Kin, ...] = ()  # editions, copies and what is much like it
    recognised: Mapping[int, float] = field(default_factory=dict)  # pages read from pictures


@dataclass(frozen=True, slots=True)
class Status:
    """The collection in numbers."""

    counts: Counts
    index: State | None  # None: nothing has been indexed, or it cannot be opened
    index_problem: str  # why it cannot, "" where it can
    behind: int  # revisions of the catalogue that the index does not hold yet
    outdated: bool = False  # the index is of an earlier analysis; it answers until the next night
    problems: tuple[str, ...] = ()  # files that people edit and that cannot be read as they are


class Collection:
    """An open collection; safe to use from many threads. Searches follow a switch of the index."""

    def __init__(self, settings: Settings, catalogue: Catalogue) -> None:
        self.settings = settings
        self.catalogue = catalogue
        self._home = index_home(settings)
        self._lock = threading.Lock()
        self._unpacking = threading.BoundedSemaphore(UNPACKED_AT_ONCE)
        self._opened: _Opened | None = None
        self._looked = 0.0
        self._topics = Followed(settings.corpus / "topics.toml", load_topics, TopicTree())
        self._synonyms = Followed(settings.corpus / "synonyms.toml", Synonyms.load, Synonyms())

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Open what the settings name; the index itself is opened by the first search."""
        return cls(settings, Catalogue.open(settings.catalogue))

    def close(self) -> None:
        """Let go of the catalogue."""
        self.catalogue.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def topics(self) -> TopicTree:
        """The topic tree as its file now is, or was when it could last be read."""
        return self._topics.value()

    def search(self, query: Query) -> Results:
        """Answer a question; SearchError where there is no index that can."""
        return self.library().search(query)

    def marks(self, question: str, texts: Sequence[str], *, spoken: str = "sv") -> Marks:
        """Return, for each text, the words a question looks for; none without an index."""
        try:
            return self.library().marks(question, texts, spoken=spoken)
        except SearchError:
            return tuple(() for _ in texts)

    def similar(self, document: Document, limit: int = 5) -> tuple[Similar, ...]:
        """Return the documents most like one; nothing without an index."""
        try:
            return self.library().similar(document, limit)
        except SearchError:
            return ()

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return what the beginning of a question may become; nothing without an index."""
        try:
            return self.library().suggest(text, limit)
        except SearchError:
            return ()

    def library(self) -> Library:
        """Return the library over the index that answers now."""
        return self._current().library

    def explain(self, question: str, document_id: str) -> tuple[Found, ...]:
        """Return which words of a question a document has, in which form and on which page."""
        return self.library().explain(question, document_id)

    def _current(self) -> _Opened:
        with self._lock:
            if self._opened and monotonic() - self._looked > SECONDS_BETWEEN_LOOKS:
                self._looked = monotonic()
                if self._home.stale(self._opened.reader) or self._opened.made_of != self._made_of():
                    self._opened = None
            if self._opened is None:
                self._opened = self._open_index()
                self._looked = monotonic()
            return self._opened

    def _made_of(self) -> tuple[Synonyms, TopicTree]:
        return self._synonyms.value(), self.topics

    def _open_index(self) -> _Opened:
        synonyms, topics = made_of = self._made_of()
        analyzer = Analyzer(synonyms)
        reader = self._home.reader(self._stamp(analyzer))
        names = {name: topic.id for topic in topics for name in (topic.id, *topic.names)}
        return _Opened(reader, Library(reader, analyzer, topics=names), made_of)

    def _stamp(self, analyzer: Analyzer) -> str:
        return stamp(self._home.engine, analyzer)

    def version(self) -> tuple[str, int, int]:
        """Return what changes with every answer that may: index, its revision, the catalogue's."""
        state = self._current().reader.state
        return f"{state.schema} {state.origin}", state.revision, self.catalogue.revision()

    def document(self, document_id: str) -> Document | None:
        """Return a document by any id it ever had."""
        return self.catalogue.document(document_id)

    def is_forgotten(self, document_id: str) -> bool:
        """Tell whether an id is that of a document which was erased on request."""
        return Ledger.load(self.settings.corpus).leads_to_forgotten(document_id)

    def require(self, name: str) -> Document:
        """Return a document by id or by path in the corpus folder; UnknownDocumentError else."""
        # As it is shown, or as the system has it: bytes that are no letters are escaped.
        for written in (name, escaped(name)) if name.isprintable() else (escaped(name),):
            path = unicodedata.normalize("NFC", written)
            if found := self.document(written) or self.document(self.catalogue.at(path) or ""):
                return found
            if failed := self.catalogue.failures(path):
                reason = failed[0].reason
                raise UnknownDocumentError(
                    f"{path} did not come in: {reason}; see `lykta failures`"
                )
        message = f"no document has the id or path {name!r}; `lykta search` shows both"
        raise UnknownDocumentError(message)

    def original(self, document: Document) -> Path | None:
        """Return the file as it was dropped; None where it is gone or not below the folder.

        What lies in a container has a path too, which the reading children can follow.
        """
        relative = self.catalogue.original(document.id)
        name = escaped(str(relative)) if relative else ""
        is_there = bool(name) and look(self.settings.corpus, name) is not None
        return self.settings.corpus / relative if relative and is_there else None

    def unpacked(self, path: Path) -> bytes | Failure:
        """Return the bytes of what lies in a container, unpacked in a bounded child.

        A child holds all of it in memory: only so many at a time, and BusyError for the others.
        """
        most = self.settings.ingest.max_file_mb
        if not self._unpacking.acquire(timeout=UNPACKING_SECONDS):
            raise BusyError("too many files are being unpacked; ask again in a while")
        try:
            with Pool(1, max_file_mb=most, max_text_mb=2 * most) as pool:
                return pool.content(Job(path, path.name))
        finally:
            self._unpacking.release()

    def relations(self, document: Document) -> Relations:
        """Return what a document is attached to, and what is attached to it."""
        held = self.catalogue
        return Relations(
            held.wholes(document.id),
            held.parts(document.id),
            held.kin(document.id),
            held.recognised(document),
        )

    def failures(self) -> tuple[FailedFile, ...]:
        """Return the files that did not come in."""
        return self.catalogue.failures()

    def trouble(self, document: Document) -> FailedFile | None:
        """Return what is wrong with the file of a document that is held; None where nothing is."""
        return next(iter(self.catalogue.failures(document.path)), None)

    def watch(self) -> WatchStatus | None:
        """Return how watching the folder goes; None where nobody watches."""
        return watch_status(self.settings)

    def away(self) -> tuple[Mount, ...]:
        """Return the folders whose disks were away when they were last looked at."""
        known = mounts.load(self.catalogue.setting(mounts.SETTING))
        return tuple(mount for mount in known if mount.away_since)

    def topic_counts(self) -> Mapping[str, int]:
        """Return the documents of each topic; a broader one counts all under it."""
        facets = self.search(Query("", limit=1)).facets
        return {count.value: count.count for count in facets.get("topic", ())}

    def pinned(self, topic: Topic) -> tuple[DocumentSummary, ...]:
        """Return a topic's key documents, by id or path; those that are not held are left out."""
        ids: list[str] = []
        for name in topic.pinned:
            with suppress(UnknownDocumentError):
                ids.append(self.require(name).id)
        return self.library().summaries(ids)

    def status(self) -> Status:
        """Return the collection in numbers."""
        counts = self.catalogue.counts()
        try:
            state, problem = self._current().reader.state, ""
        except SearchError as error:
            state, problem = None, str(error)
        behind = counts.revision - state.revision if state else counts.revision
        outdated = state is not None and state.schema != self._stamp(Analyzer())
        return Status(counts, state, problem, behind, outdated, self.problems)

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with the files that people edit, as they are now."""
        self._made_of()
        return tuple(file.problem for file in (self._topics, self._synonyms) if file.problem)


@dataclass(frozen=True, slots=True)
class _Opened:
    """An index that is open, with what its library was made of besides."""

    reader: Reader
    library: Library
    made_of: tuple[Synonyms, TopicTree]
