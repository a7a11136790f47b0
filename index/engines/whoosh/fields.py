"""The fields of `index.schema` -> Whoosh's schema and values."""

from __future__ import annotations

import json
import struct
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict

from whoosh.columns import VarBytesColumn
from whoosh.fields import STORED, FieldType, Schema
from whoosh.formats import Existence, Format, Frequency

from index.engines import DocumentRecord, PassageRecord, State
from index.models import FACETS
from index.schema import KEYWORD_FIELDS, NUMBER_FIELDS, PASSAGE_FIELDS, TERM_FIELDS

RECORD = "record"  # which kind of record this is
DOCUMENT, PASSAGE, STATE = "document", "passage", "state"
PARENT = "parent"  # of a passage: the document's id
COUNT = "passage_count"
LEFT_OUT = frozenset({"gram", "pair"})
"""Letters in a row: five times the postings, 143 ms a search over 5 739 passages. Pairs of words:
as many terms as text, and no gain in rank that is the same on two sets."""

SEPARATOR = "\x1f"  # between values in a column; no value holds control characters


def passage_field(field: str) -> str:
    """Name the field that holds a kind of term for passages: their statistics are their own."""
    return f"passage_{field}"


class Positions(Format):  # type: ignore[misc]  # Whoosh has no types
    """Where a term stands, as 32-bit numbers; Whoosh's own format is a pickle a posting."""

    def encode(self, positions: list[int]) -> bytes:
        """Return the positions as bytes."""
        return struct.pack(f"<{len(positions)}I", *positions)

    def decode_positions(self, value: bytes) -> tuple[int, ...]:
        """Return the positions that were encoded."""
        return struct.unpack(f"<{len(value) // 4}I", value)


class Terms(FieldType):  # type: ignore[misc]  # Whoosh has no types
    """Terms with one space between, counted; with their places where a phrase may be asked for."""

    def __init__(self, *, positions: bool) -> None:
        super().__init__(Positions() if positions else Frequency(), None, scorable=True)

    def index(self, value: str, **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield every distinct term as bytes, count, weight and value."""
        if not isinstance(self.format, Positions):
            for term, count in Counter(value.split()).items():
                yield term.encode(), count, float(count), struct.pack("!I", count)
            return
        places: dict[str, list[int]] = defaultdict(list)
        for place, term in enumerate(value.split()):
            places[term].append(place)
        for term, found in places.items():
            yield term.encode(), len(found), float(len(found)), self.format.encode(found)


class Values(FieldType):  # type: ignore[misc]  # Whoosh has no types
    """Whole values; in a column too where they are counted or sorted by."""

    def __init__(self, *, column: bool = False) -> None:
        super().__init__(Existence(), None)
        self.column_type = VarBytesColumn() if column else None

    def index(
        self, value: tuple[str, ...], **_: object
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield every distinct value."""
        for text in dict.fromkeys(value):
            yield text.encode(), 1, 1.0, b""

    def to_column_value(self, value: tuple[str, ...]) -> bytes:
        """Join the values for the column."""
        return SEPARATOR.join(dict.fromkeys(value)).encode()


def schema() -> Schema:
    """Return one schema for documents, passages and the state record."""
    fields: dict[str, FieldType] = {name: Values() for name in (RECORD, PARENT)}
    fields |= {name: STORED() for name in ("stored", COUNT)}
    fields |= {name: Values(column=name in FACETS) for name in KEYWORD_FIELDS}
    fields |= {name: Values(column=True) for name in ("id", *NUMBER_FIELDS)}
    fields |= {
        name: Terms(positions=TERM_FIELDS[name]) for name in TERM_FIELDS if name not in LEFT_OUT
    }
    fields |= {passage_field(name): Terms(positions=TERM_FIELDS[name]) for name in PASSAGE_FIELDS}
    return Schema(**fields)


def document(record: DocumentRecord, passage_count: int) -> dict[str, object]:
    """Turn a document record into values for Whoosh."""
    values: dict[str, object] = {
        name: text for name, text in record.terms.items() if text and name not in LEFT_OUT
    }
    values |= {name: found for name, found in record.keywords.items() if found}
    values |= {name: (number_term(value),) for name, value in record.numbers.items()}
    values |= {RECORD: (DOCUMENT,), "id": (record.id,)}
    return values | {"stored": record.stored, COUNT: passage_count}


def passage(record: PassageRecord) -> dict[str, object]:
    """Turn a passage record into values for Whoosh."""
    values: dict[str, object] = {
        passage_field(name): text for name, text in record.terms.items() if text
    }
    return values | {RECORD: (PASSAGE,), PARENT: (record.document_id,), "stored": record.stored}


def state_values(state: State) -> dict[str, object]:
    """Turn the state of an index into its record."""
    return {RECORD: (STATE,), "stored": json.dumps(asdict(state))}


def number_term(value: int) -> str:
    """Write a day as a term that sorts as the number does."""
    return f"{value:08d}"
