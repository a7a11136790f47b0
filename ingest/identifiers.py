"""A text -> the numbers publications are known by, each in its scheme's normal form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from ingest.models import Identifier

YEAR: Final = r"(?:1[5-9]|20)\d\d"
SESSION: Final = rf"{YEAR}/(?:\d\d\b|{YEAR}|\d\d(?=:))"
START: Final = r"(?:(?<![^\W\d_])|(?-i:(?<=[a-zåäö])(?=[A-Z])))"
"""A word begins, or a capital is glued to a small letter: "…människohandelSOU 2025:119", as g0v.se
joins a heading and its vignette."""
DASHES: Final = str.maketrans("‐‑‒–—−", "------")
"""Printed hyphens that stand for "-": "801–3620–2012" and "801-3620-2012" are one number."""


@dataclass(frozen=True, slots=True)
class Found:
    """An identifier and where it stands in the text."""

    identifier: Identifier
    start: int
    end: int


def find(text: str) -> tuple[Identifier, ...]:
    """Return the identifiers of a text in order, each once."""
    return tuple(dict.fromkeys(found.identifier for found in locate(text)))


def locate(text: str) -> tuple[Found, ...]:
    """Return every place of a text where an identifier stands."""
    found: list[Found] = []
    for shape in _SHAPES:
        for match in shape.pattern.finditer(text):
            free = not any(match.start() < one.end and one.start < match.end() for one in found)
            if free and (identifier := shape.read(match)):
                found.append(Found(identifier, match.start(), match.end()))
    return tuple(sorted(found, key=lambda one: one.start))


def normalise(scheme: str, value: str) -> Identifier:
    """Return a written identifier of a known scheme in its normal form, as printed where it has none."""
    for text in (value, f"{scheme} {value}"):
        for identifier in find(text):
            if identifier.scheme.casefold().rstrip(".") == scheme.casefold().rstrip("."):
                return identifier
    return Identifier(scheme, " ".join(value.split()))


# ---- shapes -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shape:
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], Identifier | None]


def _series(scheme: str, words: str, number: str, *, flags: re.RegexFlag = re.IGNORECASE) -> _Shape:
    """Return the shape of a series: words that name it, glued or not, and a number in it."""
    pattern = re.compile(rf"{START}(?:{words})\s{{0,3}}(?P<number>{number})", flags)

    def read(match: re.Match[str]) -> Identifier:
        return Identifier(scheme, f"{scheme} {_tight(match['number'])}")

    return _Shape(pattern, read)


def _tight(number: str) -> str:
    return re.sub(r"\s", "", number).translate(DASHES)


def _isbn(match: re.Match[str]) -> Identifier:
    digits = re.sub(r"[^\dX]", "", match["number"].upper())
    printed = _tight(match["number"])
    valid = _isbn13(digits) if len(digits) == 13 else _mod11(digits)
    return Identifier("ISBN", printed if "-" in printed else digits, valid=valid)


def _issn(match: re.Match[str]) -> Identifier:
    digits = re.sub(r"[^\dX]", "", match["number"].upper())
    return Identifier("ISSN", f"{digits[:4]}-{digits[4:]}", valid=_mod11(digits))


def _isbn13(digits: str) -> bool:
    """Check the last digit of an ISBN-13 (ISO 2108), and the prefix all of them have."""
    weights = (1, 3) * 7
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
    return digits.startswith(("978", "979")) and digits.isdecimal() and total % 10 == 0


def _mod11(digits: str) -> bool:
    """Check the last digit of an ISBN-10 or ISSN: weights fall to 1, "X" is ten (ISO 3297)."""
    if "X" in digits[:-1]:
        return False
    values = [10 if digit == "X" else int(digit) for digit in digits]
    return sum(value * weight for weight, value in enumerate(reversed(values), 1)) % 11 == 0


def _urn(match: re.Match[str]) -> Identifier:
    """Read a URN:NBN; Brå prints "URN: NBR:SE:BRA-444" for one, which is kept as not valid."""
    rest = match["number"].rstrip(".,;")
    return Identifier("URN:NBN", f"urn:nbn:{rest.lower()}", valid=match["kind"].upper() == "NBN")


def _doi(match: re.Match[str]) -> Identifier:
    return Identifier("DOI", match["number"].rstrip(".,;:)>]\"'").lower())


def _celex(match: re.Match[str]) -> Identifier:
    return Identifier("CELEX", match["number"].upper())


_ACTS: Final = {"direktiv": "L", "directive": "L", "förordning": "R", "regulation": "R"}


def _act(match: re.Match[str]) -> Identifier:
    """Read "direktiv (EU) 2024/1712" and "direktiv 2011/36/EU" as their CELEX numbers."""
    letter = _ACTS[match["act"].lower()]
    return Identifier("CELEX", f"3{match['year']}{letter}{int(match['no']):04d}")


def _dnr(match: re.Match[str]) -> Identifier:
    return Identifier("Dnr", " ".join(match["number"].translate(DASHES).split()).rstrip(".-/"))


def _plain(scheme: str) -> Callable[[re.Match[str]], Identifier]:
    def read(match: re.Match[str]) -> Identifier:
        return Identifier(scheme, _tight(match["number"]))

    return read


_DNR_NUMBER: Final = (
    r"(?:[A-ZÅÄÖ]{1,6}[ -]?)?\d[\d.]*(?:[ ]?[-–/:][ ]?[\dA-ZÅÄÖa-z][\dA-ZÅÄÖa-z.]*){1,4}"
)


def _shapes() -> Iterator[_Shape]:
    """Yield the shapes, the more telling first: a place once taken is not read again."""
    any_case = re.IGNORECASE
    yield _Shape(re.compile(r"\b(?P<number>10\.\d{4,9}/[^\s\"<>]+)"), _doi)
    yield _Shape(
        re.compile(r"URN:?\s?(?P<kind>NB[NR]):(?P<number>[a-z]{2}[:\w-]+)", any_case), _urn
    )
    yield _Shape(re.compile(r"\b(?P<kind>NB[NR]):(?P<number>SE:[:\w-]+)", any_case), _urn)
    yield _Shape(re.compile(r"(?P<number>https?://data\.europa\.eu/eli/[\w/.-]+\w)"), _plain("ELI"))
    yield _Shape(
        re.compile(
            r"ISBN(?:[- ]?1[03])?(?:\s*\([^)]{1,12}\))?[\s:]*(?P<number>\d[\d\s–‑-]{8,18}[\dX])(?!\d)",
            any_case,
        ),
        _isbn_of_length,
    )
    yield _Shape(
        re.compile(r"(?<![\d-])(?P<number>97[89](?:[-–‑]\d+){3}[-–‑]\d)(?![\d-])"), _isbn_of_length
    )
    yield _Shape(
        re.compile(r"ISSN(?:-L)?[\s:]*(?P<number>\d{4}[-–‑ ]?\d{3}[\dX])", any_case), _issn
    )
    yield _Shape(
        re.compile(r"\bCELEX[\s:]*(?P<number>[1-9]\d{4}[A-Z]{1,2}\d{4})", any_case), _celex
    )
    yield _Shape(re.compile(r"\b(?P<number>3(?:19|20)\d\d[LRD]\d{4})\b"), _celex)
    yield _Shape(
        re.compile(
            r"(?P<act>direktiv|directive|förordning|regulation)(?:et|en)?\s+"
            r"(?:\(E[UG]\)\s*(?:nr\s*)?)?(?P<year>(?:19|20)\d\d)/(?P<no>\d{1,4})(?:/E[UG]\b)?(?![\d:])",
            any_case,
        ),
        _act,
    )
    yield _series("SOU", "SOU", rf"{YEAR}\s?:\s?\d+")
    yield _series("Ds", "Ds", rf"{YEAR}\s?:\s?\d+")
    yield _series("Dir.", r"kommittédirektiv|dir\.?", rf"{YEAR}\s?:\s?\d+")
    yield _series("Prop.", r"proposition(?:en)?|prop\.?", rf"{SESSION}\s?:\s?\d+")
    yield _series("Prop.", r"proposition(?:en)?|prop\.?", rf"{YEAR}\s?:\s?\d+")
    yield _series("Rskr.", r"riksdagsskrivelse|rskr\.?", rf"{SESSION}\s?:\s?\d+")
    yield _series("Skr.", r"skrivelse|skr\.?", rf"{SESSION}\s?:\s?\d+")
    yield _series(
        "Bet.", r"betänkande|bet\.?", rf"{SESSION}\s?:\s?[A-ZÅÄÖ][A-Za-zÅÄÖåäö]{{1,4}}\d+y?"
    )
    yield _series("Mot.", r"motion(?:en)?|mot\.?", rf"{SESSION}\s?:\s?[A-ZÅÄÖa-zåäö]{{0,4}}\d+")
    yield _series("Fpm", r"faktapromemoria", rf"{SESSION}\s?:\s?FPM\s?\d+")
    yield _Shape(re.compile(rf"(?P<number>{SESSION}:FPM\s?\d+)", any_case), _fpm)
    yield _series("SFS", "SFS", rf"{YEAR}\s?:\s?\d+")
    for series in (
        "AFS",
        "SOSFS",
        "HSLF-FS",
        "NFS",
        "RPSFS",
        "PMFS",
        "ÅFS",
        "RÅFS",
        "SKOLFS",
        "MIGRFS",
        "MSBFS",
        "BFS",
        "KVFS",
        "DVFS",
        "TFS",
    ):
        yield _series(series, re.escape(series), rf"{YEAR}\s?:\s?\d+")
    yield _series("NJA", "NJA", rf"{YEAR}\s+s\.\s?\d+")
    yield _series("RiR", r"RiR|R\s?I\s?R", rf"{YEAR}\s?:\s?\d+")
    yield _Shape(re.compile(r"\b(?P<number>GRETA\s?\(\d{4}\)\s?\d+)", any_case), _plain("GRETA"))
    yield _Shape(
        re.compile(r"\b(?P<number>(?:KOM|COM|SWD|JOIN)\s?\((?:19|20)\d\d\)\s?\d+)"), _plain("COM")
    )
    yield _Shape(re.compile(r"\b(?P<number>diva2:\d+)\b", any_case), _plain("DiVA"))
    yield _series("Rapport", r"rapport(?:nr|nummer)?(?:\s+nr)?[\s:]*", rf"{YEAR}\s?[:/]\s?\d+")
    yield _Shape(re.compile(r"\b(?P<number>RPS-R-\d{4}/\d+-[A-Z]{2})\b"), _plain("Rapport"))
    yield _Shape(
        re.compile(
            rf"(?:dnr|diarie(?:nummer|nr)|ärendenummer|ärende(?:nr)?|beteckning|reg\.?\s?nr)\.?[\s:]*(?P<number>{_DNR_NUMBER})",
            any_case,
        ),
        _dnr,
    )
    # The ministries' own: Ju2025/01324, S2008/10728/ST, Fi2015/02811/S3
    yield _Shape(
        re.compile(
            r"(?<![\w/])(?P<number>[A-ZÅÄÖ][a-zA-Zåäö]{0,2}(?:19|20)\d\d/\d{2,6}(?:/[A-ZÅÄÖ][A-Za-z0-9]{0,6})*)(?![\d:])"
        ),
        _dnr,
    )


def _isbn_of_length(match: re.Match[str]) -> Identifier | None:
    length = len(re.sub(r"[^\dXx]", "", match["number"]))
    return _isbn(match) if length in (10, 13) else None


def _fpm(match: re.Match[str]) -> Identifier:
    return Identifier("Fpm", f"Fpm {_tight(match['number']).upper()}")


_SHAPES: Final = tuple(_shapes())


# ---- whose number it is -------------------------------------------------------------------

_ABOUT: Final = re.compile(
    r"\b(?:av|om|till|över|på|i|för|enligt|från|med|angående|och|of|on|to|the|see|se|in)\s+"
    r"(?:(?:betänkandet|promemorian|lagrådsremissen|lagen|förordningen|utkast)\s+)?[(]?$",
    re.IGNORECASE,
)
"""Words before a number in a title that make it another document's: "Remiss av SOU 2023:97"."""


def of_title(title: str) -> tuple[Identifier, ...]:
    """Return the identifiers in a title that are the document's own."""
    return tuple(
        dict.fromkeys(
            found.identifier for found in locate(title) if not _ABOUT.search(title[: found.start])
        )
    )


def of_line(line: str) -> tuple[Identifier, ...]:
    """Return the identifiers of a line that says little else: a cover, a vignette, an imprint."""
    found = locate(line)
    rest = len(line) - sum(one.end - one.start for one in found)
    if not found or rest > 25:
        return ()
    return tuple(dict.fromkeys(one.identifier for one in found))


def unglue(title: str) -> str:
    """Return a title with its number set apart: "…människohandelSOU 2025:119"."""
    for found in reversed(locate(title)):
        before = title[: found.start]
        if before and before[-1].isalpha():
            title = f"{before} {title[found.start :]}"
    return title
