"""What a document calls itself, where it lies and what it is numbered as -> its Kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import tomlfile
from ingest import numbering
from ingest.models import Identifier, Kind, Origin

RULES = Path(__file__).with_name("kinds.toml")
POSTED = "article:published_time"
"""What most publishing systems write in the head of a post, and of nothing else."""
REGULATIONS = "FS"
"""What kinds.toml calls every authority's series of regulations: AFS, FFFS, HSLF-FS."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What speaks for one kind; the fields are explained at the top of kinds.toml."""

    kind: Kind
    names: frozenset[str]
    title: tuple[str, ...]
    address: frozenset[str]
    schemes: frozenset[str]
    text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signs:
    """What there is to tell a kind by, besides what people have said of it."""

    called: tuple[tuple[str, Origin], ...] = ()  # what the document says it is
    title: str = ""
    url: str = ""
    path: str = ""  # below the corpus folder
    lines: tuple[str, ...] = ()  # short lines of their own near the beginning
    text: str = ""  # of the first and last blocks, whatever their role
    identifiers: tuple[Identifier, ...] = ()
    is_post: bool = False  # its head dates it as sites date news and blog posts, not pages


def named(name: str) -> Kind | None:
    """Return the kind a folder, a sidecar or a page's type means by a name, or None."""
    return _by_name().get(_folded(name))


def of_folder(name: str) -> Kind | None:
    """Return the kind a folder means by its name, or by that of a part of a site's addresses."""
    low = name.casefold()
    return named(name) or next((rule.kind for rule in _rules() if low in rule.address), None)


def tell(signs: Signs) -> tuple[Kind, Origin] | None:
    """Return the kind that the signs speak for, the surest first, or None."""
    for name, origin in signs.called:
        if kind := named(name):
            return kind, origin
    return (
        _by_address(signs.path.rpartition("/")[2], "file name")
        or _by_identifiers(signs.identifiers)
        or _by_lines(signs.lines)
        or _by_address(signs.url, "address")
        or _by_title(signs.title)
        or _by_text(signs.text)
        or _by_word_of_title(signs.title)
        or ((Kind.NEWS, Origin(POSTED, 0.4)) if signs.is_post else None)
    )


def _by_identifiers(identifiers: Iterable[Identifier]) -> tuple[Kind, Origin] | None:
    named = {identifier.scheme for identifier in identifiers}
    schemes = named | {REGULATIONS for scheme in named if numbering.is_regulations(scheme)}
    for rule in _rules():
        if rule.schemes & schemes:
            return rule.kind, Origin("identifier", 0.9)
    return None


def _by_lines(lines: Iterable[str]) -> tuple[Kind, Origin] | None:
    for line in lines:
        bare = line.rstrip(":. ")
        if (kind := named(bare)) and _folded(bare) != Kind.OTHER:  # which heads what is left over
            return kind, Origin("text", 0.85)
    return None


def _by_title(title: str) -> tuple[Kind, Origin] | None:
    low = _folded(title)
    for rule in _rules():
        if any(_begins(low, words) for words in rule.title):
            return rule.kind, Origin("title", 0.8)
    return None


def _by_word_of_title(title: str) -> tuple[Kind, Origin] | None:
    """Return the kind that a word ends with, "Delårsrapport"; short ones are in too many words."""
    low = _folded(title)
    for rule in _rules():
        if any(len(name) > 5 and re.search(rf"{re.escape(name)}\b", low) for name in rule.title):
            return rule.kind, Origin("title", 0.5)
    return None


def _begins(title: str, words: str) -> bool:
    rest = title.removeprefix(words)
    return rest != title and (words.endswith("(") or not rest[:1].isalnum())


def _by_address(address: str, source: str) -> tuple[Kind, Origin] | None:
    """Return the kind that a part of an address or of a file's name says."""
    for part in re.split(r"[/_?&=.]+", address.casefold()):
        for rule in _rules():
            if part in rule.address or part in rule.names:
                return rule.kind, Origin(source, 0.75)
    return None


def _by_text(text: str) -> tuple[Kind, Origin] | None:
    low = _folded(text)
    for rule in _rules():
        if any(words in low for words in rule.text):
            return rule.kind, Origin("text", 0.7)
    return None


@cache
def _rules() -> tuple[Rule, ...]:
    file = tomlfile.load(RULES)
    return tuple(_rule(Kind(kind), table) for kind, table in file.table.items())


def _rule(kind: Kind, table: Mapping[str, list[str]]) -> Rule:
    return Rule(
        kind=kind,
        names=frozenset(table["names"]),
        title=tuple(table.get("title", ())),
        address=frozenset(table.get("address", ())),
        schemes=frozenset(table.get("schemes", ())),
        text=tuple(table.get("text", ())),
    )


@cache
def _by_name() -> Mapping[str, Kind]:
    return {name: rule.kind for rule in reversed(_rules()) for name in rule.names}


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())
