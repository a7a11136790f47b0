"""What a question means, as values: the tree that `index.query` reads and `index.plan` asks with.

`str` of a tree is the question in the query language; read again, it gives the same tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TypeAlias

from ingest.models import PartialDate, Precision


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any of its forms."""

    text: str

    def __str__(self) -> str:
        return self.text


class PatternKind(StrEnum):
    """How a pattern stands for words."""

    PREFIX = "{}*"
    SUFFIX = "*{}"
    FUZZY = "{}~"


@dataclass(frozen=True, slots=True)
class Pattern:
    """All words that begin (`barn*`) or end (`*handel`) so, or are spelled nearly so (`barn~`)."""

    text: str
    kind: PatternKind

    def __str__(self) -> str:
        return self.kind.format(self.text)


@dataclass(frozen=True, slots=True)
class Quote:
    """Words exactly as written, in order, with at most `slop` other words between them."""

    text: str
    slop: int = 0

    def __str__(self) -> str:
        return f'"{self.text}"' + (f"~{self.slop}" if self.slop else "")


@dataclass(frozen=True, slots=True)
class Reference:
    """The number of a publication or a place in a law: "SOU 2016:70", "4 kap. 1 a §"."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Value:
    """A value that a field of the document must have."""

    field: str  # the Swedish name of the field
    text: str

    def __str__(self) -> str:
        return f'{self.field}:"{self.text}"' if " " in self.text else f"{self.field}:{self.text}"


@dataclass(frozen=True, slots=True)
class Published:
    """Published within a span of time, its ends included; None is open."""

    first: PartialDate | None
    last: PartialDate | None

    def __str__(self) -> str:
        ends = [end for end in (self.first, self.last) if end]
        field = "år" if all(end.precision is Precision.YEAR for end in ends) else "datum"
        span = self.first if self.first == self.last else f"{self.first or ''}..{self.last or ''}"
        return f"{field}:{span}"


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be there."""

    part: Tree

    def __str__(self) -> str:
        return f"-{_grouped(self.part)}"


@dataclass(frozen=True, slots=True)
class All:
    """Every part must be there; words may be let off where few documents have them all."""

    parts: tuple[Tree, ...]

    def __str__(self) -> str:
        return " ".join(_together(self.parts, " "))


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part must be there."""

    parts: tuple[Tree, ...]

    def __str__(self) -> str:
        return " ELLER ".join(_together(self.parts, " ELLER "))


Tree: TypeAlias = Word | Pattern | Quote | Reference | Value | Published | Not | All | Either


def each_word(tree: Tree, change: Callable[[str], str]) -> Tree:
    """Return the tree with its plain words changed."""
    match tree:
        case Word(text):
            return Word(change(text))
        case Not(part):
            return Not(each_word(part, change))
        case All(parts):
            return All(tuple(each_word(part, change) for part in parts))
        case Either(parts):
            return Either(tuple(each_word(part, change) for part in parts))
        case _:
            return tree


def _together(parts: Iterable[Tree], between: str) -> Iterator[str]:
    """Yield the parts as written; neighbours of one field share its name: titel:(a ELLER b)."""
    for field, run in groupby(
        parts, key=lambda part: part.field if isinstance(part, Value) else ""
    ):
        same = list(run)
        if field and len(same) > 1:
            values = (str(value).removeprefix(f"{field}:") for value in same)
            yield f"{field}:({between.join(values)})"
        else:
            yield from map(_grouped, same)


def _grouped(part: Tree) -> str:
    if not isinstance(part, All | Either):
        return str(part)
    shared = set(map(_field, part.parts))
    return str(part) if len(shared) == 1 and "" not in shared else f"({part})"


def _field(part: Tree) -> str:
    return part.field if isinstance(part, Value) else ""
