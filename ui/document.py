"""The document page: a document's address -> what is known of it, and its text sheet by sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from index.models import Mark, Query
from ingest.models import Document
from ui import address, frame, paging, reading, safe, words
from ui.language import _


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of what is known of a document, and where it came from."""

    name: str
    value: str
    origin: str = ""
    link: str = ""


def show() -> None:
    """Draw the page."""
    document_id = frame.parameter("id")
    document = frame.collection().document(document_id) if document_id else None
    if document is None:
        frame.name_page(_("Dokumentet finns inte"))
        safe.show("document_absent.html", document_id=document_id)
        return
    frame.name_page(document.metadata.title)
    _draw(document)


def _draw(document: Document) -> None:
    collection = frame.collection()
    place = address.read_number(frame.parameter("plats"))
    asked_page = address.read_number(frame.parameter("sida"))
    all_sheets = reading.sheets(document)
    sheet = all_sheets[reading.sheet_at(document, asked_page, place) - 1]
    q = frame.parameter("q")
    safe.show(
        "document.html",
        document=document,
        relations=collection.relations(document),
        facts=facts(document),
        topics=[
            (collection.topics[link.topic], words.topic_reason(link.reason))
            for link in document.metadata.own_topics
            if link.topic in collection.topics
        ],
        contents=reading.contents(document),
        sheet=sheet,
        sheet_name="Sida" if document.pages else "Del",
        pages=paging.Pages(sheet.number, len(all_sheets), 1),
        found=reading.block_at(sheet, place),
        marks=_marks(document, sheet, q),
        q=q,
        search_address=address.search(Query(q)),
        sheet_address=lambda number: address.document(document.id, number, q=q),
        place_address=lambda entry: address.document(
            document.id, entry.sheet, place=entry.place, q=q
        ),
        permanent=_permanent(document),
        trouble=next((file for file in collection.failures() if file.path == document.path), None),
        has_original=collection.original(document) is not None,
    )


def _marks(document: Document, sheet: reading.Sheet, q: str) -> Sequence[Sequence[Mark]]:
    """Return the found words of each block of a sheet."""
    if not q:
        return [()] * len(sheet.blocks)
    texts = [block.text for block in sheet.blocks]
    return frame.collection().marks(q, texts, spoken=document.metadata.language)


def facts(document: Document) -> tuple[Fact, ...]:
    """Return what is known of a document in the order a reader asks for it; no empty lines."""
    known = document.metadata
    lines = (
        ("Titel", "title", known.title),
        ("Typ", "kind", words.kind(known.kind.value)),
        ("Utgivare", "publisher", known.publisher),
        ("Upphov", "originator", known.originator),
        ("Publicerad", "published", words.date(known.published)),
        ("Uppdaterad", "updated", words.date(known.updated)),
        ("Gäller från", "valid_from", words.date(known.valid_from)),
        ("Gäller till", "valid_to", words.date(known.valid_to)),
        ("Ersätter", "replaces", known.replaces),
        ("Upphävd genom", "repealed_by", known.repealed_by),
        ("Beteckning", "identifiers", ", ".join(one.value for one in known.identifiers)),
        ("Språk", "language", words.capital(words.language(known.language))),
        ("Webbadress", "url", known.url),
    )
    read = [
        Fact(
            name,
            value,
            words.origin(known.origins[field]) if field in known.origins else "",
            (safe.web(value) or "") if field == "url" else "",
        )
        for name, field, value in lines
        if value
    ]
    return (*read, *_of_file(document))


def _of_file(document: Document) -> tuple[Fact, ...]:
    size = words.count(document.pages, "sida", "sidor") if document.pages else ""
    sort = words.media_type(document.media_type)
    held = (
        Fact("Fil", document.path),
        Fact("Format", f"{sort}, {size}" if size else sort),
        Fact("Kom in", words.moment(document.added)),
    )
    return tuple(fact for fact in held if fact.value)


def _permanent(document: Document) -> str:
    """Return the document's whole address, as far as the browser has told where it is."""
    here = st.context.url or ""
    return here.split(address.DOCUMENT)[0].rstrip("/") + address.document(document.id)
