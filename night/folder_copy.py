"""The corpus folder -> a copy of it that tells what every file was; such a copy -> its files again.

TO/corpus/            every file of the corpus folder, hidden ones too
TO/gone/2026-11-24/   files that were replaced or went, by the day the copy learned it
TO/manifest.json      name, size, time and SHA-256 of every file in corpus/

The manifest is written every minute, so a copy that is broken off goes on from there.
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
from time import monotonic

from ingest.corpus import escaped, unescaped
from ingest.ledger import Ledger
from night.errors import BackupError
from wholefile import replacing

MANIFEST, CORPUS, GONE = "manifest.json", "corpus", "gone"
PASSING = "passing"  # a file that is being copied
MOST_GONE = 0.5
"""Of the files of a copy; more at once are a share that is away, and the copy is left as it is."""
GUARDED_FROM = 20
SAVE_SECONDS = 60.0
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
class FolderCopy:
    """The copy of a corpus folder that lies in a folder of its own."""

    to: Path

    def manifest(self) -> Mapping[str, Kept] | None:
        """Return what every file of the copy was; None where no copy was finished here."""
        try:
            values = json.loads((self.to / MANIFEST).read_text(encoding="utf-8"))
            return {name: Kept(**kept) for name, kept in values.items()}
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise stopped(error, self.to) from error
        except (ValueError, TypeError, AttributeError) as error:
            message = f"{self.to / MANIFEST} cannot be read; copy anew into another"
            raise BackupError(message) from error

    def bring_up(self, corpus: Path) -> Copied:
        """Copy what is new or changed, and set aside what it replaces and what went."""
        before = self.manifest() or {}
        found = dict(files(corpus))
        gone = before.keys() - found.keys()
        if len(before) >= GUARDED_FROM and len(gone) > MOST_GONE * len(before):
            raise BackupError(
                f"{len(gone)} of {len(before)} files are not in {corpus} any more; is a share not "
                f"mounted? The copy was left as it is. If they are meant to go, empty {self.to} "
                "first"
            )
        now, copied, written, saved = dict(before), 0, 0, monotonic()
        for name, status in found.items():
            known = before.get(name)
            if known and known.is_of(status) and _at(self.to / CORPUS, name).is_file():
                continue
            if monotonic() - saved >= SAVE_SECONDS:
                self._save(now)
                saved = monotonic()
            try:
                now[name] = self._take(corpus, name)
            except FileNotFoundError:  # gone since it was listed: the next copy sets it aside
                continue
            copied, written = copied + 1, written + status.st_size
        for name in gone:
            self._set_aside(name)
            del now[name]
        self._save(now)
        self._forget(now.keys(), Ledger.load(corpus))
        return Copied(len(now), copied, len(gone), written)

    def give_back(self, name: str, kept: Kept, corpus: Path) -> None:
        """Bring a file back as the manifest has it; BackupError where it is nowhere in the copy.

        A copy that was broken off has newer files than its manifest: what they replaced was set
        aside.
        """
        place = _at(corpus, name)
        day = "[0-9]" * 4 + "-[0-9][0-9]-[0-9][0-9]"
        aside = sorted((self.to / GONE).glob(day), reverse=True)
        for folder in (self.to / CORPUS, *aside):
            try:
                is_it = _copy(_at(folder, name), place) == kept.sha256
            except FileNotFoundError:
                continue
            if is_it:
                os.utime(place, ns=(kept.mtime_ns, kept.mtime_ns))
                return
        place.unlink(missing_ok=True)
        raise BackupError(f"{name}: the copy is damaged; it is not what was copied once")

    def prune(self, days: int) -> None:
        """Remove what was set aside so long ago; 0 keeps it for ever."""
        last = datetime.now(UTC).date() - timedelta(days=days)
        for place in (self.to / GONE).glob("????-??-??") if days else ():
            with suppress(ValueError):  # a folder of somebody else's
                if date.fromisoformat(place.name) < last:
                    shutil.rmtree(place)

    def _save(self, manifest: Mapping[str, Kept]) -> None:
        said = {name: asdict(kept) for name, kept in sorted(manifest.items())}
        with replacing(self.to / MANIFEST) as file:
            file.write(json.dumps(said).encode())

    def _take(self, corpus: Path, name: str) -> Kept:
        """Copy one file whole, whatever is done to it meanwhile: the digest is of what came."""
        source, target = _at(corpus, name), _at(self.to / CORPUS, name)
        status = source.stat()
        passing = self.to / PASSING
        digest = _copy(source, passing)
        self._set_aside(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        passing.replace(target)
        return Kept(target.stat().st_size, status.st_mtime_ns, digest)

    def _set_aside(self, name: str) -> None:
        """Keep what is replaced or gone: a file deleted by mistake is missed the week after."""
        old = _at(self.to / CORPUS, name)
        if old.is_file():
            kept = _at(self.to / GONE / f"{datetime.now(UTC):%Y-%m-%d}", name)
            kept.parent.mkdir(parents=True, exist_ok=True)
            old.replace(kept)

    def _forget(self, listed: AbstractSet[str], ledger: Ledger) -> None:
        """Erase what the collection has erased on request from files that the manifest lacks.

        These were set aside, or copied by a run that was broken off.
        """
        (self.to / PASSING).unlink(missing_ok=True)
        if not ledger.forgotten:
            return
        held, aside = self.to / CORPUS, self.to / GONE
        places = [_at(held, name) for name, _ in files(held) if name not in listed]
        for place in (*places, *(_at(aside, name) for name, _ in files(aside))):
            with place.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if digest in ledger.forgotten:
                place.unlink()


def stopped(error: OSError, folder: Path) -> BackupError:
    """Return what is told of a disk that refuses, or of a file that may not be read."""
    where = os.fsdecode(error.filename or folder)
    return BackupError(f"{where}: {error.strerror}; see to its rights and to the disk")


def files(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the files below a folder, hidden ones too, each with its status; links are followed.

    OSError where a folder cannot be opened: what lies there is not gone.
    """
    seen = set()
    for place, folders, names in os.walk(folder, onerror=_raise, followlinks=True):
        status = Path(place).stat()
        if (status.st_dev, status.st_ino) in seen:
            folders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        for name in sorted(names):
            path = Path(place, name)
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
