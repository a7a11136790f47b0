"""A TOML file that people write -> its table and the lines of its keys, or the reader's error."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAX_BYTES = 1_000_000


class TomlError(Exception):
    """A file that people write cannot be understood; says which, where and which key.

    Each room that reads such files has an error of its own tree that is one of these.
    """

    def __init__(
        self, path: Path | str, message: str, *, line: int | None = None, key: str | None = None
    ) -> None:
        place = str(path) + (f", line {line}" if line else "") + (f", key {key!r}" if key else "")
        super().__init__(f"{place}: {message}")
        self.path, self.line, self.key = str(path), line, key


@dataclass(frozen=True, slots=True)
class TomlFile:
    """What a TOML file says, and where it says it."""

    path: Path
    table: Mapping[str, Any]
    text: str
    raising: type[TomlError] = TomlError

    def error(self, message: str, key: str | None = None, *, after: int = 0) -> TomlError:
        """Return an error that names the file, the key and its line, looked for from a line on."""
        return self.raising(self.path, message, line=self.line(key, after=after), key=key)

    def line(self, key: str | None, *, after: int = 0) -> int | None:
        """Return the line a key stands on, from a line on, or None where it is not to be seen."""
        if key is None:
            return after or None
        pattern = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]|\s*\[+\s*{re.escape(key)}\b")
        for number, line in enumerate(self.text.splitlines(), start=1):
            if number >= after and pattern.match(line):
                return number
        return after or None


def load(path: Path, raising: type[TomlError] = TomlError) -> TomlFile:
    """Read a file; a missing one is an empty table. What is wrong with it is raised as given."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return TomlFile(path, {}, "", raising)
    except OSError as error:
        raise raising(path, f"cannot be read ({error.strerror})") from error
    if len(data) > MAX_BYTES:
        raise raising(path, f"larger than {MAX_BYTES} bytes; is it the right file?")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise raising(path, "not UTF-8; save it as UTF-8", line=line) from error
    try:
        return TomlFile(path, tomllib.loads(text), text, raising)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise raising(path, f"not valid TOML: {error}", line=_line(error, text)) from error


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
    return int(place[1]) if place else len(text.splitlines()) if at_end else None
