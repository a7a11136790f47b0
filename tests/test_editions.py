"""Which documents are editions of one work, copies of one text, or neither."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from ingest.catalogue import Catalogue
from ingest.editions import Relation, Work, relation
from ingest.intake import Intake, IntakeOptions
from ingest.models import Block, Identifier, Kind, PartialDate
from ingest.relating import relate
from ingest.sketch import likeness, sketch
from ingest.topics import TopicTree
from tests import asked

RULES = [
    f"Paragraf {n} säger att nämnd {n * 7} ska lämna besked om ärende {n * 13} inom {n} dagar."
    for n in range(1, 60)
]


def work(name: str, year: int | None, **about: object) -> Work:
    """Return a work called the same as others."""
    published = PartialDate.of(year) if year else None
    said = {"title": "Stadgar", "kind": Kind.OTHER} | about
    return Work(name, f"{name}.pdf", published=published, **said)  # type: ignore[arg-type]


SOU = (Identifier("SOU", "SOU 2016:70"),)
CASES: Mapping[str, tuple[Work, Work, float, Relation | None]] = {
    "a later day": (work("a", 2013), work("b", 2014), 0.5, Relation.NEWER),
    "an earlier day": (work("a", 2014), work("b", 2013), 0.5, Relation.OLDER),
    "the same day": (work("a", 2014), work("b", 2014), 0.6, Relation.SAME),
    "nearly every word": (work("a", 2013), work("b", 2014), 0.99, Relation.SAME),
    "too little": (work("a", 2013), work("b", 2014), 0.2, None),
    "another title": (work("a", 2013), work("b", 2014, title="Policy"), 0.6, None),
    "another title, much the same": (
        work("a", 2013),
        work("b", 2014, title="Policy"),
        0.9,
        Relation.ALIKE,
    ),
    "a year in the title": (
        work("a", None, title="Stadgar 2013"),
        work("b", None, title="Stadgar 2014"),
        0.5,
        Relation.NEWER,
    ),
    "an edition's number": (
        work("a", 2015, title="Stadgar, utgåva 1"),
        work("b", 2014, title="Stadgar, utgåva 2"),
        0.5,
        Relation.NEWER,
    ),
    "news": (work("a", 2013, kind=Kind.NEWS), work("b", 2014, kind=Kind.NEWS), 0.5, None),
    "one number": (
        work("a", 2013, identifiers=SOU),
        work("b", 2014, identifiers=SOU),
        0.6,
        Relation.SAME,
    ),
    "named": (work("a", None, title="Råd"), work("b", None, replaces="a.pdf"), 0.0, Relation.NEWER),
}


@pytest.mark.parametrize("case", CASES)
def test_what_another_is_to_a_document(case: str) -> None:
    """Title, day, number and what is said decide; likeness alone says little."""
    one, other, share, expected = CASES[case]

    assert relation(one, other, share) == expected


def test_a_sketch_tells_how_much_two_texts_share() -> None:
    """Half of the text is about half of the sketch, and line ends and case are nothing."""
    whole = sketch([Block("\n".join(RULES))])
    half = sketch([Block(" ".join(RULES[:30]).upper())])

    assert likeness(whole, sketch([Block(" ".join(RULES))])) == 1.0
    assert 0.38 < likeness(whole, half) < 0.62
    assert sketch([Block("Titel")]) == ()


def intake(catalogue: Catalogue, corpus: Path) -> Intake:
    """Return what reads a folder at once."""
    return Intake(catalogue, corpus, IntakeOptions(settle_seconds=0, workers=1), TopicTree([]))


def test_editions_follow_what_comes_and_goes(tmp_path: Path) -> None:
    """A newer edition that comes, or goes, changes the older one without its being read again."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()

    def put(year: int, without: int) -> None:
        text = "\n".join(["# Stadgar", f"Antagen {year}-05-01", *RULES[without:]])
        (corpus / f"{year}.md").write_text(text.replace("\n", "\n\n"), "utf-8")

    put(2013, 0)
    put(2014, 6)
    with Catalogue.open(tmp_path / "c.sqlite") as catalogue:
        intake(catalogue, corpus).run()
        ids = {row.path: row.id for row in catalogue.documents()}
        before = catalogue.revision()
        put(2015, 12)
        intake(catalogue, corpus).run()
        ids |= {row.path: row.id for row in catalogue.documents()}
        came = [document(catalogue, ids[f"{year}.md"]) for year in (2013, 2014, 2015)]
        changed = {change.document_id for change in catalogue.changes(before)}
        (corpus / "2015.md").unlink()
        intake(catalogue, corpus).run()
        went = [document(catalogue, ids[f"{year}.md"]) for year in (2013, 2014)]

    assert came == [ids["2015.md"], ids["2015.md"], None]
    assert changed == set(ids.values())
    assert went == [ids["2014.md"], None]


def test_kin_are_found_however_many_documents_there_are(tmp_path: Path) -> None:
    """No statement goes through all documents, or all that are held, to find a few."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name in ("a", "b"):
        (corpus / f"{name}.md").write_text("\n\n".join(["# Stadgar", *RULES]), "utf-8")
    with Catalogue.open(tmp_path / "c.sqlite") as catalogue:
        intake(catalogue, corpus).run()
        with catalogue.write() as writer:
            for one in catalogue.documents():
                writer.kinship.estrange(one.id, changed=True)
        with asked.plans() as plans:
            relate(catalogue)

    slow = {
        said: plan
        for said, plan in plans.items()
        if "SCAN documents" in plan or "documents USING INDEX counted" in plan
    }
    assert len(plans) > 5
    assert slow == {}


def document(catalogue: Catalogue, document_id: str) -> str | None:
    """Return the newest edition that a document knows of."""
    found = catalogue.document(document_id)
    assert found is not None
    return found.newer
