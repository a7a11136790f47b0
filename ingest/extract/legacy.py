"""An old spreadsheet's or presentation's bytes (.xls, .ppt) -> why it is not read, what to do."""

from __future__ import annotations

import struct

from ingest.extract import stamps
from ingest.extract.ole2 import Streams, locked
from ingest.extract.refusal import refusing
from ingest.models import Extract, Failure, Reason

READER = stamps.LEGACY
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
XLS_ADVICE = "this is an old spreadsheet (.xls): save it as .xlsx or PDF"
PPT_ADVICE = "this is an old presentation (.ppt): save it as .pptx or PDF"

FILEPASS = 0x002F  # the record that comes first in a workbook behind a password ([MS-XLS] 2.4.117)
FIRST_RECORDS = 10
LOCKED_PRESENTATION = 0xF3D1C4DF  # [MS-PPT] 2.3.2, headerToken


@refusing(XLS, READER)
def extract_xls(data: bytes, _name: str) -> Extract | Failure:
    """Say what to do with an old spreadsheet."""
    book, position = Streams(data).read("Workbook", "Book"), 0
    for _ in range(FIRST_RECORDS):
        if position + 4 > len(book):
            break
        kind, size = struct.unpack_from("<2H", book, position)
        if kind == FILEPASS:
            raise locked()
        position += 4 + size
    return Failure(Reason.UNSUPPORTED, XLS_ADVICE, XLS, READER)


@refusing(PPT, READER)
def extract_ppt(data: bytes, _name: str) -> Extract | Failure:
    """Say what to do with an old presentation."""
    user = Streams(data).read("Current User")
    if int.from_bytes(user[12:16], "little") == LOCKED_PRESENTATION:
        raise locked()
    return Failure(Reason.UNSUPPORTED, PPT_ADVICE, PPT, READER)
