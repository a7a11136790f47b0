"""All captures of ../shared/data/sources, replayed by real servers and pulled as people pull."""

import json
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

import lykta
from tests.pulling import SETTINGS
from tests.replay import replaying

pytestmark = [pytest.mark.shared, pytest.mark.slow]


@dataclass(frozen=True, slots=True)
class Pulled:
    """What two pulls and a reading of the whole gave."""

    first: dict[str, dict[str, Any]]  # by source
    second: dict[str, dict[str, Any]]
    asked: dict[str, list[str]]  # of each server, by the second pull
    night: dict[str, Any]


@pytest.fixture(scope="module")
def pulled(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Pulled:
    """Pull from all replayed sources twice, then read and index what came."""
    root = tmp_path_factory.mktemp("replay")
    (root / "lykta.toml").write_text(SETTINGS)
    (root / "corpus").mkdir()
    with replaying(shared_data) as replay:
        (root / "corpus" / "sources.toml").write_text(replay.sources(), "utf-8")
        first = ask(root, "pull")
        replay.forget()
        second, asked = ask(root, "pull"), replay.targets()
        night = ask(root, "reindex", "--no-pull")
    return Pulled(
        {one["source"]: one for one in first}, {one["source"]: one for one in second}, asked, night
    )


def ask(root: Path, *arguments: str) -> Any:
    """Run a command; return its JSON, which the terminal does not see."""
    with redirect_stdout(StringIO()) as said:
        lykta.main(["-C", str(root), "--json", *arguments])
    return json.loads(said.getvalue())


def test_sources_that_answer_are_pulled_and_read(pulled: Pulled) -> None:
    """Cases 4 to 6: 200 items of polisen, 3 of Riksdagen to fetch, 100 records, 4 tombstones."""
    listed = {name: one["listed"] for name, one in pulled.first.items()}
    new = {name: one["new"] for name, one in pulled.first.items()}

    assert (listed["polisen"], new["polisen"]) == (200, 49)
    assert (listed["riksdagen-bet"], pulled.first["riksdagen-bet"]["waiting"]) == (4, 3)
    assert (listed["gih"], new["gih"]) == (100, 71)
    assert listed["oai-prov"] == 8
    assert (listed["remisser"], new["remisser"]) == (20, 4)
    assert pulled.night["documents"] == sum(new.values())


def test_sources_that_do_not_answer_as_they_should_are_told(pulled: Pulled) -> None:
    """Case 1: a page for a feed is an error; a wall rests; a token that goes round is stopped."""
    how = {name: (one["outcome"], one["trouble"]) for name, one in pulled.first.items()}

    for name in ("publikt", "arbetsmiljoverket", "skr", "riksdagen-xml", "cellar", "greta"):
        assert how[name] == ("stopped", "wrong answer")
    assert how["oai-rundgang"] == ("stopped", "list without end")
    assert how["mur"] == ("rests", "wall")
    assert how["hand"] == ("manual", None)


def test_a_second_pull_costs_one_request_a_feed(pulled: Pulled) -> None:
    """Nothing new comes, and the wire has one request for each list; OAI-PMH is asked its clock."""
    feeds = ("polisen", "regeringen", "g0v")

    assert sum(one["new"] + one["changed"] for one in pulled.second.values()) == 0
    assert [len(pulled.asked[site]) for site in feeds] == [1, 1, 5]
    assert len(pulled.asked["riksdagen"]) == 3
    assert len(pulled.asked["diva"]) == 6
