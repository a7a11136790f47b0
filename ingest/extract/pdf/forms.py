"""The bytes of a PDF -> whether the fields of its form are a tree, as PDFium takes for granted.

Where a field is reached in two ways, PDFium goes both: 25 fields that each name the next one twice
(2 496 bytes) keep it busy for ever, and nothing in its interface tells before.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import IndirectObject

from ingest.extract.pdf.second import FOREIGN


def is_tangled(data: bytes) -> bool:
    """Return whether a field with others under it is reached twice; False where none is known."""
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
    resolved: Any = holder.get_object() if isinstance(holder, IndirectObject) else holder
    found = resolved.get(name) if hasattr(resolved, "get") else None
    found = found.get_object() if isinstance(found, IndirectObject) else found
    return list(found) if isinstance(found, list) else []
