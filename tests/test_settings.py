"""lykta.toml and the environment become Settings, or an error that says where and what."""

from pathlib import Path

import pytest

import settings
from settings import SettingsError


def test_a_folder_without_a_file_has_the_defaults(tmp_path: Path) -> None:
    """Nothing needs to be set."""
    found = settings.load(tmp_path, {})

    assert found == settings.Settings(root=tmp_path)
    assert found.engine.name == "tantivy"


def test_the_file_changes_the_defaults(tmp_path: Path) -> None:
    """A section of the file replaces only the keys it names; a whole number does for a number."""
    (tmp_path / "lykta.toml").write_text(
        '[engine]\nname = "whoosh"\n[ingest]\nsettle_seconds = 1\n', encoding="utf-8"
    )

    found = settings.load(tmp_path, {})

    assert found.engine.name == "whoosh"
    assert found.ingest.settle_seconds == 1
    assert found.ingest.seconds_per_file == 30.0


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    """What an operator sets for one run is stronger than what the folder says."""
    (tmp_path / "lykta.toml").write_text("[serve]\nport = 9000\n", encoding="utf-8")

    found = settings.load(tmp_path, {"LYKTA_SERVE_PORT": "9001", "LYKTA_INGEST_WORKERS": "3"})

    assert found.serve.port == 9001
    assert found.ingest.workers == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[engine\n", ["lykta.toml", "not valid TOML", "line 1"]),
        ('\n[engine]\nnmae = "whoosh"\n', ["line 3", "'nmae'", "did you mean 'name'"]),
        ("[engine]\nname = 3\n", ["line 2", "'name'", "text in quotes"]),
        ('[engine]\nname = "lucene"\n', ["line 2", "'name'", "lucene", "tantivy or whoosh"]),
        ("[serve]\nport = true\n", ["line 2", "'port'", "a whole number"]),
        ("[index]\nmax_shrink = 2\n", ["max_shrink", "0 to 1"]),
        ("[ingest]\nmemory_mb = -1\n", ["memory_mb", "negative"]),
        ("[ingest]\nmemory_mb = 0\n", ["memory_mb", "must be more"]),
        ("[ingest]\nsettle_seconds = nan\n", ["settle_seconds", "nan"]),
        ("[ingest]\nseconds_per_file = inf\n", ["seconds_per_file", "endless"]),
        ("[serve]\nport = 70000\n", ["port", "65535"]),
        ('[serve]\nnames = "a.se, https://b.se"\n', ["names", "https://b.se", "lykta.example.se"]),
        ("[motor]\nx = 1\n", ["line 1", "[motor]", "known are"]),
        ("\n[[engine]]\nname = 'whoosh'\n", ["line 2", "must be a section"]),
        ("engine = 3\n", ["line 1", "must be a section"]),
    ],
)
def test_an_unusable_value_names_file_line_and_key(
    tmp_path: Path, text: str, expected: list[str]
) -> None:
    """The message is enough to find and mend the line."""
    (tmp_path / "lykta.toml").write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError) as raised:
        settings.load(tmp_path, {})

    assert all(part in str(raised.value) for part in expected), str(raised.value)


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    """Latin-1 is common on agencies' machines; the message says to save as UTF-8."""
    (tmp_path / "lykta.toml").write_bytes("# å".encode("latin-1"))

    with pytest.raises(SettingsError, match="UTF-8"):
        settings.load(tmp_path, {})


def test_an_environment_value_of_the_wrong_type_names_the_variable(tmp_path: Path) -> None:
    """The variable is named as it was set."""
    with pytest.raises(SettingsError, match="LYKTA_SERVE_PORT"):
        settings.load(tmp_path, {"LYKTA_SERVE_PORT": "http"})


def test_an_environment_value_that_cannot_be_used_is_not_blamed_on_the_file(tmp_path: Path) -> None:
    """The file says nothing of it, and must not be searched for it."""
    with pytest.raises(SettingsError) as raised:
        settings.load(tmp_path, {"LYKTA_ENGINE_NAME": "lucene"})

    assert "environment LYKTA_ENGINE_NAME" in str(raised.value)
    assert "lykta.toml" not in str(raised.value)


def test_a_folder_that_is_not_there_has_no_settings(tmp_path: Path) -> None:
    """Nor has a file where a folder was meant."""
    (tmp_path / "fil").write_text("", encoding="utf-8")

    for name in ("fil", "nosuch"):
        with pytest.raises(SettingsError, match="no such folder"):
            settings.load(tmp_path / name, {})


def test_what_somebody_has_set_is_told_from_defaults(tmp_path: Path) -> None:
    """Also where the value is the default's."""
    (tmp_path / "lykta.toml").write_text("[serve]\nport = 8501\n", encoding="utf-8")
    found = settings.load(tmp_path, {"LYKTA_ENGINE_NAME": "tantivy"})

    assert found.said == {("serve", "port"), ("engine", "name")}
