"""What every engine must pass: the contract of `index.engines`, on the real engines."""

import random
import shutil
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from index.engines import (
    AllOf,
    AnyOf,
    Best,
    DocumentRecord,
    DocumentRequest,
    Engine,
    Everything,
    Node,
    PassageRecord,
    Phrase,
    Reader,
    Span,
    State,
    Term,
    Unscored,
    Without,
    Write,
)
from index.engines.tantivy import TantivyEngine
from index.engines.tantivy.files import PASSAGES
from index.engines.whoosh import WhooshEngine
from index.errors import EngineError, IndexLockedError, NoIndexError, QueryError, SearchError

ENGINES: list[type[TantivyEngine] | type[WhooshEngine]] = [TantivyEngine, WhooshEngine]


def word(text: str, weight: float = 1.0) -> Term:
    """Return a term of the field that all words of a text are in."""
    return Term("word", text, weight)


def record(
    name: str, text: str, *, day: int | None = None, passages: tuple[str, ...] = (), **keywords: str
) -> Write:
    """Return a document of one text; keywords are values with `,` between."""
    document = DocumentRecord(
        id=name,
        terms={"word": text, "exact": text},
        keywords={field: tuple(values.split(",")) for field, values in keywords.items()},
        numbers={} if day is None else {"last_day": day, "first_day": day},
        stored=f'{{"text": "{text}"}}',
    )
    found = (PassageRecord(name, {"word": piece, "exact": piece}, piece) for piece in passages)
    return Write(document, tuple(found))


LIBRARY = (
    record("a", "köp av sexuell tjänst", day=20190508, kind="rapport", topic="köp,lag"),
    record("b", "köp sexuell tjänst av", day=20211231, kind="rapport", topic="lag"),
    record("c", "stöd till barn", kind="riktlinje", topic="stöd,barn"),
    record("d", "barn och stöd till barn", day=20190101, kind="nyhet", topic="stöd,barn"),
    record("e", "tjänst", day=20190508, kind="nyhet"),
)


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.name)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Return each engine in turn."""
    made: Engine = request.param()
    return made


@pytest.fixture
def folder(engine: Engine, tmp_path: Path) -> Path:
    """Return the folder of an empty index."""
    engine.create(tmp_path / "index")
    return tmp_path / "index"


def fill(engine: Engine, folder: Path, *writes: Write, revision: int = 1) -> Reader:
    """Put documents in, in one commit, and open what they make."""
    with closing(engine.write(folder)) as writer:
        for write in writes:
            writer.put(write)
        writer.commit("stamp", revision)
    return engine.read(folder)


@pytest.fixture
def library(engine: Engine, folder: Path) -> Reader:
    """Return the five documents, indexed."""
    return fill(engine, folder, *LIBRARY)


def matches(reader: Reader, node: Node) -> str:
    """Return the ids that a node matches, as one word; the total is checked on the way."""
    answer = reader.documents(DocumentRequest(node, limit=100))
    found = "".join(sorted(document.id for document in answer.documents))
    assert answer.total == len(found)
    return found


def ranking(reader: Reader, node: Node) -> str:
    """Return the ids that a node matches in order of score."""
    return "".join(hit.id for hit in reader.documents(DocumentRequest(node, limit=100)).documents)


def phrase(text: str, slop: int = 0) -> Phrase:
    """Return a phrase; `a/b` stands for either."""
    return Phrase("word", tuple(tuple(part.split("/")) for part in text.split()), slop)


MATCHES: Mapping[str, tuple[Node, str]] = {
    "a word": (word("tjänst"), "abe"),
    "a word that is nowhere": (word("hus"), ""),
    "a word in another field": (Term("title", "tjänst"), ""),
    "a keyword, whole": (Term("topic", "stöd"), "cd"),
    "a part of a keyword": (Term("kind", "rapp"), ""),
    "all of": (AllOf((word("stöd"), word("och"))), "d"),
    "all of nothing": (AllOf(()), "abcde"),
    "any of": (AnyOf((word("stöd"), word("köp"))), "abcd"),
    "any of nothing": (AnyOf(()), ""),
    "two of three": (AnyOf((word("stöd"), word("och"), word("köp")), minimum=2), "d"),
    "three of two": (AnyOf((word("stöd"), word("barn")), minimum=3), ""),
    "the best of": (Best((word("stöd"), word("köp"))), "abcd"),
    "the best of nothing": (Best(()), ""),
    "without": (Without(word("tjänst"), word("köp")), "e"),
    "everything without": (Without(Everything(), word("tjänst")), "cd"),
    "without all": (Without(word("tjänst"), Everything()), ""),
    "unscored": (Unscored(word("stöd")), "cd"),
    "everything": (Everything(), "abcde"),
    "a span with both ends in": (Span("last_day", 20190101, 20190508), "ade"),
    "a span from": (Span("last_day", 20190509, None), "b"),
    "a span to": (Span("last_day", None, 20190507), "d"),
    "a span open at both ends": (Span("last_day", None, None), "abde"),
    "a span upside down": (Span("last_day", 20200101, 20190101), ""),
    "words side by side": (phrase("sexuell tjänst"), "ab"),
    "words in another order": (phrase("tjänst sexuell"), ""),
    "words with a word between": (phrase("köp sexuell tjänst"), "b"),
    "words at most one apart": (phrase("köp sexuell tjänst", 1), "ab"),
    "words near but in another order": (phrase("tjänst köp", 5), ""),
    "slop is for the whole phrase": (phrase("köp tjänst av", 1), "b"),
    "slop that is not enough": (phrase("köp tjänst", 1), "b"),
    "slop that is enough": (phrase("köp tjänst", 2), "ab"),
    "one of two words in a place": (phrase("till/och barn/stöd"), "cd"),
    "alternatives with slop": (phrase("barn/köp barn/tjänst", 2), "ab"),
    "alternatives far apart": (phrase("barn/köp barn/tjänst", 3), "abd"),
    "a phrase of one word": (phrase("tjänst/stöd"), "abcde"),
    "a phrase of no words": (Phrase("word", ()), ""),
    "a phrase with an empty place": (Phrase("word", (("köp",), ())), ""),
    "a phrase with a word that is nowhere": (phrase("sexuell hus"), ""),
    "a phrase in a field without it": (Phrase("exact", (("barn",), ("stöd",))), ""),
    "nested": (
        AllOf((AnyOf((word("köp"), word("barn"))), Without(Everything(), Term("kind", "rapport")))),
        "cd",
    ),
}


@pytest.mark.parametrize("case", MATCHES)
def test_a_node_matches_what_it_says(library: Reader, case: str) -> None:
    """Every kind of node, at its edges."""
    node, expected = MATCHES[case]

    assert matches(library, node) == expected


RANKINGS: Mapping[str, tuple[Node, str]] = {
    "the word more often, and in the shorter text, is first": (word("barn"), "dc"),
    "a tie is broken by id": (word("tjänst"), "eab"),
    "weights decide": (AnyOf((word("köp", 1.0), word("barn", 0.001))), "abdc"),
    "weights the other way": (AnyOf((word("köp", 0.001), word("barn", 1.0))), "dcab"),
    "nothing scored comes by id": (Unscored(AnyOf((word("köp"), word("barn")))), "abcd"),
    "everything comes by id": (Everything(), "abcde"),
    "unscored parts decide nothing": (AllOf((word("barn"), Unscored(word("stöd")))), "dc"),
}


@pytest.mark.parametrize("case", RANKINGS)
def test_scores_order_the_documents(library: Reader, case: str) -> None:
    """The highest score is first; scores of equal documents are broken by id."""
    node, expected = RANKINGS[case]

    assert ranking(library, node) == expected


def scored(reader: Reader, node: Node) -> dict[str, float]:
    """Return the score of every document that matches."""
    hits = reader.documents(DocumentRequest(node, limit=100)).documents
    return {hit.id: hit.score for hit in hits}


def test_scores_add_up_or_compete(library: Reader) -> None:
    """All-of and any-of add scores, best-of takes the highest and a share of the others."""
    children, support = scored(library, word("barn"))["d"], scored(library, word("stöd"))["d"]
    both = (word("barn"), word("stöd"))

    assert scored(library, AllOf(both))["d"] == pytest.approx(children + support, rel=1e-5)
    assert scored(library, AnyOf(both))["d"] == pytest.approx(children + support, rel=1e-5)
    assert scored(library, Best(both))["d"] == pytest.approx(max(children, support), rel=1e-5)
    assert scored(library, Best(both, tie=0.5))["d"] == pytest.approx(
        max(children, support) + min(children, support) / 2, rel=1e-5
    )
    assert scored(library, word("barn", 3.0))["d"] == pytest.approx(3 * children, rel=1e-5)


def test_a_part_that_comes_again_adds_little(engine: Engine, tmp_path: Path) -> None:
    """Once among the parts counts as twice among the words does, where all else is twice too."""
    texts = {"a": "köp av barn", "b": "köp köp barn", "c": "barn och barn"}
    twice = {name: " ".join(f"{term} {term}" for term in texts[name].split()) for name in texts}
    found = []
    for number, (where, written) in enumerate((("part", texts), ("word", twice))):
        engine.create(tmp_path / str(number))
        records = [
            DocumentRecord(name, {where: text}, {}, {}, "") for name, text in written.items()
        ]
        reader = fill(engine, tmp_path / str(number), *(Write(one, ()) for one in records))
        found.append(reader.documents(DocumentRequest(Term(where, "köp"))).documents)

    assert [hit.score for hit in found[0]] == pytest.approx([hit.score for hit in found[1]])
    assert [hit.id for hit in found[0]] == ["b", "a"]


def test_the_score_ranks_what_the_match_decides(library: Reader) -> None:
    """A document that matches and does not score stays in, last; one that only scores stays out."""
    request = DocumentRequest(word("tjänst"), score=AnyOf((word("av"), word("barn"))))
    answer = library.documents(request)

    assert answer.total == 3
    assert [hit.id for hit in answer.documents] == ["a", "b", "e"]
    assert answer.documents[2].score == 0


def test_the_newest_come_first_and_the_undated_last(library: Reader) -> None:
    """Order by a number field is the highest first, ties by id, no number last."""
    hits = library.documents(DocumentRequest(Everything(), order="last_day")).documents

    assert [hit.id for hit in hits] == ["b", "a", "e", "d", "c"]


@pytest.mark.parametrize("order", [None, "last_day"])
@pytest.mark.parametrize("match", [Everything(), word("samma")], ids=["unscored", "scored"])
def test_pages_put_together_are_the_whole(
    engine: Engine, folder: Path, order: str | None, match: Node
) -> None:
    """Every document is on one page, also where all score alike, in the order of one long page."""
    names = [f"d{number:02}" for number in range(37)]
    reader = fill(engine, folder, *(record(name, "samma text") for name in reversed(names)))
    pages = [
        reader.documents(DocumentRequest(match, order=order, offset=start, limit=5)).documents
        for start in range(0, 40, 5)
    ]

    assert [hit.id for page in pages for hit in page] == names


def test_counting_alone_is_possible(library: Reader) -> None:
    """A limit of 0 gives the total and the facets; an offset past the end gives no documents."""
    counted = library.documents(DocumentRequest(word("tjänst"), facets=("kind",), limit=0))
    past = library.documents(DocumentRequest(word("tjänst"), offset=10**9))

    assert (counted.total, counted.documents) == (3, ())
    assert counted.facets == {"kind": {"rapport": 2, "nyhet": 1}}
    assert (past.total, past.documents) == (3, ())


def test_facets_count_documents(library: Reader) -> None:
    """A document counts once for each of its values."""
    request = DocumentRequest(Everything(), facets=("kind", "topic", "year"))

    assert library.documents(request).facets == {
        "kind": {"rapport": 2, "nyhet": 2, "riktlinje": 1},
        "topic": {"köp": 1, "lag": 2, "stöd": 2, "barn": 2},
        "year": {},
    }


def test_a_facet_ignores_its_own_filter(library: Reader) -> None:
    """What else could be chosen is counted; the other facets and the total are narrowed."""
    filters: dict[str, Node] = {
        "kind": Term("kind", "nyhet"),
        "": Span("last_day", 20190101, 20190508),
    }
    request = DocumentRequest(Everything(), filters=filters, facets=("kind", "topic"))
    answer = library.documents(request)

    assert answer.total == 2
    assert [hit.id for hit in answer.documents] == ["d", "e"]
    assert answer.facets == {
        "kind": {"rapport": 1, "nyhet": 2},
        "topic": {"stöd": 1, "barn": 1},
    }


def test_a_filter_does_not_change_scores(library: Reader) -> None:
    """Narrowing a result leaves the order of what remains."""
    filters = {"kind": AnyOf((Term("kind", "rapport"), Term("kind", "nyhet")))}
    hits = library.documents(DocumentRequest(word("tjänst"), filters=filters)).documents

    assert {hit.id: hit.score for hit in hits} == scored(library, word("tjänst"))


PAGES = (
    record("x", "våld mot barn", passages=("barn", "våld mot barn och barn", "kvinnor")),
    record("y", "barn", passages=("barn barn",)),
)


def test_the_best_passages_come_first(engine: Engine, folder: Path) -> None:
    """Passages are ranked by their own words, at most `each` of a document."""
    reader = fill(engine, folder, *PAGES)
    found = reader.passages(AnyOf((word("barn"), word("våld"))), ["y", "x", "gone"], each=2)

    assert [hit.stored for hit in found["x"]] == ["våld mot barn och barn", "barn"]
    assert found["x"][0].score > found["x"][1].score > 0
    assert [hit.stored for hit in found["y"]] == ["barn barn"]
    assert found["gone"] == ()


def test_a_passage_lacks_the_fields_of_documents(engine: Engine, folder: Path) -> None:
    """What passages do not have matches none of them, and is no error."""
    reader = fill(engine, folder, *PAGES)
    title = Term("title", "barn")

    assert reader.passages(title, ["x"], each=2) == {"x": ()}
    assert len(reader.passages(AnyOf((title, word("kvinnor"))), ["x"], each=2)["x"]) == 1


def test_the_length_of_passages_does_not_touch_documents(engine: Engine, tmp_path: Path) -> None:
    """Documents score the same however many passages they are cut into."""
    texts = {f"d{number}": f"barn {'ord ' * number * 7}slut" for number in range(1, 9)}
    found = []
    for name, size in (("whole", 1_000), ("cut", 4)):
        engine.create(tmp_path / name)
        writes = [record(d, text, passages=pieces(text, size)) for d, text in texts.items()]
        found.append(scored(fill(engine, tmp_path / name, *writes), word("barn")))

    assert len(set(found[0].values())) == 8
    assert found[0] == found[1]


def pieces(text: str, size: int) -> tuple[str, ...]:
    """Cut a text into passages of so many characters."""
    return tuple(text[start : start + size] for start in range(0, len(text), size))


def test_a_document_is_replaced_with_its_passages(engine: Engine, folder: Path) -> None:
    """Of what was held under the id, nothing is found or counted any more."""
    fill(engine, folder, *PAGES)
    reader = fill(engine, folder, record("x", "ny text", passages=("ny",)), revision=2)

    assert matches(reader, word("våld")) == ""
    assert matches(reader, Everything()) == "xy"
    assert reader.passages(Everything(), ["x"], each=9)["x"][0].stored == "ny"
    assert dict(reader.terms("word")) == {"barn": 1, "ny": 1, "text": 1}
    assert reader.state == State("stamp", 2, 2, 2)
    assert reader.counted() == (2, 2)


def test_metadata_can_change_alone(engine: Engine, folder: Path) -> None:
    """A document whose passages stay the same keeps them, each once."""
    fill(engine, folder, *PAGES)
    pieces = tuple(passage.stored for passage in PAGES[0].passages)
    changed = record("x", "våld", passages=pieces, kind="lag")
    reader = fill(engine, folder, changed, revision=2)

    assert matches(reader, Term("kind", "lag")) == "x"
    assert len(reader.passages(Everything(), ["x"], each=9)["x"]) == 3
    assert reader.counted() == (2, 4)


def test_the_last_change_in_a_commit_counts(engine: Engine, folder: Path) -> None:
    """Put twice, put and removed, removed and put: only the last is there after the commit."""
    fill(engine, folder, *PAGES)
    with closing(engine.write(folder)) as writer:
        writer.put(record("x", "ett", passages=("ett",)))
        writer.put(record("x", "två", passages=("två",)))
        writer.put(record("z", "tre", passages=("tre",)))
        writer.remove("z")
        writer.remove("y")
        writer.put(record("y", "fyra", passages=("fyra", "fem")))
        writer.remove("never held")
        state = writer.commit("stamp", 2)
    reader = engine.read(folder)

    assert state == reader.state == State("stamp", 2, 2, 3)
    assert reader.counted() == (2, 3)
    assert dict(reader.terms("word")) == {"två": 1, "fyra": 1}
    assert sorted(reader.ids()) == ["x", "y"]
    assert [hit.stored for hit in reader.passages(Everything(), ["x"], each=9)["x"]] == ["två"]


def test_removing_takes_passages_too(engine: Engine, folder: Path) -> None:
    """After a removal neither document nor passages nor words are left."""
    fill(engine, folder, *PAGES)
    with closing(engine.write(folder)) as writer:
        writer.remove("x")
        writer.commit("stamp", 2)
    reader = engine.read(folder)

    assert reader.state == State("stamp", 2, 1, 1)
    assert reader.counted() == (1, 1)
    assert reader.get("x") is None
    assert dict(reader.terms("word")) == {"barn": 1}


def test_nothing_is_seen_before_the_commit(engine: Engine, folder: Path) -> None:
    """What a writer let go of before its commit was never there."""
    fill(engine, folder, *PAGES)
    with closing(engine.write(folder)) as writer:
        writer.put(record("z", "nytt", passages=("nytt",)))
        writer.remove("x")
        during = engine.read(folder)
        seen = matches(during, Everything())
    after = engine.read(folder)

    assert seen == "xy"
    assert matches(after, Everything()) == "xy"
    assert after.counted() == (2, 4)
    assert fill(engine, folder, record("z", "nytt"), revision=2).counted() == (3, 4)


def test_a_writer_goes_on_after_a_commit(engine: Engine, folder: Path) -> None:
    """A full build commits in batches with one writer."""
    with closing(engine.write(folder)) as writer:
        for revision, name in enumerate("abc", start=1):
            writer.put(record(name, f"text {name}", passages=(name,)))
            state = writer.commit("stamp", revision)

    assert state == State("stamp", 3, 3, 3)
    assert engine.read(folder).counted() == (3, 3)


def test_one_writer_brings_a_document_back(engine: Engine, folder: Path) -> None:
    """What a writer put, removed, changed and put again over its commits is there once."""
    page = record("x", "barn", passages=("barn",))
    with closing(engine.write(folder)) as writer:
        for revision, write in enumerate((page, None, page, PAGES[0], page), start=1):
            if write:
                writer.put(write)
            else:
                writer.remove("x")
            state = writer.commit("stamp", revision)
    reader = engine.read(folder)

    assert PAGES[0].document.id == "x"
    assert state == State("stamp", 5, 1, 1)
    assert reader.counted() == (1, 1)
    assert len(reader.passages(word("barn"), ["x"], each=9)["x"]) == 1


def test_passages_of_a_commit_that_crashed_are_not_doubled(tmp_path: Path) -> None:
    """Tantivy's passages are there before the documents that name them are."""
    engine = TantivyEngine()
    whole, crashed = tmp_path / "whole", tmp_path / "crashed"
    for folder in (whole, crashed):
        engine.create(folder)
    fill(engine, whole, *PAGES)
    shutil.rmtree(crashed / PASSAGES)
    shutil.copytree(whole / PASSAGES, crashed / PASSAGES)
    reader = fill(engine, crashed, *PAGES)

    assert reader.counted() == (2, 4)
    assert len(reader.passages(Everything(), ["x"], each=9)["x"]) == 3


def test_a_reader_keeps_what_it_opened(engine: Engine, folder: Path) -> None:
    """Commits after opening change nothing for a reader, not even once files are merged."""
    reader = fill(engine, folder, *PAGES)
    for revision in range(2, 12):
        fill(engine, folder, record("y", f"text {revision}", passages=("nytt",)), revision=revision)

    assert matches(reader, word("barn")) == "xy"
    assert reader.passages(word("barn"), ["y"], each=1)["y"][0].stored == "barn barn"
    assert reader.state.revision == 1


def test_opening_meets_one_commit(engine: Engine, folder: Path) -> None:
    """A reader opened while another commits has documents and passages of the same moment."""
    fill(engine, folder, record("x", "text 0", passages=("text 0",)))

    def commit() -> None:
        with closing(engine.write(folder)) as writer:
            for revision in range(2, 20):
                text = f"text {revision}"
                writer.put(record("x", text, passages=(text,)))
                writer.commit("stamp", revision)

    torn, opened = [], 0
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(commit)
        while not writing.done():
            reader = engine.read(folder)
            document, opened = reader.get("x"), opened + 1
            passages = reader.passages(word("text"), ["x"], each=9)["x"]
            if document is None or [f'{{"text": "{hit.stored}"}}' for hit in passages] != [
                document.stored
            ]:
                torn.append((document, passages))
        writing.result()

    assert opened > 5
    assert torn == []


def test_many_small_updates_leave_each_document_once(engine: Engine, folder: Path) -> None:
    """Also where Tantivy merges segments while a commit is written, every tenth time or so."""
    chance = random.Random(1)
    fill(engine, folder, *(record(f"d{n}", "text 0", passages=("text 0",)) for n in range(20)))
    counted = set()
    for night in range(1, 45):
        with closing(engine.write(folder)) as writer:
            for number in chance.sample(range(20), 5):
                text = f"text {night}"
                writer.put(record(f"d{number}", text, passages=(text,)))
            writer.commit("stamp", night)
        counted.add(engine.read(folder).counted())

    assert counted == {(20, 20)}


def test_stored_text_comes_back_untouched(engine: Engine, folder: Path) -> None:
    """JSON with any letters is given back character by character."""
    write = record("ö", "å", passages=("text\n\t\"'\\ … 😀 ￿",))
    reader = fill(engine, folder, write)
    found = reader.get("ö")

    assert found is not None
    assert found.stored == '{"text": "å"}'
    assert reader.passages(Everything(), ["ö"], each=1)["ö"][0].stored == write.passages[0].stored


def test_terms_are_matched_as_they_are(engine: Engine, folder: Path) -> None:
    """No engine lowers, folds, splits or cuts a term: the analysis has done what is to be done."""
    terms = ["Å", "å", "a", "4kap1a§", "e-post", "x" * 300, "(.*)", "c++", "…"]
    reader = fill(engine, folder, record("a", " ".join(terms)), record("b", "å annat"))

    assert {term: matches(reader, word(term)) for term in terms} == {
        term: "ab" if term == "å" else "a" for term in terms
    }
    assert matches(reader, phrase("(.*)/x c++/y")) == "a"
    assert matches(reader, phrase("(.)/x c++/y")) == ""


def test_a_phrase_that_would_take_for_ever_is_refused(library: Reader) -> None:
    """Words that may stand anywhere are a question to narrow, or are answered; never a hang."""
    wide = phrase("köp av sexuell tjänst barn stöd", 50)
    try:
        found = matches(library, wide)
    except QueryError:
        found = ""

    assert found == ""


def test_many_threads_may_ask_one_reader(library: Reader) -> None:
    """The page answers several people from one open reader."""
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: matches(library, word("tjänst")), range(200)))

    assert set(answers) == {"abe"}


def test_reading_makes_nothing(engine: Engine, tmp_path: Path) -> None:
    """A folder without an index is told of and left alone, for reading and writing."""
    for open_ in (engine.read, engine.write):
        with pytest.raises(NoIndexError):
            open_(tmp_path)
        with pytest.raises(NoIndexError):
            open_(tmp_path / "none")

    assert not list(tmp_path.iterdir())


def test_an_index_is_not_made_over_another(engine: Engine, library: Reader, folder: Path) -> None:
    """Creating in a folder with files is refused; what is there still answers."""
    with pytest.raises(EngineError):
        engine.create(folder)

    assert matches(engine.read(folder), word("barn")) == "cd"


def test_an_index_just_made_holds_nothing(engine: Engine, folder: Path) -> None:
    """An empty index can be asked."""
    reader = engine.read(folder)

    assert reader.state == State("", 0, 0, 0)
    assert reader.counted() == (0, 0)
    assert matches(reader, Everything()) == ""
    assert [*reader.terms("word"), *reader.ids()] == []


HOLD = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from {module} import {name}
writer = {name}().write(Path({folder!r}))
print("held", flush=True)
sys.stdin.read()
"""


def test_there_is_one_writer_at_a_time(engine: Engine, folder: Path) -> None:
    """Another process's writer is in the way until it ends, even by a kill."""
    made = type(engine)
    root = str(Path(__file__).resolve().parent.parent)
    code = HOLD.format(root=root, module=made.__module__, name=made.__name__, folder=str(folder))
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(IndexLockedError):
            engine.write(folder)
        other.kill()
        other.wait()

    assert matches(fill(engine, folder, *PAGES), Everything()) == "xy"


# Whoosh leaves a file that it cannot read open for the collector to close.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_damage_is_told_or_harmless(engine: Engine, folder: Path) -> None:
    """A flipped byte anywhere gives our error or an answer, never a stack trace of the engine's."""
    fill(engine, folder, *LIBRARY, *PAGES)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_size]
    chance = random.Random(3)
    for path in files:
        whole = path.read_bytes()
        place = chance.randrange(len(whole))
        put_in_place(path, whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            reader = engine.read(folder)
            reader.documents(DocumentRequest(word("barn"), facets=("kind",)))
            reader.passages(word("barn"), ["x"], each=3)
            list(reader.terms("word"))
        except SearchError:
            pass
        put_in_place(path, whole)

    assert matches(engine.read(folder), word("tjänst")) == "abe"


def put_in_place(path: Path, content: bytes) -> None:
    """Replace a file by another: one that readers have mapped must not be cut short under them."""
    beside = path.with_name("beside")
    beside.write_bytes(content)
    beside.chmod(path.stat().st_mode)
    beside.replace(path)
