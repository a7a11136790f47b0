"""A search -> its result list as a file (CSV, XLSX, JSON); documents -> files for citing them.

`/export.csv?q=barn&typ=rapport` and `/kallor.ris?id=19af516af3f0&sida=12`
"""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from index import serialize, table
from index.cite import FORMATS, export
from index.errors import QueryError, SearchError
from index.models import Hit, Query
from ui import address, frame, sources

MOST_ROWS = 1_000
PAGE_ROWS = 100  # asked for at a time


def results(request: Request) -> Response:
    """Answer with the rows of a search, at most MOST_ROWS."""
    query = replace(address.read_search(frame.asked(request)).query, page=1, limit=PAGE_ROWS)
    try:
        hits = _hits(query)
    except QueryError as error:
        return PlainTextResponse(str(error), 400)
    except SearchError as error:
        return PlainTextResponse(str(error), 503)
    suffix = request.path_params["suffix"]
    if suffix == "json":
        rows = [serialize.hit(hit) for hit in hits]
        return JSONResponse(rows, headers=_saved_as("lykta.json"))
    content = table.xlsx(hits) if suffix == "xlsx" else table.csv(hits)
    media_type = table.XLSX if suffix == "xlsx" else "text/csv; charset=utf-8"
    return Response(content, media_type=media_type, headers=_saved_as(f"lykta.{suffix}"))


def _hits(query: Query) -> list[Hit]:
    """Return the rows page by page: the list is the same as the reader pages through."""
    found: list[Hit] = []
    for page in range(1, MOST_ROWS // PAGE_ROWS + 1):
        results = frame.collection().search(replace(query, page=page))
        found += results.hits
        if len(found) >= results.total or not results.hits:
            break
    return found[:MOST_ROWS]


def cited(request: Request) -> Response:
    """Answer with documents as reference managers read them."""
    page = address.read_number(request.query_params.get("sida", ""))
    chosen = sources.chosen(frame.asked(request).get("id", ()), page)
    suffix = request.path_params["suffix"]
    form = next(one for one in FORMATS.values() if one.suffix == suffix)
    content = export(chosen, form.name)
    return Response(content, media_type=form.media_type, headers=_saved_as(f"kallor.{suffix}"))


def _saved_as(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
