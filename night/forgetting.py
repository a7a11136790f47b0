"""A document that must go -> nothing of it in catalogue, fetched files, indexes and caches.

intended -> ledger, files, rows -> indexes built anew -> the catalogue's file written anew

A word in the catalogue says how far that came, so that the next run of any command that writes
completes what was broken off.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from index.errors import IndexLockedError
from ingest import forgetting
from ingest.catalogue import Catalogue, damaged_copies
from ingest.forgetting import Erasure
from ingest.models import Document
from ingest.pull.originals import Originals
from night import backups, log
from night.backups import Backup
from night.indexing import Indexing
from night.recording import NIGHT_LOCK, PULL_LOCK, alone, written_down
from settings import Settings

_SWEEP = "forgotten: write anew"
"""The setting that says that rows are erased and files still hold what they held."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was erased, and what is not ours to erase."""

    document_id: str
    fetched: tuple[str, ...]  # files that we fetched, deleted
    left: tuple[str, ...]  # files that lie in the corpus folder
    backups: tuple[Backup, ...]  # copies made while it was held


def forget(settings: Settings, document: Document, *, wait_minutes: float = 30) -> Forgotten:
    """Erase a document for good; what it was is not in the answer."""
    with (
        alone(settings, wait_minutes, lock=NIGHT_LOCK),
        alone(settings, wait_minutes),
        alone(settings, wait_minutes, lock=PULL_LOCK),  # a pull under way would fetch it again
        written_down(settings, "forget") as (catalogue, report),
    ):
        erasure = forgetting.intend(catalogue, document)
        _complete(settings, catalogue)
        left = tuple(
            name for name in forgetting.where_left(erasure) if (settings.corpus / name).exists()
        )
        report.update(document=document.id, left=len(left))
        return Forgotten(document.id, erasure.fetched, left, backups.known(catalogue))


def finish(settings: Settings, catalogue: Catalogue, wait_minutes: float = 30) -> None:
    """Erase what is to be erased and has not been, as far as an earlier run did not come.

    The caller holds the collection's lock. A pull under way would fetch it again, so where one
    goes on for longer than is waited, it is left to the next run.
    """
    with catalogue.read() as lookup:
        unfinished = bool(forgetting.intended(lookup) or lookup.setting(_SWEEP))
    if unfinished:
        with suppress(IndexLockedError), alone(settings, wait_minutes, lock=PULL_LOCK):
            _complete(settings, catalogue)


def _complete(settings: Settings, catalogue: Catalogue) -> None:
    with catalogue.read() as lookup:
        waiting = forgetting.intended(lookup)
    _erase(settings, catalogue, waiting)
    _write_anew(settings, catalogue)


def _erase(settings: Settings, catalogue: Catalogue, waiting: Iterable[Erasure]) -> None:
    originals = Originals(settings.originals)
    for erasure in waiting:
        forgetting.carry_out(catalogue, settings.corpus, originals, erasure)
        log.erase(settings, erasure.words)
        for digest in erasure.digests:
            shutil.rmtree(settings.pictures / digest, ignore_errors=True)
    with catalogue.write() as writer:
        writer.unset(forgetting.SETTING)  # it has the names of files
        writer.set(_SWEEP, "yes")


def _write_anew(settings: Settings, catalogue: Catalogue) -> None:
    """Leave nothing in what indexes and catalogue keep on disk of what they no longer hold."""
    for kept in damaged_copies(settings.catalogue):
        kept.unlink(missing_ok=True)
    Indexing(settings, catalogue).purge()
    catalogue.compact()
    with catalogue.write() as writer:
        writer.unset(_SWEEP)
