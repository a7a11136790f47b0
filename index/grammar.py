"""The query language as taggers for whoosh.qparser: a piece of text -> a leaf of our tree.

Reference, quote, field:value and pattern are leaves; brackets and operators are Whoosh's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from whoosh.qparser import plugins, syntax
from whoosh.qparser.taggers import RegexTagger

from index.swedish.references import LAW_NAME, laws
from index.swedish.tokens import tokenize
from index.tree import All, Pattern, PatternKind, Published, Quote, Reference, Tree, Value, Word
from ingest.models import PartialDate

FIELDS = {
    "titel": "titel",
    "title": "titel",
    "rubrik": "rubrik",
    "heading": "rubrik",
    "inledning": "inledning",
    "lead": "inledning",
    "typ": "typ",
    "kind": "typ",
    "type": "typ",
    "utgivare": "utgivare",
    "publisher": "utgivare",
    "ämne": "ämne",
    "topic": "ämne",
    "språk": "språk",
    "language": "språk",
    "id": "id",
    "url": "id",
    "adress": "id",
    "år": "år",
    "year": "år",
    "datum": "år",
    "date": "år",
    "efter": "efter",
    "after": "efter",
    "före": "före",
    "before": "före",
    "från": "från",
    "from": "från",
    "till": "till",
    "to": "till",
}
"""What may be typed before a colon -> the field's Swedish name."""

OPERATORS = frozenset({"AND", "OCH", "OR", "ELLER", "NOT", "INTE"})

_YEAR_NUMBER = r"\d{4}(?:/\d{2,4})?:[^\W_]*\d+"
_OF_LAW = rf"(?:\s(?:i\s)?{LAW_NAME.pattern})?"
_SCHEMES = "SOU|Ds|Dir|Prop|Skr|Bet|Rskr|SFS|Mot|Dnr|Komm"
_SECTION = r"\d+(?:\s?[a-z])?\s?§§?"
_LAWS = "|".join(sorted(map(re.escape, laws()), key=len, reverse=True))
REFERENCE = (
    rf"(?<![^\W_])(?:(?:{_SCHEMES})\.?\s*{_YEAR_NUMBER}"
    rf"|(?:{_LAWS})\s\d+:\d+(?:\s?[a-z])?"
    rf"|\d+(?:\s?[a-z])?\s?kap\.?(?:\s{_SECTION}{_OF_LAW})?|{_SECTION}{_OF_LAW})(?![^\W_])"
)

UNKNOWN_FIELD = re.compile(r"(?<![^\W_])[^\W\d_]{3,}:(?!//)[^\W_]{3,}")
"""What looks like field:value; shorter values are endings, as in "EU:s" and "HBTQ:are"."""

_NAMES = "|".join(sorted(FIELDS, key=len, reverse=True))
_STARTS = r"(?:(?<=[\s(-])|^)"
_SPREAD = re.compile(rf"{_STARTS}(?P<name>{_NAMES}):\(", re.IGNORECASE)
_PIECE = re.compile(r'-?(?:"[^"]*"(?:~\d{1,2})?|[^\s()"]+)')

Read: TypeAlias = Callable[[re.Match[str]], Tree | None]


class Leaf(syntax.TextNode):  # type: ignore[misc]  # Whoosh has no types
    """A part of the question that is read; `tree` is None where there is no word in it."""

    def __init__(self, text: str, tree: Tree | None) -> None:
        super().__init__(text)
        self.tree = tree


class LeafPlugin(plugins.Plugin):  # type: ignore[misc]
    """Makes leaves of what a pattern matches; lower priorities are tried first."""

    def __init__(self, pattern: str, priority: int, read: Read, *, flags: int = 0) -> None:
        self._tagger = _LeafTagger(re.compile(pattern, flags), read)
        self._priority = priority

    def taggers(self, _parser: object) -> list[tuple[RegexTagger, int]]:
        """Return the one tagger with its priority."""
        return [(self._tagger, self._priority)]


class _LeafTagger(RegexTagger):  # type: ignore[misc]
    def __init__(self, pattern: re.Pattern[str], read: Read) -> None:
        super().__init__(pattern)
        self._read = read

    def create(self, _parser: object, match: re.Match[str]) -> Leaf:
        tree = self._read(match)
        return Leaf(match[0], tree)


def spread(text: str) -> str:
    """Write titel:(a ELLER "b c") as (titel:a ELLER titel:"b c"); what has no end stays."""
    written, position = "", 0
    for found in _SPREAD.finditer(text):
        end = _closing(text, found.end())
        if found.start() < position or end is None:
            continue
        in_field = partial(_in_field, found["name"])
        inside = _PIECE.sub(in_field, text[found.end() : end])
        written += f"{text[position : found.start()]}({inside})"
        position = end + 1
    return written + text[position:]


def _closing(text: str, start: int) -> int | None:
    """Return where the bracket that was opened before `start` is closed."""
    depth, is_quoted = 1, False
    for place in range(start, len(text)):
        match text[place]:
            case '"':
                is_quoted = not is_quoted
            case "(" | ")" as bracket if not is_quoted:
                depth += 1 if bracket == "(" else -1
                if depth == 0:
                    return place
            case _:
                pass
    return None


def _in_field(name: str, piece: re.Match[str]) -> str:
    text = piece[0]
    if text in OPERATORS:
        return text
    return f"-{name}:{text[1:]}" if text.startswith("-") else f"{name}:{text}"


def words(text: str) -> Tree | None:
    """Read text that has no syntax in it; None where there is no word."""
    found = tuple(Word(piece) for token in tokenize(text) for piece in _split(token.text))
    return found[0] if len(found) == 1 else All(found) if found else None


def quote(match: re.Match[str]) -> Tree | None:
    """Read "…" and "…"~5."""
    text = " ".join(match["text"].split())
    return Quote(text, int(match["slop"] or 0)) if tokenize(text) else None


def reference(match: re.Match[str]) -> Tree:
    """Read the number of a publication or a place in a law."""
    return Reference(" ".join(match[0].split()))


def pattern(match: re.Match[str]) -> Tree:
    """Read barn*, *handel and barn~."""
    if match["suffix"]:
        return Pattern(match["suffix"].lower(), PatternKind.SUFFIX)
    kind = PatternKind.PREFIX if match["mark"] == "*" else PatternKind.FUZZY
    return Pattern(match["text"].lower(), kind)


def field(match: re.Match[str]) -> Tree | None:
    """Read field:value; None where the value cannot be one of that field."""
    name = FIELDS[match["name"].lower()]
    text = " ".join(match["value"].strip('"').split())
    if name in {"år", "efter", "före", "från", "till"}:
        return _published(name, text)
    return Value(name, text) if tokenize(text) else None


def _split(token: str) -> list[str]:
    """Take apart what would be read as field:value, and make operators plain words."""
    name, colon, value = token.partition(":")
    pieces = [name, value] if colon and name.lower() in FIELDS else [token]
    return [piece.lower() if piece in OPERATORS else piece for piece in pieces]


def _published(name: str, text: str) -> Published | None:
    low, dots, high = text.partition("..")
    try:
        first = PartialDate.parse(low) if low else None
        last = PartialDate.parse(high) if high else None
        if name == "år" and (first or last):
            return Published(first, last if dots else first)
        return None if dots or not first else _side(name, first)
    except (ValueError, OverflowError):
        return None


def _side(name: str, day: PartialDate) -> Published:
    """Turn efter:, före:, från: and till: into a span with its ends in it."""
    if name == "från":
        return Published(day, None)
    if name == "till":
        return Published(None, day)
    step = 1 if name == "efter" else -1
    edge = day.last if name == "efter" else day.first
    other = PartialDate.parse(type(edge).fromordinal(edge.toordinal() + step).isoformat())
    return Published(other, None) if name == "efter" else Published(None, other)


def operators() -> plugins.OperatorsPlugin:
    """Return the operators, which are written in capitals; a minus stands against its word."""
    return plugins.OperatorsPlugin(
        And=r"(?<![^\s()])(?:AND|OCH)(?![^\s()])",
        Or=r"(?<![^\s()])(?:OR|ELLER)(?![^\s()])",
        Not=r"(?<![^\s()])(?:(?:NOT|INTE)(?![^\s()])|-(?=[^\s-]))",
        AndNot=None,
        AndMaybe=None,
        Require=None,
    )


def leaves() -> list[LeafPlugin]:
    """Return the taggers of everything that is not a plain word, in the order they are tried."""
    return [
        LeafPlugin(REFERENCE, -30, reference, flags=re.IGNORECASE),
        LeafPlugin(r'"(?P<text>[^"]*)"(?:~(?P<slop>\d{1,2}))?', -20, quote),
        LeafPlugin(
            rf'{_STARTS}(?P<name>{_NAMES}):(?P<value>"[^"]*"|{REFERENCE}|[^\s()"]+)',
            -10,
            field,
            flags=re.I,
        ),
        LeafPlugin(
            rf"{_STARTS}(?:\*(?P<suffix>[^\W_]{{2,}})|(?P<text>[^\W_]{{2,}})(?P<mark>[*~]))"
            r"(?=[\s)]|$)",
            5,
            pattern,
        ),
    ]
