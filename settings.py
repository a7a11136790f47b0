"""lykta.toml and the environment -> one frozen Settings; errors name file, line and key."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar

import tomlfile
from sections import (
    MAX_PORT,
    EngineSettings,
    IndexSettings,
    IngestSettings,
    KeepSettings,
    LogSettings,
    MailSettings,
    MissedSettings,
    OcrSettings,
    PullSettings,
    Section,
    ServeSettings,
    WatchSettings,
)
from tomlfile import TomlError, TomlFile

__all__ = [
    "MAX_PORT",
    "EngineSettings",
    "IndexSettings",
    "IngestSettings",
    "KeepSettings",
    "LogSettings",
    "MailSettings",
    "MissedSettings",
    "OcrSettings",
    "PullSettings",
    "ServeSettings",
    "Settings",
    "SettingsError",
    "WatchSettings",
    "load",
]

FILE_NAME = "lykta.toml"
ENVIRONMENT_PREFIX = "LYKTA_"
"""LYKTA_ENGINE_NAME=whoosh says the same as `name = "whoosh"` under [engine], and wins over it."""


class SettingsError(TomlError):
    """A setting cannot be used; says where it stands and what it may be."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, with the folder it is about."""

    root: Path
    engine: EngineSettings = field(default_factory=EngineSettings)
    ingest: IngestSettings = field(default_factory=IngestSettings)
    ocr: OcrSettings = field(default_factory=OcrSettings)
    index: IndexSettings = field(default_factory=IndexSettings)
    watch: WatchSettings = field(default_factory=WatchSettings)
    serve: ServeSettings = field(default_factory=ServeSettings)
    pull: PullSettings = field(default_factory=PullSettings)
    keep: KeepSettings = field(default_factory=KeepSettings)
    log: LogSettings = field(default_factory=LogSettings)
    mail: MailSettings = field(default_factory=MailSettings)
    missed: MissedSettings = field(default_factory=MissedSettings)
    # Section and key of what the file or the environment says, also where it is the default.
    said: frozenset[tuple[str, str]] = field(default=frozenset(), compare=False)

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

    @property
    def logs(self) -> Path:
        """The folder of what runs say of themselves."""
        return self.state / "log"

    @property
    def originals(self) -> Path:
        """The folder of what was fetched, as it came."""
        return self.state / "originals"

    @property
    def pictures(self) -> Path:
        """The folder that keeps pages of documents as they were drawn."""
        return self.state / "pages"


_SECTIONS: Mapping[str, type[Section]] = {
    "engine": EngineSettings,
    "ingest": IngestSettings,
    "ocr": OcrSettings,
    "index": IndexSettings,
    "watch": WatchSettings,
    "serve": ServeSettings,
    "pull": PullSettings,
    "keep": KeepSettings,
    "log": LogSettings,
    "mail": MailSettings,
    "missed": MissedSettings,
}
_WANTED = {str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false"}
_TRUTHS = {"true": True, "false": False}
_Section = TypeVar("_Section", bound=Section)


def load(root: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings of a folder: defaults, then its lykta.toml, then the environment.

    Raises SettingsError where a file cannot be read or a value cannot be used.
    """
    if not root.is_dir():
        raise SettingsError(root, "there is no such folder; make it first")
    given = os.environ if environment is None else environment
    file = tomlfile.load(root / FILE_NAME, SettingsError)
    for name, table in file.table.items():
        if name not in _SECTIONS:
            raise file.error(f"[{name}]: {tomlfile.unknown(name, _SECTIONS)}", name)
        if not isinstance(table, dict):
            raise file.error(f"must be a section: [{name}]", name)
    sections: dict[str, Any] = {}
    for name, kind in _SECTIONS.items():
        section = _from_environment(_from_file(kind(), file, name), name, given)
        if fault := section.fault() or _number_fault(section):
            raise _error(file, name, *fault, environment=given)
        sections[name] = section
    keys = {(name, each.name) for name, kind in _SECTIONS.items() for each in fields(kind)}
    said = {one for one in keys if one[1] in file.table.get(one[0], {}) or _variable(*one) in given}
    return Settings(root=root, said=frozenset(said), **sections)


def _from_file(section: _Section, file: TomlFile, name: str) -> _Section:
    table: Mapping[str, Any] = file.table.get(name, {})
    known = {each.name: type(getattr(section, each.name)) for each in fields(section)}
    for key, value in table.items():
        if key not in known:
            raise _error(file, name, key, f"of [{name}]: {tomlfile.unknown(key, known)}")
        if not _fits(value, known[key]):
            raise _error(file, name, key, f"is {value!r}; it must be {_WANTED[known[key]]}")
    return replace(section, **table)


def _from_environment(section: _Section, name: str, environment: Mapping[str, str]) -> _Section:
    changes: dict[str, Any] = {}
    for each in fields(section):
        variable = _variable(name, each.name)
        if variable not in environment:
            continue
        kind = type(getattr(section, each.name))
        try:
            read = _TRUTHS.__getitem__ if kind is bool else kind
            changes[each.name] = read(environment[variable])
        except (KeyError, ValueError) as error:
            message = f"is {environment[variable]!r}; it must be {_WANTED[kind]}"
            raise SettingsError(f"environment {variable}", message) from error
    return replace(section, **changes)


def _variable(section: str, key: str) -> str:
    return f"{ENVIRONMENT_PREFIX}{section}_{key}".upper()


def _error(
    file: TomlFile, section: str, key: str, message: str, *, environment: Mapping[str, str] = {}
) -> TomlError:
    """Return an error that names where a value was set: the variable, or the line of the file."""
    if (variable := _variable(section, key)) in environment:
        return SettingsError(f"environment {variable}", message)
    return file.error(message, key, after=file.line(section) or 0)


def _number_fault(section: Section) -> tuple[str, str] | None:
    for each in fields(section):
        value = getattr(section, each.name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if not 0 <= value < math.inf:  # nan is neither
            return each.name, f"is {value}; it cannot be negative or endless"
        if value == 0 and each.name not in section.MAY_BE_ZERO:
            return each.name, "is 0; it must be more"
    return None


def _fits(value: object, kind: type) -> bool:
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, kind) or (kind is float and isinstance(value, int))
