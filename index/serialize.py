"""Results -> the JSON that the command line and the HTTP API share (docs: design of `search`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from index.models import DocumentSummary, Excerpt, Hit, Mark, Results


def results(found: Results) -> dict[str, Any]:
    """Return a whole answer as plain values, ready for `json.dumps`."""
    return {
        "query": found.query.text,
        "understood": found.understood,
        "relaxed": found.relaxed,
        "notes": [{"code": note.code, "text": note.text} for note in found.notes],
        "total": found.total,
        "strict_total": found.strict_total,
        "took_ms": round(found.took_ms, 2),
        "suggestion": found.suggestion,
        "facets": {
            name: [{"value": count.value, "count": count.count} for count in counts]
            for name, counts in found.facets.items()
        },
        "hits": [hit(one) for one in found.hits],
    }


def hit(found: Hit) -> dict[str, Any]:
    """Return a row as plain values."""
    return {
        "document": document(found.document),
        "score": round(found.score, 4),
        "passages": [passage(excerpt) for excerpt in found.passages],
        "title_marks": _spans(found.title_marks),
        "spelled_like": list(found.spelled_like),
    }


def document(summary: DocumentSummary) -> dict[str, Any]:
    """Return a row's document as plain values; dates keep their precision."""
    return {
        "id": summary.id,
        "title": summary.title,
        "path": summary.path,
        "url": summary.url,
        "published": str(summary.published) if summary.published else None,
        "publisher": summary.publisher,
        "kind": summary.kind.value,
        "topics": list(summary.topics),
        "identifiers": [identifier.value for identifier in summary.identifiers],
        "language": summary.language,
        "pages": summary.pages,
        "removed": summary.removed,
        "repealed": summary.repealed,
        "repealed_by": summary.repealed_by,
        "newer": summary.newer,
        "copy_of": summary.copy_of,
    }


def passage(excerpt: Excerpt) -> dict[str, Any]:
    """Return an excerpt as plain values; marks are [start, end] characters of its text."""
    return {
        "page": excerpt.page,
        "page_label": excerpt.page_label,
        "offset": excerpt.offset,
        "heading": excerpt.heading,
        "text": excerpt.text,
        "marks": _spans(excerpt.marks),
    }


def _spans(marks: Iterable[Mark]) -> list[list[int]]:
    return [[mark.start, mark.end] for mark in marks]
