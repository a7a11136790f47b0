"""The index follows the catalogue: small changes at once, a full build beside while it answers."""

import json
from pathlib import Path

import pytest

from index.errors import IndexLockedError
from index.lock import only_writer
from index.models import Query
from ingest.catalogue import Catalogue
from night import indexing, run
from night.agreement import check
from night.collection import Collection
from night.home import index_home
from night.indexing import Indexing
from night.recording import NIGHT_LOCK
from night.report import Because, Rebuilt
from settings import IngestSettings, Settings


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    """Return the settings of a collection of one document, indexed."""
    place = Settings(root=tmp_path, ingest=IngestSettings(settle_seconds=0, workers=1))
    drop(place, "brev", "Brev om kaffe. Kaffet är slut.")
    run.reindex(place)
    return place


def drop(place: Settings, name: str, text: str) -> None:
    """Put a file into the corpus folder."""
    place.corpus.mkdir(exist_ok=True)
    (place.corpus / f"{name}.txt").write_text(text, encoding="utf-8")


def found(place: Settings, word: str) -> int:
    """Return how many documents have a word."""
    with Collection.open(place) as collection:
        return collection.search(Query(word)).strict_total


def test_the_old_index_takes_changes_while_another_is_built(place: Settings) -> None:
    """A file that is dropped during a full build is found at once, and in the new index too."""
    meanwhile: list[int] = []

    def dropped(stage: str, done: int, total: int | None) -> None:
        if stage == "index" and not meanwhile:
            meanwhile.append(0)
            drop(place, "nytt", "Om snö. Snön faller.")
            run.ingest(place, wait_minutes=0)
            with Catalogue.open(place.catalogue) as catalogue:
                Indexing(place, catalogue).follow()
            meanwhile.append(found(place, "snö"))

    night = run.reindex(place, full=True, progress=dropped)

    assert meanwhile == [0, 1]
    assert (night.index.switched, night.index.state.documents) == (True, 2)
    assert found(place, "snö") == 1
    assert check(place) == ()


def test_a_second_night_is_told_who_runs_the_first(place: Settings) -> None:
    """Also while the first builds beside and holds no other lock."""
    with only_writer(place.state / NIGHT_LOCK), pytest.raises(IndexLockedError, match="since"):
        run.reindex(place, wait_minutes=0)


def stamped(place: Settings, stamp: str) -> None:
    """Make the index that answers one of another stamp, as an upgrade leaves it."""
    with Catalogue.open(place.catalogue) as catalogue:
        home = index_home(place)
        build = home.current()
        assert build is not None
        writer = home.engine.write(build)
        state = writer.commit(stamp, catalogue.revision(), catalogue.identity())
        writer.close()
        home.point_to(build, state)


def test_after_an_upgrade_search_goes_on_until_the_night_has_built_anew(place: Settings) -> None:
    """An index of an earlier analysis answers and is told; the next night replaces it."""
    with Collection.open(place) as collection:
        state = collection.status().index
    assert state
    stamped(place, state.schema.rpartition("/")[0] + "/earlier")
    with Collection.open(place) as collection:
        answered = collection.search(Query("kaffe")).strict_total
        outdated = collection.status().outdated
    told = check(place)
    night = run.reindex(place)

    assert (answered, outdated) == (1, True)
    assert "earlier analysis" in told[0]
    assert night.rebuilt
    assert night.rebuilt.reason is Rebuilt.ANALYSIS
    assert "earlier" in night.rebuilt.detail
    assert check(place) == ()


def test_an_index_that_lost_a_document_is_built_anew_by_the_night(place: Settings) -> None:
    """Nobody needs to ask: what fails the check after an update leads to a full build."""
    drop(place, "nytt", "Om snö. Snön faller.")
    run.reindex(place)
    with Catalogue.open(place.catalogue) as catalogue:
        home = index_home(place)
        build, lost = home.current(), next(iter(catalogue.documents())).id
        assert build is not None
        writer = home.engine.write(build)
        writer.remove(lost)
        state = writer.commit(
            home.reader().state.schema, catalogue.revision(), catalogue.identity()
        )
        writer.close()
        home.point_to(build, state)
    night = run.reindex(place)

    assert night.rebuilt == Because(Rebuilt.UNEQUAL, "it holds 1 documents, the collection 2")
    assert check(place) == ()


def test_an_index_that_has_grown_is_built_anew_by_the_night(
    place: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Past a share of its size when it was new, where it is not small."""
    monkeypatch.setattr(indexing, "GROWN_FROM_BYTES", 0)
    monkeypatch.setattr(indexing, "MOST_GROWTH", 0.5)  # of what it is now: so it has grown
    night = run.reindex(place)

    assert night.rebuilt
    assert night.rebuilt.reason is Rebuilt.GROWN
    assert night.index.switched


def test_an_index_ahead_of_its_catalogue_is_built_anew(place: Settings) -> None:
    """One put back from an older copy counts revisions anew that the index has seen otherwise."""
    with Catalogue.open(place.catalogue) as catalogue:
        catalogue.copy_to(place.root / "copy.sqlite")
    drop(place, "brev", "Brev om te. Teet är slut.")
    run.reindex(place)
    for path in place.state.glob("catalogue.sqlite*"):
        path.unlink()
    (place.root / "copy.sqlite").rename(place.catalogue)
    drop(place, "brev", "Brev om kakao.")
    pointer = json.loads((place.index_home / "current").read_text(encoding="utf-8"))
    with Catalogue.open(place.catalogue) as catalogue:
        assert pointer["state"]["revision"] > catalogue.revision()
    run.reindex(place)

    assert [found(place, word) for word in ("kaffe", "te", "kakao")] == [0, 0, 1]
