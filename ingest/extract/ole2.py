"""The bytes of an OLE2 file -> its streams, and whether they are behind a password."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

import olefile

from ingest.extract.encoding import decode
from ingest.extract.refusal import RefusedError
from ingest.models import Claim, Reason

BROKEN = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error)
"""What olefile raises on damaged files, from its source and the hostile set."""
LOCKED = ("EncryptedPackage", "\x09DRMContent", "EncryptedSummary")
"""Streams that are there when the others cannot be read without a key."""
FIELDS = {
    "title": "title",
    "author": "author",
    "subject": "description",
    "keywords": "keywords",
    "create_time": "created",
    "last_saved_time": "modified",
}
"""Properties by olefile's names, and the metadata field each may speak for; as for PDF."""
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
            found = self._ole.get_metadata()
        except BROKEN:
            return
        for name, field in FIELDS.items():
            if value := _shown(getattr(found, name), found.codepage):
                yield Claim(field, value, f"{ORIGIN}: {name}")


def locked() -> RefusedError:
    """Return the refusal of what is behind a password."""
    return RefusedError(Reason.ENCRYPTED, "it is behind a password: save it without one")


def _shown(value: object, codepage: int | None) -> str:
    """Return a property's text or day; texts are in the code page that the properties name."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.year > 1970 else ""  # 1601 stands for no day
    if isinstance(value, bytes):
        number = (codepage or 1252) % 0x10000  # stored as a signed number: -535 is UTF-8
        label = {65001: "utf-8", 10000: "mac_roman"}.get(number, f"cp{number}")
        return decode(value.rstrip(b"\0"), label)[0].strip()
    return ""


def _broken(error: Exception) -> RefusedError:
    return RefusedError(Reason.CORRUPT, f"its container is damaged: {error}"[:300])
