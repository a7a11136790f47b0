"""Rules in the query language, judged on one document in memory."""

import random
from contextlib import closing
from pathlib import Path

import pytest

from index import rules
from index.engines.tantivy import TantivyEngine
from index.errors import RuleError
from index.query import parse
from index.records import write
from index.rules import Judge, Rule
from index.search import Library
from index.swedish import Analyzer
from ingest.models import Block, Document, Identifier, Kind, Metadata, PartialDate, Role

ANALYZER = Analyzer()
CORPUS = Path(__file__).resolve().parents[1] / "corpus"


def document(title: str, *texts: str, headings: tuple[str, ...] = (), **about: object) -> Document:
    """Return a document with its headings first."""
    blocks = [Block(text, Role.HEADING) for text in headings] + [Block(text) for text in texts]
    metadata = Metadata(title, **about)  # type: ignore[arg-type]
    return Document("d1", "a/b.txt", "", "text/plain", metadata, tuple(blocks))


def because(rule: str, found: Document) -> tuple[str, ...] | None:
    """Return the parts of a rule that a document meets it by, None where it does not."""
    return Judge({"t": rules.read(rule)}, ANALYZER).judge(found).get("t")


LEAD = "Sexköpslagen ska ses över. " + "Mer står längre ned. " * 60


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("titel:polis", ("titel:polis",)),
        ("titel:polisen", ("titel:polisen",)),  # in any form
        ("titel:grupp", ("titel:grupp",)),  # as a part of a compound
        ("titel:handel", None),
        ('titel:"polis spaningsgrupper"', ('titel:"polis spaningsgrupper"',)),
        ('titel:"spaningsgrupp polis"', None),  # in order
        ("rubrik:barn", ("rubrik:barn",)),
        ("rubrik:polis", None),
        ("inledning:sexköp", ("inledning:sexköp",)),
        ("inledning:polis", ("inledning:polis",)),  # the title begins a document
        ("inledning:människohandel", None),  # it stands further down
        ("människohandel", ("människohandel",)),
        ("titel:(handel ELLER polis) ELLER rubrik:barn", ("titel:polis", "rubrik:barn")),
        ("titel:polis rubrik:barn", ("titel:polis", "rubrik:barn")),
        ("titel:polis -rubrik:barn", None),
        ("titel:polis -rubrik:vuxen", ("titel:polis",)),
        ("människohand*", ("människohand*",)),
        ('"Offren för människohandel"', ('"Offren för människohandel"',)),
        ("typ:rapport titel:polis", ("typ:rapport", "titel:polis")),
        ("typ:nyhet titel:polis", None),
        ("år:2020 titel:polis", ("år:2020", "titel:polis")),
        ("utgivare:Brå", ("utgivare:Brå",)),
        ("SOU 2016:70", ("SOU 2016:70",)),
    ],
)
def test_a_rule_says_which_words_where_did_it(rule: str, expected: tuple[str, ...] | None) -> None:
    """Words in any form or compound, in the whole text or in a place of it."""
    found = document(
        "Polisens spaningsgrupp",
        LEAD,
        "Offren för människohandel.",
        headings=("Barnens rätt",),
        kind=Kind.REPORT,
        publisher="Brå",
        published=PartialDate.of(2020, 3),
        identifiers=(Identifier("SOU", "SOU 2016:70"),),
    )

    assert expected == because(rule, found)


def test_a_rule_lets_no_word_off_and_takes_none_for_another() -> None:
    """A search may relax and reach for words spelled nearly so; a rule means what it says."""
    found = document("Om barn", "Barn i skolan.")

    assert because("barn skola polis", found) is None
    assert because("barm", found) is None


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("titl:sexköp", r"unknown field\): titl:sexköp"),
        ("(sexköp", "bracket"),
        ('"sexköp', "quote"),
        ("sexköp ELLER", r"operator\): ELLER"),
        ("år:igår", r"field value\): år:igår"),
        ("  ", "no words"),
        ("ämne:barn", "cannot ask for one"),
        ("typ:broschyr", "kinds are rapport"),
        ("ord " * 2_000, "too long"),
    ],
)
def test_a_rule_that_cannot_be_read_says_what_was_not_understood(rule: str, said: str) -> None:
    """Where a search would guess and tell, a rule that runs unattended is refused."""
    with pytest.raises(RuleError, match=said):
        rules.read(rule)


def made(chance: random.Random, paragraphs: list[str]) -> Document:
    """Return a document of some paragraphs of real text, some of them headings."""
    blocks = tuple(
        Block(
            text[:60] if chance.random() < 0.3 else text, chance.choice((Role.BODY, Role.HEADING))
        )
        for text in chance.sample(paragraphs, chance.randrange(1, 6))
    )
    metadata = Metadata(
        title=chance.choice(paragraphs)[:70],
        kind=chance.choice((Kind.REPORT, Kind.NEWS)),
        publisher=chance.choice((None, "Brå", "Polismyndigheten")),
        published=chance.choice((None, PartialDate.of(2019), PartialDate.of(2021, 5))),
        language=chance.choice(("sv", "sv", "en")),
    )
    return Document("d1", "a/b.txt", "", "text/plain", metadata, blocks)


def asked(chance: random.Random, row: list[str], depth: int = 2) -> str:
    """Return a rule of words that stand in a document and words that do not."""
    at = chance.randrange(len(row))
    word, two = row[at], " ".join(row[at : at + 2])
    place = chance.choice(("titel", "rubrik", "inledning"))
    leaves = [
        word, word[: len(word) // 2 + 1] + "*", f"{word}~", f'"{two}"', f'"{word} {row[-1]}"~4',
        f"{place}:{word}", f'{place}:"{two}"', "typ:nyhet", "utgivare:polis", "år:2019..2020",
    ]  # fmt: skip
    if not depth:
        return chance.choice(leaves)
    parts = [asked(chance, row, depth - 1) for _ in range(2)]
    return chance.choice(
        [*leaves, f"({parts[0]} ELLER {parts[1]})", f"({parts[0]} {parts[1]})", f"-({parts[0]})"]
    )


def alone(folder: Path, found: Document) -> Library:
    """Return a library over an index of one document."""
    engine = TantivyEngine()
    folder.mkdir()
    engine.create(folder)
    with closing(engine.write(folder)) as writer:
        writer.put(write(found, ANALYZER))
        writer.commit("test", 1)
    return Library(engine.read(folder), ANALYZER)


def test_a_document_is_judged_as_an_index_of_it_alone_answers(tmp_path: Path) -> None:
    """Whatever the rule and the document, the judge and the real engine say the same."""
    chance = random.Random(7)
    files = sorted(path for path in CORPUS.rglob("*.*") if path.suffix in {".md", ".txt"})
    whole = "\n\n".join(path.read_text(encoding="utf-8") for path in files)
    paragraphs = [text for text in whole.split("\n\n") if len(text) > 40]
    met = {True: 0, False: 0}
    for number in range(16):
        found = made(chance, paragraphs)
        library = alone(tmp_path / str(number), found)
        own = " ".join([found.metadata.title, *(block.text for block in found.blocks)])
        for _ in range(50):
            source = chance.choice((own, own, chance.choice(paragraphs)))
            tree = parse(asked(chance, source.split())).tree
            if tree is None:
                continue
            judged = bool(Judge({"t": Rule("", tree)}, ANALYZER).judge(found))
            met[judged] += 1

            assert judged == bool(library.matching(tree)), (str(tree), found)
    assert min(met.values()) > 150
