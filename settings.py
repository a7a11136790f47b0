"""lykta.toml and the environment -> one frozen Settings; errors name file, line and key."""

from __future__ import annotations

import os
import re
import tomllib
import types
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

FILE_NAME = "lykta.toml"
ENVIRONMENT_PREFIX = "LYKTA_"  # LYKTA_ENGINE_NAME=whoosh is [engine] name = "whoosh"


class SettingsError(Exception):
    """A setting cannot be used; says where it stands and what it may be."""


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """[engine]: what stores and matches terms."""

    name: str = "tantivy"  # "tantivy" or "whoosh"
    memory_mb: int = 256  # what a writer may hold before it writes a segment


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

    max_shrink: float = 0.2  # a full build with a larger share fewer documents is not switched to


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """[serve]: where the page listens."""

    host: str = "127.0.0.1"
    port: int = 8501


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, with the folder it is about."""

    root: Path
    engine: EngineSettings = EngineSettings()
    ingest: IngestSettings = IngestSettings()
    index: IndexSettings = IndexSettings()
    serve: ServeSettings = ServeSettings()
    environment: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def corpus(self) -> Path:
        """The folder that is the truth."""
        return self.root / "corpus"

    @property
    def state(self) -> Path:
        """The folder of everything Lykta can make again, history aside."""
        return self.root / ".lykta"

    @property
    def catalogue(self) -> Path:
        """The catalogue's database file."""
        return self.state / "catalogue.sqlite"

    @property
    def index_folder(self) -> Path:
        """The folder that holds the built indexes."""
        return self.state / "index"


ENGINES = ("tantivy", "whoosh")
