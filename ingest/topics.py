"""topics.toml -> TopicTree: the subjects of a collection, and which of them a heading names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import tomlfile
from ingest.errors import ConfigurationError
from ingest.models import TopicLink
from tomlfile import TomlFile

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PLURAL = r"(?:a|e|o)r(?:na)?"
ENDINGS = rf"(?:a|e|t|n|et|en|na|{PLURAL})?s?"
"""Swedish endings of nouns and adjectives that the last word of a topic's name may have."""


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

    @property
    def names(self) -> tuple[str, ...]:
        """The Swedish name and every other name."""
        return (self.name, *self.other_names)


class TopicTree:
    """The topics of a collection in the order of their file, each below its broader one."""

    def __init__(self, topics: Iterable[Topic] = ()) -> None:
        self._topics = {topic.id: topic for topic in topics}
        self._names = {}
        for topic in reversed(self._topics.values()):
            for name in (*reversed(topic.names), topic.name_en, topic.id):
                self._names[_folded(name)] = topic
        self._patterns = {topic.id: _pattern(topic) for topic in self._topics.values()}

    @classmethod
    def load(cls, path: Path) -> TopicTree:
        """Read topics.toml; a missing file is an empty tree, a wrong one ConfigurationError."""
        file = tomlfile.load(path, ConfigurationError)
        topics = []
        for key, table in file.table.items():
            if not ID.fullmatch(key):
                raise file.error("an id is made of a to z, 0 to 9 and single hyphens", key)
            topics.append(_topic(file, key, table))
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
        return self._names.get(_folded(text))

    def match(self, title: str, headings: Iterable[str]) -> tuple[TopicLink, ...]:
        """Return the topics named in title or headings; a topic yields to those below it."""
        found = self._found(title, "title")
        for heading in headings:
            found = self._found(heading, "heading") | found
        covered = {above.id for topic_id in found for above in self.ancestors(topic_id)}
        order = list(self._topics)
        kept = sorted(found.keys() - covered, key=order.index)
        return tuple(TopicLink(topic_id, found[topic_id]) for topic_id in kept)

    def _found(self, text: str, reason: str) -> dict[str, str]:
        low = unicodedata.normalize("NFC", text).casefold()
        return {topic_id: reason for topic_id, names in self._patterns.items() if names.search(low)}


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _pattern(topic: Topic) -> re.Pattern[str]:
    """Return what finds any of a topic's names as whole words, the last in any form."""
    names = "|".join(_forms(_folded(name)) for name in topic.names)
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)")


def _forms(name: str) -> str:
    """Return a pattern for the forms of a name; a last vowel gives way: "unge", "ungar"."""
    if name.endswith(("a", "e")):
        return rf"{re.escape(name[:-1])}(?:{name[-1]}{ENDINGS}|{PLURAL}s?)"
    return re.escape(name) + ENDINGS


# ---- the file -----------------------------------------------------------------------------

_TEXTS = ("name", "name_en", "description", "broader")


def _topic(file: TomlFile, key: str, table: object) -> Topic:
    """Return the topic of one table of the file."""
    start = file.line(key) or 0
    if not isinstance(table, dict):
        raise file.error(f"a topic is a section: [{key}]", key)
    for name, value in table.items():
        if name not in (*_TEXTS, "other_names", "links"):
            known = (*_TEXTS, "other_names", "links")
            raise file.error(tomlfile.unknown(name, known), name, after=start)
        if not _fits(name, value):
            raise file.error(f"{value!r} must be {_wanted(name)}", name, after=start)
    if not table.get("name"):
        raise file.error('a topic needs a name: name = "…"', key)
    values = {name: table[name] for name in _TEXTS if name in table}
    return Topic(
        id=key,
        other_names=tuple(table.get("other_names", ())),
        links=MappingProxyType(dict(table.get("links", {}))),
        **values,
    )


def _fits(name: str, value: object) -> bool:
    if name == "other_names":
        return isinstance(value, list) and all(isinstance(one, str) and one for one in value)
    if name == "links":
        return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
    return isinstance(value, str)


def _wanted(name: str) -> str:
    wanted = {"other_names": "a list of names in quotes", "links": "a table of addresses in quotes"}
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
