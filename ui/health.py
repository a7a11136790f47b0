"""Routes for who watches over the server: `/healthz` and `/metrics`."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from index.errors import SearchError
from ingest.errors import IngestError
from night.metrics import health, metrics
from ui import frame

HEALTH, METRICS = "/healthz", "/metrics"
NO_STORE = {"Cache-Control": "no-store"}


async def serve_health(_: Request) -> Response:
    """Say "ok", or 503 and one word for what is wrong; the log and `lykta check` say more."""
    try:
        wrong = await run_in_threadpool(lambda: health(frame.open_collection(frame.root())))
    except (SearchError, IngestError):
        wrong = "catalogue"
    return PlainTextResponse(wrong or "ok", 503 if wrong else 200, headers=NO_STORE)


async def serve_metrics(_: Request) -> Response:
    """Give the collection in numbers."""
    try:
        data = await run_in_threadpool(lambda: metrics(frame.open_collection(frame.root())))
    except (SearchError, IngestError):
        return PlainTextResponse("catalogue", 503, headers=NO_STORE)
    return Response(data, media_type=CONTENT_TYPE_LATEST, headers=NO_STORE)
