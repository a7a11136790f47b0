"""Settings -> the home of a collection's indexes, and what it and the catalogue take on disk."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from index.engines import Engine
from index.errors import SearchError
from index.home import IndexHome, size
from settings import Settings

_ENGINES = {
    "tantivy": ("index.engines.tantivy", "TantivyEngine"),
    "whoosh": ("index.engines.whoosh", "WhooshEngine"),
}


def engine(settings: Settings) -> Engine:
    """Return the engine that is set; only the one in use is imported."""
    module, name = _ENGINES[settings.engine.name]
    found: Callable[[], Engine] = getattr(import_module(module), name)
    return found()


def index_home(settings: Settings) -> IndexHome:
    """Return where the collection's indexes are."""
    return IndexHome(settings.index_home, engine(settings))


def sizes(settings: Settings) -> dict[str, int]:
    """Return how much catalogue and index take on disk."""
    try:
        current = index_home(settings).current()
    except SearchError:
        current = None
    return {
        "catalogue": _bytes(settings.catalogue),
        "index": size(current) if current else 0,
    }


def _bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
