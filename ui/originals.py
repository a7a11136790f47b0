"""A document's id -> the file as it was dropped, for the browser to show or to keep."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response

from ingest.errors import BusyError
from ingest.models import Failure
from ui import address, frame

PDF = "application/pdf"
_SHOWN = {"Content-Security-Policy": "frame-ancestors 'none'"}
"""A browser draws a PDF with style and script of its own, which the page's policy would stop."""


def serve(request: Request) -> Response:
    """Answer with the file: a PDF to be shown, everything else only to be saved.

    A web page from the collection would otherwise run as a page of ours.
    """
    collection = frame.collection()
    document = collection.document(request.path_params["document_id"])
    path = collection.original(document) if document else None
    if document is None or path is None:
        return RedirectResponse(address.document(request.path_params["document_id"]))
    is_pdf = document.media_type == PDF
    media_type = PDF if is_pdf else "application/octet-stream"
    headers = {"Cache-Control": "private, no-cache"} | (_SHOWN if is_pdf else {})
    disposition = "inline" if is_pdf else "attachment"
    name = PurePosixPath(document.path).name
    if path.is_file():
        return FileResponse(
            path,
            media_type=media_type,
            filename=name,
            content_disposition_type=disposition,
            headers=headers,
        )
    try:
        unpacked = collection.unpacked(path)
    except BusyError as error:
        return PlainTextResponse(str(error), 503, {"Retry-After": "5"})
    if isinstance(unpacked, Failure):
        return RedirectResponse(address.document(document.id))
    headers["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(name, safe='')}"
    return Response(unpacked, media_type=media_type, headers=headers)
