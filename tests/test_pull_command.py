"""`lykta pull` and `lykta source try`, as they are typed."""

import json
from pathlib import Path
from typing import Any

import pytest

import lykta
import settings
from tests.pulling import SETTINGS
from tests.webserver import Reply, Site


@pytest.fixture
def folder(tmp_path: Path, web: Site) -> Path:
    """Return a collection with three sources: a feed, a page in a feed's place, and one by hand."""
    feed = (
        f'<rss version="2.0"><channel><title>N</title><item><link>{web.url("/1")}</link>'
        "<title>Ett</title><pubDate>Wed, 08 May 2024 10:00:00 +0200</pubDate></item>"
        "</channel></rss>"
    )
    web.serve("/rss", feed)
    web.serve("/1", "<html><body><main><h1>Ett</h1><p>Om fyrar.</p></main></body></html>")
    web.serve("/fel", "<!doctype html><h1>Start</h1>")
    (tmp_path / "lykta.toml").write_text(SETTINGS)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "sources.toml").write_text(
        f'[nytt]\naddress = "{web.url("/rss")}"\n[fel]\naddress = "{web.url("/fel")}"\n'
        f'[hand]\naddress = "{web.url("/hand")}"\nmanual = true\nnote = "Lägg filer i corpus/"\n',
        encoding="utf-8",
    )
    return tmp_path


def ask(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    """Run a command; return its exit code and its JSON."""
    code = lykta.main(["-C", str(folder), "--json", *arguments])
    return code, json.loads(capsys.readouterr().out)


def test_pull_tells_what_became_of_every_source(
    folder: Path, capsys: pytest.CaptureFixture[str], web: Site
) -> None:
    """One that fails is told, ends with 1, and does not stop the others."""
    code, found = ask(folder, capsys, "pull")

    assert code == 1
    assert [(one["source"], one["outcome"], one["new"]) for one in found] == [
        ("nytt", "done", 1),
        ("fel", "stopped", 0),
        ("hand", "manual", 0),
    ]
    assert "web page" in found[1]["why"]
    assert "example.se/om" in web.asked[0].headers["User-Agent"]
    assert len(list((folder / "corpus" / "pulled" / "nytt").glob("*.html"))) == 1


def test_a_dry_run_fetches_only_the_list(
    folder: Path, capsys: pytest.CaptureFixture[str], web: Site
) -> None:
    """It says what would come, and leaves no trace."""
    code, found = ask(folder, capsys, "pull", "nytt", "--dry-run")

    assert (code, found[0]["new"], found[0]["examples"][0]["title"]) == (0, 1, "Ett")
    assert web.targets() == ["/rss"]
    assert not (folder / "corpus" / "pulled").exists()
    assert lykta.main(["-C", str(folder), "pull", "--dry-run"]) == 1
    said = capsys.readouterr().out
    assert "nytt: would fetch 1 of 1 listed" in said
    assert "2024-05-08  Ett" in said
    assert "fel: stopped" in said


def test_since_leaves_what_is_older(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A first pull can be bounded."""
    code, found = ask(folder, capsys, "pull", "nytt", "--since", "2024-06")

    _, (stands, *_) = ask(folder, capsys, "source", "list")

    assert (code, found[0]["listed"], found[0]["new"]) == (0, 1, 0)
    assert stands["since"] == "2024-06"


def test_pulled_files_are_found_by_search(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Pull, then the nightly command, then a question."""
    ask(folder, capsys, "pull")
    ask(folder, capsys, "reindex")

    _, found = ask(folder, capsys, "search", "fyrar")

    assert [hit["document"]["title"] for hit in found["hits"]] == ["Ett"]


def test_the_nightly_command_fetches_first(
    folder: Path, capsys: pytest.CaptureFixture[str], web: Site
) -> None:
    """A source that fails is told and stops nothing; within the hour none is asked again."""
    code, found = ask(folder, capsys, "reindex")
    asked = len(web.asked)
    _, again = ask(folder, capsys, "reindex")

    assert (code, found["documents"]) == (1, 1)
    assert found["pull"]["nytt"]["new"] == 1
    assert "web page" in found["pull"]["fel"]["why"]
    assert again["pull"] == {}
    assert len(web.asked) == asked


def test_the_night_goes_on_where_nothing_can_be_fetched(
    folder: Path, capsys: pytest.CaptureFixture[str], web: Site
) -> None:
    """A sources.toml that cannot be read is told; without a contact, or told not to, none asks."""
    (folder / "corpus" / "sources.toml").write_text("[Fel]\n")
    code, found = ask(folder, capsys, "reindex")
    _, told_not_to = ask(folder, capsys, "reindex", "--no-pull")
    (folder / "lykta.toml").write_text(SETTINGS.replace("https://example.se/om", ""))
    _, without = ask(folder, capsys, "reindex")

    assert code == 1
    assert "sources.toml" in found["pull_problem"]
    assert (told_not_to["pull_problem"], without["pull_problem"]) == (None, None)
    assert web.asked == []


def test_source_list_says_how_every_source_stands(
    folder: Path, capsys: pytest.CaptureFixture[str], web: Site
) -> None:
    """Before and after a run: when it was, what came, why it stopped, and when it is due."""
    _, before = ask(folder, capsys, "source", "list")
    asked = len(web.asked)
    ask(folder, capsys, "pull")
    code, found = ask(folder, capsys, "source", "list")
    after = {one["source"]: one for one in found}

    assert [(one["outcome"], one["is_due"]) for one in before] == [
        ("never", True),
        ("never", True),
        ("manual", False),
    ]
    assert asked == 0
    assert code == 1
    assert (after["nytt"]["outcome"], after["nytt"]["new"]) == ("done", 1)
    assert after["nytt"]["last_run"] < after["nytt"]["due"]
    assert not after["nytt"]["is_due"]
    assert "web page" in after["fel"]["why"]
    assert (after["hand"]["outcome"], after["hand"]["due"]) == ("manual", None)
    assert lykta.main(["-C", str(folder), "source", "list"]) == 1
    assert "by hand" in capsys.readouterr().out


@pytest.mark.parametrize("words", [("try",), ("list", "https://example.se/")])
def test_source_says_how_it_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    """An address to look at is needed for one, and none for the other."""
    code, found = ask(folder, capsys, "source", *words)

    assert code == 2
    assert "lykta source try URL" in found["message"]


def test_source_try_says_what_an_address_is(
    folder: Path, capsys: pytest.CaptureFixture[str], web: Site
) -> None:
    """A feed comes with its lines, a wall ends with 1."""
    web.pages["/hand"] = Reply(b"", 403)

    code, found = ask(folder, capsys, "source", "try", web.url("/rss"))
    walled, wall = ask(folder, capsys, "source", "try", web.url("/hand"))

    assert (code, found["what"], found["items"][0]["published"]) == (0, "feed", "2024-05-08")
    assert 'shape = "feed"' in found["lines"]
    assert (walled, wall["what"]) == (1, "wall")


def test_an_unknown_source_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The message names the nearest one."""
    code, found = ask(folder, capsys, "pull", "nytr")

    assert code == 2
    assert "did you mean 'nytt'" in found["message"]


def test_nobody_fetches_without_a_contact(
    folder: Path, capsys: pytest.CaptureFixture[str], web: Site
) -> None:
    """A site must be able to reach whoever asks it."""
    (folder / "lykta.toml").write_text(SETTINGS.replace("https://example.se/om", ""))

    code, found = ask(folder, capsys, "pull")

    assert code == 2
    assert "contact" in found["message"]
    assert web.asked == []


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('contact = "a\\nb"', "contact"),
        ("floor_seconds = 0.1", "floor_seconds"),
        ('allow_loopback = "yes"', "allow_loopback"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, line: str, key: str) -> None:
    """A header of two lines, a hurry and a word for a truth are not taken."""
    (tmp_path / "lykta.toml").write_text(f"[pull]\n{line}\n")

    with pytest.raises(settings.SettingsError, match=key):
        settings.load(tmp_path, {})


@pytest.mark.parametrize(("text", "opened"), [("true", True), ("false", False)])
def test_a_truth_can_stand_in_the_environment(tmp_path: Path, text: str, *, opened: bool) -> None:
    """The word false is not taken for true, and other words are refused."""
    found = settings.load(tmp_path, {"LYKTA_PULL_ALLOW_LOOPBACK": text})

    assert found.pull.allow_loopback is opened
    with pytest.raises(settings.SettingsError, match="true or false"):
        settings.load(tmp_path, {"LYKTA_PULL_ALLOW_LOOPBACK": "1"})
