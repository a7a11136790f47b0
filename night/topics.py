"""topics.toml -> the topic tree with its rules read and judged: where ingest meets index."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from index.errors import RuleError
from index.swedish import Analyzer
from ingest.topics import TopicTree


def load(path: Path) -> TopicTree:
    """Read the tree; a rule that cannot be read is a ConfigurationError like any other slip."""
    tree = TopicTree.load(path, problem)
    if not any(topic.rule for topic in tree):
        return tree
    from index import rules  # noqa: PLC0415 - a fifth of a night with nothing new

    read = {topic.id: rules.read(topic.rule) for topic in tree if topic.rule}
    # Loading the word lists takes half a second: only where a document is judged.
    judge = cache(lambda: rules.Judge(read, Analyzer()))
    return tree.judged_by(lambda document: judge().judge(document), rules.stamp())


def problem(rule: str) -> str:
    """Return what of a rule cannot be understood, "" where all of it can."""
    from index import rules  # noqa: PLC0415 - see above

    try:
        rules.read(rule)
    except RuleError as error:
        return str(error)
    return ""
