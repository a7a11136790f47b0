"""A document to be erased -> the question; what was erased and what was not -> an answer."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict

from rich.console import Console

from ingest.models import Document
from night.errors import NotConfirmedError
from night.forgetting import Forgotten
from terminal.answer import DONE, DONE_WITH_FAILURES, Answer


def confirm(document: Document) -> None:
    """Ask whether a document is meant; NotConfirmedError where nobody says yes."""
    if not sys.stdin.isatty():
        raise NotConfirmedError("nobody can be asked here; `--yes` erases without asking")
    console = Console(stderr=True, highlight=False)
    console.print(f"{document.metadata.title}\n{document.path}, {document.id}", markup=False)
    console.print("Erase it for good? It cannot be undone. [y/N] ", end="", markup=False)
    if sys.stdin.readline().strip().lower() not in {"y", "yes", "j", "ja"}:
        raise NotConfirmedError("nothing was erased")


def forgotten(found: Forgotten) -> Answer:
    """Return what was erased, and what somebody else must see to."""
    code = DONE_WITH_FAILURES if found.left or found.backups else DONE
    return Answer(asdict(found), tuple(_lines(found)), code)


def _lines(found: Forgotten) -> Iterator[str]:
    yield f"{found.document_id} is erased and will not be taken in again"
    for name in found.fetched:
        yield f"deleted, since it was fetched: {name}"
    for name in found.left:
        yield f"still lies in the corpus folder, and is yours to delete: {name}"
    for one in found.backups:
        yield f"still in the copy in {one.folder}, last made {one.made}; copy there again"
