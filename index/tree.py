"""What a question means, as values: the tree that `index.query` reads and `index.plan` asks with.

`str` of a tree is the question in the query language; read again, it gives the same tree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
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
        return " ".join(map(_grouped, self.parts))


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part must be there."""

    parts: tuple[Tree, ...]

    def __str__(self) -> str:
        return " ELLER ".join(map(_grouped, self.parts))


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


def _grouped(part: Tree) -> str:
    return f"({part})" if isinstance(part, All | Either) else str(part)
