"""A document that was fetched -> its addresses, and every edition of it as it came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ingest.catalogue import OriginalRow
from ingest.models import Document
from ingest.pull.originals import Originals
from ingest.pull.shelf import FOLDER
from ui import address, frame


@dataclass(frozen=True, slots=True)
class Fetched:
    """What the document page tells of a document that was fetched."""

    addresses: tuple[str, ...]  # where it is published, the one to go to first
    editions: Sequence[OriginalRow]  # as they came, the newest first


def of(document: Document) -> Fetched | None:
    """Return how a document came; None where people dropped it."""
    about = document.metadata
    if not document.path.startswith(f"{FOLDER}/"):
        return None
    with frame.collection().catalogue.pulled() as memory:
        editions = memory.editions(document.path)
    return Fetched(tuple(one for one in (about.url, *about.also_at) if one), editions)


def serve_edition(request: Request) -> Response:
    """Answer with an edition as it came, only to be saved: it may be a page with a script."""
    document_id, sha256 = request.path_params["document_id"], request.path_params["sha256"]
    collection = frame.collection()
    document = collection.document(document_id)
    found = of(document) if document else None
    known = found is not None and any(one.sha256 == sha256 for one in found.editions)
    data = Originals(collection.settings.originals).read(sha256) if known else None
    if document is None or data is None:
        return RedirectResponse(address.document(document_id))
    name = f"{document.path.rpartition('/')[2].partition('.')[0]}-{sha256[:8]}"
    suffix = document.path.rpartition(".")[2]
    said = f'attachment; filename="{name}.{suffix}"'
    headers = {"Content-Disposition": said, "Cache-Control": "private, no-cache"}
    return Response(data, media_type="application/octet-stream", headers=headers)
