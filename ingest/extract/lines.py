"""One line or paragraph -> what it says of its page, and whether it is the site's own words.

The rules are in lines.toml, for web pages and for text that was copied from one alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

import tomlfile
from ingest.models import Claim

RULES = Path(__file__).with_name("lines.toml")
MAX_LABEL_CHARS = 120
"""A longer line is running text; a date it holds is not the page's."""
MAX_NOTICE_CHARS = 1500
"""A longer paragraph says more than a notice does."""
MAX_OTHER_WORDS = 4
"""A line with more words beside label and date than "av Kommunikation kl. 10.15" is a sentence."""
ORIGIN = "text"
BESIDE = "day beside h1"
"""Where a day without a label is from: believed less than one that says what it is."""

# As SOU 2025:119, ID-nummer: Dir. 2017:29, Dnr: ALLM 2020/100, Prop. 2017/18:86 and KN2026/00741.
_NUMBER = re.compile(
    r"(?:[^\W\d][\w-]{1,20}:\s*)?(?:[^\W\d][\w.-]{0,12}(?: [^\W\d]{1,8})?\s?)?"
    r"(?!\d{4}-\d{2}-\d{2})\d{4}(?:/\d{2,4})?[:/-]\d{1,6}(?:[/-]\w{1,6})?"
)
_DIGIT = re.compile(r"\d")
# One match from the start: an end that is looked for on its own is tried at every letter.
_BARE = re.compile(r"[\W_]*+((?:.*[^\s>»→›.:…])?)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """What one line turned out to be."""

    is_site: bool = False
    is_dated: bool = False  # says when the page was published or changed, and little else
    claims: tuple[Claim, ...] = ()


@lru_cache(maxsize=1024)  # a page's lines are asked about for roles, then for claims
def read(text: str) -> Line:
    """Return what a line says, wherever on the page it stands."""
    if len(text) <= MAX_LABEL_CHARS and _is_operated(text):
        return Line(is_site=True)
    dated = read_dated(text)
    if dated:
        return Line(is_site=True, is_dated=True, claims=dated)
    return read_notice(text)


def _is_operated(text: str) -> bool:
    """Tell buttons, counts of hits and marks between links from words that say something."""
    found = _BARE.match(text)
    bare = found[1].casefold() if found else ""
    return not bare or bare in _rules().buttons or any(p.fullmatch(bare) for p in _rules().counts)


def read_top(text: str) -> Line:
    """Return what a line above the text says: a section's name and a date, and nothing else."""
    found = _first_match(_rules().top, text)
    return Line(is_site=True, is_dated=True, claims=_claims(found)) if found else Line()


def read_alone(text: str) -> tuple[Claim, ...]:
    """Return the day that a line beside the title holds, with little else, and no label."""
    found = _first_match(_rules().alone, text) if _DIGIT.search(text) else None
    return tuple(replace(claim, origin=BESIDE) for claim in _claims(found)) if found else ()


def read_end(text: str) -> Line:
    """Return what a line under the text says: the source it retells."""
    found = _first_match(_rules().end, text)
    return Line(claims=_claims(found)) if found else Line()


def is_number(text: str) -> bool:
    """Return whether a line is the number of a publication or a case, and nothing else."""
    return bool(_NUMBER.fullmatch(text.strip()))


def read_dated(text: str) -> tuple[Claim, ...]:
    """Return the dates of a line that has labels and dates, and at the most a name beside them."""
    if len(text) > MAX_LABEL_CHARS or not _DIGIT.search(text):
        return ()
    found = [match for pattern in _rules().dated if (match := pattern.search(text))]
    rest = text
    for match in found:
        rest = rest.replace(match[0], " ")
    if len(rest.split()) > MAX_OTHER_WORDS:
        return ()
    return tuple(claim for match in found for claim in _claims(match))


@lru_cache(maxsize=1024)
def read_notice(text: str) -> Line:
    """Return what a paragraph says that is a notice of the site: of cookies, comments, itself."""
    if len(text) > MAX_NOTICE_CHARS:
        return Line()
    low = text.lower()
    for needed, words, cues in _rules().notices:
        if not any(map(low.__contains__, words)):
            continue  # patterns are slow, and nine paragraphs of ten have none of their words
        hits = [found for cue in cues if (found := cue.search(text))]
        if len(hits) >= needed:
            return Line(is_site=True, claims=tuple(c for hit in hits for c in _claims(hit)))
    return Line()


def _claims(found: re.Match[str]) -> tuple[Claim, ...]:
    groups = found.groupdict().items()
    return tuple(Claim(field, value.strip(), ORIGIN) for field, value in groups if value)


def _first_match(patterns: tuple[re.Pattern[str], ...], text: str) -> re.Match[str] | None:
    if len(text) > MAX_LABEL_CHARS:
        return None
    matches = (pattern.fullmatch(text.strip()) for pattern in patterns)
    return next(filter(None, matches), None)


@dataclass(frozen=True, slots=True)
class _Rules:
    dated: tuple[re.Pattern[str], ...]
    top: tuple[re.Pattern[str], ...]
    alone: tuple[re.Pattern[str], ...]
    end: tuple[re.Pattern[str], ...]
    notices: tuple[tuple[int, tuple[str, ...], tuple[re.Pattern[str], ...]], ...]
    buttons: frozenset[str]
    counts: tuple[re.Pattern[str], ...]


@cache
def _rules() -> _Rules:
    table = tomlfile.load(RULES).table
    words = table["words"]

    def patterns(name: str) -> tuple[re.Pattern[str], ...]:
        return tuple(
            _compile(
                row["pattern"]
                .replace("{day}", words["day"])
                .replace("{month}", words["month"])
                .replace("{label}", words["label"])
            )
            for row in table[name]
        )

    notices = tuple(
        (row["needed"], tuple(row["words"]), tuple(_compile(cue) for cue in row["cues"]))
        for row in table["notice"]
    )
    buttons = frozenset(table["buttons"]["lines"])
    return _Rules(
        patterns("dated"),
        patterns("top"),
        patterns("alone"),
        patterns("end"),
        notices,
        buttons,
        patterns("count"),
    )


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
