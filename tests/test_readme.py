"""What the README says can be run can be run, and nothing that can be run is missing from it."""

import re
import shlex
import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

import lykta  # noqa: F401 - registers the commands
import settings
from terminal import commandline

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^(?:\.venv/bin/)?lykta (.+?)(?:   .*)?$", README, flags=re.MULTILINE)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_readme_is_understood(line: str) -> None:
    """Every command line shown is one that the parser takes."""
    arguments = commandline.parser().parse_args(shlex.split(line))

    assert arguments.run in {known.run for known in commandline.COMMANDS}


def test_every_command_is_in_the_readme() -> None:
    """A new command is written down where people look first."""
    shown = {line.split()[0] for line in COMMANDS}

    assert {known.name for known in commandline.COMMANDS} <= shown


@pytest.mark.parametrize("target", re.findall(r"^make (\w+)", README, flags=re.MULTILINE))
def test_a_make_target_of_the_readme_is_there(target: str) -> None:
    """`make run` and `make test` are what a newcomer types first."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE)


def test_the_settings_of_the_readme_are_settings(tmp_path: Path) -> None:
    """The lykta.toml that the README shows can be used as it stands: all defaults, and no other."""
    shown = next(
        block
        for block in re.findall(r"```toml\n(.*?)```", README, flags=re.DOTALL)
        if "[engine]" in block
    )
    (tmp_path / "lykta.toml").write_text(shown, encoding="utf-8")

    assert settings.load(tmp_path, {}) == settings.Settings(root=tmp_path)
    assert _keys(tomllib.loads(shown)) == _known() - {("pull", "allow_loopback")}


def _keys(table: dict[str, Any]) -> set[tuple[str, str]]:
    return {(section, key) for section, values in table.items() for key in values}


def _known() -> set[tuple[str, str]]:
    defaults = asdict(settings.Settings(root=Path()))
    del defaults["root"], defaults["said"]
    return _keys(defaults)


def test_what_the_readme_points_to_is_there() -> None:
    """Every link to a file of the project leads somewhere."""
    links = re.findall(r"\]\(([^)h][^)]*)\)", README)

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
