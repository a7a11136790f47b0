"""A collection -> a copy of it in another folder; such a copy -> the collection again.

TO/catalogue.sqlite   one state of the catalogue, whole, checked
TO/lykta.toml         the settings, where there are any
TO/corpus/ …          the corpus folder, as `night.folder_copy` keeps it

The index is not copied: it is made again.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from ingest.catalogue import Catalogue
from night import agreement, backups, run
from night.errors import BackupError
from night.folder_copy import CORPUS, MANIFEST, Copied, FolderCopy, files, stopped
from night.report import Night
from settings import Settings

CATALOGUE, SETTINGS = "catalogue.sqlite", "lykta.toml"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and what it still disagrees on."""

    files: int
    night: Night
    problems: tuple[str, ...]


def backup(settings: Settings, to: Path) -> Copied:
    """Copy catalogue and corpus folder while everything runs; only what is new is copied.

    The catalogue first: a file that changes after it is read again when the copy is restored.
    """
    _refuse_inside(settings, to)
    try:
        (to / CORPUS).mkdir(parents=True, exist_ok=True)
        with Catalogue.open(settings.catalogue) as catalogue:
            backups.remember(catalogue, to)  # first: what is in half a copy is there too
            catalogue.copy_to(to / CATALOGUE)
        if (settings.root / SETTINGS).is_file():
            shutil.copy2(settings.root / SETTINGS, to / SETTINGS)
        copy = FolderCopy(to)
        copied = copy.bring_up(settings.corpus)
        copy.prune(settings.keep.gone_days)
    except OSError as error:
        raise stopped(error, to) from error
    return copied


def restore(settings: Settings, source: Path) -> Restored:
    """Bring a copy back into an empty folder, index it and check it.

    Raises BackupError where something stands there, or where a file is not what it was copied as.
    """
    copy = FolderCopy(source)
    manifest = copy.manifest()
    if manifest is None or not (source / CATALOGUE).is_file():
        raise BackupError(f"{source} holds no backup: {MANIFEST} or {CATALOGUE} is not there")
    if settings.catalogue.exists() or any(files(settings.corpus)):
        raise BackupError(f"{settings.root} holds a collection; restore into an empty folder")
    try:
        settings.corpus.mkdir(parents=True, exist_ok=True)
        settings.state.mkdir(exist_ok=True)
        for name, kept in manifest.items():
            copy.give_back(name, kept, settings.corpus)
        shutil.copyfile(source / CATALOGUE, settings.catalogue)
        if (source / SETTINGS).is_file() and not (settings.root / SETTINGS).exists():
            shutil.copy2(source / SETTINGS, settings.root / SETTINGS)
    except OSError as error:
        raise stopped(error, settings.root) from error
    with Catalogue.open(settings.catalogue) as catalogue:
        catalogue.renew_identity()
    night = run.reindex(settings, fetch=False)
    return Restored(len(manifest), night, agreement.check(settings))


def _refuse_inside(settings: Settings, to: Path) -> None:
    place = to.resolve()
    for ours in (settings.corpus.resolve(), settings.state.resolve()):
        if place == ours or ours in place.parents or place in ours.parents:
            raise BackupError(f"{to} lies in the collection, or holds it; name another folder")
