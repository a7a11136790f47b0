"""The bytes of a ZIP package -> the contents of its members, each unpacked within bounds.

Nothing is written to disk. The central directory is believed only as far as it refuses a file: what
a member really unpacks to is counted while it is read.
"""

from __future__ import annotations

import lzma
import re
import stat
import struct
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from io import BytesIO
from typing import TypeVar
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from ingest.extract.refusal import DamagedError, RefusedError
from ingest.models import Reason

T = TypeVar("T")

MAX_MEMBERS = 2_000
MAX_UNPACKED_BYTES = 200_000_000
MAX_RATIO = 100
FREE_BYTES = 1_000_000
"""What a member may unpack to before its ratio is looked at; a page of blanks packs well."""
CHUNK_BYTES = 65_536

BROKEN = (
    BadZipFile,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    lzma.LZMAError,
    struct.error,
    zlib.error,
)
"""What `zipfile` raises on files that are none, from its source and the hostile set."""

_ENCRYPTED = 0x1  # bit 0 of the general purpose flag (APPNOTE.TXT 4.4.4)
_PICTURE = re.compile(r"\.(?:bmp|emf|gif|jpe?g|png|tiff?|wmf)\Z", re.IGNORECASE)
"""No reader unpacks them beyond what it takes, and an empty drawing packs 667 to 1 (tika's
testPPT_EmbeddedPDF.pptx): what the directory says of their size refuses no package."""
_WHY = {Reason.TOO_BIG: "too long"}
_DRIVE = re.compile(r"[A-Za-z]:")


class Package:
    """A package in memory, open for as long as it is read; RefusedError where it must not be."""

    def __init__(self, data: bytes, *, free_bytes: int = FREE_BYTES) -> None:
        self._free = free_bytes
        self._lost: dict[str, tuple[Reason, str]] = {}  # parts, why, and what became of each
        try:
            self._zip = ZipFile(BytesIO(data))
        except BROKEN as error:
            raise _broken(error) from error
        members = [member for member in self._zip.infolist() if not member.filename.endswith("/")]
        self._check(members, len(data))
        self._members: dict[str, ZipInfo] = {}
        for member in members:
            self._members.setdefault(_key(member.filename), member)
        self._left = MAX_UNPACKED_BYTES

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._members

    @property
    def notes(self) -> tuple[str, ...]:
        """What is missing of the text, as parts of the package are damaged or very long."""
        return tuple(
            f"{name} in it is {_WHY.get(reason, 'damaged')} and was {became}"
            for name, (reason, became) in self._lost.items()
        )

    def __iter__(self) -> Iterator[str]:
        """Yield the members' names, as they stand in the package."""
        return (member.filename for member in self._members.values())

    def read(self, name: str) -> bytes:
        """Return a member's content; RefusedError where it is missing, broken or a bomb."""
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a member's content as it is unpacked; RefusedError as `read` raises it."""
        member = self._members.get(_key(name))
        if member is None:
            raise RefusedError(Reason.CORRUPT, f"its part {name} is missing")
        if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            # bz2 and lzma hand out all that a chunk unpacks to, whatever is asked of them.
            detail = f"{name} is packed in a way that is not read: pack it as an ordinary ZIP"
            raise RefusedError(Reason.UNSUPPORTED, detail)
        try:
            yield from self._chunks(member)
        except BROKEN as error:
            raise _broken(error) from error

    def spared(self, name: str, parse: Callable[[bytes], T]) -> T | None:
        """Return what a part holds that the rest can be read without.

        None where it is missing, damaged or too long; what is not missing is noted. A bomb or what
        a document type could fetch refuses the package as anywhere in it.
        """
        if name not in self:
            return None
        try:
            return parse(self.read(name))
        except DamagedError as error:
            self._note(name, error, "not read")
            return None

    def kept(self, name: str, found: Iterable[T]) -> list[T]:
        """Return what is found in a part as far as it can be read; where it breaks off is noted."""
        kept: list[T] = []
        try:
            for one in found:
                kept.append(one)  # noqa: PERF402 - what came before the damage stays
        except DamagedError as error:
            self._note(name, error, "read in part" if kept else "not read")
        return kept

    def refuse_lost(self, found: Collection[object]) -> None:
        """Raise DamagedError where nothing was found, and parts were damaged or very long."""
        if self._lost and not found:
            (reason, _), *_others = self._lost.values()
            raise DamagedError(self.notes[0], reason)

    def _note(self, name: str, error: DamagedError, became: str) -> None:
        self._lost[name] = error.reason, became

    def _chunks(self, member: ZipInfo) -> Iterator[bytes]:
        unpacked = 0
        with self._zip.open(member) as file:
            while chunk := file.read(CHUNK_BYTES):
                unpacked += len(chunk)
                self._left -= len(chunk)
                if self._left < 0 or unpacked > self._most(member):
                    raise _bomb(member.filename)
                yield chunk

    def _check(self, members: list[ZipInfo], size: int) -> None:
        """Refuse a package by what its directory says, before anything is unpacked."""
        if len(members) > MAX_MEMBERS:
            raise RefusedError(Reason.BOMB, f"{len(members)} files are packed in it")
        for member in members:
            self._check_lock(member)
            if _leads_outside(member):
                detail = f"{member.filename!r:.200} in it leads outside its folder"
                raise RefusedError(Reason.CORRUPT, detail)
            if member.compress_size > size:
                detail = f"{member.filename!r:.200} is longer than the file"
                raise RefusedError(Reason.CORRUPT, detail)
            if member.file_size > self._most(member) and not _PICTURE.search(member.filename):
                raise _bomb(member.filename)
        if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
            raise _bomb("all of it")

    def _check_lock(self, member: ZipInfo) -> None:
        if member.flag_bits & _ENCRYPTED:
            raise RefusedError(Reason.ENCRYPTED, "it is behind a password: save it without one")

    def _most(self, member: ZipInfo) -> int:
        """Return how much a member may unpack to."""
        return self._free + MAX_RATIO * member.compress_size


class Archive(Package):
    """A package of files that have nothing to do with each other: a locked one locks no other."""

    def read(self, name: str) -> bytes:
        """Return a member's content; RefusedError where it is locked, broken or a bomb."""
        member = self._members.get(_key(name))
        if member:
            super()._check_lock(member)
        return super().read(name)

    def _check_lock(self, member: ZipInfo) -> None:
        """Leave it to the reading of the member."""


def _leads_outside(member: ZipInfo) -> bool:
    """Return whether unpacking the member could touch another folder; symbolic links can."""
    path = member.filename.replace("\\", "/")
    return (
        ".." in path.split("/")
        or bool(_DRIVE.match(path))
        or stat.S_ISLNK(member.external_attr >> 16)
    )


def _key(name: str) -> str:
    """Return a name as packages compare them: case and the kind of slash do not count."""
    return name.replace("\\", "/").lstrip("/").casefold()


def _broken(error: Exception) -> DamagedError:
    return DamagedError(f"its package is damaged: {error}"[:300])


def _bomb(what: str) -> RefusedError:
    return RefusedError(Reason.BOMB, f"{what!r:.200} unpacks to more than a document may")
