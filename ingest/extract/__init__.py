"""The bytes of a file -> what is in it: the content is recognised, then its reader reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any
from zlib import crc32

from ingest.extract import sniff, stamps
from ingest.extract.placing import bounded
from ingest.models import Extract, Failure, Reason
from ingest.wire import Reader

READERS: dict[str, tuple[str, str]] = {
    sniff.PDF: ("pdf:extract", stamps.PDF),
    sniff.HTML: ("html:extract", stamps.HTML),
    sniff.MARKDOWN: ("markdown:extract", stamps.MARKDOWN),
    sniff.TEXT: ("text:extract", stamps.TEXT),
    sniff.DOCX: ("docx:extract", stamps.DOCX),
    sniff.ODT: ("odt:extract", stamps.ODT),
    sniff.RTF: ("rtf:extract", stamps.RTF),
    sniff.EPUB: ("epub:extract", stamps.EPUB),
    sniff.PPTX: ("pptx:extract", stamps.PPTX),
    sniff.XLSX: ("xlsx:extract", stamps.XLSX),
    sniff.EML: ("eml:extract", stamps.EML),
    sniff.MHTML: ("mhtml:extract", stamps.MHTML),
    sniff.DOC: ("doc:extract", stamps.DOC),
    sniff.XLS: ("legacy:extract_xls", stamps.LEGACY),
    sniff.PPT: ("legacy:extract_ppt", stamps.LEGACY),
    sniff.XML: ("xml:extract", stamps.XML),
    sniff.FEED: ("xml:extract", stamps.XML),
    sniff.JPEG: ("image:extract_jpeg", stamps.IMAGE),
    sniff.PNG: ("image:extract_png", stamps.IMAGE),
    sniff.TIFF: ("image:extract_tiff", stamps.IMAGE),
    sniff.ZIP: ("archive:extract", stamps.ZIP),
}
"""Which function of which module reads a media type, with its name and version.

Loaded where something is read, in children: who only asks what was read needs none of them.
"""

_KNOWN = (Path(sniff.__file__).read_text("utf-8"), sorted(stamp for _, stamp in READERS.values()))
NO_READER = f"none/{crc32(repr(_KNOWN).encode()):08x}"
"""Changes when a reader comes or what is recognised does: what had none is then looked at again."""

UNREAD = frozenset({Reason.CORRUPT, Reason.EMPTY, Reason.UNSUPPORTED})
"""Why nothing came of what is no PDF and is called one: its wrong name says more than these."""

WITHOUT_READER = {
    sniff.ODS: "an OpenDocument spreadsheet (.ods): save it as PDF",
    sniff.ODP: "an OpenDocument presentation (.odp): save it as PDF",
    sniff.JSON: "data (JSON), not a document",
    sniff.MSG: "an Outlook message (.msg): save it as .eml, .mht or PDF",
    sniff.XLSB: "a binary Excel workbook (.xlsb): save it as .xlsx or PDF",
    sniff.WORKS: "a document of Works (.wps): save it as .docx or PDF",
    sniff.WORDPERFECT: "a document of WordPerfect: save it as .docx or PDF",
    sniff.OLD_WORD: "a document older than Word 6: save it as .docx or PDF",
    sniff.OLD_EXCEL: "a spreadsheet older than Excel 5: save it as .xlsx or PDF",
    sniff.POSTSCRIPT: "a PostScript file: save it as PDF",
    **dict.fromkeys(
        (sniff.GZIP, sniff.BZIP2, sniff.SEVEN_ZIP, sniff.RAR),
        "a packed file of a kind that is not read: unpack it, or pack it as ZIP",
    ),
}
"""What a file is that is recognised but not read, with what to do."""


def extract(data: bytes, name: str) -> Extract | Failure:
    """Read the content; what the name promised is a note where it was wrong."""
    if not data:
        return Failure(Reason.EMPTY, "the file has no content", reader=NO_READER)
    found, promised = sniff.recognise(data, name), sniff.promised(name)
    if _is_misnamed(found, promised):
        return _misnamed(found, promised)
    if found not in READERS:
        return _unread(found)
    place, _ = READERS[found]
    read: Reader = _function(place)
    outcome = read(data, name)
    whole = outcome if isinstance(outcome, Failure) else bounded(outcome)
    return _judged(_with_zeros_told(whole, data, found), found, promised)


def extract_again(data: bytes, name: str) -> Extract | Failure:
    """Read what took down the process that read it first, where there is another reader."""
    if sniff.recognise(data, name) != sniff.PDF:
        return Failure(Reason.CRASHED, "no other reader reads this")
    again: Callable[[bytes], Extract | Failure] = _function("pdf:extract_again")
    return again(data)


def load() -> None:
    """Load all readers, with the libraries that they read by."""
    for place, _ in READERS.values():
        _function(place)


def _function(place: str) -> Any:
    """Return a function from its module in this package and its name, a colon between."""
    module, _, name = place.partition(":")
    return getattr(import_module(f"{__name__}.{module}"), name)


def _holds_documents(found: Extract) -> bool:
    """Return whether any member is of a kind that has a reader."""
    return any(member.media_type in READERS for member in found.members)


def _judged(outcome: Extract | Failure, found: str, promised: str | None) -> Extract | Failure:
    """Return what a reader found, in the light of what the name promised."""
    if isinstance(outcome, Extract) and not outcome.shows_text and not _holds_documents(outcome):
        detail = "an archive without a file of a kind that is read"
        return Failure(Reason.UNSUPPORTED, f"this is {detail}", found, outcome.reader)
    if isinstance(outcome, Failure) and found != promised == sniff.PDF and outcome.reason in UNREAD:
        return _misnamed(found, promised)
    if isinstance(outcome, Extract) and promised not in (None, found):
        note = f"its name promises {promised}, but it holds {found}"
        return replace(outcome, notes=(*outcome.notes, note))
    return outcome


def _with_zeros_told(outcome: Extract | Failure, data: bytes, found: str) -> Extract | Failure:
    """Return what a reader found, with a note where zeros stand in a text."""
    is_text = isinstance(outcome, Extract) and found in sniff.TEXTUAL
    zeros = sum(map(len, sniff.ZEROED.findall(data))) if is_text and b"\0" * 16 in data else 0
    if isinstance(outcome, Failure) or not zeros:
        return outcome
    note = f"{zeros} bytes in it are zeros, where text may have been: get the file again"
    return replace(outcome, notes=(*outcome.notes, note))


def _misnamed(found: str, promised: str | None) -> Failure:
    detail = f"its name promises {promised}, but it holds {found}; get the file again"
    return Failure(Reason.WRONG_TYPE, detail, found, NO_READER)


def _is_misnamed(found: str, promised: str | None) -> bool:
    """Return whether a binary format was promised and text, or nothing that is read, is there.

    It mostly is the error page of a failed download.
    """
    if promised is None or promised in sniff.TEXTUAL or found in sniff.WRITTEN_AS.get(promised, ()):
        return False
    known = found in READERS or found in {sniff.ENCRYPTED_OFFICE, promised}
    return found in sniff.TEXTUAL or not known


def _unread(found: str) -> Failure:
    if found == sniff.ENCRYPTED_OFFICE:
        detail = "an office document behind a password: save it without one"
        return Failure(Reason.ENCRYPTED, detail, found, NO_READER)
    what = WITHOUT_READER.get(found, f"{found}, which holds no text that can be read")
    return Failure(Reason.UNSUPPORTED, f"this is {what}", found, NO_READER)
