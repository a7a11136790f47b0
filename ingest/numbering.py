"""How each scheme prints its numbers: a shape to look for, and its normal form.

The numbered series stand in numbering.toml; here are those that need arithmetic or grammar.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import tomlfile
from ingest.models import Identifier

SERIES: Final = Path(__file__).with_name("numbering.toml")
YEAR: Final = r"(?:1[5-9]|20)\d\d"
SESSION: Final = rf"{YEAR}\s?[/–-]\s?(?:{YEAR}|\d\d)"
NUMBERS: Final = {
    # Some PDF files give letter-spaced headings as "R I R 2 0 2 0 : 2 7".
    "year": rf"(?:{YEAR}\s?:\s?\d+|[12](?: \d){{3}} : \d(?: \d)*)",
    "session": rf"(?:{SESSION}\s?:\s?[A-ZÅÄÖ]{{0,3}}\d+|{YEAR}\s?:\s?\d+)",
    "committee": rf"{SESSION}\s?:\s?[A-ZÅÄÖ][A-Za-zÅÄÖåäö]{{1,4}}\d+y?",
    "fpm": rf"{SESSION}\s?:\s?FPM\s?\d+",
}
START: Final = r"(?:(?<![^\W\d_])|(?-i:(?<=[a-zåäö])(?=[A-Z])))"
"""A word begins, or a capital is glued to a small letter: "…människohandelSOU 2025:119", as g0v.se
joins a heading and its vignette."""
MINISTRIES: Final = "A|Fi|Fö|I|Ju|K|KN|Kn|Ku|L|LI|M|N|S|SB|U|UD|UF"
"""The letters that the ministries register by, before the year."""
DASHES: Final = str.maketrans("‐‑‒–—−", "------")
"""Printed hyphens that stand for "-": "801–3620–2012" and "801-3620-2012" are one number."""


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbering.toml."""

    scheme: str
    words: str
    number: str
    publisher: str | None = None
    slug: str | None = None
    folder: str | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """What to look for, and what it is when found."""

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], Identifier | None]


@cache
def series() -> tuple[Series, ...]:
    """Return the numbered series."""
    return tuple(Series(**row) for row in tomlfile.load(SERIES).table["series"])


@cache
def shapes() -> tuple[Shape, ...]:
    """Return every shape, the more telling first: a place once taken is not read again."""
    return (*_shapes(_INTERNATIONAL), *map(_of_series, series()), *_shapes(_OTHERS))


def _shapes(rows: Mapping[str, Callable[[re.Match[str]], Identifier | None]]) -> Iterator[Shape]:
    for pattern, read in rows.items():
        yield Shape(re.compile(pattern, re.IGNORECASE), read)


def _of_series(one: Series) -> Shape:
    """Return the shape of a series: its words, glued to what stands before or not, and a number."""
    spaced = " ".join(letter for letter in one.scheme if letter.isalpha())
    words = rf"{START}(?:{one.words}|{spaced})[\s·:]{{0,4}}"
    pattern = re.compile(rf"{words}(?P<number>{NUMBERS[one.number]})", re.IGNORECASE)
    return Shape(pattern, lambda match: Identifier(one.scheme, f"{one.scheme} {_serial(match)}"))


# ---- normal forms -------------------------------------------------------------------------


def _tight(match: re.Match[str]) -> str:
    return re.sub(r"\s", "", match["number"]).translate(DASHES)


def _serial(match: re.Match[str]) -> str:
    """Return a series' number with its session as "2019/20", however it is printed.

    The session of 1999 alone is written with both years whole.
    """
    number = re.sub(rf"^({YEAR})-(?=\d)", r"\1/", _tight(match))
    return re.sub(r"^(\d{4})/(?!2000)\d\d(\d\d:)", r"\1/\2", number)


def _plain(scheme: str) -> Callable[[re.Match[str]], Identifier]:
    return lambda match: Identifier(scheme, _tight(match))


def _isbn(match: re.Match[str]) -> Identifier | None:
    """Read an ISBN as printed; one with a wrong check digit is kept and marked."""
    printed = _tight(match).upper()
    digits = printed.replace("-", "")
    if len(digits) not in (10, 13):
        return None
    valid = is_isbn13(digits) if len(digits) == 13 else is_mod11(digits)
    return Identifier("ISBN", printed, valid=valid)


def _issn(match: re.Match[str]) -> Identifier:
    digits = _tight(match).upper().replace("-", "")
    return Identifier("ISSN", f"{digits[:4]}-{digits[4:]}", valid=is_mod11(digits))


def is_isbn13(digits: str) -> bool:
    """Check the last digit of an ISBN-13 (ISO 2108), and the prefix all of them have."""
    weights = (1, 3) * 7
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
    return digits.startswith(("978", "979")) and total % 10 == 0


def is_mod11(digits: str) -> bool:
    """Check the last digit of an ISBN-10 or ISSN: weights fall to 1, "X" is ten (ISO 3297)."""
    if "X" in digits[:-1]:
        return False
    values = [10 if digit == "X" else int(digit) for digit in digits]
    return sum(value * weight for weight, value in enumerate(reversed(values), 1)) % 11 == 0


def _urn(match: re.Match[str]) -> Identifier:
    """Read a URN:NBN; Brå prints "URN: NBR:SE:BRA-444" for one, which is kept as not valid."""
    value = f"urn:nbn:{match['number'].rstrip('.,;').lower()}"
    return Identifier("URN:NBN", value, valid=match["kind"].upper() == "NBN")


def _doi(match: re.Match[str]) -> Identifier:
    return Identifier("DOI", match["number"].rstrip(".,;:)>]\"'").lower())


_ACTS: Final = {"direktiv": "L", "directive": "L", "förordning": "R", "regulation": "R"}


def _act(match: re.Match[str]) -> Identifier:
    """Read "direktiv (EU) 2024/1712" and "direktiv 2011/36/EU" as their CELEX numbers."""
    letter = _ACTS[match["act"].lower()]
    return Identifier("CELEX", f"3{match['year']}{letter}{int(match['no']):04d}")


def _registered(match: re.Match[str]) -> Identifier | None:
    """Read an authority's registration number, its words kept apart by one space; a day is none."""
    if _DAY.fullmatch(match["number"]):
        return None
    number = " ".join(match["number"].translate(DASHES).split())
    number = _MINISTRY_APART.sub(r"\1\2", number)
    return Identifier("Dnr", number.rstrip(".-/"))


_DAY: Final = re.compile(r"(?:19|20)\d\d-[01]\d-[0-3]\d")
_MINISTRY_APART: Final = re.compile(rf"^({MINISTRIES})\s((?:19|20)\d\d/)")
"""A ministry's letters, apart from the year that they are glued to: "Ju 2019/02345/L4"."""
_INTERNATIONAL: Final = {
    r"\b(?P<number>10\.\d{4,9}/[^\s\"<>]+)": _doi,
    r"URN:?\s?(?P<kind>NB[NR]):(?P<number>[a-z]{2}[:\w-]+)": _urn,
    r"\b(?P<kind>NB[NR]):(?P<number>SE:[:\w-]+)": _urn,
    r"(?P<number>https?://data\.europa\.eu/eli/[\w/.-]+\w)": _plain("ELI"),
    r"ISBN(?:[- ]?1[03])?(?:\s*\([^)]{1,12}\))?[\s:]*"
    r"(?P<number>\d[\d\s–‑-]{8,18}[\dX])(?!\d)": _isbn,
    r"(?<![\d-])(?P<number>97[89](?:[-–‑]\d+){3}[-–‑]\d)(?![\d-])": _isbn,
    r"ISSN(?:-L)?[\s:]*(?P<number>\d{4}[-–‑ ]?\d{3}[\dX])": _issn,
    r"\bCELEX[\s:]*(?P<number>[1-9]\d{4}[A-Z]{1,2}\d{4})": _plain("CELEX"),
    r"\b(?P<number>3(?:19|20)\d\d[LRD]\d{4})\b": _plain("CELEX"),
    r"(?P<act>direktiv|directive|förordning|regulation)(?:et|en)?\s+(?:\(E[UG]\)\s*(?:nr\s*)?)?"
    r"(?P<year>(?:19|20)\d\d)/(?P<no>\d{1,4})(?:/E[UG]\b)?(?![\d:/])": _act,
    r"\b(?P<number>GRETA\s?\(\d{4}\)\s?\d+)": _plain("GRETA"),
    r"\b(?P<number>(?:KOM|COM|SWD|JOIN)\s?\((?:19|20)\d\d\)\s?\d+)": _plain("COM"),
    r"\b(?P<number>diva2:\d+)\b": _plain("DiVA"),
    # The documents of the United Nations: A/RES/55/25, CEDAW/C/SWE/CO/8-9
    r"(?<![\w/.-])(?P<number>(?-i:A|S|E|CAT|CCPR|CED|CEDAW|CERD|CMW|CRC|CRPD|CTOC)"
    r"(?-i:/(?:C|RES|HRC|CN|CONF|COP|Res|PV|OP)\b[A-Z0-9.]*)(?-i:/[A-Z0-9][\w.-]*){0,4}/\d[\d-]*"
    r"(?-i:/(?:Add|Rev|Corr)\.\d+)?)(?![\w/])": _plain("FN"),
}


def _of_the_crown(match: re.Match[str]) -> Identifier:
    """Read "Kungl. Maj:ts proposition nr 30 år 1971", as bills were numbered until 1974."""
    return Identifier("Prop.", f"Prop. {match['year']}:{match['number']}")


def _of_regulation(match: re.Match[str]) -> Identifier:
    """Read "FFFS 2011:26": an authority's series is named with its letters and FS."""
    series = match["series"].upper()
    return Identifier(series, f"{series} {_tight(match)}")


def is_regulations(scheme: str) -> bool:
    """Tell whether a scheme is an authority's series of regulations, as AFS or HSLF-FS."""
    return _REGULATIONS.fullmatch(scheme) is not None


_LETTERS: Final = r"[A-ZÅÄÖ]{1,7}-?FS"
_REGULATIONS: Final = re.compile(_LETTERS)
_REGULATION_NUMBER: Final = (
    rf"{START}(?P<series>{_LETTERS})[\s·:]{{0,4}}(?P<number>{YEAR}\s?:\s?\d+)"
)
_OTHERS: Final = {
    _REGULATION_NUMBER: _of_regulation,
    rf"\bproposition\s+nr\s+(?P<number>\d+)\s+år\s+(?P<year>{YEAR})\b": _of_the_crown,
    # "Lag (2013:363) om …" is how a law is titled.
    rf"\b(?:lag|förordning|balk|kungörelse|\w+(?:lag|förordning|balk))(?:en)?\s"
    rf"\((?P<number>{YEAR}:\d+)\)": lambda match: Identifier("SFS", f"SFS {_tight(match)}"),
    r"\bdok_id[\s:=\"]*(?P<number>[A-Z][0-9A-Z]{3}\w+)": _plain("dok_id"),
    r"\b(?P<number>RPS-R-\d{4}/\d+-[A-Z]{2})\b": _plain("Rapport"),
    r"(?:dnr|diarie(?:nummer|nr)|ärendenummer|ärende(?:nr)?|reg\.?\s?nr|\bbeteckning|"
    r"\breferens|\bvår ref)\.?[\s:]*(?P<number>"
    r"(?:[A-ZÅÄÖ]{1,6}[ -]?)?\d[\d.]*(?:[ ]?[-–/:][ ]?[\dA-ZÅÄÖ][\dA-ZÅÄÖ.]*){1,4})": _registered,
    rf"(?<![\w/])(?P<number>(?-i:{MINISTRIES})\s(?:19|20)\d\d/\d{{3,6}}(?-i:/[A-ZÅÄÖ]\w{{0,6}})+)"
    r"(?![\d:])": _registered,
    # The ministries' own: Ju2025/01324, S2008/10728/ST, Fi2015/02811/S3
    r"(?<![\w/])(?P<number>(?-i:[A-ZÅÄÖ][A-Za-zåäö]{0,2})(?:19|20)\d\d/\d{2,6}"
    r"(?:/(?-i:[A-ZÅÄÖ])\w{0,6})*)(?![\d:])": _registered,
}
