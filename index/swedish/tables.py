"""A table of the package -> its words or pairs; lines that begin with # give the reasons."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def read_words(path: Path) -> frozenset[str]:
    """Return the words of a table, several a line."""
    return frozenset(word for line in _lines(path) for word in line.split())


def read_pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Yield both sides of the lines "left = right"."""
    for line in _lines(path):
        left, _, right = line.partition(" = ")
        yield left, right


def _lines(path: Path) -> Iterator[str]:
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line
