"""The two engines on the same Swedish text: they find the same and rank nearly alike."""

import json
import random
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from index.engines import (
    AllOf,
    AnyOf,
    Best,
    DocumentRequest,
    Engine,
    Node,
    Phrase,
    Reader,
    Span,
    Term,
    Unscored,
    Without,
)
from index.engines.tantivy import TantivyEngine
from index.engines.whoosh import WhooshEngine
from index.records import write
from index.swedish import Analyzer
from ingest.models import Block, Document, Kind, Metadata, PartialDate, TopicLink

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
QUESTIONS = 100
ALIKE = 0.97  # of pairs of documents in the same order; both keep a length in one byte, not alike


def texts(folder: Path) -> list[str]:
    """Return the paragraphs of the starter collection's plain files."""
    files = sorted(path for path in folder.rglob("*.*") if path.suffix in {".md", ".txt"})
    whole = "\n\n".join(path.read_text(encoding="utf-8") for path in files)
    return [paragraph for paragraph in whole.split("\n\n") if len(paragraph) > 80]


def documents(found: Sequence[str]) -> list[Document]:
    """Return a document of each text, with values to filter by that vary."""
    chance = random.Random(1)
    return [
        Document(
            id=f"d{number:04}",
            path=f"{number}.txt",
            sha256="",
            media_type="text/plain",
            metadata=Metadata(
                title=" ".join(text.split()[:4]),
                kind=chance.choice((Kind.REPORT, Kind.NEWS)),
                published=PartialDate.of(chance.randrange(2000, 2025)) if number % 5 else None,
                topics=tuple(TopicLink(f"t{n}", "") for n in chance.sample(range(9), number % 4)),
            ),
            blocks=tuple(Block(part, offset=0) for part in text.split("\n")),
        )
        for number, text in enumerate(found)
    ]


def build(engine: Engine, folder: Path, found: Sequence[Document]) -> Reader:
    """Index the documents; some are put twice and some taken out again, in commits between."""
    analyzer = Analyzer()
    engine.create(folder)
    with closing(engine.write(folder)) as writer:
        for revision, start in enumerate(range(0, len(found), 50), start=1):
            for document in found[start : start + 50]:
                writer.put(write(document, analyzer))
            for document in found[max(start - 5, 0) : start]:
                writer.remove(document.id)
            writer.commit("stamp", revision)
    return engine.read(folder)


class Questions:
    """Query trees of words that stand in the texts, at random and the same every time."""

    def __init__(self, found: Sequence[Document]) -> None:
        analyzer = Analyzer()
        self._chance = random.Random(2)
        self._words = [
            analyzer.fields(block.text)["word"].split()
            for document in found
            for block in document.blocks
            if len(block.text.split()) > 9
        ]

    def term(self) -> Term:
        """Return a word of some text."""
        return Term("word", self._chance.choice(self._chance.choice(self._words)))

    def phrase(self) -> Phrase:
        """Return neighbours in some text, with room between and other words beside."""
        words = self._chance.choice(self._words)
        start = self._chance.randrange(len(words) - 2)
        first, second = words[start], words[start + self._chance.choice((1, 2))]
        others = (self.term().text,) if self._chance.random() < 0.3 else ()
        return Phrase("word", ((first,), (second, *others)), self._chance.randrange(4))

    def node(self, depth: int = 3) -> Node:
        """Return a tree at most so deep."""
        parts = tuple(self.node(depth - 1) for _ in range(3)) if depth else ()
        first = self._chance.randrange(2000, 2020) * 10_000
        leaves: list[Node] = [self.term(), self.phrase(), Span("last_day", first, first + 50_000)]
        if not parts:
            return self._chance.choice(leaves)
        return self._chance.choice(
            [
                AllOf(parts[:2]),
                AnyOf(parts),
                AnyOf(parts, minimum=2),
                Best(parts, tie=0.1),
                Without(parts[0], parts[1]),
                Unscored(parts[0]),
                *leaves,
            ]
        )


@pytest.fixture(scope="module")
def found() -> list[Document]:
    """Return the paragraphs of the starter collection, as documents."""
    return documents(texts(CORPUS))


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory, found: list[Document]) -> list[Reader]:
    """Return the same documents in both engines."""
    engines: list[Engine] = [TantivyEngine(), WhooshEngine()]
    return [build(engine, tmp_path_factory.mktemp("i") / engine.name, found) for engine in engines]


def test_both_find_the_same(readers: list[Reader], found: list[Document]) -> None:
    """Totals, documents, dates' order and facets of every question are equal."""
    questions = Questions(found)
    hits = 0
    for _ in range(QUESTIONS):
        match, narrow = questions.node(), questions.term()
        request = DocumentRequest(
            match,
            filters={"kind": Term("kind", "rapport"), "": Without(Unscored(match), narrow)},
            facets=("kind", "topic", "year"),
            order="last_day",
            limit=1000,
        )
        tantivy, whoosh = (reader.documents(request) for reader in readers)
        hits += tantivy.total

        assert tantivy == whoosh, match
    assert hits > QUESTIONS / 2


def test_both_hold_the_same_words(readers: list[Reader]) -> None:
    """The words of every field that both keep, and their counts, are equal."""
    for field in ("word", "exact", "title"):
        tantivy, whoosh = (dict(reader.terms(field)) for reader in readers)

        assert tantivy == whoosh
        assert len(tantivy) > 50


def test_both_rank_alike(readers: list[Reader], found: list[Document]) -> None:
    """Of all pairs of documents that a question finds, nearly all come in the same order."""
    questions = Questions(found)
    same = pairs = 0
    for _ in range(QUESTIONS):
        node = AnyOf((questions.term(), questions.term(), questions.term()))
        first, second = (ranks(reader, node) for reader in readers)
        ordered = sorted(first, key=lambda name: first[name])
        for number, left in enumerate(ordered):
            for right in ordered[number + 1 :]:
                pairs += 1
                same += second[left] < second[right]

    assert pairs > 1000
    assert same / pairs > ALIKE


def ranks(reader: Reader, node: Node) -> dict[str, int]:
    """Return the place of every document found."""
    hits = reader.documents(DocumentRequest(node, limit=1000)).documents
    return {hit.id: place for place, hit in enumerate(hits)}


@pytest.mark.shared
def test_both_agree_on_encyclopedia_articles(shared_data: Path, tmp_path: Path) -> None:
    """Of 100 texts that others wrote, both find the same and rank nearly alike."""
    path = shared_data / "ir" / "swequad_mc" / "corpus.jsonl"
    with path.open(encoding="utf-8") as lines:
        foreign = documents(
            [json.loads(line)["text"] for line, _ in zip(lines, range(100), strict=False)]
        )
    engines: list[Engine] = [TantivyEngine(), WhooshEngine()]
    both = [build(engine, tmp_path / engine.name, foreign) for engine in engines]

    test_both_find_the_same(both, foreign)
    test_both_rank_alike(both, foreign)
