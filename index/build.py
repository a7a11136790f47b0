"""Revisions of the catalogue -> an index that answers from them.

update:  the index that answers -> the revisions above its own -> one commit
rebuild: a new folder beside -> all revisions, in batches -> check -> switch -> drop the oldest
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from index.analysing import analysed
from index.engines import Engine, Reader, State, Write, Writer
from index.errors import (
    IndexCheckError,
    IndexDamagedError,
    IndexVersionError,
    SearchError,
)
from index.home import IndexHome, Pointer, engine_of, size
from index.lock import only_writer
from index.probes import Probes
from index.schema import SCHEMA_VERSION
from index.swedish import Analyzer
from ingest.models import Change

__all__ = [
    "BuildReport",
    "IndexHome",
    "Source",
    "growth",
    "rebuild",
    "rebuild_from_nothing",
    "size",
    "stamp",
    "update",
]

SPACE_FACTOR = 1.2  # a build beside needs what the index takes, and room to merge


def _quiet(done: int, revision: int) -> None:
    """Take no notice of progress."""


@dataclass(frozen=True, slots=True)
class Source:
    """What an index is made of."""

    changes: Callable[[int], Iterable[Change]]  # those above a revision, in its order
    analyzer: Analyzer
    progress: Callable[[int, int], None] = _quiet  # documents done so far, revision reached
    held: Callable[[], int] | None = None  # how many documents there are, for the check
    origin: str = ""  # which catalogue the revisions are of
    still: Callable[[], AbstractContextManager[object]] = nullcontext
    """Held while the last changes are taken and a full build is checked: nothing changes then."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What an update or a full build did, and what the index holds now."""

    state: State
    put: int
    removed: int
    switched: bool  # a new build answers


@dataclass(slots=True)
class _Fed:
    """What has been given to an engine in this run."""

    stamp: str  # what the build says it was written as
    revision: int = 0
    is_written: bool = False  # does the build say so already, by a commit
    put: int = 0
    removed: int = 0
    ids: set[str] = field(default_factory=set)
    probes: Probes = field(default_factory=Probes)


def stamp(engine: Engine, analyzer: Analyzer) -> str:
    """Return what an index must be written as to be asked with this engine and analysis."""
    return f"{SCHEMA_VERSION}/{engine.name} {engine.version}/{analyzer.stamp}"


def update(home: IndexHome, source: Source, *, wait_seconds: float = 0.0) -> BuildReport:
    """Bring the index that answers up to the last revision, in one commit.

    One of another analysis takes changes too, and keeps its own stamp until a full build has taken
    its place: what is written now is found, since questions are read by today's analysis.
    """
    home.answering()  # before the lock: where nothing is, nothing is made
    with only_writer(home.lock, wait_seconds=wait_seconds):
        pointer = home.answering()
        build = home.folder / pointer.build
        before = home.reader(stamp(home.engine, source.analyzer))
        if before.state.origin != source.origin:
            raise IndexVersionError(
                "the index was made from another catalogue; run `lykta reindex`"
            )
        fed = _Fed(before.state.schema, before.state.revision, is_written=True)
        _feed(home.engine, build, source, fed)
        is_other = fed.revision != before.state.revision
        state = home.engine.read(build).state if is_other else before.state
        if home.stale(before) or state != before.state:
            home.point_to(build, state, pointer.fresh)
        return BuildReport(state, fed.put, fed.removed, switched=False)


def rebuild(
    home: IndexHome,
    source: Source,
    *,
    max_shrink: float = 0.2,
    wait_seconds: float = 0.0,
    batch: int | None = None,
) -> BuildReport:
    """Build an index beside the one that answers, check it and switch to it.

    What a crash left half built is gone on with. `max_shrink` is the share of the documents that
    may be missing from the new one; 1 allows everything. `batch` is how many passages there are
    between two commits, where it is not as many as the engine says.
    """
    home.folder.mkdir(parents=True, exist_ok=True)
    with only_writer(home.build_lock):
        _check_space(home)
        build, fed = _half_built(home, source)
        _feed(home.engine, build, source, fed, batch=batch or home.engine.batch_passages)
        with source.still(), only_writer(home.lock, wait_seconds=wait_seconds):
            _feed(home.engine, build, source, fed)  # what came in meanwhile
            state = _check(home, build, source, fed)
            _refuse_to_shrink(home, state, max_shrink)
            previous = _answering(home)
            home.point_to(build, state, _bytes_a_passage(build, state))
        _remove_all_but(home, {build.name, previous.build if previous else ""})
        return BuildReport(state, fed.put, fed.removed, switched=True)


def rebuild_from_nothing(
    home: IndexHome, source: Source, *, wait_seconds: float = 0.0
) -> BuildReport:
    """Build anew and keep no other build, half built or whole: what was taken out is nowhere then.

    An engine only marks as deleted what a document held; its words stay in the files until those
    are merged, which Tantivy decides itself.
    """
    with only_writer(home.build_lock, wait_seconds=wait_seconds):
        answering = _answering(home)
        _remove_all_but(home, {answering.build if answering else ""})
    report = rebuild(home, source, max_shrink=1.0, wait_seconds=wait_seconds)
    with only_writer(home.build_lock, wait_seconds=wait_seconds):
        _remove_all_but(home, {home.answering().build})
    return report


def growth(home: IndexHome) -> float:
    """Return how many times its size when new the index takes, for as much text; 1 if unknown.

    Changes leave holes that only merging fills, and Tantivy decides itself when to merge.
    """
    pointer = home.pointer()
    if pointer is None or not pointer.fresh:
        return 1.0
    return _bytes_a_passage(home.folder / pointer.build, pointer.state) / pointer.fresh


def _bytes_a_passage(build: Path, state: State) -> float:
    return size(build) / max(state.passages, 1)


def _feed(
    engine: Engine, build: Path, source: Source, fed: _Fed, *, batch: int | None = None
) -> None:
    """Write the revisions above those fed, with a commit every `batch` passages and at the end."""
    changes = iter(source.changes(fed.revision))
    first = next(changes, None)
    if first is None and fed.is_written:
        return
    whole = analysed(chain([first] if first else [], changes), source.analyzer)
    with closing(engine.write(build)) as writer, closing(whole):
        done = 0  # since the last commit
        for change, records in whole:
            _apply(writer, change, records, fed)
            source.progress(fed.put + fed.removed, fed.revision)
            done += max(len(records.passages), 1) if records else 1
            if batch and done >= batch:
                writer.commit(fed.stamp, fed.revision, source.origin)
                done = 0
        writer.commit(fed.stamp, fed.revision, source.origin)
    fed.is_written = True


def _apply(writer: Writer, change: Change, records: Write | None, fed: _Fed) -> None:
    fed.revision = change.revision
    if records is None:
        writer.remove(change.document_id)
        fed.ids.discard(change.document_id)
        fed.probes.forget(change.document_id)
        fed.removed += 1
    else:
        writer.put(records)
        fed.ids.add(change.document_id)
        fed.probes.note(records)
        fed.put += 1


def _half_built(home: IndexHome, source: Source) -> tuple[Path, _Fed]:
    """Return the build to go on with, and what it holds; one that cannot be used makes way."""
    answering, wanted = _answering(home), stamp(home.engine, source.analyzer)
    last = answering.build if answering else ""
    for folder in reversed(home.builds()):
        if folder.name > last:
            fed = _resumed(home, folder, wanted, source.origin)
            if fed:
                return folder, fed
            shutil.rmtree(folder)
    number = int(last.partition("-")[0] or 0) + 1
    folder = home.folder / f"{number:06d}-{home.engine.name}"
    home.engine.create(folder)
    return folder, _Fed(wanted)


def _answering(home: IndexHome) -> Pointer | None:
    """Return which build answers; where the pointer is broken the newest build is gone on with."""
    try:
        return home.pointer()
    except IndexDamagedError:
        return None


def _resumed(home: IndexHome, folder: Path, wanted: str, origin: str) -> _Fed | None:
    if engine_of(folder.name) != home.engine.name:
        return None
    try:
        reader = home.engine.read(folder)
        if (reader.state.schema, reader.state.origin) == (wanted, origin):
            ids = set(reader.ids())
            return _Fed(wanted, reader.state.revision, is_written=True, ids=ids)
    except SearchError:
        return None  # broken by the crash; the catalogue still has everything
    return None


def _check(home: IndexHome, build: Path, source: Source, fed: _Fed) -> State:
    """Return the state of a build that holds and finds what it was fed; remove another."""
    reader = home.engine.read(build)
    problem = _problem(reader, source, fed)
    if problem:
        shutil.rmtree(build)
        raise IndexCheckError(f"the new index was dropped: {problem}; the old one still answers")
    return reader.state


def _problem(reader: Reader, source: Source, fed: _Fed) -> str | None:
    state, held = reader.state, set(reader.ids())
    if held != fed.ids:
        return f"{len(held ^ fed.ids)} documents are missing or too many"
    if (counted := reader.counted()) != (state.documents, state.passages):
        return f"it holds {counted} documents and passages, and says {state}"
    if source.held and (wanted := source.held()) != state.documents:
        return f"it holds {state.documents} documents, the collection {wanted}"
    if lost := list(fed.probes.lost(reader)):
        return f"a search for their own words does not find {', '.join(lost)}"
    return None


def _refuse_to_shrink(home: IndexHome, state: State, max_shrink: float) -> None:
    answering = _answering(home)
    before = answering.state.documents if answering else 0
    if state.documents < before * (1 - max_shrink):
        message = f"the new index holds {state.documents} documents, the old one {before}"
        raise IndexCheckError(f"{message}; `lykta reindex --full --allow-shrink` switches to it")


def _check_space(home: IndexHome) -> None:
    if answering := _answering(home):
        needed = SPACE_FACTOR * size(home.folder / answering.build)
        free = shutil.disk_usage(home.folder).free
        if free < needed:
            megabytes = f"{needed / 1e6:.0f} MB, and {free / 1e6:.0f} MB are free"
            raise IndexCheckError(f"a full build in {home.folder} needs {megabytes}; make room")


def _remove_all_but(home: IndexHome, kept: set[str]) -> None:
    for folder in home.builds():
        if folder.name not in kept:
            shutil.rmtree(folder)
