"""The parameters of `asked` and the shapes of answers -> the API's description in OpenAPI 3.1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from api import asked
from api.asked import Parameter

TEXT: Mapping[str, Any] = {"type": "string"}
MAYBE_TEXT: Mapping[str, Any] = {"type": ["string", "null"]}
NUMBER: Mapping[str, Any] = {"type": "integer"}
MAYBE_NUMBER: Mapping[str, Any] = {"type": ["integer", "null"]}
FLAG: Mapping[str, Any] = {"type": "boolean"}


def _list(of: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


def _object(**properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of an object that always has these."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def _named(schema: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{schema}"}


_ROW = {
    **dict.fromkeys(("id", "title", "path", "kind", "language"), TEXT),
    **dict.fromkeys(("url", "published", "publisher", "newer", "copy_of"), MAYBE_TEXT),
    "topics": _list(TEXT),
    "identifiers": _list(TEXT),
    "pages": MAYBE_NUMBER,
}
SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "Row": _object(**_ROW, removed=FLAG, repealed=FLAG, repealed_by=MAYBE_TEXT),
    "Passage": _object(
        page=MAYBE_NUMBER,
        page_label=MAYBE_TEXT,
        offset=NUMBER,
        heading=TEXT,
        text=TEXT,
        marks=_list(_list(NUMBER)),
    ),
    "Hit": _object(
        document=_named("Row"),
        score={"type": "number"},
        passages=_list(_named("Passage")),
        title_marks=_list(_list(NUMBER)),
        spelled_like=_list(TEXT),
    ),
    "Results": _object(
        query=TEXT,
        understood=TEXT,
        relaxed=FLAG,
        notes=_list(_object(code=TEXT, text=TEXT)),
        total=NUMBER,
        strict_total=NUMBER,
        took_ms={"type": "number"},
        suggestion=MAYBE_TEXT,
        facets={
            "type": "object",
            "additionalProperties": _list(_object(value=TEXT, count=NUMBER)),
        },
        hits=_list(_named("Hit")),
    ),
    "Document": _object(
        **_ROW, media_type=TEXT, sha256=TEXT, updated=MAYBE_TEXT, origins={"type": "object"}
    ),
    "Text": _object(
        id=TEXT,
        pages=_list(
            _object(
                page=MAYBE_NUMBER,
                page_label=MAYBE_TEXT,
                blocks=_list(_object(offset=NUMBER, role=TEXT, text=TEXT)),
            )
        ),
    ),
    "Reference": _object(id=TEXT, reference=TEXT, mention=TEXT),
    "Topics": _list(_object(id=TEXT, name=TEXT, broader=MAYBE_TEXT, documents=NUMBER)),
    "Suggestions": _list(_object(kind=TEXT, text=TEXT, value=TEXT)),
    "Status": _object(
        documents=NUMBER,
        pages=NUMBER,
        files={"type": "object"},
        kinds={"type": "object"},
        revision=NUMBER,
        index={"type": "object"},
        problems=_list(TEXT),
        last_run={"type": ["object", "null"]},
    ),
    "Problem": _object(type=TEXT, title=TEXT, status=NUMBER, detail=TEXT),
}
"""What each answer has; a newer Lykta may say more, never less."""

FEED: Mapping[str, Any] = {"application/feed+json": {"schema": {"type": "object"}}}
ATOM: Mapping[str, Any] = {"application/atom+xml": {"schema": TEXT}}


def described() -> dict[str, Any]:
    """Return the whole description."""
    id_ = {"name": "id", "in": "path", "required": True, "schema": TEXT}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Lykta", "version": "1", "description": "A collection, to read only."},
        "paths": {
            "/api/search": _get("Search; one row a document", asked.SEARCH, _json("Results")),
            "/api/documents/{id}": _get("A document, by any id it ever had", (), _json("Document"))
            | {"parameters": [id_]},
            "/api/documents/{id}/text": _get("Its text by page", asked.PAGED, _json("Text"))
            | {"parameters": [id_]},
            "/api/documents/{id}/cite": _get(
                "A reference line, or a file for reference managers",
                asked.CITING,
                _json("Reference"),
            )
            | {"parameters": [id_]},
            "/api/topics": _get("The topic tree with counts", (), _json("Topics")),
            "/api/suggest": _get("What may be meant", asked.SUGGESTING, _json("Suggestions")),
            "/api/status": _get("The collection in numbers", (), _json("Status")),
            "/api/feed.atom": _get("A search to follow, the newest first", asked.NARROWING, ATOM),
            "/api/feed.json": _get("The same as JSON Feed", asked.NARROWING, FEED),
        },
        "components": {"schemas": SCHEMAS},
    }


def _json(schema: str) -> dict[str, Any]:
    return {"application/json": {"schema": _named(schema)}}


def _get(
    summary: str, parameters: Iterable[Parameter], content: Mapping[str, Any]
) -> dict[str, Any]:
    problem = {
        "description": "What is wrong, as RFC 9457 says it",
        "content": {"application/problem+json": {"schema": _named("Problem")}},
    }
    return {
        "get": {
            "summary": summary,
            "parameters": [one.described() for one in parameters],
            "responses": {
                "200": {"description": "Done", "content": content},
                "304": {"description": "As it was when the ETag was given"},
                "default": problem,
            },
        }
    }
