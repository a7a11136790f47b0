"""What was read of a document -> the publications that it refers to by number, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest import identifiers
from ingest.models import SHOWN_ROLES, Block, Identifier

MOST = 2_000  # of a document; a list of all laws of a century is no reading


@dataclass(frozen=True, slots=True)
class Mention:
    """A number that stands in a document's text."""

    identifier: Identifier
    page: int | None
    offset: int  # in its page


def mentions(blocks: Iterable[Block]) -> tuple[Mention, ...]:
    """Return the numbers in a text's order, each once, the document's own among them."""
    first: dict[Identifier, Mention] = {}
    for mention in _each(blocks):
        first.setdefault(mention.identifier, mention)
        if len(first) == MOST:
            break
    return tuple(first.values())


def _each(blocks: Iterable[Block]) -> Iterator[Mention]:
    for block in blocks:
        if block.role in SHOWN_ROLES:
            for found in identifiers.references(block.text):
                yield Mention(found.identifier, block.page, block.offset + found.start)
