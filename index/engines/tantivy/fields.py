"""The fields of `index.schema` -> Tantivy schemas and documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import blake2b

import tantivy

from index.engines import DocumentRecord, PassageRecord, State
from index.errors import IndexDamagedError
from index.models import FACETS
from index.schema import KEYWORD_FIELDS, NUMBER_FIELDS, PASSAGE_FIELDS, TERM_FIELDS, WEAK_FIELDS

RECORD = "record"  # which kind of record this is: DOCUMENT or STATE
DOCUMENT, STATE = "document", "state"
PASSAGE_KEY = "passages"  # what the passages of a document are found by
PASSAGE_COUNT = "passage_count"
OWNER = "owner"  # the key once more, as a number: the one thing quickly read of many hits
NO_DAY = 99_999_999
TIMES_WRITTEN = dict.fromkeys(WEAK_FIELDS, 2)
"""Tantivy's k1 is fixed at 1.2. Twice the terms in twice the length is what half the k1 gives."""


@dataclass(frozen=True, slots=True)
class Held:
    """The passages that a document record names."""

    key: str
    count: int


def document_schema() -> tantivy.Schema:
    """Return the schema of document records and of the state record beside them."""
    builder = tantivy.SchemaBuilder()
    _keyword(builder, RECORD)
    _keyword(builder, "id", stored=True, fast=True)
    _keyword(builder, PASSAGE_KEY, stored=True)
    builder.add_integer_field(PASSAGE_COUNT, stored=True)
    builder.add_bytes_field("stored", stored=True)
    _terms(builder, tuple(TERM_FIELDS))
    for name in KEYWORD_FIELDS:
        _keyword(builder, name, fast=name in FACETS)
    for name in NUMBER_FIELDS:
        builder.add_integer_field(name, indexed=True, fast=True)
        _keyword(builder, order_field(name), fast=True)
    return builder.build()


def passage_schema() -> tantivy.Schema:
    """Return the schema of passage records."""
    builder = tantivy.SchemaBuilder()
    _keyword(builder, PASSAGE_KEY)
    builder.add_integer_field(OWNER, fast=True)
    builder.add_bytes_field("stored", stored=True)
    _terms(builder, PASSAGE_FIELDS)
    return builder.build()


def document(record: DocumentRecord, held: Held, schema: tantivy.Schema) -> tantivy.Document:
    """Turn a document record into Tantivy's; a value of a wrong type raises here, not at commit."""
    values = _written(record.terms)
    values |= {name: list(dict.fromkeys(words)) for name, words in record.keywords.items()}
    values |= record.numbers
    for name in NUMBER_FIELDS:
        values[order_field(name)] = f"{NO_DAY - record.numbers.get(name, 0):08d}{record.id}"
    values |= {RECORD: DOCUMENT, "id": record.id, "stored": record.stored.encode()}
    values |= {PASSAGE_KEY: held.key, PASSAGE_COUNT: held.count}
    return tantivy.Document.from_dict(values, schema)


def passage(record: PassageRecord, passage_key: str, schema: tantivy.Schema) -> tantivy.Document:
    """Turn a passage record into Tantivy's."""
    values = _written(record.terms)
    values |= {
        PASSAGE_KEY: passage_key,
        OWNER: owner(passage_key),
        "stored": record.stored.encode(),
    }
    return tantivy.Document.from_dict(values, schema)


def owner(passage_key: str) -> int:
    """Return the number that tells the passages of one document from those of others.

    63 bits: that two of a hundred documents share one is not to be reckoned with.
    """
    digest = blake2b(passage_key.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def _written(terms: Mapping[str, str]) -> dict[str, object]:
    return {name: [text] * TIMES_WRITTEN.get(name, 1) for name, text in terms.items() if text}


def state_document(state: State, schema: tantivy.Schema) -> tantivy.Document:
    """Turn the state of an index into its record."""
    stored = json.dumps(asdict(state)).encode()
    return tantivy.Document.from_dict({RECORD: STATE, "stored": stored}, schema)


def read_state(searcher: tantivy.Searcher, schema: tantivy.Schema) -> State:
    """Return the state record of the commit that a searcher sees."""
    if searcher.num_docs == 0:
        return State("", 0, 0, 0)
    hits = searcher.search(tantivy.Query.term_query(schema, RECORD, STATE), 1).hits
    if not hits:
        raise IndexDamagedError("no state record in the index; run `lykta reindex --full`")
    try:
        return State(**json.loads(stored(searcher.doc(hits[0][1]))))
    except (ValueError, TypeError) as exc:
        raise IndexDamagedError("no state in its record; run `lykta reindex --full`") from exc


def document_by_id(
    searcher: tantivy.Searcher, schema: tantivy.Schema, document_id: str
) -> tantivy.Document | None:
    """Return one document record, or None."""
    hits = searcher.search(tantivy.Query.term_query(schema, "id", document_id), 1).hits
    return searcher.doc(hits[0][1]) if hits else None


def held(document: tantivy.Document) -> Held:
    """Return what a document record names as its passages."""
    return Held(text(document, PASSAGE_KEY), document[PASSAGE_COUNT][0])


def text(document: tantivy.Document, name: str) -> str:
    """Return the one value of a stored text field."""
    return str(document[name][0])


def stored(document: tantivy.Document) -> str:
    """Return the JSON that a record was written with."""
    return bytes(document["stored"][0]).decode()


def order_field(number: str) -> str:
    """Name the field that orders by a number, the highest first, and then by id.

    Tantivy breaks ties by where a record happens to lie; a text that holds both breaks them by id.
    """
    return f"{number}_order"


def _keyword(
    builder: tantivy.SchemaBuilder, name: str, *, stored: bool = False, fast: bool = False
) -> None:
    builder.add_text_field(
        name, stored=stored, fast=fast, tokenizer_name="raw", index_option="basic"
    )


def _terms(builder: tantivy.SchemaBuilder, names: tuple[str, ...]) -> None:
    for name in names:
        option = "position" if TERM_FIELDS[name] else "freq"
        builder.add_text_field(name, tokenizer_name="whitespace", index_option=option)
