"""The bytes of an OLE2 file -> its streams, and whether they are behind a password."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO

import olefile

from ingest.extract.encoding import decode
from ingest.extract.refusal import RefusedError
from ingest.models import Claim, Reason

BROKEN = (
    OSError,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    RecursionError,
    struct.error,
)
"""What olefile raises on damaged files, from its source and the hostile set; RecursionError where a
directory of some thousand names hangs in one chain."""
LOCKED = ("EncryptedPackage", "\x09DRMContent", "EncryptedSummary")
"""Streams that are there when the others cannot be read without a key."""
CODE_PAGE = 1
FIELDS = {
    2: "title",
    4: "author",
    3: "description",
    5: "keywords",
    12: "created",
    13: "modified",
}
"""Properties of the summary by number ([MS-OLEPS] 2.25.1), and the field each may speak for."""
MAX_PROPERTIES = 100
SHORT, TEXT, TIME = 2, 30, 64  # VT_I2, VT_LPSTR, VT_FILETIME
ORIGIN = "document properties"


class Streams:
    """The streams of a file in memory; RefusedError where they cannot be read."""

    def __init__(self, data: bytes) -> None:
        try:
            # Bytes shorter than a sector would be taken for the name of a file to open.
            self._ole = olefile.OleFileIO(BytesIO(data))
            is_locked = any(self._ole.exists(name) for name in LOCKED)
        except BROKEN as error:
            raise _broken(error) from error
        if is_locked:
            raise locked()

    def read(self, *names: str) -> bytes:
        """Return the content of the first stream of these that is there."""
        try:
            name = next((name for name in names if self._ole.exists(name)), None)
            if name is None:
                raise RefusedError(Reason.CORRUPT, f"its stream {names[0]} is missing")
            content = self._ole.openstream(name).read()
        except BROKEN as error:
            raise _broken(error) from error
        return bytes(content)

    def claims(self) -> Iterator[Claim]:
        """Yield what the summary information claims; damaged properties claim nothing."""
        try:
            found = _properties(self.read("\x05SummaryInformation"))
        except (RefusedError, struct.error):
            return
        codepage = found.get(CODE_PAGE)
        for number, field in FIELDS.items():
            if value := _shown(found.get(number), codepage if isinstance(codepage, int) else 1252):
                yield Claim(field, value, f"{ORIGIN}: {field}")


def names(data: bytes) -> frozenset[str]:
    """Return the names at the top of a file in small letters, none where they cannot be told."""
    try:
        listed = olefile.OleFileIO(BytesIO(data)).listdir(streams=True, storages=True)
    except BROKEN:
        return frozenset()
    return frozenset(path[0].lower() for path in listed)  # as names are compared in it


def _properties(data: bytes) -> dict[int, object]:
    """Return the properties by number; olefile's own reading may count to two billion."""
    section = struct.unpack_from("<I", data, 44)[0]
    count, found = struct.unpack_from("<I", data, section + 4)[0], {}
    for place in range(min(count, MAX_PROPERTIES)):
        number, offset = struct.unpack_from("<2I", data, section + 8 + 8 * place)
        kind, size = struct.unpack_from("<2I", data, section + offset)
        start = section + offset + 4
        if kind == SHORT:
            found[number] = size & 0xFFFF
        elif kind == TEXT:
            found[number] = data[start + 4 : start + 4 + size]
        elif kind == TIME:
            found[number] = _moment(struct.unpack_from("<Q", data, start)[0])
    return found


def _moment(ticks: int) -> datetime | None:
    """Return a time counted in tenths of microseconds since 1601."""
    try:
        return datetime(1601, 1, 1) + timedelta(microseconds=ticks // 10)  # noqa: DTZ001 - UTC's day
    except OverflowError:
        return None


def locked() -> RefusedError:
    """Return the refusal of what is behind a password."""
    return RefusedError(Reason.ENCRYPTED, "it is behind a password: save it without one")


def _shown(value: object, codepage: int) -> str:
    """Return a property's text or day; texts are in the code page that the properties name."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.year > 1970 else ""  # 1601 stands for no day
    if isinstance(value, bytes):
        label = {65001: "utf-8", 10000: "mac_roman"}.get(codepage, f"cp{codepage}")
        return decode(value.rstrip(b"\0"), label)[0].strip()
    return ""


def _broken(error: Exception) -> RefusedError:
    return RefusedError(Reason.CORRUPT, f"its container is damaged: {error}"[:300])
