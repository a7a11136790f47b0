"""What runs say of themselves: lines of JSON under one id, no text of documents, bounded."""

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import ConfigurationError
from night import run
from night.log import logged
from settings import IngestSettings, LogSettings, Settings


def place(root: Path, max_mb: float = 10.0) -> Settings:
    """Return the settings of a collection of one document."""
    (root / "corpus").mkdir()
    (root / "corpus" / "brev.txt").write_text("Brev\n\nKaffet är slut.\n", encoding="utf-8")
    options = IngestSettings(settle_seconds=0, workers=1)
    return Settings(root=root, ingest=options, log=LogSettings(max_mb))


def lines(here: Settings) -> list[dict[str, Any]]:
    """Return what the nights have said."""
    text = (here.logs / "reindex.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_a_night_is_told_under_one_id_without_a_word_of_a_document(tmp_path: Path) -> None:
    """It begins, comes to its stages and ends with its report; the report names the id too."""
    here = place(tmp_path)
    night = run.reindex(here)
    said = lines(here)

    assert {line["run"] for line in said} == {night.run}
    assert (said[0]["event"], said[-1]["event"]) == ("begin", "done")
    assert {"pull", "walk", "index"} <= {line.get("stage") for line in said}
    assert said[-1]["ingest"]["new"] == 1
    assert "Kaffe" not in json.dumps(said, ensure_ascii=False)


def test_what_stopped_a_night_is_its_last_line(tmp_path: Path) -> None:
    """With the error's name and what it says."""
    here = place(tmp_path)
    (here.corpus / "topics.toml").write_text("[barn\n", encoding="utf-8")
    with pytest.raises(ConfigurationError):
        run.reindex(here)

    last = lines(here)[-1]
    assert (last["level"], last["event"], last["error"]) == (
        "error",
        "stopped",
        "ConfigurationError",
    )
    assert "topics.toml" in last["message"]


def test_a_full_file_makes_way_for_another(tmp_path: Path) -> None:
    """No file is larger than is set."""
    here = place(tmp_path, max_mb=0.001)
    here.state.mkdir()
    with logged(here, "reindex") as log:
        for number in range(40):
            log.say("event", number=number)

    files = sorted(here.logs.glob("reindex.jsonl*"))
    assert len(files) > 2
    assert all(path.stat().st_size <= 1_000 for path in files)


def test_a_day_has_its_own_file(tmp_path: Path) -> None:
    """So what is old enough can be removed file by file."""
    here = place(tmp_path)
    here.state.mkdir()
    with logged(here, "reindex"):
        pass
    yesterday = time.time() - 24 * 3600
    os.utime(here.logs / "reindex.jsonl", (yesterday, yesterday))
    with logged(here, "reindex"):
        pass

    assert len(lines(here)) == 1
    assert (here.logs / "reindex.jsonl.1").exists()


def test_a_log_that_cannot_be_written_stops_no_night(tmp_path: Path) -> None:
    """Nor does one that is not wanted."""
    here = place(tmp_path)
    here.state.mkdir()
    here.logs.write_text("a file where the folder should be", encoding="utf-8")
    assert run.reindex(here).index.state.documents == 1
    here.logs.unlink()
    without = Settings(root=tmp_path, ingest=here.ingest, log=LogSettings(max_mb=0))
    assert run.reindex(without).index.state.documents == 1
    assert not here.logs.exists()
