"""The topics of the collection -> answers: the tree with counts, a rule tried, an export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import RenderableType
from rich.text import Text

from index.models import DocumentSummary
from ingest.topics import TopicTree
from night import serialize
from night.topic_trial import Trial
from terminal.answer import Answer


def topics(tree: TopicTree, counts: Mapping[str, int]) -> Answer:
    """Return the topic tree; a broader topic counts all documents under it."""
    rows = serialize.in_order(tree)
    lines = tuple(
        f"{'  ' * len(tree.ancestors(topic.id))}{topic.name} ({counts.get(topic.id, 0)})"
        for topic in rows
    )
    return Answer(serialize.topics(tree, counts), lines or ("no topics; write corpus/topics.toml",))


def topic_trial(found: Trial, *, saved: bool) -> Answer:
    """Return which documents a rule would bring to a topic and take from it."""
    data = {
        "topic": found.topic.id,
        "rule": found.rule,
        "understood": found.understood,
        "comes": found.comes,
        "goes": found.goes,
        "stays": found.stays,
        "refused": found.refused,
        "coming": [_row(document) for document in found.coming],
        "going": [_row(document) for document in found.going],
        "saved": saved,
    }
    lines: list[RenderableType] = [
        f"{found.topic.name}: {found.comes} come, {found.goes} go, {found.stays} stay",
        Text(f"read as: {found.understood}", style="dim"),
    ]
    if found.refused:
        lines.append(f"{found.refused} more would come, but the file beside them refuses the topic")
    lines += _listed("+", found.coming, found.comes) + _listed("-", found.going, found.goes)
    lines.append(
        "saved; `lykta reindex` gives the topics"
        if saved
        else "nothing was changed; --save writes the rule"
    )
    return Answer(data, tuple(lines))


def turtle(text: str) -> Answer:
    """Return an export, to be printed as it is."""
    return Answer({"turtle": text}, tuple(text.rstrip().splitlines()))


def _listed(sign: str, documents: Sequence[DocumentSummary], count: int) -> list[str]:
    rows = [f"{sign} {document.title} ({document.path})" for document in documents]
    more = count - len(documents)
    return [*rows, f"{sign} … and {more} more"] if more > 0 else rows


def _row(document: DocumentSummary) -> dict[str, str]:
    return {"id": document.id, "title": document.title, "path": document.path}
