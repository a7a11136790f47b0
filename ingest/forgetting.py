"""A document -> nothing of it: not in the catalogue, not where its fetched files lie, not again.

what it is known by -> ledger: never again -> files that we fetched -> rows

Every step can be done twice, so what was broken off is done from the beginning. A file that a
person dropped is theirs: it is told where it lies, and passed over.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest import sidecar
from ingest.catalogue import Catalogue, Event, Lookup, Writer
from ingest.corpus import container_of, locate
from ingest.errors import CorpusError
from ingest.ledger import Ledger, digest_of
from ingest.models import Document
from ingest.pull.originals import Originals

SETTING = "forgetting"
"""What is being erased, until it is; then a word that the files are still to be written anew."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What a document is known by, all of it to go."""

    document_id: str
    digests: tuple[str, ...]  # of its content, old editions too: SHA-256
    marks: tuple[str, ...]  # digests of its addresses and its text
    fetched: tuple[str, ...]  # names of files that we fetched
    originals: tuple[str, ...]  # digests of editions that no other document has
    left: tuple[str, ...]  # names of files that are not ours to delete
    words: tuple[str, ...]  # its title, path, names and addresses, for what runs have told of it


def intend(catalogue: Catalogue, document: Document) -> Erasure:
    """Find what a document is known by, and write down that it is to go; then it will."""
    with catalogue.write() as writer:
        erasure = _found(writer.lookup, document)
        waiting = [*intended(writer.lookup), erasure]
        writer.set(SETTING, json.dumps([asdict(one) for one in waiting]))
    return erasure


def intended(lookup: Lookup) -> list[Erasure]:
    """Return what is to be erased and has not been."""
    found = json.loads(lookup.setting(SETTING) or "[]")
    return [
        Erasure(one.pop("document_id"), **{name: tuple(value) for name, value in one.items()})
        for one in found
    ]


def carry_out(catalogue: Catalogue, corpus: Path, originals: Originals, erasure: Erasure) -> None:
    """Erase a document: remember its digests, delete what we fetched, let go of its rows."""
    ledger = Ledger.load(corpus)
    earlier = [digest for digest, one in ledger.ids.items() if one == erasure.document_id]
    for digest in (*erasure.digests, *erasure.marks, *earlier):
        ledger.forget(erasure.document_id, digest)
    ledger.save()  # first: what is not written there would come back with a rebuild
    ledger.erase(erasure.document_id)
    for name in erasure.fetched:
        _delete(locate(corpus, name), erasure)
    for digest in erasure.originals:
        originals.path(digest).unlink(missing_ok=True)
    with catalogue.write() as writer:
        for name in (*erasure.left, *erasure.fetched):
            _shut(writer, name)
        writer.forget(erasure.document_id)


def _shut(writer: Writer, name: str) -> None:
    """See out what lies in a file alone; of what also lies elsewhere the next pass finds that."""
    for inner in writer.lookup.inside(name):
        holding = writer.lookup.held_in(inner)
        if holding and not writer.lookup.duplicates(holding.document_id):
            writer.end(holding.document_id, Event.GONE)
            writer.gone(inner)


def _found(lookup: Lookup, document: Document) -> Erasure:
    memory = lookup.forgetting
    names, digests = memory.files(document.id), memory.digests(document.id)
    parts = memory.parts(document.id)
    ours = {part.name for part in parts if part.name and not part.joined}
    marks = {part.address for part in parts} | {part.text for part in parts if part.text}
    return Erasure(
        document.id,
        tuple(sorted(digests)),
        tuple(sorted(map(digest_of, marks))),
        tuple(name for name in names if name in ours),
        tuple(sorted(digests - memory.shared(digests, document.id))),
        tuple(name for name in names if name not in ours),
        tuple(sorted(memory.words(document.id))),
    )


def _delete(path: Path, erasure: Erasure) -> None:
    """Delete a file that we fetched, with its sidecar; one that a person wrote over stays."""
    try:
        with suppress(FileNotFoundError):
            if hashlib.sha256(path.read_bytes()).hexdigest() in erasure.digests:
                path.unlink()
        if not path.exists():
            sidecar.beside(path).unlink(missing_ok=True)
    except OSError as error:
        raise CorpusError(
            f"{path}: cannot be deleted ({error.strerror}); see to its rights, then run again"
        ) from error


def where_left(erasure: Erasure) -> Iterator[str]:
    """Yield the names of what still lies in the folder: the file itself, or what it lies in."""
    yield from dict.fromkeys(_outermost(name) for name in erasure.left)


def _outermost(name: str) -> str:
    container = container_of(name)
    return _outermost(container) if container else name
