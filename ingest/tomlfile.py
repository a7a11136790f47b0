"""A TOML file that people write -> its table and the lines of its keys, or ConfigurationError."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.errors import ConfigurationError

MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class TomlFile:
    """What a TOML file says, and where it says it."""

    path: Path
    table: Mapping[str, Any]
    text: str

    def error(self, message: str, key: str | None = None, *, after: int = 0) -> ConfigurationError:
        """Return an error that names the file, the key and its line, looked for from a line on."""
        return ConfigurationError(self.path, message, line=self.line(key, after=after), key=key)

    def line(self, key: str | None, *, after: int = 0) -> int | None:
        """Return the line a key stands on, from a line on, or None where it is not to be seen."""
        if key is None:
            return after or None
        pattern = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]|\s*\[+\s*{re.escape(key)}\b")
        for number, line in enumerate(self.text.splitlines(), start=1):
            if number >= after and pattern.match(line):
                return number
        return after or None


def load(path: Path) -> TomlFile:
    """Read a file; a missing one is an empty table."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return TomlFile(path, {}, "")
    except OSError as error:
        raise ConfigurationError(path, f"cannot be read ({error.strerror})") from error
    if len(data) > MAX_BYTES:
        raise ConfigurationError(path, f"larger than {MAX_BYTES} bytes; is it the right file?")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ConfigurationError(path, "not UTF-8; save it as UTF-8", line=line) from error
    try:
        return TomlFile(path, tomllib.loads(text), text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigurationError(
            path, f"not valid TOML: {error}", line=_line(error, text)
        ) from error


def unknown(key: str, known: Iterable[str]) -> str:
    """Return the message for a word that is not among the known ones."""
    choices = sorted(str(choice) for choice in known)
    close = difflib.get_close_matches(key.lower(), choices, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"known are: {', '.join(choices)}"
    return f"{key!r} is not known; {hint}"


def _line(error: Exception, text: str) -> int | None:
    """Return the line that tomllib names in its message, which is all it gives in Python 3.11."""
    place = re.search(r"at line (\d+)", str(error))
    at_end = "at end of document" in str(error)
    return int(place[1]) if place else text.count("\n") + 1 if at_end else None
