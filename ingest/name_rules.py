"""A list of names in a text file, some with "*" at one end -> whether a name is on it.

One rule a line, two spaces, and why it is there; case does not count. "# " begins a comment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class NameRules:
    """The rules, sorted by how fast they can be tried."""

    names: frozenset[str]
    starts: tuple[str, ...]
    ends: tuple[str, ...]

    @classmethod
    def of(cls, rules: Iterable[str]) -> Self:
        """Sort rules such as "thumbs.db", "~$*" and "*.tmp"."""
        low = [rule.lower() for rule in rules]
        return cls(
            names=frozenset(rule for rule in low if "*" not in rule),
            starts=tuple(rule[:-1] for rule in low if rule.endswith("*")),
            ends=tuple(rule[1:] for rule in low if rule.startswith("*")),
        )

    def __contains__(self, name: str) -> bool:
        low = name.lower()
        return low in self.names or low.startswith(self.starts) or low.endswith(self.ends)


def listed(path: Path) -> tuple[str, ...]:
    """Return the rules of a list, as they are written."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(line.split("  ")[0] for line in lines if line and not line.startswith("# "))
