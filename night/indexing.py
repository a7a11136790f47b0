"""The catalogue -> an index that answers with all of it: brought up to date, or built beside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass

from index import build
from index.build import BuildReport, Source
from index.errors import (
    EngineError,
    IndexDamagedError,
    IndexVersionError,
    NoIndexError,
    SearchError,
)
from index.home import IndexHome
from index.swedish import Analyzer
from ingest.catalogue import Catalogue
from ingest.uncollected import uncollected
from night.home import index_home
from night.report import Because, Rebuilt
from settings import Settings

Still = Callable[[], AbstractContextManager[object]]
"""Keeps everybody else from changing the collection while a block runs."""

WAIT_SECONDS = 60.0  # for another process's commit to the index
MOST_GROWTH = 1.3
GROWN_FROM_BYTES = 50_000_000
"""Changes leave holes in an index; one past this growth is built anew, unless it is small."""


@dataclass(frozen=True, slots=True)
class Indexing:
    """Brings the index of one collection up to its catalogue."""

    settings: Settings
    catalogue: Catalogue
    progress: Callable[[str, int, int | None], None] = lambda *_: None
    still: Still = nullcontext

    def distrust(self) -> None:
        """Renew the catalogue's identity where the index is ahead; call it before reading.

        The catalogue was put back from an older copy then, and its next changes would get revision
        numbers that the index has seen already.
        """
        with suppress(SearchError):
            pointer = self._home.pointer()
            if pointer and pointer.state.revision > self.catalogue.revision():
                self.catalogue.renew_identity()

    def follow(self) -> BuildReport:
        """Take what changed into the index that answers, in one commit; SearchError if it cannot.

        The caller keeps everybody else from changing the collection meanwhile.
        """
        with uncollected():
            return build.update(self._home, self._source(), wait_seconds=WAIT_SECONDS)

    def rebuild(self, *, allow_shrink: bool = False) -> BuildReport:
        """Build beside, check and switch; the index that answers takes changes until then."""
        max_shrink = 1.0 if allow_shrink else self.settings.index.max_shrink
        # Of 545 documents 233 objects were garbage; a search for it took 8 % of a build (2026-11).
        with uncollected():
            return build.rebuild(
                self._home, self._source(), max_shrink=max_shrink, wait_seconds=WAIT_SECONDS
            )

    def purge(self) -> None:
        """Rebuild any index from nothing, so that no file of it holds text that was erased."""
        if self._home.builds():
            build.rebuild_from_nothing(self._home, self._source(), wait_seconds=WAIT_SECONDS)

    def try_to_follow(self) -> tuple[BuildReport | None, Because | None]:
        """Take in what changed; return also why a full build is needed, None where it is not."""
        try:
            report = self.follow()
            return report, next(self._faults(report), None)
        except NoIndexError:
            return None, Because(Rebuilt.FIRST, "it is the first")
        except (IndexVersionError, IndexDamagedError, EngineError) as error:
            is_foreign = isinstance(error, IndexVersionError)
            seen = str(error).partition(";")[0]  # what follows says to run what is running
            return None, Because(Rebuilt.FOREIGN if is_foreign else Rebuilt.UNREADABLE, seen)

    def _faults(self, report: BuildReport) -> Iterator[Because]:
        """Yield why an index must be rebuilt although it took its changes in."""
        state, home = report.state, self._home
        if state.schema != (wanted := build.stamp(home.engine, Analyzer())):
            written = f"it was written as {state.schema!r}, this is {wanted!r}"
            yield Because(Rebuilt.ANALYSIS, written)
        if state.documents != (held := self.catalogue.documents_held()):
            holds = f"it holds {state.documents} documents, the collection {held}"
            yield Because(Rebuilt.UNEQUAL, holds)
        if (counted := home.reader().counted()) != (state.documents, state.passages):
            holds = f"it holds {counted} documents and passages, and says {state}"
            yield Because(Rebuilt.UNEQUAL, holds)
        if (growth := build.growth(home)) > MOST_GROWTH and self._is_large():
            yield Because(Rebuilt.GROWN, f"it takes {growth:.1f} times its size when it was new")

    def _is_large(self) -> bool:
        current = self._home.current()
        return current is not None and build.size(current) > GROWN_FROM_BYTES

    @property
    def _home(self) -> IndexHome:
        return index_home(self.settings)

    def _source(self) -> Source:
        total = self.catalogue.revision()
        return Source(
            self.catalogue.changes,
            Analyzer(),
            lambda _, revision: self.progress("index", revision, total),
            held=self.catalogue.documents_held,
            origin=self.catalogue.identity(),
            still=self.still,
        )
