"""The page's addresses <-> what they ask for: every view is a link that can be shared.

The names in an address are part of the product: saved links must keep working.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from index.models import Filters, Query, Sort
from ingest.models import Kind, PartialDate

SEARCH, DOCUMENT, TOPICS, COLLECTION, HELP = "/", "/dokument", "/amnen", "/samlingen", "/hjalp"
ACCESSIBILITY = "/tillganglighet"
ORIGINAL = "/original"
PRINTED = "/sida"
SOURCES = "/kallor"
PULLED = "/hamtning"
EXPORT = "/export"
SUGGESTIONS = "/forslag"
NIGHT = "/natten"

MAX_QUERY_CHARS = 2000  # what fits an address in every browser and proxy in use

Parameters = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as its address asks for it."""

    query: Query
    unread: tuple[str, ...] = ()  # "ar=igår": parts of the address that mean nothing here


class _Said:
    """What an address says, and the parts of it that mean nothing."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        self.unread: list[str] = []

    def last(self, name: str) -> str:
        return self._parameters.get(name, [""])[-1]

    def values(self, name: str, is_known: Callable[[str], bool] = bool) -> tuple[str, ...]:
        """Return the values that are known, each once."""
        said = [value for value in dict.fromkeys(self._parameters.get(name, ())) if value]
        self.unread += [f"{name}={value}" for value in said if not is_known(value)]
        return tuple(value for value in said if is_known(value))

    def date(self, name: str) -> PartialDate | None:
        try:
            return PartialDate.parse(self.last(name)) if self.last(name) else None
        except ValueError:
            self.unread.append(f"{name}={self.last(name)}")
            return None


def read_search(parameters: Parameters) -> Asked:
    """Return the question of a search address; what cannot be used is left out and told."""
    said = _Said(parameters)
    query = Query(
        text=said.last("q")[:MAX_QUERY_CHARS].strip(),
        filters=Filters(
            kind=said.values("typ", {kind.value for kind in Kind}.__contains__),
            publisher=said.values("utgivare"),
            topic=said.values("amne"),
            year=tuple(int(year) for year in said.values("ar", _is_year)),
            published_from=said.date("fran"),
            published_to=said.date("till"),
        ),
        sort=Sort.DATE if said.last("sortera") == "datum" else Sort.RELEVANCE,
        page=read_number(said.last("sida")) or 1,
        relax=said.last("alla") != "ja",
    )
    return Asked(query, tuple(said.unread))


def search_parameters(query: Query) -> dict[str, list[str]]:
    """Return what an address says of a question; what is as usual is left unsaid."""
    filters = query.filters
    said = {
        "q": [query.text],
        "typ": list(filters.kind),
        "utgivare": list(filters.publisher),
        "amne": list(filters.topic),
        "ar": [str(year) for year in filters.year],
        "fran": [str(filters.published_from or "")],
        "till": [str(filters.published_to or "")],
        "sortera": ["datum" if query.sort is Sort.DATE else ""],
        "alla": ["" if query.relax else "ja"],
        "sida": [str(query.page) if query.page > 1 else ""],
    }
    return {name: values for name, values in said.items() if any(values)}


def search(query: Query) -> str:
    """Return the address of a search."""
    return _with(SEARCH, search_parameters(query))


def narrowed(query: Query, facet: str, value: str) -> str:
    """Return the address of the same search with a facet's value put in, or taken out again."""
    chosen: tuple[object, ...] = getattr(query.filters, facet)
    given: object = int(value) if facet == "year" else value
    rest = tuple(one for one in chosen if one != given)
    changed = rest if given in chosen else (*chosen, given)
    change: dict[str, Any] = {facet: changed}
    filters = replace(query.filters, **change)
    return search(replace(query, filters=filters, page=1))


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a document one is, and how it is shown."""

    document_id: str
    page: int | None = None
    offset: int | None = None  # of a character in the page
    q: str = ""  # the search that led here
    find: str = ""  # what is looked for in the document alone
    view: str = ""  # one of VIEWS

    @property
    def words(self) -> str:
        """What is marked: what is looked for here, else what was searched for."""
        return self.find or self.q

    @property
    def address(self) -> str:
        """The place as an address."""
        said = {
            "id": self.document_id,
            "sida": str(self.page or ""),
            "plats": "" if self.offset is None else str(self.offset),
            "q": self.q,
            "hitta": self.find,
            "visa": self.view,
        }
        return _with(DOCUMENT, {name: [value] for name, value in said.items() if value})


BOTH, PICTURE, TEXT, OVERVIEW = "", "sidan", "text", "alla"
VIEWS = (BOTH, PICTURE, TEXT, OVERVIEW)
"""How a page is shown: picture beside text, one of them alone, or all pages small."""


def read_place(parameters: Parameters) -> Place:
    """Return the place of a document's address; what means nothing is left out."""
    said = _Said(parameters)
    view = said.last("visa")
    return Place(
        said.last("id"),
        read_number(said.last("sida")),
        read_number(said.last("plats")),
        said.last("q")[:MAX_QUERY_CHARS].strip(),
        said.last("hitta")[:MAX_QUERY_CHARS].strip(),
        view if view in VIEWS else BOTH,
    )


def years(query: Query, first: int | None, last: int | None) -> str:
    """Return the address of the same search limited to some years in a row, or to none."""
    filters = replace(
        query.filters,
        year=(),
        published_from=PartialDate.of(first) if first else None,
        published_to=PartialDate.of(last) if last else None,
    )
    return search(replace(query, filters=filters, page=1))


def document(
    document_id: str, page: int | None = None, place: int | None = None, q: str = ""
) -> str:
    """Return the address of a document, of a page of it, of a place on that page."""
    return Place(document_id, page, place, q).address


def printed(document_id: str, page: int, sha256: str, *, small: bool = False) -> str:
    """Return the address of a page's picture; another content has another address."""
    size = "&liten=ja" if small else ""
    return f"{PRINTED}/{quote(document_id, safe='')}/{page}.jpg?v={sha256[:12]}{size}"


def printed_words(document_id: str, page: int, words: str = "") -> str:
    """Return the address that tells where words stand in a page's picture."""
    return _with(f"{PRINTED}/{quote(document_id, safe='')}/{page}.json", {"q": [words]})


def sources(ids: Iterable[str], suffix: str = "", page: int | None = None) -> str:
    """Return the address of a list of documents to cite, or of the file they are kept in."""
    path = f"{SOURCES}.{suffix}" if suffix else SOURCES
    said = {"id": list(ids), "sida": [str(page)] if page else []}
    return _with(path, {name: values for name, values in said.items() if values})


def export(query: Query, suffix: str) -> str:
    """Return the address of a search's rows as a file."""
    return _with(f"{EXPORT}.{suffix}", search_parameters(replace(query, page=1)))


def edition(document_id: str, sha256: str) -> str:
    """Return the address of one edition of a document, as it was fetched."""
    return f"{ORIGINAL}/{quote(document_id, safe='')}/{sha256}"


def original(document_id: str, page: int | None = None) -> str:
    """Return the address of the file as it was dropped; a PDF viewer opens it at the page."""
    return f"{ORIGINAL}/{quote(document_id, safe='')}" + (f"#page={page}" if page else "")


def topic(topic_id: str, page: int = 1) -> str:
    """Return the address of a topic's page, or of a page of its documents."""
    return _with(TOPICS, {"amne": [topic_id], **({"sida": [str(page)]} if page > 1 else {})})


def read_number(text: str) -> int | None:
    """Return a whole number of at most nine digits from 0, or None for any other text."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None


def _is_year(text: str) -> bool:
    return len(text) == 4 and bool(read_number(text))


def _with(path: str, parameters: Mapping[str, Sequence[str]]) -> str:
    return path + ("?" + urlencode(parameters, doseq=True) if parameters else "")
