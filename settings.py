"""lykta.toml and the environment -> one frozen Settings; errors name file, line and key."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import tomlfile
from tomlfile import TomlError, TomlFile

FILE_NAME = "lykta.toml"
ENVIRONMENT_PREFIX = "LYKTA_"
"""LYKTA_ENGINE_NAME=whoosh says the same as `name = "whoosh"` under [engine], and wins over it."""

MAX_PORT = 65_535
ENGINES = ("tantivy", "whoosh")


class SettingsError(TomlError):
    """A setting cannot be used; says where it stands and what it may be."""


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the file: fields with defaults; numbers are more than 0 unless it says."""

    MAY_BE_ZERO: ClassVar[frozenset[str]] = frozenset()

    def fault(self) -> tuple[str, str] | None:
        """Return a key whose value cannot be worked with and what is wrong with it, or None."""
        return None


@dataclass(frozen=True, slots=True)
class EngineSettings(Section):
    """[engine]: what stores and matches terms."""

    name: str = "tantivy"  # one of ENGINES

    def fault(self) -> tuple[str, str] | None:
        """Refuse an engine that is not here."""
        if self.name not in ENGINES:
            return "name", f"is {self.name!r}; it may be {' or '.join(ENGINES)}"
        return None


@dataclass(frozen=True, slots=True)
class IngestSettings(Section):
    """[ingest]: how the corpus folder is read."""

    MAY_BE_ZERO = frozenset({"workers", "settle_seconds"})

    settle_seconds: float = 5.0  # a file is taken when size and time have stood still this long
    workers: int = 0  # reading processes; 0 is one a core
    seconds_per_file: float = 30.0
    memory_mb: int = 512  # of one reading process
    max_file_mb: int = 200
    max_text_mb: int = 50  # of text out of one file


@dataclass(frozen=True, slots=True)
class OcrSettings(Section):
    """[ocr]: how pages that are pictures are read, where Tesseract is installed."""

    enabled: bool = True
    languages: str = "swe"  # as Tesseract names them: "swe+eng"
    seconds_per_page: float = 60.0
    seconds_per_file: float = 900.0  # in one run; the next goes on
    seconds_per_run: float = 1_800.0  # for all files; the nightly is not held up longer

    def fault(self) -> tuple[str, str] | None:
        """Refuse what is no name of languages."""
        if not self.languages.replace("+", "").replace("_", "").isalnum():
            return "languages", f'is {self.languages!r}; it is like "swe" or "swe+eng"'
        return None


@dataclass(frozen=True, slots=True)
class IndexSettings(Section):
    """[index]: how the index is built and switched."""

    MAY_BE_ZERO = frozenset({"max_shrink"})

    max_shrink: float = 0.2  # a full build that holds a larger share fewer is not switched to

    def fault(self) -> tuple[str, str] | None:
        """Refuse what is no share."""
        if self.max_shrink > 1:
            return "max_shrink", f"is {self.max_shrink}; it goes from 0 to 1"
        return None


@dataclass(frozen=True, slots=True)
class WatchSettings(Section):
    """[watch]: how what people drop in the corpus folder is noticed."""

    serve: bool = True  # `lykta serve` watches too
    polling: bool = False  # look at every file instead of being told: for network shares
    poll_seconds: float = 10.0  # between two such looks; more where a look takes long
    walk_seconds: float = 300.0  # between two looks at every file where the system tells of changes


@dataclass(frozen=True, slots=True)
class ServeSettings(Section):
    """[serve]: where the page listens."""

    MAY_BE_ZERO = frozenset({"port"})

    host: str = "127.0.0.1"
    port: int = 8501
    owner: str = ""  # who answers for the page, as its accessibility statement names them
    contact: str = ""  # a mail or web address where a lack of accessibility is told

    def fault(self) -> tuple[str, str] | None:
        """Refuse what is no port."""
        if self.port > MAX_PORT:
            return "port", f"is {self.port}; it goes from 0 to {MAX_PORT}"
        return None


@dataclass(frozen=True, slots=True)
class PullSettings(Section):
    """[pull]: how documents are fetched from where they are published."""

    MAY_BE_ZERO = frozenset({"floor_seconds"})

    contact: str = ""  # a mail or web address, told to every site; nothing is fetched without it
    floor_seconds: float = 1.0  # between two requests to a site, however little it asks for
    allow_loopback: bool = False  # opens loopback addresses, for test servers only

    def fault(self) -> tuple[str, str] | None:
        """Refuse a name that no header can carry, and a pace that sites would not like."""
        if not (self.contact.isascii() and self.contact.isprintable()):
            return "contact", f"is {self.contact!r}; it goes into a header: plain ASCII, one line"
        if self.floor_seconds < 1 and not self.allow_loopback:
            return "floor_seconds", f"is {self.floor_seconds}; sites are given a second or more"
        return None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, with the folder it is about."""

    root: Path
    engine: EngineSettings = EngineSettings()
    ingest: IngestSettings = IngestSettings()
    ocr: OcrSettings = OcrSettings()
    index: IndexSettings = IndexSettings()
    watch: WatchSettings = WatchSettings()
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
}
_WANTED = {str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false"}
_TRUTHS = {"true": True, "false": False}
_Section = TypeVar("_Section", bound=Section)


def load(root: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings of a folder: defaults, then its lykta.toml, then the environment.

    Raises SettingsError where a file cannot be read or a value cannot be used.
    """
    if not root.is_dir():
        raise SettingsError(root, "there is no such folder; make it, with corpus/ in it")
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
    return Settings(root=root, **sections)


def _from_file(section: _Section, file: TomlFile, name: str) -> _Section:
    table: Mapping[str, Any] = file.table.get(name, {})
    known = {field.name: type(getattr(section, field.name)) for field in fields(section)}
    for key, value in table.items():
        if key not in known:
            raise _error(file, name, key, f"of [{name}]: {tomlfile.unknown(key, known)}")
        if not _fits(value, known[key]):
            raise _error(file, name, key, f"is {value!r}; it must be {_WANTED[known[key]]}")
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
    for field in fields(section):
        value = getattr(section, field.name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if not 0 <= value < math.inf:  # nan is neither
            return field.name, f"is {value}; it cannot be negative or endless"
        if value == 0 and field.name not in section.MAY_BE_ZERO:
            return field.name, "is 0; it must be more"
    return None


def _fits(value: object, kind: type) -> bool:
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, kind) or (kind is float and isinstance(value, int))
