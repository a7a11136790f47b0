"""topics.toml -> TopicTree: the subjects of a collection, and which of them a heading names."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

import tomlfile
from ingest.errors import ConfigurationError
from ingest.models import RULE, Document, Role, TopicLink
from ingest.topic_names import folded, pattern
from tomlfile import TomlFile

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

Judge: TypeAlias = Callable[[Document], Mapping[str, tuple[str, ...]]]
"""A document -> the topics whose rules it meets, each with the words that did it."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One subject that documents are gathered under."""

    id: str
    name: str
    name_en: str = ""
    description: str = ""
    other_names: tuple[str, ...] = ()
    broader: str | None = None
    links: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    rule: str = ""  # in the query language; without one, names in title and headings decide
    pinned: tuple[str, ...] = ()  # key documents, by id or path
    practice: bool = False  # it is about how to do: guidelines come first

    @property
    def names(self) -> tuple[str, ...]:
        """The Swedish name and every other name."""
        return (self.name, *self.other_names)


class TopicTree:
    """The topics of a collection in the order of their file, each below its broader one."""

    def __init__(
        self, topics: Iterable[Topic] = (), judge: Judge | None = None, judge_stamp: str = ""
    ) -> None:
        self._judge = judge
        self._judge_stamp = judge_stamp
        self._topics = {topic.id: topic for topic in topics}
        self._names = {}
        for topic in reversed(self._topics.values()):
            for name in (*reversed(topic.names), topic.name_en, topic.id):
                self._names[folded(name)] = topic
        self._patterns = {topic.id: pattern(topic.names) for topic in self._topics.values()}

    @classmethod
    def load(cls, path: Path, problem: Callable[[str], str] = lambda _: "") -> TopicTree:
        """Read topics.toml; a missing file is an empty tree, a wrong one ConfigurationError.

        `problem` says what is wrong with a rule, "" where nothing is.
        """
        file = tomlfile.load(path, ConfigurationError)
        topics = []
        for key, table in file.table.items():
            if not ID.fullmatch(key):
                raise file.error("an id is made of a to z, 0 to 9 and single hyphens", key)
            topics.append(_topic(file, key, table))
            if wrong := problem(topics[-1].rule) if topics[-1].rule else "":
                message = f"the rule of topic {key!r} cannot be read: {wrong}"
                raise file.error(message, "rule", after=file.line(key) or 0)
        _check_ancestry(file, {topic.id: topic for topic in topics})
        return cls(topics)

    def __iter__(self) -> Iterator[Topic]:
        return iter(self._topics.values())

    def __len__(self) -> int:
        return len(self._topics)

    def __contains__(self, topic_id: object) -> bool:
        return topic_id in self._topics

    def __getitem__(self, topic_id: str) -> Topic:
        return self._topics[topic_id]

    @property
    def roots(self) -> tuple[Topic, ...]:
        """The topics that stand under no other."""
        return tuple(topic for topic in self if topic.broader is None)

    def children(self, topic_id: str) -> tuple[Topic, ...]:
        """Return the topics next below one."""
        return tuple(topic for topic in self if topic.broader == topic_id)

    def ancestors(self, topic_id: str) -> tuple[Topic, ...]:
        """Return the topics above one, the nearest first."""
        above = []
        broader = self._topics[topic_id].broader
        while broader:
            above.append(self._topics[broader])
            broader = above[-1].broader
        return tuple(above)

    def under(self, topic_id: str) -> frozenset[str]:
        """Return a topic's id and those of all below it."""
        below = (self.under(child.id) for child in self.children(topic_id))
        return frozenset({topic_id}).union(*below)

    def named(self, text: str) -> Topic | None:
        """Return the topic whose id, name or other name this is, in capitals or not."""
        return self._names.get(folded(text))

    def judged_by(self, judge: Judge, stamp: str) -> TopicTree:
        """Return the tree with what judges its rules; `stamp` changes when judging may."""
        return TopicTree(self, judge, stamp)

    @property
    def stamp(self) -> str:
        """What changes when a document may get other topics."""
        decides = [(one.id, one.names, one.name_en, one.broader, one.rule) for one in self]
        return hashlib.sha256(repr((decides, self._judge_stamp)).encode()).hexdigest()

    def of(
        self, document: Document, refused: Collection[str] = frozenset()
    ) -> tuple[TopicLink, ...]:
        """Return the topics that rules or names give; a topic yields to those below it.

        A topic with a rule has what its rule gives. The others are looked for by name in title and
        headings, and so are all where nothing judges rules.
        """
        met = self._judge(document) if self._judge else {}
        headings = (block.text for block in document.blocks if block.role is Role.HEADING)
        named = {
            topic_id: TopicLink(topic_id, reason)
            for topic_id, reason in self._named_in(document.metadata.title, headings).items()
            if not (self._judge and self[topic_id].rule)
        }
        ruled = {topic_id: TopicLink(topic_id, RULE, words) for topic_id, words in met.items()}
        found = named | ruled
        return self._narrowest({one: found[one] for one in found if one not in refused})

    def _named_in(self, title: str, headings: Iterable[str]) -> dict[str, str]:
        found = self._found(title, "title")
        for heading in headings:
            found = self._found(heading, "heading") | found
        return found

    def _narrowest(self, found: Mapping[str, TopicLink]) -> tuple[TopicLink, ...]:
        covered = {above.id for topic_id in found for above in self.ancestors(topic_id)}
        return tuple(found[one.id] for one in self if one.id in found and one.id not in covered)

    def _found(self, text: str, reason: str) -> dict[str, str]:
        low = unicodedata.normalize("NFC", text).casefold()
        return {topic_id: reason for topic_id, names in self._patterns.items() if names.search(low)}


# ---- the file -----------------------------------------------------------------------------

_TEXTS = ("name", "name_en", "description", "broader", "rule")
_LISTS = ("other_names", "pinned")
_KNOWN = (*_TEXTS, *_LISTS, "links", "practice")


def _topic(file: TomlFile, key: str, table: object) -> Topic:
    """Return the topic of one table of the file."""
    start = file.line(key) or 0
    if not isinstance(table, dict):
        raise file.error(f"a topic is a section: [{key}]", key)
    for name, value in table.items():
        if name not in _KNOWN:
            raise file.error(tomlfile.unknown(name, _KNOWN), name, after=start)
        if not _fits(name, value):
            raise file.error(f"{value!r} must be {_wanted(name)}", name, after=start)
    if not table.get("name"):
        raise file.error('a topic needs a name: name = "…"', key)
    values: dict[str, Any] = {name: table[name] for name in _TEXTS if name in table}
    values |= {name: tuple(table[name]) for name in _LISTS if name in table}
    values["rule"] = " ".join(values.get("rule", "").split())
    return Topic(
        id=key,
        links=MappingProxyType(dict(table.get("links", {}))),
        practice=table.get("practice", False),
        **values,
    )


def _fits(name: str, value: object) -> bool:
    if name == "practice":
        return isinstance(value, bool)
    if name in _LISTS:
        return isinstance(value, list) and all(isinstance(one, str) and one for one in value)
    if name == "links":
        return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
    return isinstance(value, str)


def _wanted(name: str) -> str:
    wanted = {
        "other_names": "a list of names in quotes",
        "pinned": "a list of ids or paths in quotes",
        "links": "a table of addresses in quotes",
        "practice": "true or false",
    }
    return wanted.get(name, "text in quotes")


def _check_ancestry(file: TomlFile, topics: Mapping[str, Topic]) -> None:
    """Refuse a broader topic that does not exist or stands below its own."""
    for topic in topics.values():
        seen = {topic.id}
        broader = topic.broader
        while broader is not None:
            start = file.line(topic.id) or 0
            if broader not in topics:
                raise file.error(tomlfile.unknown(broader, topics), "broader", after=start)
            if broader in seen:
                raise file.error(f"{broader!r} stands below itself", "broader", after=start)
            seen.add(broader)
            broader = topics[broader].broader
