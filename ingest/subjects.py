"""What is known of a document and the topic tree -> its topics, each with why it has it.

sidecar -> folder -> front matter -> rules, or names in title and headings -> what stands above
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from types import MappingProxyType

from ingest.claims import Claims
from ingest.models import BROADER, Document, Extract, Metadata, Origin, TopicLink
from ingest.sidecar import Sidecar
from ingest.topics import TopicTree


def given(
    known: Metadata, extract: Extract, *, path: str, sidecar: Sidecar, tree: TopicTree
) -> Metadata:
    """Return the metadata with the topics of a tree; what a sidecar refuses is left out."""
    refused = frozenset(link.topic for link in _named(sidecar.not_topics, "sidecar", tree))
    links: dict[str, TopicLink] = {}
    claimed = [value for value, _ in Claims(extract.claims).all("topics")]
    for link in (
        *_named(sidecar.topics, "sidecar", tree),
        *_named(PurePosixPath(path).parts[:-1], "folder", tree),
        *_named(claimed, "front matter", tree),
        *tree.of(_document(known, extract, path), refused),
    ):
        links.setdefault(link.topic, link)
    own = tuple(link for topic, link in links.items() if topic not in refused)
    origins = {name: origin for name, origin in known.origins.items() if name != "topics"}
    if own:
        origins["topics"] = Origin(own[0].reason)
    above = (link for link in _broader(own, tree) if link.topic not in refused)
    topics = (*own, *above)
    return replace(
        known, topics=topics, not_topics=tuple(sorted(refused)), origins=MappingProxyType(origins)
    )


def _document(known: Metadata, extract: Extract, path: str) -> Document:
    """Return what a rule is judged on: all of a document but the names it is kept under."""
    return Document("", path, "", extract.media_type, known, extract.blocks, extract.pages)


def _broader(own: tuple[TopicLink, ...], tree: TopicTree) -> Iterator[TopicLink]:
    """Yield what stands above: a broader topic holds the documents of all under it."""
    has = {link.topic for link in own}
    above = dict.fromkeys(broader.id for topic in has for broader in tree.ancestors(topic))
    yield from (TopicLink(topic, BROADER) for topic in sorted(above) if topic not in has)


def _named(names: Iterable[str], reason: str, tree: TopicTree) -> Iterator[TopicLink]:
    for name in names:
        if topic := tree.named(name):
            yield TopicLink(topic.id, reason)
