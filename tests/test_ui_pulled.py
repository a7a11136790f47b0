"""The page of fetching: what a coordinator is told of each source, and what to do about it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import settings
from ingest.catalogue import Catalogue, PartRow, PartState, SourceRow
from ingest.pull.models import Trouble
from ingest.pull.report import EMPTY, ENDLESS, FAULT, GAP, MANY, MORE, UNKEPT, WRONG, SourceReport
from ingest.pull.sources import Source
from night import sources
from night.sources import Sources, SourceState
from ui import pulled as page
from ui import safe

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def state(name: str, outcome: str = "", trouble: str = "", **counts: int) -> SourceState:
    """Return a source whose last run went so."""
    report = SourceReport(name, outcome, "as it said", trouble)
    for what, number in counts.items():
        setattr(report, what, number)
    row = SourceRow(name, NOW, NOW if outcome else None, NOW, True, outcome, report.summary())
    source = Source(name, f"https://{name}.example.se/rss", manual=outcome == "manual")
    return SourceState(source, row if outcome else SourceRow(name))


def test_sources_stand_by_what_they_ask_of_a_person() -> None:
    """What needs a look comes first; what rests and what works by itself asks for nothing."""
    states = [
        state("fine", "done"),
        state("new"),
        state("away", "rests", Trouble.UNREACHABLE),
        state("wall", "rests", Trouble.WALL),
        state("moved", "stopped", WRONG),
        state("hand", "manual"),
    ]

    gathered = [[one.source.id for one in group.states] for group in page.groups(states)]

    assert gathered == [["wall", "moved"], ["hand"], ["away"], ["fine", "new"]]


@pytest.mark.parametrize(
    "trouble", [*Trouble, GAP, EMPTY, ENDLESS, FAULT, MANY, MORE, UNKEPT, WRONG]
)
def test_every_trouble_has_its_advice(trouble: str) -> None:
    """Whatever keeps a source from coming is said in words, with what can be done."""
    assert page.advice(state("s", "stopped", trouble).report) is page.ADVICE[trouble]
    assert page.advice(state("s", "done").report) is None


def test_how_far_back_a_source_goes_is_said() -> None:
    """What was left at a first pull is not looked for in vain."""
    bounded = state("a", "done")
    told = draw(Sources((replace(bounded, last=replace(bounded.last, since="2018")),)))

    assert "Hämtas från och med 2018." in told
    assert "från och med" not in draw(Sources((bounded,)))


def test_nothing_new_is_said_only_of_a_list_that_was_seen() -> None:
    """A page in a feed's place is an error, and never "no news"."""
    assert "inget nytt" in draw(Sources((state("a", "done"),)))
    assert "inget nytt" not in draw(Sources((state("a", "stopped", WRONG),)))
    assert "2 nya" in draw(Sources((state("a", "stopped", MANY, new=2),)))


def test_the_page_says_when_what_and_why() -> None:
    """Numbers in words, the advice before the English message, and no words for what is fine."""
    troubled = (
        PartRow("a", "https://a.example.se/<b>", "1", {}, PartState.REMOVED),
        PartRow("a", "https://a.example.se/2", "2", {}, PartState.FAILED, detail="wall: no"),
    )
    told = state("a", "stopped", WRONG, new=2, removed=1)
    told = SourceState(told.source, told.last, {PartState.HELD: 7, PartState.REMOVED: 1}, troubled)
    html = draw(Sources((told, state("b", "done"))))

    assert "24 nov" in html
    assert "2 nya, 1 borttagna hos källan" in html
    assert "lykta source try" in html
    assert "as it said" in html
    assert "Källan släpper inte in program" in html
    assert "&lt;b&gt;" in html
    assert html.count("as it said") == 1


def draw(found: Sources) -> str:
    """Return the page's HTML."""
    return safe.render("pulled.html", **page.values(found))


def test_what_keeps_all_sources_from_being_fetched_is_said(tmp_path: Path) -> None:
    """A file that cannot be read, no sources, and no contact are three things to mend."""
    (tmp_path / "corpus").mkdir()
    file = tmp_path / "corpus" / "sources.toml"
    found = settings.load(tmp_path, {})
    with Catalogue.open(tmp_path / "c.sqlite") as catalogue:
        none = sources.standing(found, catalogue)
        file.write_text('[a]\naddress = "https://a.example.se/rss"\n')
        (one,) = sources.standing(found, catalogue).states
        without = sources.standing(found, catalogue)
        file.write_text("[A]\n")
        broken = sources.standing(found, catalogue)

    assert "source try" in draw(none)
    assert one.outcome == "never"
    assert "contact" in draw(without)
    assert "sources.toml" in draw(broken)
