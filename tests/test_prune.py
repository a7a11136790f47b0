"""What has been kept long enough goes after a night that succeeded; what is needed stays."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.catalogue import Catalogue, PartRow, PartState
from ingest.pull.originals import Originals
from night import run
from night.backup import backup
from night.prune import SHOWN_NIGHTS, prune
from settings import IngestSettings, KeepSettings, Settings

NOW = datetime.now(UTC)
LATER = NOW + timedelta(days=1000)


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    """Return the settings of a collection of one document that keeps everything for 100 days."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "brev.txt").write_text("Brev om kaffe.\n", encoding="utf-8")
    keep = KeepSettings(100, 100, 100, 100, 100)
    return Settings(root=tmp_path, ingest=IngestSettings(settle_seconds=0, workers=1), keep=keep)


def aged(path: Path, text: str = "") -> Path:
    """Write a file that is a year old."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    old = (NOW - timedelta(days=365)).timestamp()
    os.utime(path, (old, old))
    return path


def test_old_runs_go_and_the_nights_of_the_page_stay(place: Settings) -> None:
    """However long ago they were; also a run that has not ended."""
    with Catalogue.open(place.catalogue) as catalogue:
        for command in ["watch"] * 5 + ["reindex"] * (SHOWN_NIGHTS + 5):
            catalogue.finish_run(catalogue.begin_run(command), "done", {})
        catalogue.begin_run("ingest")
        young, old = prune(place, catalogue, NOW), prune(place, catalogue, LATER)
        left = [one.command for one in catalogue.runs(100)]

    assert (young.runs, old.runs) == (0, 10)
    assert left == ["ingest"] + ["reindex"] * SHOWN_NIGHTS


def test_a_file_that_goes_while_it_is_looked_at_stops_nothing(place: Settings) -> None:
    """A log is given another name by who writes it, and an original its own by a pull."""
    old = aged(place.logs / "watch.jsonl.2")
    for path in (place.logs / "watch.jsonl.1", place.originals / "ab" / ".ab.part"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to("gone")
    with Catalogue.open(place.catalogue) as catalogue:
        pruned = prune(place, catalogue, NOW)

    assert pruned.logs == 1
    assert not old.exists()


def editions(place: Settings, kept: Mapping[bytes, timedelta]) -> dict[bytes, Path]:
    """Keep editions of one page, the last of them held, each fetched so long ago."""
    found = {}
    store = Originals(place.originals)
    with Catalogue.open(place.catalogue) as catalogue:
        for data, ago in kept.items():
            found[data] = store.keep(data)
            when = NOW - ago
            os.utime(found[data], (when.timestamp(), when.timestamp()))
            part = PartRow(
                "källa", "https://example.se/a", "1", {}, PartState.HELD,
                fetched=when, name="pulled/a.html", sha256=found[data].name,
            )  # fmt: skip
            with catalogue.pulling() as memory:
                memory.put(part)
                memory.remember(part)
    return found


def test_an_edition_goes_some_time_after_the_next_one_came(place: Settings) -> None:
    """With its bytes; what is held stays, however old, and so does what was replaced lately."""
    days = {b"first": 900, b"second": 800, b"third": 50, b"now": 40}
    found = editions(place, {data: timedelta(days=ago) for data, ago in days.items()})
    with Catalogue.open(place.catalogue) as catalogue:
        pruned = prune(place, catalogue, NOW)
        with catalogue.pulled() as memory:
            left = [one.sha256 for one in memory.editions("pulled/a.html")]

    assert pruned.editions == 1
    assert left == [found[data].name for data in (b"now", b"third", b"second")]
    assert [path.exists() for path in found.values()] == [False, True, True, True]


def test_editions_are_kept_for_ever_unless_it_is_said(tmp_path: Path) -> None:
    """They are a publisher's earlier words, and fetched once only."""
    place = Settings(root=tmp_path)
    found = editions(place, {b"first": timedelta(days=900), b"now": timedelta(days=800)})
    with Catalogue.open(place.catalogue) as catalogue:
        prune(place, catalogue, LATER)

    assert all(path.exists() for path in found.values())


def test_old_logs_and_damaged_catalogues_go_with_the_night(place: Settings) -> None:
    """By the night itself; today's stay, and the page's own pages are none of this."""
    old = [aged(place.logs / "watch.jsonl.1"), aged(place.state / "catalogue-damaged-1.sqlite")]
    night = run.reindex(place)

    assert [path.exists() for path in old] == [False, False]
    assert (night.pruned["logs"], night.pruned["damaged"]) == (1, 1)
    assert (place.logs / "reindex.jsonl").exists()
    assert place.catalogue.exists()


def test_a_night_that_stops_prunes_nothing(place: Settings) -> None:
    """What went before is perhaps needed to see why."""
    old = aged(place.logs / "watch.jsonl.1")
    (place.corpus / "topics.toml").write_text("[barn\n", encoding="utf-8")
    with pytest.raises(Exception, match=r"topics\.toml"):
        run.reindex(place)

    assert old.exists()


def test_what_a_backup_set_aside_goes_after_a_while(place: Settings, tmp_path: Path) -> None:
    """By the day of the folder; another's folder beside stays."""
    copy = tmp_path.parent / f"{tmp_path.name}-copy"
    run.reindex(place)
    for name in ("2020-01-01", f"{NOW:%Y-%m-%d}", "kept-here"):
        (copy / "gone" / name).mkdir(parents=True)
    backup(place, copy)

    assert sorted(path.name for path in (copy / "gone").iterdir()) == [
        f"{NOW:%Y-%m-%d}",
        "kept-here",
    ]
