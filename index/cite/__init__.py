"""Documents -> what others cite them by: RIS, BibTeX, CSL-JSON, and reference lines in Swedish."""

from index.cite.exchange import FORMATS, Format, export
from index.cite.reference import STYLES, Reference, Run, reference
from index.cite.source import Source, source

__all__ = [
    "FORMATS",
    "STYLES",
    "Format",
    "Reference",
    "Run",
    "Source",
    "export",
    "reference",
    "source",
]
