"""Requests below /api/ -> answers in JSON and as feeds, over one open collection.

handler(request) -> values -> JSON with an ETag; 304 to whoever has it; any error -> problem+json
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api import asked, feeds
from api.asked import CITING, MAX_PAGE, MAX_SUGGESTIONS, PAGED, ROOT, SUGGESTING, ProblemError
from api.description import described
from index import cite, serialize, standing
from index.errors import QueryError, SearchError
from index.models import Query
from ingest.errors import IngestError
from ingest.models import SHOWN_ROLES, Document
from night import serialize as held
from night.collection import Collection

OPEN = (rf"{ROOT}/[^\x00-\x1f]*",)
"""What a server lets in, as a regular expression; what is no route below answers 404 here."""
FEED_ROWS = 50
NO_STORE = {"Cache-Control": "no-store"}
JSON, PROBLEM = "application/json", "application/problem+json"


@dataclass(frozen=True, slots=True)
class Places:
    """Where the page that people read has what the API tells of, without the host."""

    search: Callable[[Query], str]
    document: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Said:
    """The body of an answer."""

    body: bytes
    media_type: str = JSON


def routes(collection: Callable[[], Collection], places: Places) -> list[Route]:
    """Return the routes of a collection, which is opened by the first request."""
    here = _Answers(collection, places)
    kept: Mapping[str, Callable[[Request], Said]] = {
        "search": here.search,
        "documents/{id}": here.document,
        "documents/{id}/text": here.text,
        "documents/{id}/cite": here.cite,
        "topics": here.topics,
        "suggest": here.suggest,
        "feed.atom": here.atom,
        "feed.json": here.json_feed,
    }
    passing = {
        "status": here.status,
        "openapi.json": here.description,
    }
    return [
        *(Route(f"{ROOT}/{path}", _kept(handler, collection)) for path, handler in kept.items()),
        *(Route(f"{ROOT}/{path}", _passing(handler)) for path, handler in passing.items()),
        Route(f"{ROOT}/{{rest:path}}", _Rest),
    ]


def _kept(
    handler: Callable[[Request], Said], collection: Callable[[], Collection]
) -> Callable[[Request], Response]:
    """Return what answers a request with what may be kept until the collection changes."""

    def answer(request: Request) -> Response:
        headers = {"ETag": _etag(collection()), "Cache-Control": "no-cache"}
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        said = handler(request)
        return Response(said.body, media_type=said.media_type, headers=headers)

    return _telling(answer)


def _passing(handler: Callable[[Request], Said]) -> Callable[[Request], Response]:
    """Return what answers a request anew each time."""

    def answer(request: Request) -> Response:
        said = handler(request)
        return Response(said.body, media_type=said.media_type, headers=NO_STORE)

    return _telling(answer)


def _telling(answer: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """Return what tells an error as a problem."""

    def told(request: Request) -> Response:
        try:
            return answer(request)
        except ProblemError as error:
            return _problem(error.status, error.detail)
        except QueryError as error:
            return _problem(400, str(error))
        except (SearchError, IngestError) as error:
            return _problem(503, str(error))

    return told


def _etag(collection: Collection) -> str:
    """Return what changes with all that an answer is made of; weak, as each tells its time."""
    made_of = json.dumps([*collection.version(), standing.today().isoformat()])
    return f'W/"{hashlib.sha256(made_of.encode()).hexdigest()[:20]}"'


def _problem(status: int, detail: str, headers: Mapping[str, str] = NO_STORE) -> Response:
    """Return an error as RFC 9457 says it."""
    title = HTTPStatus(status).phrase
    said = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return Response(_json(said).body, status, headers, PROBLEM)


def _json(value: Any) -> Said:
    return Said(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


class _Rest(HTTPEndpoint):
    """What is no route: an address that is not there, and every method that does not read."""

    def get(self, request: Request) -> Response:
        return _problem(404, f"nothing is at {request.url.path}; see {ROOT}/openapi.json")

    async def method_not_allowed(self, request: Request) -> Response:
        """Say which methods there are, as RFC 9110 asks of a 405."""
        allowed = ", ".join(self._allowed_methods)
        detail = f"{request.method} is not answered here: the collection is read, with {allowed}"
        return _problem(405, detail, NO_STORE | {"Allow": allowed})


@dataclass(frozen=True, slots=True)
class _Answers:
    """A method a route."""

    collection: Callable[[], Collection]
    places: Places

    def search(self, request: Request) -> Said:
        query = asked.query(request.query_params)
        return _json(serialize.results(self.collection().search(query)))

    def document(self, request: Request) -> Said:
        asked.read(request.query_params, ())
        found = self._held(request)
        facts = held.document(found, self.collection().relations(found))
        return _json(facts | {"origins": held.origins(found)})

    def text(self, request: Request) -> Said:
        """Give the shown blocks by page; what stood before a document got pages has page null."""
        said = asked.read(request.query_params, PAGED)
        found = self._held(request)
        wanted = asked.whole(said, "page", MAX_PAGE, 0)
        pages: dict[int | None, list[dict[str, Any]]] = {}
        shown = [block for block in found.blocks if block.role in SHOWN_ROLES]
        for block in shown:
            if wanted in (0, block.page):
                said_of = {"offset": block.offset, "role": block.role.value, "text": block.text}
                pages.setdefault(block.page, []).append(said_of)
        if wanted and wanted not in pages:
            raise ProblemError(404, f"the document has no text on page {wanted}")
        listed = [
            {"page": page, "page_label": found.page_label(page), "blocks": blocks}
            for page, blocks in pages.items()
        ]
        return _json({"id": found.id, "pages": listed})

    def cite(self, request: Request) -> Said:
        said = asked.read(request.query_params, CITING)
        found, form = self._held(request), said.get("format", ["apa"])[0]
        page = asked.whole(said, "page", MAX_PAGE, 0) or None
        source = cite.source(found, page, standing.today())
        if form in cite.FORMATS:
            return Said(cite.export([source], form).encode(), cite.FORMATS[form].media_type)
        line = cite.reference(source, form)
        return _json({"id": found.id, "reference": line.text, "mention": line.mention})

    def topics(self, request: Request) -> Said:
        asked.read(request.query_params, ())
        here = self.collection()
        return _json(held.topics(here.topics, here.topic_counts()))

    def suggest(self, request: Request) -> Said:
        said = asked.read(request.query_params, SUGGESTING)
        if "q" not in said:
            raise ProblemError(400, "q is missing: what was typed")
        found = self.collection().suggest(
            said["q"][0], asked.whole(said, "limit", MAX_SUGGESTIONS, 8)
        )
        return _json(
            [{"kind": one.kind.value, "text": one.text, "value": one.value} for one in found]
        )

    def status(self, request: Request) -> Said:
        asked.read(request.query_params, ())
        return _json(held.status(self.collection().status()))

    def atom(self, request: Request) -> Said:
        query = asked.watched(request.query_params, FEED_ROWS)
        found = self.collection().search(query)
        return Said(feeds.atom(found, self._feed(request, query)), feeds.ATOM)

    def json_feed(self, request: Request) -> Said:
        query = asked.watched(request.query_params, FEED_ROWS)
        found = self.collection().search(query)
        body = _json(feeds.json_feed(found, self._feed(request, query))).body
        return Said(body, feeds.JSON_FEED)

    def description(self, _: Request) -> Said:
        return _json(described())

    def _held(self, request: Request) -> Document:
        name = request.path_params["id"]
        found = self.collection().document(name)
        if found is None:
            raise ProblemError(404, f"no document has the id {name[:40]!r}")
        return found

    def _feed(self, request: Request, query: Query) -> feeds.Feed:
        host = str(request.base_url).rstrip("/")
        return feeds.Feed(
            f"Lykta: {query.text}" if query.text else "Lykta: det nyaste",
            str(request.url),
            host + self.places.search(query),
            lambda document_id: host + self.places.document(document_id),
        )
