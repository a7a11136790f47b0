"""Corpus folder, catalogue and index as they stand -> what they disagree on, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from index.build import stamp
from index.engines import Reader
from index.errors import SearchError
from index.home import IndexHome
from index.swedish import Analyzer
from ingest import containers, mounts
from ingest.catalogue import Catalogue
from ingest.corpus import walk
from ingest.errors import CorpusError
from ingest.plan import Clock, Scope, compare
from night.collection import Collection
from night.home import index_home
from settings import Settings


def check(settings: Settings) -> tuple[str, ...]:
    """Return what corpus folder, catalogue and index disagree on; nothing where all is well."""
    with Collection.open(settings) as collection:
        problems = [*collection.problems, *_of_folder(settings, collection.catalogue)]
        try:
            home = index_home(settings)
            wanted = stamp(home.engine, Analyzer())
            reader = home.reader(wanted)
        except SearchError as error:
            return (*problems, str(error))
        if reader.state.schema != wanted:
            problems.append(
                "the index is of an earlier analysis and answers nearly as well; `lykta reindex` "
                "builds another beside it"
            )
        return (*problems, *_of_index(reader, collection.catalogue), *_of_files(home))


def _of_folder(settings: Settings, catalogue: Catalogue) -> Iterator[str]:
    """Yield what the next pass over the folder would find to do."""
    try:
        found = walk(settings.corpus)
    except CorpusError as error:
        yield str(error)
        return
    with catalogue.read() as lookup:
        rows, standing = lookup.files(), lookup.standing()
        known = mounts.load(lookup.setting(mounts.SETTING))
    for name in found.unreachable:
        yield f"{name}: cannot be opened; see to its rights, or to where it leads"
    try:
        now = mounts.look(settings.corpus, known, found, rows)
        yield from mounts.keep(now, found, settings.corpus)
    except CorpusError as error:
        yield str(error)
        return
    settle = timedelta(seconds=settings.ingest.settle_seconds)
    clock = Clock(datetime.now(UTC), settle, standing)
    inside = containers.look_inside(found, rows)
    plan = compare(found, inside, clock, due=(), scope=Scope([""]))
    for name in plan.missing:
        yield f"{name} is gone; run `lykta reindex`"
    if new := len(plan.suspects) + len(plan.unsettled) + len(plan.redescribed):
        yield f"{new} new or changed files are not read yet; run `lykta reindex`"


def _of_index(reader: Reader, catalogue: Catalogue) -> Iterator[str]:
    """Yield in what the index that answers is not the catalogue's."""
    revision, state = catalogue.revision(), reader.state
    held = {row.id for row in catalogue.documents()}
    indexed = set(reader.ids())
    if state.origin != catalogue.identity():
        yield "the index was made from another catalogue; run `lykta reindex`"
    elif state.revision < revision:
        behind = revision - state.revision
        yield f"the index is {behind} revisions behind; run `lykta reindex`"
    elif indexed != held or state.documents != len(indexed):
        missing, extra = len(held - indexed), len(indexed - held)
        yield (
            f"the index lacks {missing} documents and has {extra} that are not held; "
            "run `lykta reindex --full`"
        )
    elif (counted := reader.counted()) != (state.documents, state.passages):
        yield (
            f"the index holds {counted} documents and passages and says "
            f"{(state.documents, state.passages)}; run `lykta reindex --full`"
        )


def _of_files(home: IndexHome) -> Iterator[str]:
    """Yield the files of the index that are not as they were written."""
    if build := home.current():
        for name in home.engine.damaged(build):
            yield f"{build / name} is damaged; run `lykta reindex --full`"
