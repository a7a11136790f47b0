"""What tests share: real files, real engines, and the data that may lie beside the project."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import pytest

from index.engines.tantivy import TantivyEngine
from index.records import write
from index.search import Library
from index.swedish import Analyzer
from ingest.models import Document

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real documents beside the project; skip where there is none."""
    if not SHARED_DATA.is_dir():
        pytest.skip("../shared/data is not here")
    return SHARED_DATA


Shelf: TypeAlias = Callable[..., Library]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Return what indexes documents with the real engine and opens a library over them."""

    def open_over(*documents: Document, topics: Mapping[str, str] | None = None) -> Library:
        engine, analyzer = TantivyEngine(), Analyzer()
        engine.create(tmp_path / "index")
        writer = engine.write(tmp_path / "index")
        for document in documents:
            writer.put(write(document, analyzer))
        writer.commit("test", 1)
        writer.close()
        return Library(engine.read(tmp_path / "index"), analyzer, topics=topics)

    return open_over
