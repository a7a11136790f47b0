"""A file's content, the catalogue and the ledger -> which document the file is.

same content, its own file             the document as it was
same content, the other file is there  a duplicate of that document
same content, the other file is gone   that document, moved
other content, same path               the document of that path, edited
else                                   a new document; its id is the beginning of its SHA-256
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from ingest.catalogue import DocumentState, Lookup
from ingest.ledger import ID_DIGITS, Ledger

_FREE = (None, DocumentState.GONE, DocumentState.WITHDRAWN)


class Case(Enum):
    """What content turns out to be."""

    UNKNOWN = auto()  # no document has it: it must be read
    SAME = auto()
    DUPLICATE = auto()
    MOVED = auto()
    LATER = auto()  # the document that has it is about to become something else
    FORGOTTEN = auto()


@dataclass(frozen=True, slots=True)
class Finding:
    """The case, with the document it is about."""

    case: Case
    document_id: str = ""


@dataclass(slots=True)
class Identity:
    """What is known during one pass, beyond the catalogue."""

    ledger: Ledger
    vacated: set[str] = field(default_factory=set)  # files that lost their content, or are gone
    edited: set[str] = field(default_factory=set)  # files of documents, with new bytes not yet read

    def find(self, lookup: Lookup, name: str, sha256: str) -> Finding:
        """Tell what a file with this content is."""
        if sha256 in self.ledger.forgotten:
            return Finding(Case.FORGOTTEN)
        held = lookup.holding(sha256)
        if not held:
            return Finding(Case.UNKNOWN)
        if held.name == name:
            return Finding(Case.SAME, held.document_id)
        if held.name in self.edited:
            return Finding(Case.LATER, held.document_id)
        case = Case.DUPLICATE
        if held.name in self.vacated:
            # A document that is edited into another's content keeps its id; the other merges.
            case = Case.UNKNOWN if lookup.held_in(name) else Case.MOVED
        return Finding(case, held.document_id)

    def id_for(self, lookup: Lookup, name: str, sha256: str) -> str:
        """Return the id of a document that content is to become: its path's own, or a free one."""
        own = lookup.belonged(name)
        if own is not None:
            return own
        given = self.ledger.id_for(sha256)
        if lookup.state(given) in _FREE:
            return given
        longer = (sha256[:digits] for digits in range(ID_DIGITS, len(sha256) + 1))
        return next(candidate for candidate in longer if lookup.state(candidate) in _FREE)
