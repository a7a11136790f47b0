"""What a collection holds -> the JSON that the command line and the HTTP API share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from index import standing
from ingest.catalogue import Kin, Related
from ingest.models import Document
from ingest.topics import Topic, TopicTree

if TYPE_CHECKING:  # a night with nothing new does without what searches
    from night.collection import Relations, Status


def document(found: Document, relations: Relations) -> dict[str, Any]:
    """Return what is known of a document and of those it is related to; dates keep precision."""
    metadata = found.metadata
    return {
        "id": found.id,
        "path": found.path,
        "title": metadata.title,
        "kind": metadata.kind.value,
        "publisher": metadata.publisher,
        "authors": list(metadata.authors),
        "originator": metadata.originator,
        "summary": metadata.summary,
        "published": str(metadata.published) if metadata.published else None,
        "updated": str(metadata.updated) if metadata.updated else None,
        "language": metadata.language,
        "topics": [link.topic for link in metadata.own_topics],
        "identifiers": [identifier.value for identifier in metadata.identifiers],
        "not_valid": [one.value for one in metadata.identifiers if not one.valid],
        "url": metadata.url,
        "repealed": metadata.is_repealed(standing.today()),
        "repealed_by": metadata.repealed_by,
        "repealed_says": metadata.repealed,
        "valid_from": str(metadata.valid_from) if metadata.valid_from else None,
        "valid_to": str(metadata.valid_to) if metadata.valid_to else None,
        "replaces": metadata.replaces,
        "newer": found.newer,
        "copy_of": found.copy_of,
        "kin": [_kin(one) for one in relations.kin],
        "part_of": [_related(one) for one in relations.wholes],
        "parts": [_related(one) for one in relations.parts],
        "recognised": [
            {"page": page, "confidence": round(confidence)}
            for page, confidence in relations.recognised.items()
        ],
        "media_type": found.media_type,
        "pages": found.pages,
        "notes": list(found.notes),
        "sha256": found.sha256,
    }


def _related(one: Related) -> dict[str, Any]:
    return {"id": one.id, "path": one.path, "title": one.title}


def _kin(one: Kin) -> dict[str, Any]:
    return {
        "id": one.id,
        "path": one.path,
        "title": one.title,
        "published": str(one.published) if one.published else None,
        "relation": one.relation.value,
        "likeness": round(one.likeness, 2),
    }


def origins(found: Document) -> dict[str, str]:
    """Return where each value of a document's metadata was read."""
    return {name: origin.source for name, origin in found.metadata.origins.items()}


def certainty(found: Document) -> dict[str, float]:
    """Return how sure each value of a document's metadata is, 0 to 1."""
    return {name: origin.certainty for name, origin in found.metadata.origins.items()}


def blocks(found: Document) -> list[dict[str, Any]]:
    """Return all that was read of a document; offsets are characters of the page."""
    return [
        {"text": block.text, "role": block.role.value, "page": block.page, "offset": block.offset}
        for block in found.blocks
    ]


def status(found: Status) -> dict[str, Any]:
    """Return the collection in numbers, and how its last run ended."""
    counts, run = found.counts, found.counts.last_run
    return {
        "documents": counts.documents,
        "pages": counts.pages,
        "files": {state.value: count for state, count in counts.files.items()},
        "kinds": {kind.value: count for kind, count in counts.kinds.items()},
        "revision": counts.revision,
        "index": {
            "documents": found.index.documents if found.index else None,
            "passages": found.index.passages if found.index else None,
            "behind": found.behind,
            "problem": found.index_problem or None,
            "outdated": found.outdated,
        },
        "problems": list(found.problems),
        "last_run": {
            "command": run.command,
            "started": run.started.isoformat(),
            "finished": run.finished.isoformat() if run.finished else None,
            "outcome": run.outcome,
        }
        if run
        else None,
    }


def topics(tree: TopicTree, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the topics in the order of the tree; a broader one counts all under it."""
    return [
        {
            "id": topic.id,
            "name": topic.name,
            "broader": topic.broader,
            "documents": counts.get(topic.id, 0),
        }
        for topic in in_order(tree)
    ]


def in_order(tree: TopicTree) -> list[Topic]:
    """Return the topics of a tree, each before those under it."""
    return [topic for root in tree.roots for topic in _down(tree, root)]


def _down(tree: TopicTree, topic: Topic) -> Iterator[Topic]:
    yield topic
    for child in tree.children(topic.id):
        yield from _down(tree, child)
