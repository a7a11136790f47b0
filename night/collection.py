"""Settings in, an open collection out: what the page, the API and the command line ask."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Self

from index.build import stamp
from index.engines import Engine, Reader, State
from index.errors import SearchError
from index.home import IndexHome
from index.models import Mark, Query, Results
from index.search import Library
from index.swedish import Analyzer
from ingest.catalogue import Catalogue, Counts, FailedFile
from ingest.models import Document
from ingest.topics import TopicTree
from night.errors import UnknownDocumentError
from settings import Settings

SECONDS_BETWEEN_LOOKS = 0.5
"""How often a search looks whether a newer index answers: the page follows within a second."""

Marks = tuple[tuple[Mark, ...], ...]

_ENGINES = {
    "tantivy": ("index.engines.tantivy", "TantivyEngine"),
    "whoosh": ("index.engines.whoosh", "WhooshEngine"),
}


def engine(settings: Settings) -> Engine:
    """Return the engine that is set; only the one in use is imported."""
    module, name = _ENGINES[settings.engine.name]
    found: Callable[[], Engine] = getattr(import_module(module), name)
    return found()


def index_home(settings: Settings) -> IndexHome:
    """Return where the collection's indexes are."""
    return IndexHome(settings.index_home, engine(settings))


@dataclass(frozen=True, slots=True)
class Status:
    """The collection in numbers."""

    counts: Counts
    index: State | None  # None: nothing has been indexed, or it cannot be opened
    index_problem: str  # why it cannot, "" where it can
    behind: int  # revisions of the catalogue that the index does not hold yet


class Collection:
    """An open collection; safe to use from many threads. Searches follow a switch of the index."""

    def __init__(self, settings: Settings, catalogue: Catalogue) -> None:
        self.settings = settings
        self.catalogue = catalogue
        self._home = index_home(settings)
        self._analyzer = Analyzer()
        self._lock = threading.Lock()
        self._open: tuple[Reader, Library] | None = None
        self._looked = 0.0
        self._topics = _TopicFile(settings.corpus / "topics.toml")

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Open what the settings name; the index itself is opened by the first search."""
        return cls(settings, Catalogue.open(settings.catalogue))

    def close(self) -> None:
        """Let go of the catalogue."""
        self.catalogue.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def topics(self) -> TopicTree:
        """The topic tree as its file now is."""
        return self._topics.tree()

    def search(self, query: Query) -> Results:
        """Answer a question; SearchError where there is no index that can."""
        return self.library().search(query)

    def marks(self, question: str, texts: Sequence[str], *, spoken: str = "sv") -> Marks:
        """Return, for each text, the words a question looks for; none without an index."""
        try:
            return self.library().marks(question, texts, spoken=spoken)
        except SearchError:
            return tuple(() for _ in texts)

    def library(self) -> Library:
        """Return the library over the index that answers now."""
        return self._opened()[1]

    def _opened(self) -> tuple[Reader, Library]:
        with self._lock:
            if self._open and monotonic() - self._looked > SECONDS_BETWEEN_LOOKS:
                self._looked = monotonic()
                if self._home.stale(self._open[0]):
                    self._open = None
            if self._open is None:
                self._open = self._open_index()
                self._looked = monotonic()
            return self._open

    def _open_index(self) -> tuple[Reader, Library]:
        reader = self._home.reader(stamp(self._home.engine, self._analyzer))
        names = {name: topic.id for topic in self.topics for name in (topic.id, *topic.names)}
        return reader, Library(reader, self._analyzer, topics=names)

    def document(self, document_id: str) -> Document | None:
        """Return a document by any id it ever had."""
        return self.catalogue.document(document_id)

    def require(self, name: str) -> Document:
        """Return a document by id or by path in the corpus folder; UnknownDocumentError else."""
        found = self.document(name) or next(
            (self.document(row.id) for row in self.catalogue.documents() if row.path == name), None
        )
        if found is None:
            message = f"no document has the id or path {name!r}; `lykta search` shows both"
            raise UnknownDocumentError(message)
        return found

    def original(self, document: Document) -> Path | None:
        """Return the file as it was dropped; None where it is gone or not below the folder."""
        relative = self.catalogue.original(document.id)
        path = self.settings.corpus / relative if relative else None
        return path if path and path.is_file() else None

    def failures(self) -> tuple[FailedFile, ...]:
        """Return the files that did not come in."""
        return self.catalogue.failures()

    def topic_counts(self) -> Mapping[str, int]:
        """Return the documents of each topic; a broader one counts all under it."""
        facets = self.search(Query("", limit=1)).facets
        return {count.value: count.count for count in facets.get("topic", ())}

    def status(self) -> Status:
        """Return the collection in numbers."""
        counts = self.catalogue.counts()
        try:
            state, problem = self._opened()[0].state, ""
        except SearchError as error:
            state, problem = None, str(error)
        behind = counts.revision - state.revision if state else counts.revision
        return Status(counts, state, problem, behind)


class _TopicFile:
    """topics.toml, read again when it has changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._tree = TopicTree()

    def tree(self) -> TopicTree:
        """Return the tree as the file now says."""
        try:
            found = self._path.stat()
            seen = (found.st_mtime_ns, found.st_size)
        except FileNotFoundError:
            seen = (0, 0)
        if seen != self._seen:
            self._tree, self._seen = TopicTree.load(self._path), seen
        return self._tree
