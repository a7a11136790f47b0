"""Index builds: changes go in by revision, a full build is checked before it answers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from index.build import Source, growth, rebuild, stamp, update
from index.engines import DocumentRequest, Engine, Everything, State, Term, Write, Writer
from index.engines.tantivy import TantivyEngine
from index.engines.tantivy.writer import TantivyWriter
from index.engines.whoosh import WhooshEngine
from index.engines.whoosh.writer import WhooshWriter
from index.errors import (
    EngineError,
    IndexCheckError,
    IndexDamagedError,
    IndexVersionError,
    NoIndexError,
)
from index.home import IndexHome, size
from index.swedish import Analyzer
from ingest.models import Block, Change, Document, Metadata

ANALYZER = Analyzer()
ENGINES = [TantivyEngine, WhooshEngine]
WRITERS: dict[str, type[Writer]] = {"tantivy": TantivyWriter, "whoosh": WhooshWriter}


def document(name: str, text: str) -> Document:
    """Return a document of one block."""
    return Document(name, f"{name}.txt", name, "text/plain", Metadata(name), (Block(text),))


class Collection:
    """A catalogue in small: the last change of every document, by revision."""

    def __init__(self, *documents: Document) -> None:
        self.last: dict[str, Change] = {}
        self.revision = 0
        for found in documents:
            self.put(found)

    def put(self, found: Document) -> None:
        """Hold a document from the next revision on."""
        self.revision += 1
        self.last[found.id] = Change(self.revision, found.id, found)

    def remove(self, name: str) -> None:
        """Hold it no longer, from the next revision on."""
        self.revision += 1
        self.last[name] = Change(self.revision, name, None)

    def changes(self, since: int) -> Iterator[Change]:
        """Yield what changed after a revision."""
        ordered = sorted(self.last.values(), key=lambda change: change.revision)
        return (change for change in ordered if change.revision > since)

    def source(self) -> Source:
        """Return what an index is made of."""
        return Source(self.changes, ANALYZER)


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.name)
def home(request: pytest.FixtureRequest, tmp_path: Path) -> IndexHome:
    """Return where nothing has been indexed yet."""
    make: Callable[[], Engine] = request.param
    return IndexHome(tmp_path / "index", make())


@pytest.fixture
def collection() -> Collection:
    """Return three documents."""
    texts = {"a1": "handlingsplan mot våld", "b2": "stöd till barn", "c3": "våld mot barn"}
    return Collection(*(document(name, text) for name, text in texts.items()))


def ids(home: IndexHome, word: str | None = None) -> list[str]:
    """Return which documents have a word; all without one."""
    match = Term("exact", word) if word else Everything()
    return sorted(hit.id for hit in home.reader().documents(DocumentRequest(match)).documents)


def test_nothing_indexed_says_so_and_makes_nothing(home: IndexHome) -> None:
    """Opening where there is no index is an error, and leaves the folder as it was."""
    with pytest.raises(NoIndexError):
        home.reader()

    assert home.current() is None
    assert not home.folder.exists()


def test_a_full_build_holds_the_collection(home: IndexHome, collection: Collection) -> None:
    """All documents are found by their words, and the state says what is held."""
    report = rebuild(home, collection.source())

    assert report.switched
    assert report.state == State(stamp(home.engine, ANALYZER), 3, 3, 3)
    assert home.reader().state == report.state
    assert ids(home, "barn") == ["b2", "c3"]


def test_a_title_with_longer_words_than_its_text_is_no_loss(home: IndexHome) -> None:
    """The words a document is looked for by may stand in its title alone, and in no passage."""
    text = (Block("Se vidare där."),)
    title = Metadata("Samordningsansvariga, handlingsplaner, förstudierapporter")
    rebuild(home, Collection(Document("a", "a.txt", "a", "text/plain", title, text)).source())

    assert home.reader().counted()[0] == 1


def test_an_update_takes_only_what_changed(home: IndexHome, collection: Collection) -> None:
    """New, changed and removed documents are in place after one commit; the rest is not read."""
    rebuild(home, collection.source())
    collection.put(document("a1", "barn igen"))
    collection.remove("b2")
    collection.put(document("d4", "nytt"))
    report = update(home, collection.source())

    assert (report.put, report.removed, report.switched) == (2, 1, False)
    assert report.state.revision == 6
    assert ids(home) == ["a1", "c3", "d4"]
    assert ids(home, "barn") == ["a1", "c3"]
    assert ids(home, "handlingsplan") == []


def test_an_open_reader_keeps_its_state_and_is_told(
    home: IndexHome, collection: Collection
) -> None:
    """A reader answers from its own commit and is stale after the next one."""
    rebuild(home, collection.source())
    reader = home.reader()
    fresh = home.stale(reader)
    collection.remove("b2")
    update(home, collection.source())

    assert not fresh
    assert home.stale(reader)
    assert reader.documents(DocumentRequest(Everything())).total == 3
    assert not home.stale(home.reader())


def test_an_update_without_changes_writes_nothing(home: IndexHome, collection: Collection) -> None:
    """A night with nothing new leaves every file as it is."""
    rebuild(home, collection.source())
    before = {path: path.stat().st_mtime_ns for path in home.folder.rglob("*/*")}
    report = update(home, collection.source())

    assert (report.put, report.removed) == (0, 0)
    assert {path: path.stat().st_mtime_ns for path in home.folder.rglob("*/*")} == before


def other_source(collection: Collection) -> Source:
    """Return the collection as another analysis would index it."""
    other = Analyzer()
    other.stamp = "another"
    return Source(collection.changes, other)


def test_an_index_of_another_analysis_answers_and_takes_changes(
    home: IndexHome, collection: Collection
) -> None:
    """It keeps its own stamp, so that it is known to be old until a build has taken its place."""
    rebuild(home, collection.source())
    source = other_source(collection)
    wanted = stamp(home.engine, source.analyzer)
    collection.put(document("d4", "nytt"))
    updated = update(home, source)
    answered = ids(home, "nytt")
    rebuild(home, source)

    assert updated.state.schema == stamp(home.engine, ANALYZER) != wanted
    assert answered == ["d4"]
    assert home.reader(wanted).state == State(wanted, 4, 4, 4)


def test_an_index_that_is_laid_out_otherwise_is_told_and_rebuilt_beside(
    home: IndexHome, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It refuses questions and updates, and says what to do."""
    rebuild(home, collection.source())
    monkeypatch.setattr("index.build.SCHEMA_VERSION", 0)
    with pytest.raises(IndexVersionError, match="lykta reindex"):
        update(home, collection.source())
    with pytest.raises(IndexVersionError):
        home.reader(stamp(home.engine, ANALYZER))
    rebuild(home, collection.source())

    assert home.reader(stamp(home.engine, ANALYZER)).state.documents == 3


def test_the_collection_stands_still_while_a_build_is_checked(
    home: IndexHome, collection: Collection
) -> None:
    """What comes in during a build is in it, and the old index takes it meanwhile."""
    rebuild(home, collection.source())
    collection.put(document("d4", "nytt"))
    meanwhile: list[list[str]] = []

    def changes(since: int) -> Iterator[Change]:
        yield from collection.changes(since)
        if not meanwhile:
            collection.put(document("e5", "nyare"))
            update(home, collection.source())
            meanwhile.append(ids(home))

    locked: list[str] = []

    @contextmanager
    def still() -> Iterator[None]:
        locked.append("taken")
        yield
        locked.append("let go")

    report = rebuild(
        home, Source(changes, ANALYZER, held=lambda: len(collection.last), still=still)
    )

    assert meanwhile == [["a1", "b2", "c3", "d4", "e5"]]
    assert report.state.documents == 5
    assert locked == ["taken", "let go"]


def test_growth_is_told_against_the_index_when_it_was_new(
    home: IndexHome, collection: Collection
) -> None:
    """The same text in more bytes asks for a build beside."""
    rebuild(home, collection.source())
    before = growth(home)
    build = home.current()
    assert build is not None
    (build / "hole").write_bytes(bytes(size(build)))
    collection.put(document("a1", "handlingsplan mot hat"))
    update(home, collection.source())

    assert before == pytest.approx(1, abs=0.1)
    assert 1.9 < growth(home) < 3


class PowerCutError(Exception):
    """The power went."""


def test_a_full_build_goes_on_after_a_crash(home: IndexHome, collection: Collection) -> None:
    """Committed batches are kept; only what came after the last commit is read again."""

    def broken(since: int) -> Iterator[Change]:
        for change in collection.changes(since):
            if change.revision == 3:
                raise PowerCutError
            yield change

    with pytest.raises(PowerCutError):
        rebuild(home, Source(broken, ANALYZER), batch=1)
    unswitched = home.current()
    report = rebuild(home, collection.source())

    assert unswitched is None
    assert report.put == 1
    assert ids(home) == ["a1", "b2", "c3"]


def test_what_comes_during_a_full_build_is_in_it(home: IndexHome, collection: Collection) -> None:
    """A change made while the build runs is taken in before the switch."""

    def growing(since: int) -> Iterator[Change]:
        yield from collection.changes(since)
        if since == 0:
            collection.put(document("late", "sent"))

    report = rebuild(home, Source(growing, ANALYZER))

    assert report.state.documents == 4
    assert ids(home, "sent") == ["late"]


def without_a_document(written: Write) -> Write | None:
    """Lose a whole document on the way to the engine."""
    return None if written.document.id == "b2" else written


def without_passages(written: Write) -> Write | None:
    """Lose the passages of every document."""
    return replace(written, passages=())


def without_words(written: Write) -> Write | None:
    """Lose the words of every document."""
    return replace(written, document=replace(written.document, terms={}))


@pytest.mark.parametrize("lose", [without_a_document, without_passages, without_words])
def test_a_full_build_that_lost_something_is_dropped(
    home: IndexHome,
    collection: Collection,
    monkeypatch: pytest.MonkeyPatch,
    lose: Callable[[Write], Write | None],
) -> None:
    """A build that does not hold or find what it was fed never answers; the old one goes on."""
    rebuild(home, collection.source())
    before = home.current()
    writer = WRITERS[home.engine.name]
    whole = writer.put

    def put(self: Writer, written: Write) -> None:
        if (rest := lose(written)) is not None:
            whole(self, rest)

    with monkeypatch.context() as patch:
        patch.setattr(writer, "put", put)
        with pytest.raises(IndexCheckError, match="still answers"):
            rebuild(home, collection.source())

    assert home.current() == before
    assert home.builds() == [before]
    assert ids(home) == ["a1", "b2", "c3"]


def test_a_full_build_does_not_shrink_silently(home: IndexHome, collection: Collection) -> None:
    """More missing documents than the set share stop the switch until it is allowed."""
    rebuild(home, collection.source())
    collection.remove("a1")
    collection.remove("b2")
    with pytest.raises(IndexCheckError, match="allow-shrink"):
        rebuild(home, collection.source(), max_shrink=0.5)
    kept = ids(home)
    rebuild(home, collection.source(), max_shrink=1)

    assert kept == ["a1", "b2", "c3"]
    assert ids(home) == ["c3"]


def test_a_full_build_is_compared_with_the_collection(
    home: IndexHome, collection: Collection
) -> None:
    """A count of the collection that differs stops the switch."""
    with pytest.raises(IndexCheckError, match="the collection 4"):
        rebuild(home, Source(collection.changes, ANALYZER, held=lambda: 4))

    assert home.current() is None


def test_the_build_before_is_kept_until_the_next_success(
    home: IndexHome, collection: Collection
) -> None:
    """Of many full builds, the one that answers and the one before it remain."""
    for _ in range(4):
        rebuild(home, collection.source())

    assert [build.name[:6] for build in home.builds()] == ["000003", "000004"]


def test_a_build_beside_needs_room(
    home: IndexHome, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk has less room than the index takes, no build is begun."""
    rebuild(home, collection.source())
    monkeypatch.setattr("index.build.SPACE_FACTOR", 1e15)
    with pytest.raises(IndexCheckError, match="MB are free"):
        rebuild(home, collection.source())

    assert len(home.builds()) == 1


# Whoosh leaves a file that it cannot read open for the collector to close.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_damaged_index_is_told_and_mended_beside(home: IndexHome, collection: Collection) -> None:
    """Files cut short are an error of ours with advice, and a full build answers again."""
    rebuild(home, collection.source())
    build = home.current()
    assert build is not None
    for path in (*build.rglob("meta.json"), *build.rglob("*.toc")):
        beside = path.with_name("beside")
        beside.write_bytes(path.read_bytes()[:10])
        beside.chmod(0o600)
        beside.replace(path)
    with pytest.raises(IndexDamagedError, match="reindex --full"):
        home.reader()
    rebuild(home, collection.source())

    assert ids(home) == ["a1", "b2", "c3"]


def test_a_pointer_that_cannot_be_read_is_told(home: IndexHome, collection: Collection) -> None:
    """A broken pointer is never taken for an empty collection."""
    rebuild(home, collection.source())
    (home.folder / "current").write_text("{", encoding="utf-8")
    with pytest.raises(IndexDamagedError, match="current"):
        home.reader()
    rebuild(home, collection.source())

    assert ids(home) == ["a1", "b2", "c3"]


def test_a_pointer_that_the_disk_refuses_is_told(home: IndexHome, collection: Collection) -> None:
    """No index is made in place of one that may be whole."""
    rebuild(home, collection.source())
    (home.folder / "current").unlink()
    (home.folder / "current").mkdir()
    for asked in (home.reader, lambda: rebuild(home, collection.source())):
        with pytest.raises(EngineError, match="current cannot be read"):
            asked()


def test_a_failed_write_leaves_the_old_index(
    home: IndexHome, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error while changes are written takes none of them in; the next update takes all."""
    rebuild(home, collection.source())
    collection.put(document("d4", "nytt"))
    collection.put(document("e5", "nyare"))

    def failing(since: int) -> Iterator[Change]:
        for change in collection.changes(since):
            yield change
            raise PowerCutError

    with pytest.raises(PowerCutError):
        update(home, Source(failing, ANALYZER))
    before = ids(home)
    update(home, collection.source())

    assert before == ["a1", "b2", "c3"]
    assert ids(home) == ["a1", "b2", "c3", "d4", "e5"]
