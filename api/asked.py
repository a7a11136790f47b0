"""What an address of the API says -> a Query, within bounds; what cannot be read is a ProblemError.

The table of parameters is read here, and described in openapi.json from here: there is no other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from index import cite
from index.models import Filters, Query, Sort
from ingest.models import Kind, PartialDate

ROOT = "/api"
MAX_LIMIT = 100
MAX_PAGE = 100_000
MAX_QUERY_CHARS = 2_000
MAX_VALUE_CHARS = 300
MAX_SUGGESTIONS = 20
MAX_VALUES = 50
"""Of one parameter that may be given several times."""


class ProblemError(Exception):
    """A request that cannot be answered: an HTTP status and one sentence."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that an address may say."""

    name: str
    description: str
    schema: dict[str, Any] = field(default_factory=lambda: text(MAX_VALUE_CHARS))
    several: bool = False
    required: bool = False

    def described(self) -> dict[str, Any]:
        """Return it as OpenAPI says it."""
        one = self.schema
        schema = {"type": "array", "items": one, "maxItems": MAX_VALUES} if self.several else one
        return {
            "name": self.name,
            "in": "query",
            "description": self.description,
            "required": self.required,
            "schema": schema,
        }


def text(most: int) -> dict[str, Any]:
    """Return the schema of a text of so many characters."""
    return {"type": "string", "maxLength": most}


def number(most: int, default: int) -> dict[str, Any]:
    """Return the schema of a whole number from 1."""
    return {"type": "integer", "minimum": 1, "maximum": most, "default": default}


def one_of(values: Iterable[str], default: str | None = None) -> dict[str, Any]:
    """Return the schema of a text that is one of some."""
    return {"type": "string", "enum": list(values)} | ({"default": default} if default else {})


YEAR = {"type": "integer", "minimum": 1, "maximum": 9999}
DAY = {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}
QUERY = Parameter("q", "The question, in the query language of the page", text(MAX_QUERY_CHARS))
NARROWING = (
    QUERY,
    Parameter("kind", "Kind of document", one_of(kind.value for kind in Kind), several=True),
    Parameter("publisher", "Who gave it out", several=True),
    Parameter("topic", "Id of a topic; stands for all under it", several=True),
    Parameter("year", "Year of publication", YEAR, several=True),
    Parameter("from", "Published then or later: 2019, 2019-05 or 2019-05-08", DAY),
    Parameter("to", "Published then or earlier", DAY),
)
SEARCH = (
    *NARROWING,
    Parameter("sort", "Order of the documents", one_of(Sort, Sort.RELEVANCE)),
    Parameter("limit", "Documents a page", number(MAX_LIMIT, 10)),
    Parameter("page", "Page of the result list", number(MAX_PAGE, 1)),
)

CITING = (
    Parameter("format", "A file format or a style", one_of((*cite.FORMATS, *cite.STYLES), "apa")),
    Parameter("page", "The page that is referred to", number(MAX_PAGE, 1)),
)
PAGED = (Parameter("page", "Only this page", number(MAX_PAGE, 1)),)
SUGGESTING = (
    Parameter("q", "What was typed", text(MAX_VALUE_CHARS), required=True),
    Parameter("limit", "Suggestions", number(MAX_SUGGESTIONS, 8)),
)


def read(said: QueryParams, known: Iterable[Parameter]) -> dict[str, list[str]]:
    """Return what an address says, by parameter; ProblemError for what is unknown or too much."""
    by_name = {one.name: one for one in known}
    found: dict[str, list[str]] = {}
    for name, value in said.multi_items():
        parameter = by_name.get(name)
        if parameter is None:
            raise ProblemError(400, f"unknown parameter {name[:40]!r}; known: {', '.join(by_name)}")
        if len(value) > parameter.schema.get("maxLength", MAX_VALUE_CHARS):
            raise ProblemError(400, f"{name} is too long")
        if value not in parameter.schema.get("enum", [value]):
            raise ProblemError(400, f"{name} must be one of {', '.join(parameter.schema['enum'])}")
        found.setdefault(name, []).append(value)
    for name, values in found.items():
        if len(values) > (MAX_VALUES if by_name[name].several else 1):
            raise ProblemError(400, f"{name} is given too many times")
    return found


def query(said: QueryParams) -> Query:
    """Return the question of a search."""
    found = read(said, SEARCH)
    sort = Sort(found.get("sort", [Sort.RELEVANCE])[0])
    limit, page = whole(found, "limit", MAX_LIMIT, 10), whole(found, "page", MAX_PAGE, 1)
    return Query(_text(found), _filters(found), sort, page, limit)


def watched(said: QueryParams, limit: int) -> Query:
    """Return the question of a feed: the newest first."""
    found = read(said, NARROWING)
    return Query(_text(found), _filters(found), Sort.DATE, limit=limit)


def feed(query: Query) -> str:
    """Return the address of a search as a feed: what `watched` reads."""
    filters = query.filters
    said = {
        "q": [query.text],
        "kind": filters.kind,
        "publisher": filters.publisher,
        "topic": filters.topic,
        "year": filters.year,
        "from": [filters.published_from or ""],
        "to": [filters.published_to or ""],
    }
    given = {name: values for name, values in said.items() if any(values)}
    return f"{ROOT}/feed.atom" + ("?" + urlencode(given, doseq=True) if given else "")


def whole(found: dict[str, list[str]], name: str, most: int, default: int) -> int:
    """Return a whole number from 1; ProblemError for any other text."""
    return _whole(name, found[name][0], most) if name in found else default


def _text(found: dict[str, list[str]]) -> str:
    return found.get("q", [""])[0].strip()


def _filters(found: dict[str, list[str]]) -> Filters:
    return Filters(
        kind=tuple(found.get("kind", ())),
        publisher=tuple(found.get("publisher", ())),
        topic=tuple(found.get("topic", ())),
        year=tuple(_whole("year", year, 9999) for year in found.get("year", ())),
        published_from=_date(found, "from"),
        published_to=_date(found, "to"),
    )


def _whole(name: str, value: str, most: int) -> int:
    is_number = value.isascii() and value.isdecimal() and len(value) <= 9
    if not is_number or not 1 <= int(value) <= most:
        raise ProblemError(400, f"{name} must be a whole number from 1 to {most}")
    return int(value)


def _date(found: dict[str, list[str]], name: str) -> PartialDate | None:
    try:
        return PartialDate.parse(found[name][0]) if name in found else None
    except ValueError as error:
        message = f"{name} must be a day, a month or a year: 2019-05-08, 2019-05, 2019"
        raise ProblemError(400, message) from error
