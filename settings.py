"""lykta.toml and the environment -> one frozen Settings; errors name file, line and key."""

from __future__ import annotations

import difflib
import math
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

FILE_NAME = "lykta.toml"
ENVIRONMENT_PREFIX = "LYKTA_"
"""LYKTA_ENGINE_NAME=whoosh says the same as `name = "whoosh"` under [engine], and wins over it."""

MAX_FILE_BYTES = 1_000_000
MAX_PORT = 65_535
ENGINES = ("tantivy", "whoosh")


class SettingsError(Exception):
    """A setting cannot be used; says where it stands and what it may be."""


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """[engine]: what stores and matches terms."""

    name: str = "tantivy"  # one of ENGINES


@dataclass(frozen=True, slots=True)
class IngestSettings:
    """[ingest]: how the corpus folder is read."""

    settle_seconds: float = 5.0  # a file is taken when size and time have stood still this long
    workers: int = 0  # reading processes; 0 is one a core
    seconds_per_file: float = 30.0
    memory_mb: int = 512  # of one reading process
    max_file_mb: int = 200
    max_text_mb: int = 50  # of text out of one file


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """[index]: how the index is built and switched."""

    max_shrink: float = 0.2  # a full build that holds a larger share fewer is not switched to


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """[serve]: where the page listens."""

    host: str = "127.0.0.1"
    port: int = 8501


@dataclass(frozen=True, slots=True)
class PullSettings:
    """[pull]: how documents are fetched from where they are published."""

    contact: str = ""  # a mail or web address, told to every site; nothing is fetched without it
    floor_seconds: float = 1.0  # between two requests to a site, however little it asks for
    allow_loopback: bool = False  # opens loopback addresses, for test servers only


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, with the folder it is about."""

    root: Path
    engine: EngineSettings = EngineSettings()
    ingest: IngestSettings = IngestSettings()
    index: IndexSettings = IndexSettings()
    serve: ServeSettings = ServeSettings()
    pull: PullSettings = PullSettings()

    @property
    def corpus(self) -> Path:
        """The folder that is the truth."""
        return self.root / "corpus"

    @property
    def state(self) -> Path:
        """The folder of all that Lykta can make again, history aside."""
        return self.root / ".lykta"

    @property
    def catalogue(self) -> Path:
        """The catalogue's database file."""
        return self.state / "catalogue.sqlite"

    @property
    def index_home(self) -> Path:
        """The folder that holds the built indexes."""
        return self.state / "index"


_SECTIONS: Mapping[str, type[DataclassInstance]] = {
    "engine": EngineSettings,
    "ingest": IngestSettings,
    "index": IndexSettings,
    "serve": ServeSettings,
    "pull": PullSettings,
}
_MAY_BE_ZERO = {"workers", "floor_seconds", "settle_seconds", "max_shrink", "port"}
_Section = TypeVar("_Section", bound="DataclassInstance")


def load(root: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings of a folder: defaults, then its lykta.toml, then the environment.

    Raises SettingsError where a file cannot be read or a value cannot be used.
    """
    if not root.is_dir():
        raise SettingsError(f"{root}: there is no such folder; make it, with corpus/ in it")
    given = os.environ if environment is None else environment
    file = root / FILE_NAME
    text = _read(file)
    tables = _parse(text, file)
    for name, table in tables.items():
        if name not in _SECTIONS:
            raise SettingsError(_unknown(f"{_place(text, file, name)}: [{name}]", name, _SECTIONS))
        if not isinstance(table, dict):
            raise SettingsError(f"{_place(text, file, name)}: {name} must be a section: [{name}]")
    sections: dict[str, Any] = {}
    for name, kind in _SECTIONS.items():
        section = _from_table(kind(), tables.get(name, {}), name, text=text, file=file)
        section = _from_environment(section, name, given)
        if fault := _fault(section):
            key, wrong = fault
            variable = _variable(name, key)
            from_file = f"{_place(text, file, name, key)}: key {key!r} in [{name}]"
            place = f"environment {variable}" if variable in given else from_file
            raise SettingsError(f"{place} {wrong}")
        sections[name] = section
    return Settings(root=root, **sections)


def _read(file: Path) -> str:
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise SettingsError(
            f"{file}: cannot be read ({error.strerror}); check its rights"
        ) from error
    if len(data) > MAX_FILE_BYTES:
        raise SettingsError(f"{file}: larger than {MAX_FILE_BYTES} bytes; is it the right file?")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file}: byte {error.start} is not UTF-8; save it as UTF-8") from error


def _parse(text: str, file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"{file}: not valid TOML: {error}") from error


def _from_table(
    section: _Section, table: Mapping[str, Any], name: str, *, text: str, file: Path
) -> _Section:
    known = {field.name: type(getattr(section, field.name)) for field in fields(section)}
    for key, value in table.items():
        place = f"{_place(text, file, name, key)}: key {key!r} in [{name}]"
        if key not in known:
            raise SettingsError(_unknown(place, key, known))
        if not _fits(value, known[key]):
            raise SettingsError(f"{place} is {value!r}; it must be {_WANTED[known[key]]}")
    return replace(section, **table)


def _from_environment(section: _Section, name: str, environment: Mapping[str, str]) -> _Section:
    changes: dict[str, Any] = {}
    for field in fields(section):
        variable = _variable(name, field.name)
        if variable not in environment:
            continue
        kind = type(getattr(section, field.name))
        try:
            read = _TRUTHS.__getitem__ if kind is bool else kind
            changes[field.name] = read(environment[variable])
        except (KeyError, ValueError) as error:
            given = environment[variable]
            message = f"environment {variable} is {given!r}; it must be {_WANTED[kind]}"
            raise SettingsError(message) from error
    return replace(section, **changes)


_TRUTHS = {"true": True, "false": False}
_WANTED = {str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false"}


def _variable(section: str, key: str) -> str:
    return f"{ENVIRONMENT_PREFIX}{section}_{key}".upper()


def _fault(section: DataclassInstance) -> tuple[str, str] | None:
    """Return the first key whose value no machine can work with, and what is wrong with it."""
    if isinstance(section, EngineSettings) and section.name not in ENGINES:
        return "name", f"is {section.name!r}; it may be {' or '.join(ENGINES)}"
    if isinstance(section, IndexSettings) and not 0 <= section.max_shrink <= 1:
        return "max_shrink", f"is {section.max_shrink}; it goes from 0 to 1"
    if isinstance(section, ServeSettings) and section.port > MAX_PORT:
        return "port", f"is {section.port}; it goes from 0 to {MAX_PORT}"
    if isinstance(section, PullSettings) and (fault := _pull_fault(section)):
        return fault
    return _number_fault(section)


def _pull_fault(section: PullSettings) -> tuple[str, str] | None:
    if not (section.contact.isascii() and section.contact.isprintable()):
        return "contact", f"is {section.contact!r}; it goes into a header: plain ASCII, one line"
    if section.floor_seconds < 1 and not section.allow_loopback:
        return "floor_seconds", f"is {section.floor_seconds}; sites are given a second or more"
    return None


def _number_fault(section: DataclassInstance) -> tuple[str, str] | None:
    for field in fields(section):
        value = getattr(section, field.name)
        if isinstance(value, bool):
            continue
        if isinstance(value, int | float) and not 0 <= value < math.inf:  # nan is neither
            return field.name, f"is {value}; it cannot be negative or endless"
        if value == 0 and field.name not in _MAY_BE_ZERO:
            return field.name, "is 0; it must be more"
    return None


def _fits(value: object, kind: type) -> bool:
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, kind) or (kind is float and isinstance(value, int))


def _place(text: str, file: Path, section: str, key: str | None = None) -> str:
    """Return "file, line n" of a key, as far as the lines show it."""
    current = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[+\s*([\w.-]+)\s*\]", line)
        current = header[1] if header else current
        if current == section and (
            (key is None and header) or (key and re.match(rf"\s*{re.escape(key)}\s*=", line))
        ):
            return f"{file}, line {number}"
        if key is None and re.match(rf"\s*{re.escape(section)}\s*[.=]", line):
            return f"{file}, line {number}"
    return str(file)


def _unknown(place: str, name: str, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"known are: {', '.join(sorted(known))}"
    return f"{place} is not known; {hint}"
