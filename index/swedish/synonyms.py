"""synonyms.toml -> other words that say the same as a question's words.

Only questions are widened, so a changed file needs no new index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import tomlfile
from index.errors import SynonymsError
from index.swedish.lemmas import term
from index.swedish.tokens import words
from tomlfile import TomlError, TomlFile

Words = tuple[str, ...]
"""One or several `word` terms in a row."""

KINDS = ("same", "oneway")


@dataclass(frozen=True, slots=True)
class Expansion:
    """What can stand in for some of a question's words."""

    start: int  # the first word of the question that it stands for
    end: int  # the one after the last
    alternatives: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Synonyms:
    """What means the same, by the `word` terms of what is typed."""

    entries: dict[Words, tuple[Words, ...]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Synonyms:
        """Read a file of [[same]] and [[oneway]] groups; where there is no file, there are none."""
        file = tomlfile.load(path, SynonymsError)
        entries: dict[Words, dict[Words, None]] = defaultdict(dict)
        for asked, found in _meanings(file):
            entries[asked].update(dict.fromkeys(word for word in found if word != asked))
        return cls({asked: tuple(found) for asked, found in entries.items()})

    def expand(self, asked: Sequence[str]) -> list[Expansion]:
        """Return what can stand in for the words (`word` terms), at each place the longest."""
        longest = max(map(len, self.entries), default=0)
        found = []
        for start in range(len(asked)):
            for end in range(min(len(asked), start + longest), start, -1):
                if alternatives := self.entries.get(tuple(asked[start:end])):
                    found.append(Expansion(start, end, alternatives))
                    break
        return found


@dataclass(frozen=True, slots=True)
class _Group:
    """One group of the file, with the line it begins on."""

    file: TomlFile
    line: int
    values: dict[str, object]

    def rows(self, key: str) -> list[Words]:
        """Return the words of a list in the group, as terms."""
        texts = self.values.get(key)
        if not isinstance(texts, list) or not texts:
            raise self._error(key, "a list of words is needed")
        for text in texts:
            if not isinstance(text, str) or not words(text):
                raise self._error(key, f"{text!r} is not a word")
        return [tuple(map(term, words(text))) for text in texts]

    def _error(self, key: str, message: str) -> TomlError:
        return SynonymsError(self.file.path, message, line=self.line, key=key)


def _meanings(file: TomlFile) -> Iterator[tuple[Words, list[Words]]]:
    """Yield what may be asked with all that it stands for."""
    for key in file.table:
        if key not in KINDS:
            raise file.error("write [[same]] or [[oneway]]", key)
    for group in _groups(file, "same"):
        forms = group.rows("words")
        yield from ((form, forms) for form in forms)
    for group in _groups(file, "oneway"):
        meant = group.rows("finds")
        yield from ((form, meant) for form in group.rows("asked"))


def _groups(file: TomlFile, key: str) -> Iterator[_Group]:
    groups = file.table.get(key, [])
    line = 0
    if not isinstance(groups, list):
        raise file.error(f"write each group under [[{key}]]", key)
    for values in groups:
        line = file.line(key, after=line + 1) or 1
        if not isinstance(values, dict):
            raise file.error(f"write each group under [[{key}]]", key, after=line)
        yield _Group(file, line, values)
