"""What is typed in the search box -> what it may become, each with the address it leads to.

`/forslag?skriver=barnk` with the rest of a search's address, whose limits the new question keeps.
"""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse

from index.models import Filters, Query
from index.suggest import Suggestion, SuggestionKind
from ui import address, frame, language, safe
from ui.language import _, said

TYPED = "skriver"

NAMES = {
    SuggestionKind.WORDS: "",
    SuggestionKind.TOPIC: said("Ämne"),
    SuggestionKind.PUBLISHER: said("Utgivare"),
    SuggestionKind.TITLE: said("Dokument"),
}
"""What a suggestion is called beside its text."""


def serve(request: Request) -> JSONResponse:
    """Answer a script of the page's own while somebody types."""
    language.use(request.cookies.get(language.COOKIE))
    typed = request.query_params.get(TYPED, "")
    query = address.read_search(frame.asked(request)).query
    return JSONResponse(
        [_shown(found, query) for found in frame.collection().suggest(typed)],
        headers={"Cache-Control": "no-store"},
    )


def _shown(found: Suggestion, query: Query) -> dict[str, object]:
    other = f" ({found.other_name})" if found.other_name else ""
    return {
        "text": safe.visible(found.text + other),
        "kind": _(NAMES[found.kind]) if NAMES[found.kind] else "",
        "address": _address(found, query),
    }


def _address(found: Suggestion, query: Query) -> str:
    match found.kind:
        case SuggestionKind.WORDS:
            return address.search(replace(query, text=found.value, page=1))
        case SuggestionKind.TOPIC:
            return address.topic(found.value)
        case SuggestionKind.PUBLISHER:
            return address.search(Query("", Filters(publisher=(found.value,))))
        case SuggestionKind.TITLE:
            return address.document(found.value)
