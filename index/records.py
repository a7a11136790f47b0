"""A document -> what an engine stores of it: its record and those of its passages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from functools import lru_cache
from itertools import groupby

from index import places, standing
from index.engines import DocumentRecord, PassageRecord, Write
from index.models import DocumentSummary, Passage
from index.passages import is_signpost, passages
from index.schema import TEXT_FIELDS
from index.swedish import Analyzer
from ingest.models import Document, Identifier, Kind, Metadata, PartialDate

Terms = Mapping[str, str]

_JSON = json.JSONEncoder(ensure_ascii=False)  # made once: dumps() makes one for every passage
_PASSAGE = tuple(one.name for one in fields(Passage))  # asdict() copies each value
_SUMMARY = tuple(one.name for one in fields(DocumentSummary))
_DAYS = ("published", "valid_to")  # of a row, stored as they are printed


def write(document: Document, analyzer: Analyzer) -> Write:
    """Return the records of a document; every text is analysed once."""
    language = document.metadata.language
    texts = [analyzer.fields(document.metadata.title, language, TEXT_FIELDS)]
    records = []
    for (heading, of_language), under in _by_heading(document):
        above = analyzer.fields(heading, of_language, TEXT_FIELDS)
        texts.append(above)
        for passage in under:
            terms = analyzer.fields(passage.text, of_language, TEXT_FIELDS)
            texts.append(terms)
            records.append(_passage_record(passage, above, terms))
    terms = {**_joined(texts, TEXT_FIELDS), **places.terms(document, analyzer)}
    return Write(_document_record(document, terms), tuple(records))


def texts(document: Document) -> Iterator[tuple[str, str]]:
    """Yield the texts, each with its language, that `TEXT_FIELDS` of a document's record hold."""
    yield document.metadata.title, document.metadata.language
    for (heading, language), under in _by_heading(document):
        yield heading, language
        yield from ((passage.text, language) for passage in under)


@lru_cache(1 << 10)  # of one question thirty documents are read, ten of them for three uses
def read_summary(stored: str) -> DocumentSummary:
    """Return the row that a document record was stored with."""
    values = json.loads(stored)
    values["kind"] = Kind(values["kind"])
    values["topics"] = tuple(values["topics"])
    values["identifiers"] = tuple(Identifier(*value) for value in values["identifiers"])
    for name in _DAYS:
        values[name] = PartialDate.parse(values[name]) if values[name] else None
    return DocumentSummary(**values)


def read_passage(stored: str) -> Passage:
    """Return the passage that a passage record was stored with."""
    return Passage(**json.loads(stored))


def numbers(about: Metadata) -> dict[str, int]:
    """Return the numbers that a document is filtered and sorted by."""
    published = about.published
    days = {"first_day": published.first, "last_day": published.last} if published else {}
    if about.valid_to:
        days["valid_to"] = about.valid_to.last
    return {name: int(f"{day:%Y%m%d}") for name, day in days.items()}


def keywords(document: Document) -> dict[str, tuple[str, ...]]:
    """Return the whole values that a document is filtered and counted by."""
    about = document.metadata
    return {
        "kind": (about.kind.value,),
        "publisher": (about.publisher,) if about.publisher else (),
        "topic": tuple(link.topic for link in about.topics),
        "year": tuple(_years(about)),
        "language": (about.language,),
        "identifier": (
            *(document.id, *(identifier.value for identifier in about.identifiers)),
            *((about.url,) if about.url else ()),
            *about.also_at,
        ),
        "path": (document.path,),
        "standing": standing.values(document),
    }


def _by_heading(document: Document) -> Iterator[tuple[tuple[str, str], Iterator[Passage]]]:
    return groupby(passages(document), key=lambda passage: (passage.heading, passage.language))


def _document_record(document: Document, terms: Terms) -> DocumentRecord:
    return DocumentRecord(
        id=document.id,
        terms=terms,
        keywords=keywords(document),
        numbers=numbers(document.metadata),
        stored=_stored_summary(document),
    )


def _passage_record(passage: Passage, above: Terms, own: Terms) -> PassageRecord:
    """Return the record of a passage; what only points to an answer weighs as a heading does."""
    said = {name: getattr(passage, name) for name in _PASSAGE}
    stored = _JSON.encode(said)
    signposts, told = ([above, own], []) if is_signpost(passage.text) else ([above], [own])
    title = " ".join(_joined(signposts, ("word", "part")).values())
    terms = {**_joined([above, own], ("exact",)), **_joined(told, ("word", "part")), "title": title}
    return PassageRecord(passage.document_id, terms, stored)


def _joined(texts: Iterable[Terms], fields: Iterable[str]) -> dict[str, str]:
    held = list(texts)
    return {field: " ".join(text[field] for text in held if text[field]) for field in fields}


def _years(about: Metadata) -> Iterator[str]:
    if about.published:
        yield str(about.published.last.year)


def _stored_summary(document: Document) -> str:
    about = document.metadata
    summary = DocumentSummary(
        id=document.id,
        title=about.title,
        path=document.path,
        url=about.url,
        published=about.published,
        publisher=about.publisher,
        kind=about.kind,
        topics=tuple(link.topic for link in about.own_topics),
        identifiers=about.identifiers,
        language=about.language,
        media_type=document.media_type,
        pages=document.pages,
        removed=about.removed is not None,
        repealed=standing.REPEALED in standing.values(document),
        repealed_by=about.repealed_by,
        newer=document.newer,
        copy_of=document.copy_of,
        valid_to=about.valid_to,
    )
    identifiers = [[found.scheme, found.value, found.valid] for found in about.identifiers]
    days = {name: str(day) if (day := getattr(about, name)) else None for name in _DAYS}
    values = {name: getattr(summary, name) for name in _SUMMARY}
    return _JSON.encode(values | days | {"identifiers": identifiers})
