"""synonyms.toml in, other words that say the same as a question's words out.

Only questions are widened, so a changed file needs no new index.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from index.errors import SynonymsError
from index.swedish.lemmas import term
from index.swedish.tokens import words

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
        try:
            text = path.read_text("utf-8")
        except FileNotFoundError:
            return cls()
        except (OSError, UnicodeDecodeError) as exc:
            raise SynonymsError(f"{path}: cannot be read as UTF-8 text ({exc})") from exc
        entries: dict[Words, dict[Words, None]] = defaultdict(dict)
        for asked, found in _meanings(path, text):
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
    """One group of the file, with where it stands."""

    place: str
    values: dict[str, object]

    def rows(self, key: str) -> list[Words]:
        """Return the words of a list in the group, as terms."""
        texts = self.values.get(key)
        if not isinstance(texts, list) or not texts:
            raise SynonymsError(f"{self.place}, key {key!r}: a list of words is needed")
        for text in texts:
            if not isinstance(text, str) or not words(text):
                raise SynonymsError(f"{self.place}, key {key!r}: {text!r} is not a word")
        return [tuple(map(term, words(text))) for text in texts]


def _meanings(path: Path, text: str) -> Iterator[tuple[Words, list[Words]]]:
    """Yield what may be asked with all that it stands for."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        end = f"at line {len(text.splitlines())}, the last"
        what = str(exc).replace("at end of document", end)
        raise SynonymsError(f"{path}: {what}; mend that line") from exc
    for key in data:
        if key not in KINDS:
            line = _line(text, key, 0)
            raise SynonymsError(f"{path}, line {line}, key {key!r}: write [[same]] or [[oneway]]")
    for group in _groups(path, text, data.get("same", []), "same"):
        forms = group.rows("words")
        yield from ((form, forms) for form in forms)
    for group in _groups(path, text, data.get("oneway", []), "oneway"):
        meant = group.rows("finds")
        yield from ((form, meant) for form in group.rows("asked"))


def _groups(path: Path, text: str, groups: object, key: str) -> Iterator[_Group]:
    if not isinstance(groups, list):
        line = _line(text, key, 0)
        raise SynonymsError(f"{path}, line {line}, key {key!r}: write each group under [[{key}]]")
    for number, values in enumerate(groups):
        place = f"{path}, line {_line(text, key, number)}"
        if not isinstance(values, dict):
            raise SynonymsError(f"{place}, key {key!r}: write each group under [[{key}]]")
        yield _Group(place, values)


def _line(text: str, key: str, number: int) -> int:
    """Return the line on which the key stands for the nth time, from 0."""
    places = re.finditer(rf"^[ \t]*\[*[ \t]*{re.escape(key)}\b", text, re.MULTILINE)
    place = next(islice(places, number, None), None)
    return text.count("\n", 0, place.start()) + 1 if place else 1
