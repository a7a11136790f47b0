"""Clocks that jump and summer time: a night does what it would have done, and nothing waits."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from index.models import Query
from ingest.catalogue import Catalogue, FileRow, tables
from ingest.corpus import FoundFile
from ingest.plan import Clock
from night import pull, run
from night.collection import Collection
from settings import IngestSettings, PullSettings, Settings
from tests.letters import write
from tests.pulling import page, rss
from tests.webserver import Site
from ui import words

DOCS = Path(__file__).resolve().parent.parent / "docs"
A_YEAR = timedelta(days=365)
AUTUMN = datetime(2026, 10, 25, tzinfo=UTC)
"""At one in the morning UTC, clocks in Sweden go from three back to two."""


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    """Return the settings of a collection of three documents after a night."""
    place = Settings(root=tmp_path, ingest=IngestSettings(settle_seconds=0, workers=1))
    for number in range(3):
        write(place, f"{number}.txt", "kaffe")
    run.reindex(place)
    return place


def set_back(catalogue: Path) -> None:
    """Let all that was written down lie a year ahead, as after a clock was set back by that."""
    with closing(sqlite3.connect(catalogue)) as raw, raw:
        for table in tables.metadata.tables.values():
            for column in table.columns:
                if isinstance(column.type, tables.Moment):
                    later = f"strftime('%Y-%m-%d %H:%M:%f000', {column.name}, '+365 days')"
                    raw.execute(f"UPDATE {table.name} SET {column.name} = {later}")


def found(place: Settings, word: str) -> int:
    """Return how many documents have a word."""
    with Collection.open(place) as collection:
        return collection.search(Query(word)).strict_total


# ---- a clock that is set back -----------------------------------------------------------------


def test_a_night_after_the_clock_was_set_back_takes_what_is_new_and_nothing_else(
    place: Settings,
) -> None:
    """What was held stays as it is; what came, changed and went since is followed.

    The last night is the last whatever the clock said, and what lies ahead is not old.
    """
    set_back(place.catalogue)
    write(place, "0.txt", "socker")
    write(place, "ny.txt", "socker")
    (place.corpus / "1.txt").unlink()
    night = run.reindex(place)
    intake = night.intake
    with Catalogue.open(place.catalogue) as catalogue:
        last, before = catalogue.runs(2)

    assert (intake.new, intake.changed, intake.gone, intake.unchanged) == (1, 1, 1, 1)
    assert (found(place, "socker"), found(place, "kaffe")) == (2, 1)
    assert last.started < before.started
    assert night.pruned["runs"] == 0


def test_every_file_still_has_its_turn_to_be_looked_at_anew(place: Settings) -> None:
    """Seen a year from now is no reason to let a file rot for a year."""
    turns: list[str] = []
    with Catalogue.open(place.catalogue) as catalogue:
        for night in range(5):
            with catalogue.write() as writer:
                (name,) = writer.lookup.longest_unseen(1)
                writer.hashed([name])
            turns.append(name)
            if night == 1:
                set_back(place.catalogue)

    assert sorted(turns[2:]) == ["0.txt", "1.txt", "2.txt"]


@pytest.mark.parametrize(
    ("seen", "settled"),
    [(timedelta(seconds=-60), True), (timedelta(seconds=-1), False), (A_YEAR, True)],
)
def test_a_file_from_the_future_is_taken_when_it_has_stood_still(
    seen: timedelta, settled: bool
) -> None:
    """Its own time tells nothing then: how long it was seen so does, by a clock that is right."""
    ahead = int((AUTUMN + A_YEAR).timestamp() * 1e9)
    file = FoundFile("a.txt", 1, ahead, 1, "")
    clock = Clock(AUTUMN, timedelta(seconds=30), {"a.txt": AUTUMN + seen})

    assert clock.settled(file, FileRow("a.txt", *file.stamp, "seen")) == settled


# ---- sources ----------------------------------------------------------------------------------


@pytest.fixture
def sourced(tmp_path: Path, web: Site) -> Settings:
    """Return the settings of a collection whose one source has been asked."""
    contact = PullSettings("https://example.se", floor_seconds=0, allow_loopback=True)
    place = Settings(root=tmp_path, pull=contact)
    web.serve("/rss", rss(web.url("/1")))
    web.serve("/1", page("Ett"))
    place.corpus.mkdir()
    (place.corpus / "sources.toml").write_text(f'[nytt]\naddress = "{web.url("/rss")}"\n', "utf-8")
    assert [one.new for one in pull.pull_due(place).sources] == [1]
    return place


def test_a_source_is_asked_though_it_was_last_asked_a_year_from_now(
    sourced: Settings, web: Site
) -> None:
    """All it lists, since nobody knows from when on; a page fetched then is asked for again."""
    set_back(sourced.catalogue)
    web.serve("/rss", rss(web.url("/1"), web.url("/2")))
    web.serve("/1", page("Ett, ändrat"))
    web.serve("/2", page("Två"))
    (report,) = pull.pull_due(sourced).sources

    assert (report.outcome, report.new, report.changed) == ("done", 1, 1)


def test_a_night_that_is_an_hour_shorter_or_longer_asks_every_source(sourced: Settings) -> None:
    """By the clock on the wall it is a day; a second run in the same night asks none."""
    asked = []
    for hours in (10, 23, 25):
        ended = datetime.now(UTC) - timedelta(hours=hours)
        with closing(sqlite3.connect(sourced.catalogue)) as raw, raw:
            raw.execute("UPDATE pull_sources SET finished = ?", (f"{ended:%Y-%m-%d %H:%M:%S.%f}",))
        asked.append(len(pull.pull_due(sourced).sources))

    assert asked == [0, 1, 1]


# ---- summer time ------------------------------------------------------------------------------


def test_the_timer_strikes_once_on_the_days_when_clocks_are_changed() -> None:
    """Between two and three there is an hour that is missing in March and comes twice in October.

    In 2026 and 2027, by both lines of the unit: systemd's and cron's.
    """
    unit = (DOCS / "lykta-night.timer").read_text(encoding="utf-8")
    hours = re.findall(r"^OnCalendar=\*-\*-\* (\d\d):", unit, re.MULTILINE)
    hours += re.findall(r"^# \d+ (\d+) \* \* \* ", unit, re.MULTILINE)

    assert len(hours) == 2
    for day in ("2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31"):
        midnight = datetime.fromisoformat(day).replace(tzinfo=words.HERE).astimezone(UTC)
        struck = [(midnight + timedelta(hours=n)).astimezone(words.HERE) for n in range(26)]
        for hour in hours:
            assert sum(at.hour == int(hour) and str(at.date()) == day for at in struck) == 1


def test_nights_around_the_change_are_told_in_the_order_they_were_run(tmp_path: Path) -> None:
    """Half past two comes twice that night; what is written down is in UTC."""
    moments = [AUTUMN + timedelta(minutes=minutes) for minutes in (30, 90, 150)]
    with Catalogue.open(tmp_path / "c.sqlite") as catalogue:
        for moment in moments:
            catalogue.add_run("reindex", moment, {})
        runs = catalogue.runs(3)

    assert [one.started for one in runs] == moments[::-1]
    assert [words.moment(one.started)[-5:] for one in runs] == ["03.30", "02.30", "02.30"]
