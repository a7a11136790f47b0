"""A collection -> a copy of it in another folder; such a copy -> the collection again.

TO/catalogue.sqlite   one state of the catalogue, whole, checked
TO/corpus/            every file of the corpus folder, hidden ones too
TO/gone/2026-11-24/   files that were replaced or went, by the day the copy learned it
TO/manifest.json      name, size, time and SHA-256 of every file in corpus/
TO/lykta.toml         the settings, where there are any

The index is not copied: it is made again. A copy that was broken off goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from ingest.catalogue import Catalogue
from ingest.corpus import escaped, unescaped
from ingest.ledger import Ledger
from night import agreement, backups, run
from night.errors import BackupError
from night.report import Night
from settings import Settings
from wholefile import replacing

MANIFEST, CATALOGUE, CORPUS, GONE = "manifest.json", "catalogue.sqlite", "corpus", "gone"
PASSING = "passing"  # a file that is being copied
SETTINGS = "lykta.toml"
MOST_GONE = 0.5
"""Of the files of a copy; more at once are a share that is away, and the copy is left as it is."""
GUARDED_FROM = 20
CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of the copy, as the original was."""

    size: int
    mtime_ns: int
    sha256: str

    def is_of(self, status: os.stat_result) -> bool:
        """Tell whether a file looks as it did when it was copied."""
        return (self.size, self.mtime_ns) == (status.st_size, status.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup did."""

    files: int
    copied: int
    gone: int
    bytes: int


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
        copied = _copy_corpus(settings.corpus, to)
        _prune_gone(to / GONE, settings.keep.gone_days)
    except OSError as error:
        raise _stopped(error, to) from error
    return copied


def restore(settings: Settings, source: Path) -> Restored:
    """Bring a copy back into an empty folder, index it and check it.

    Raises BackupError where something stands there, or where a file is not what it was copied as.
    """
    manifest = _manifest(source)
    if manifest is None or not (source / CATALOGUE).is_file():
        raise BackupError(f"{source} holds no backup: {MANIFEST} or {CATALOGUE} is not there")
    taken = settings.catalogue.exists() or any(_files(settings.corpus))
    if taken:
        raise BackupError(f"{settings.root} holds a collection; restore into an empty folder")
    try:
        settings.corpus.mkdir(parents=True, exist_ok=True)
        settings.state.mkdir(exist_ok=True)
        for name, kept in manifest.items():
            _give_back(source, name, kept, _at(settings.corpus, name))
        shutil.copyfile(source / CATALOGUE, settings.catalogue)
        if (source / SETTINGS).is_file() and not (settings.root / SETTINGS).exists():
            shutil.copy2(source / SETTINGS, settings.root / SETTINGS)
    except OSError as error:
        raise _stopped(error, settings.root) from error
    with Catalogue.open(settings.catalogue) as catalogue:
        catalogue.renew_identity()
    night = run.reindex(settings, fetch=False)
    return Restored(len(manifest), night, agreement.check(settings))


def _stopped(error: OSError, folder: Path) -> BackupError:
    """Return what is told of a disk that refuses, or of a file that may not be read."""
    where = os.fsdecode(error.filename or folder)
    return BackupError(f"{where}: {error.strerror}; see to its rights and to the disk")


def _give_back(source: Path, name: str, kept: Kept, place: Path) -> None:
    """Bring a file back as the manifest has it; BackupError where it is nowhere in the copy.

    A copy that was broken off has newer files than its manifest: what they replaced was set aside.
    """
    day = "[0-9]" * 4 + "-[0-9][0-9]-[0-9][0-9]"
    aside = sorted((source / GONE).glob(day), reverse=True)
    for folder in (source / CORPUS, *aside):
        try:
            is_it = _copy(_at(folder, name), place) == kept.sha256
        except FileNotFoundError:
            continue
        if is_it:
            os.utime(place, ns=(kept.mtime_ns, kept.mtime_ns))
            return
    place.unlink(missing_ok=True)
    raise BackupError(f"{name}: the copy is damaged; it is not what was copied once")


def _refuse_inside(settings: Settings, to: Path) -> None:
    place = to.resolve()
    for ours in (settings.corpus.resolve(), settings.state.resolve()):
        if place == ours or ours in place.parents or place in ours.parents:
            raise BackupError(f"{to} lies in the collection, or holds it; name another folder")


def _copy_corpus(corpus: Path, to: Path) -> Copied:
    before = _manifest(to) or {}
    found = dict(_files(corpus))
    gone = before.keys() - found.keys()
    if len(before) >= GUARDED_FROM and len(gone) > MOST_GONE * len(before):
        raise BackupError(
            f"{len(gone)} of {len(before)} files are not in {corpus} any more; is a share not "
            f"mounted? The copy was left as it is. If they are meant to go, empty {to} first"
        )
    now, copied, written = {}, 0, 0
    for name, status in found.items():
        known = before.get(name)
        if known and known.is_of(status) and _at(to / CORPUS, name).is_file():
            now[name] = known
            continue
        try:
            now[name] = _take(corpus, to, name)
        except FileNotFoundError:
            continue  # gone since it was listed
        copied, written = copied + 1, written + status.st_size
    for name in gone:
        _set_aside(to, name)
    with replacing(to / MANIFEST) as file:
        file.write(json.dumps({name: asdict(kept) for name, kept in sorted(now.items())}).encode())
    _forget(to, now.keys(), Ledger.load(corpus))
    return Copied(len(now), copied, len(gone), written)


def _take(corpus: Path, to: Path, name: str) -> Kept:
    """Copy one file whole, whatever is done to it meanwhile: the digest is of what was copied."""
    source, target = _at(corpus, name), _at(to / CORPUS, name)
    status = source.stat()
    passing = to / PASSING
    digest = _copy(source, passing)
    _set_aside(to, name)
    target.parent.mkdir(parents=True, exist_ok=True)
    passing.replace(target)
    return Kept(target.stat().st_size, status.st_mtime_ns, digest)


def _copy(source: Path, target: Path) -> str:
    """Copy a file, safe from a power cut, and return the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as read, target.open("wb") as write:
        while chunk := read.read(CHUNK_BYTES):
            digest.update(chunk)
            write.write(chunk)
        write.flush()
        os.fsync(write.fileno())
    return digest.hexdigest()


def _set_aside(to: Path, name: str) -> None:
    """Keep what is replaced or gone: a file deleted by mistake is missed the week after."""
    old = _at(to / CORPUS, name)
    if old.is_file():
        kept = _at(to / GONE / f"{datetime.now(UTC):%Y-%m-%d}", name)
        kept.parent.mkdir(parents=True, exist_ok=True)
        old.replace(kept)


def _forget(to: Path, listed: AbstractSet[str], ledger: Ledger) -> None:
    """Erase what the collection has erased on request from files that the manifest does not list.

    These were set aside, or copied by a run that was broken off.
    """
    (to / PASSING).unlink(missing_ok=True)
    if ledger.forgotten:
        unlisted = [_at(to / CORPUS, name) for name, _ in _files(to / CORPUS) if name not in listed]
        for place in (*unlisted, *(_at(to / GONE, name) for name, _ in _files(to / GONE))):
            with place.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if digest in ledger.forgotten:
                place.unlink()


def _prune_gone(folder: Path, days: int) -> None:
    """Remove what was set aside so long ago; 0 keeps it for ever."""
    last = datetime.now(UTC).date() - timedelta(days=days)
    for place in folder.glob("????-??-??") if days else ():
        with suppress(ValueError):  # a folder of somebody else's
            if date.fromisoformat(place.name) < last:
                shutil.rmtree(place)


def _files(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the files below a folder, hidden ones too, each with its status; links are followed.

    OSError where a folder cannot be opened: what lies there is not gone.
    """
    seen = set()
    for place, folders, files in os.walk(folder, onerror=_raise, followlinks=True):
        status = Path(place).stat()
        if (status.st_dev, status.st_ino) in seen:
            folders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        for file in sorted(files):
            path = Path(place, file)
            with suppress(FileNotFoundError):  # gone since it was listed
                if stat.S_ISREG((found := path.stat()).st_mode):
                    yield escaped(path.relative_to(folder).as_posix()), found


def _raise(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):  # no folder holds nothing
        raise error


def _at(folder: Path, name: str) -> Path:
    """Return where a file of the copy or the collection lies; never outside the folder."""
    path = folder / unescaped(name)
    if not path.is_relative_to(folder) or ".." in path.relative_to(folder).parts:
        raise BackupError(f"{name!r} leads out of the folder; the manifest is not ours")
    return path


def _manifest(folder: Path) -> Mapping[str, Kept] | None:
    try:
        values = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return {name: Kept(**kept) for name, kept in values.items()}
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise _stopped(error, folder) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise BackupError(f"{folder / MANIFEST} cannot be read; copy anew into another") from error
