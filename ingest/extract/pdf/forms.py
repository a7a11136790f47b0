"""The bytes of a PDF -> whether the fields of its form are a tree, as PDFium takes for granted.

Where a field is reached in two ways, PDFium goes both: 25 fields that each name the next one twice
(2 496 bytes) keep it busy for ever, and nothing in its interface tells before.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdf import PdfReader


def is_tangled(data: bytes) -> bool:
    """Return whether a field with others under it is reached twice; False where none is known."""
    # Only a reading process has loaded pypdf: it takes .07 s of the start of any other.
    from pypdf import PdfReader  # noqa: PLC0415
    from pypdf.generic import IndirectObject  # noqa: PLC0415

    from ingest.extract.pdf.second import FOREIGN  # noqa: PLC0415

    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted:
            reader.decrypt("")
        waiting = _under(_form(reader), "/Fields")
        seen: set[int] = set()
        while waiting:
            field = waiting.pop()
            kids = list(_under(field, "/Kids"))
            if kids and isinstance(field, IndirectObject):
                if field.idnum in seen:
                    return True
                seen.add(field.idnum)
            waiting.extend(kids)
    except FOREIGN:
        return False
    return False


def _form(reader: PdfReader) -> Any:
    root: Any = reader.root_object
    return root.get("/AcroForm")


def _under(holder: Any, name: str) -> list[Any]:
    """Return the members of an array in a dictionary as they stand there, references unresolved."""
    resolved = _resolved(holder)
    found = _resolved(resolved.get(name)) if hasattr(resolved, "get") else None
    return list(found) if isinstance(found, list) else []


def _resolved(value: Any) -> Any:
    """Return what a reference leads to, or a value of its own; pypdf's have `get_object` alike."""
    return value.get_object() if hasattr(value, "get_object") else value
