"""A collection of 200 000 passages that the page can serve: a report as a PDF, and records.

The PDF is read from the corpus folder as any other. The records (benchmarks/material.py) are put in
the catalogue as if files had been read, since to write and read 45 000 files says nothing of the
page; the index is then built from the catalogue as every full build is.

    .venv/bin/python -m benchmarks.served FOLDER [--passages N]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path

import settings
from benchmarks import material
from index.passages import passages
from ingest.catalogue import Catalogue, Taken
from ingest.corpus import FoundFile
from ingest.models import Document, Extract
from night import run
from night.indexing import Indexing
from settings import Settings
from tests.conftest import text_pdf

REPORT = "Fyrvaktarens rapport"
PAGES = 300
ANSWER, ON_PAGE = "fyrtornets lampa", 212
"""What the report says on one page."""
BATCH = 500


def main() -> None:
    """Build and tell what is held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--passages", type=int, default=200_000)
    options = parser.parse_args()
    build(options.folder, options.passages)


def build(folder: Path, wanted: int) -> Settings:
    """Return the settings of a collection with so many passages; one that stands stays."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    (folder / "lykta.toml").write_text(
        "[ingest]\nsettle_seconds = 0\n[serve]\nport = 0\n[watch]\nserve = false\n"
    )
    found = settings.load(folder, {})
    with Catalogue.open(found.catalogue) as catalogue:
        if not catalogue.documents_held():
            _fill(catalogue, _take(wanted))
    report = corpus / "rapport.pdf"
    if not report.exists():
        pages = [f"{REPORT}, kapitel {page}." for page in range(1, PAGES + 1)]
        pages[ON_PAGE - 1] = f"Här står det om {ANSWER}, som tänds varje kväll."
        report.write_bytes(text_pdf(pages))
        run.ingest(found, [report])  # it alone: the records have no files
    with Catalogue.open(found.catalogue) as catalogue:
        indexing = Indexing(found, catalogue)
        if indexing.try_to_follow()[0] is None:
            print(indexing.rebuild().state)
    return found


def _take(wanted: int) -> Iterator[Document]:
    """Yield documents with so many passages."""
    count = 0
    for document in material.documents():
        if count >= wanted:
            return
        count += sum(1 for _ in passages(document))
        yield document


def _fill(catalogue: Catalogue, documents: Iterator[Document]) -> None:
    while some := tuple(islice(documents, BATCH)):
        with catalogue.write() as writer:
            for document in some:
                digest = sha256(document.id.encode()).hexdigest()
                file = FoundFile(document.path, len(digest), 0, 0, "")
                extract = Extract("text/plain", "benchmark", document.blocks)
                taken = Taken(digest, extract, document.metadata, "benchmark")
                writer.hold(file, document.id, taken)
                writer.kinship.leave(document.id)  # no copies are looked for among them


if __name__ == "__main__":
    main()
