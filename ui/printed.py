"""A document's id and a page's number -> the page's picture, and where words stand in it.

`/sida/19af516af3f0/12.jpg` and `/sida/19af516af3f0/12.json?q=barn`
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from index.models import Mark
from ingest.errors import BusyError
from ingest.models import Document
from ingest.pictures import Wanted
from ingest.printed import WHOLE, Box, PrintedPage, RunningText
from ui import address, frame, safe
from ui.originals import PDF

FOREVER = "private, max-age=31536000, immutable"  # an address names the content it shows
A_WHILE = "private, max-age=300"


def can_be_shown(document: Document) -> bool:
    """Tell whether a document's pages have pictures: a PDF whose file lies where it was."""
    return document.media_type == PDF and frame.collection().original(document) is not None


def picture(request: Request) -> Response:
    """Answer with a page's picture; a script of ours tells the reader where there is none."""
    page = _page(request, is_small=request.query_params.get("liten") == "ja")
    if not isinstance(page, PrintedPage):
        return page
    return Response(page.picture, media_type="image/jpeg", headers={"Cache-Control": FOREVER})


def words(request: Request) -> Response:
    """Answer with a page's lines, and with the words looked for where the address names any."""
    page = _page(request)
    if not isinstance(page, PrintedPage):
        return page
    running = RunningText(page.lines)
    asked = request.query_params.get("q", "")[: address.MAX_QUERY_CHARS]
    marks = _marks(request, asked, running.text) if asked else ()
    lines = [{"text": safe.visible(line.text), "box": _sides(line.box)} for line in page.lines]
    found = [_mark(running, mark) for mark in marks]
    return JSONResponse({"lines": lines, "marks": found}, headers={"Cache-Control": A_WHILE})


def _marks(request: Request, asked: str, text: str) -> Sequence[Mark]:
    document = frame.document(request.path_params["document_id"])
    spoken = document.metadata.language if document else "sv"
    return frame.collection().marks(asked, [text], spoken=spoken)[0]


def _page(request: Request, *, is_small: bool = False) -> PrintedPage | Response:
    document = frame.document(request.path_params["document_id"])
    number = address.read_number(request.path_params["page"]) or 0
    path = frame.collection().original(document) if document else None
    if document is None or path is None or not 1 <= number <= (document.pages or 0):
        return PlainTextResponse("There is no such page.", 404)
    try:
        page = frame.pictures().page(Wanted(path, document.sha256, number, is_small))
    except BusyError as error:
        return PlainTextResponse(str(error), 503, {"Retry-After": "5"})
    return page or PlainTextResponse("This page cannot be drawn.", 404)


def _mark(running: RunningText, mark: Mark) -> Mapping[str, object]:
    boxes = running.boxes(mark.start, mark.end)
    return {"word": running.text[mark.start : mark.end], "boxes": [_sides(box) for box in boxes]}


def _sides(box: Box) -> list[float]:
    """Return left, top, width and height as hundredths of the page."""
    sides = (box.left, box.top, box.right - box.left, box.bottom - box.top)
    return [side * 100 / WHOLE for side in sides]
