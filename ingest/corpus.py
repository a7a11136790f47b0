"""A corpus folder -> the files in it that may be documents, as the file system knows them."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from ingest.errors import CorpusError
from ingest.name_rules import NameRules, listed
from ingest.notices import Notice, Told

LEDGER = ".lykta-ledger.jsonl"
SIDECAR = ".toml"
INSIDE = "!/"
"""Stands between a file and the path of what lies in it: "mail.eml!/bilaga.pdf"."""
INODE_BITS = (1 << 63) - 1  # some file systems use all 64; a database's integer is signed


class FoundFile(NamedTuple):
    """One file as it stands.

    A tuple: a walk makes one for each file, and a frozen dataclass takes four times as long.
    """

    name: str  # below the corpus folder, "/" between folders, escaped
    size: int
    mtime_ns: int
    inode: int
    sidecar: str  # the sidecar's size and time, "" where there is none

    @property
    def stamp(self) -> tuple[int, int, int, str]:
        """What changes when the file or its sidecar does."""
        return self[1:]

    @property
    def touched_ns(self) -> int:
        """The later time of the file's and its sidecar's."""
        return max(self.mtime_ns, int(self.sidecar.rpartition(" ")[2] or 0))

    @property
    def path(self) -> str:
        """The name as people write it: å is one character on every system."""
        return unicodedata.normalize("NFC", self.name)


@dataclass(slots=True)
class Walk:
    """What one walk found, in a fixed order."""

    files: list[FoundFile] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)  # names of folders and links not followed
    orphans: list[str] = field(default_factory=list)  # sidecars without a file beside them
    absent: list[str] = field(default_factory=list)  # asked for by name, and no document is there
    disks: dict[str, int] = field(default_factory=dict)  # of each folder walked, by its name

    def mounts(self) -> list[str]:
        """Return the folders walked where another disk begins than that of the folder above."""
        return [
            name
            for name, disk in self.disks.items()
            if name and disk != self.disks.get(name.rpartition("/")[0], disk)
        ]


# ---- names --------------------------------------------------------------------------------


def escaped(name: str) -> str:
    r"""Return a name that fits on a line and in a database, and can be taken back.

    Bytes that are not UTF-8, control characters and the backslash itself become `\xe5`.
    """
    if _is_plain(name):
        return name
    return "".join(char if char.isprintable() and char != "\\" else _escape(char) for char in name)


def _is_plain(names: str) -> bool:
    """Return whether nothing in a name, or in many in a row, is to be escaped."""
    return names.isprintable() and "\\" not in names


def _escape(char: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in os.fsencode(char))


def unescaped(name: str) -> str:
    """Return the name as the system knows it."""
    if "\\" not in name:
        return name
    whole = re.sub(
        rb"\\x([0-9a-f]{2})", lambda found: bytes([int(found[1], 16)]), os.fsencode(name)
    )
    return os.fsdecode(whole)


def locate(corpus: Path, name: str) -> Path:
    """Return where a file lies, from its escaped name."""
    return corpus / unescaped(name)


def name_of(path: Path, corpus: Path) -> str:
    """Return the escaped name of a path; CorpusError where it is not in the corpus folder."""
    inside = Path(os.path.relpath(path, corpus))  # as written: links are part of the name
    if os.pardir in inside.parts:
        raise CorpusError(f"{path} is not in the corpus folder {corpus}")
    return escaped("/".join(inside.parts))


# ---- what is passed over ------------------------------------------------------------------


@cache
def _passed() -> NameRules:
    return NameRules.of(map(unescaped, listed(Path(__file__).with_name("ignored.txt"))))


AT_ROOT = frozenset({"topics.toml", "sources.toml", "synonyms.toml"})
"""Files in the corpus folder itself that are about the collection."""


def is_passed_over(name: str) -> bool:
    """Tell whether a file or folder of this name, as the system has it, is never a document."""
    return name in _passed()


# ---- the walk -----------------------------------------------------------------------------


def walk(corpus: Path, below: Iterable[str] = ("",)) -> Walk:
    """Find the files of a corpus folder, or only the named files and those below named folders.

    A folder is walked once, wherever links lead; real folders go before links to them.
    Raises CorpusError where the corpus folder itself cannot be read.
    """
    found = Walk()
    seen: set[tuple[int, int]] = set()
    folders = deque(name for name in below if _starts(corpus, name, found))
    links: deque[str] = deque()
    while folders or links:
        folder = folders.popleft() if folders else links.popleft()
        inner = _folder(corpus, folder, found, seen)
        folders.extend(inner.folders)
        links.extend(inner.links)
    return found


def _starts(corpus: Path, name: str, found: Walk) -> bool:
    """Return whether a walk can start in a folder of this name; a file is simply found."""
    place = locate(corpus, name)
    if not name or place.is_dir():
        return True
    if file := look(corpus, name):
        found.files.append(file)
    elif _is_gone(place, corpus):
        found.absent.append(name)
    else:
        found.unreachable.append(name)  # perhaps with a share
    return False


def _is_gone(place: Path, corpus: Path) -> bool:
    """Tell whether the last folder of a path that is there says that the rest is not."""
    inside = len(corpus.parts)
    for folder in place.parents:
        if len(folder.parts) < inside:
            return False
        if os.path.lexists(folder):
            return folder.is_dir() and os.access(folder, os.R_OK | os.X_OK)
    return False


@dataclass(slots=True)
class _Inner:
    folders: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def _folder(corpus: Path, name: str, found: Walk, seen: set[tuple[int, int]]) -> _Inner:
    """Add the files of one folder and return the folders in it."""
    inner = _Inner()
    place = locate(corpus, name)
    try:
        status = place.stat()
        if (status.st_dev, status.st_ino) in seen:
            return inner
        seen.add((status.st_dev, status.st_ino))
        found.disks[name] = status.st_dev
        with os.scandir(place) as entries:
            listed = sorted(entries, key=attrgetter("name"))
    except OSError as error:
        if not name:
            why = error.strerror or ""
            raise CorpusError(Notice.of(Told.NO_FOLDER, name=str(corpus), why=why)) from error
        found.unreachable.append(name)
        return inner
    _sort_out(listed, name, found, inner)
    return inner


def _sort_out(listed: list[os.DirEntry[str]], folder: str, found: Walk, inner: _Inner) -> None:
    """Tell files, sidecars and folders apart.

    What every file passes is written out here and below: calls cost a walk as much as the disk.
    """
    prefix = f"{folder}/" if folder else ""
    passed = _passed()
    names, starts, ends = passed.names, passed.starts, passed.ends
    files: list[os.DirEntry[str]] = []
    sidecars: dict[str, os.DirEntry[str]] = {}
    for entry in listed:
        name = entry.name
        low = name.lower()
        if low in names or low.startswith(starts) or low.endswith(ends):
            continue
        if entry.is_file(follow_symlinks=False) or _is_file(entry):
            if not name.endswith(SIDECAR):
                files.append(entry)
            elif folder or name not in AT_ROOT:
                sidecars[name.removesuffix(SIDECAR)] = entry
        elif entry.is_dir(follow_symlinks=False):
            inner.folders.append(prefix + escaped(name))
        elif entry.is_symlink():
            following = inner.links if _is_folder(entry) else found.unreachable
            following.append(prefix + escaped(name))
    _add(files, sidecars, prefix, found)
    found.orphans += [prefix + escaped(name + SIDECAR) for name in sidecars]


def _add(
    files: list[os.DirEntry[str]],
    sidecars: dict[str, os.DirEntry[str]],
    prefix: str,
    found: Walk,
) -> None:
    """Add the files of one folder as they stand; takes out of `sidecars` those that have theirs."""
    is_plain = _is_plain("".join([entry.name for entry in files]))
    add, unreachable, new = found.files.append, found.unreachable.append, tuple.__new__
    for entry in files:
        name = entry.name
        sidecar = sidecars.pop(name, None) if sidecars else None  # it has its file, seen or not
        name = prefix + (name if is_plain else escaped(name))
        try:
            status = entry.stat()
            beside = _said(sidecar.stat()) if sidecar else ""
        except FileNotFoundError:
            continue  # gone since it was listed
        except OSError:
            unreachable(name)
        else:  # a NamedTuple's own way to make one takes twice as long
            inode = status.st_ino & INODE_BITS
            add(new(FoundFile, (name, status.st_size, status.st_mtime_ns, inode, beside)))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False


def look(corpus: Path, name: str) -> FoundFile | None:
    """Return one file as it stands now; None where it is gone, cannot be seen or is passed over."""
    if name.endswith(SIDECAR):
        return None  # it speaks of documents; it is none
    place = locate(corpus, name)
    try:
        status = place.stat()
    except OSError:
        container = container_of(name)
        around = look(corpus, container) if container else None
        return around and around._replace(name=name)
    parts = name.split("/")
    if not stat.S_ISREG(status.st_mode) or any(is_passed_over(unescaped(part)) for part in parts):
        return None
    try:
        beside = _said(place.with_name(place.name + SIDECAR).stat())
    except OSError:
        beside = ""
    return FoundFile(name, status.st_size, status.st_mtime_ns, status.st_ino & INODE_BITS, beside)


def container_of(name: str) -> str | None:
    """Return the name of the file that another lies in; None for one that lies in a folder."""
    container, inside, _ = name.rpartition(INSIDE)
    return container if inside else None


def _said(sidecar: os.stat_result) -> str:
    """Return what tells one state of a sidecar from another."""
    return f"{sidecar.st_size} {sidecar.st_mtime_ns}"
