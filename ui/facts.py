"""A document -> what is known of it, line by line, and where each value came from."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.models import Document, Origin
from ui import remarks, safe, words
from ui.language import _


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of what is known of a document, and where it came from."""

    name: str
    value: str
    origin: str = ""
    link: str = ""


def facts(document: Document) -> tuple[Fact, ...]:
    """Return what is known of a document in the order a reader asks for it; no empty lines."""
    known = document.metadata
    lines = (
        (_("Titel"), "title", known.title),
        (_("Typ"), "kind", words.kind(known.kind.value)),
        (_("Utgivare"), "publisher", known.publisher),
        (_("Författare"), "authors", ", ".join(known.authors)),
        (_("Upphov"), "originator", known.originator),
        (_("Publicerad"), "published", words.date(known.published)),
        (_("Uppdaterad"), "updated", words.date(known.updated)),
        (_("Gäller från"), "valid_from", words.date(known.valid_from)),
        (_("Gäller till"), "valid_to", words.date(known.valid_to)),
        (_("Ersätter"), "replaces", known.replaces),
        (_("Upphävd genom"), "repealed_by", known.repealed_by),
        (_("Upphävd enligt"), "repealed", known.repealed),
        (_("Beteckning"), "identifiers", ", ".join(map(words.identifier, known.identifiers))),
        (_("Sammanfattning"), "summary", known.summary),
        (_("Språk"), "language", words.capital(words.language(known.language))),
        (_("Webbadress"), "url", known.url),
    )
    read = [
        Fact(
            name,
            value,
            _origin(known.origins.get(field)),
            (safe.web(value) or "") if field == "url" else "",
        )
        for name, field, value in lines
        if value
    ]
    return (*read, *_of_file(document))


def _origin(of: Origin | None) -> str:
    """Return where a value came from and how sure it is."""
    return f"{words.origin(of)} ({words.sureness(of)})" if of else ""


def _of_file(document: Document) -> tuple[Fact, ...]:
    size = words.count(document.pages, "sida", "sidor") if document.pages else ""
    sort = words.media_type(document.media_type)
    held = (
        Fact(_("Fil"), document.path),
        Fact(_("Format"), f"{sort}, {size}" if size else sort),
        Fact(_("Att veta om filen"), remarks.all_of(document)),
        Fact(_("Kom in"), words.moment(document.added)),
    )
    return tuple(fact for fact in held if fact.value)
