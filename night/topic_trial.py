"""A topic's rule as it may become -> which documents would come and go, before it is saved."""

from __future__ import annotations

from dataclasses import dataclass

from index import rules
from index.models import DocumentSummary
from ingest.models import REFUSED, RULE
from ingest.topics import Topic, TopicTree
from night.collection import Collection
from night.errors import UnknownTopicError

SHOWN = 20  # documents of each sort; the counts are of all
BY_RULE = frozenset({RULE, "title", "heading"})
"""Why a document has a topic that leaves it when its rule no longer gives it."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would do to the documents of a topic."""

    topic: Topic
    rule: str
    understood: str  # the rule as it was read, in the query language
    comes: int
    goes: int
    stays: int
    refused: int  # documents that the rule would give the topic and whose sidecar does not want it
    coming: tuple[DocumentSummary, ...]  # the first of them
    going: tuple[DocumentSummary, ...]


def named(tree: TopicTree, name: str) -> Topic:
    """Return a topic by id or any name; UnknownTopicError else."""
    topic = tree.named(name)
    if topic is None:
        known = ", ".join(one.id for one in tree) or "none; write corpus/topics.toml"
        raise UnknownTopicError(f"no topic is called {name!r}; the topics are: {known}")
    return topic


def attempt(collection: Collection, topic: Topic, rule: str) -> Trial:
    """Ask the index which documents a rule would give a topic; RuleError where it cannot be read.

    The index answers as the judge of single documents does, but for patterns that stand for more
    words than are looked for in a whole collection.
    """
    read = rules.read(rule)
    library = collection.library()
    met = library.matching(read.tree)
    reasons = collection.catalogue.topic_reasons(topic.id)
    goes = {one for one, reason in reasons.items() if reason in BY_RULE} - met
    refusing = {one for one, reason in reasons.items() if reason == REFUSED}
    comes = met - reasons.keys()
    return Trial(
        topic=topic,
        rule=rule,
        understood=str(read.tree),
        comes=len(comes),
        goes=len(goes),
        stays=len(reasons.keys() - goes - refusing),
        refused=len(met & refusing),
        coming=library.summaries(sorted(comes)[:SHOWN]),
        going=library.summaries(sorted(goes)[:SHOWN]),
    )
