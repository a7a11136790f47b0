"""What a document claims of its writers, and its first lines -> the people who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from ingest import publishers
from ingest.claims import Claims
from ingest.models import Origin

MAX_AUTHORS: Final = 20
TYPIST: Final = 0.6
"""Properties of office files and PDFs are believed less: they name who typed, or a template's
maker, and count only where the first page has the name too."""

_WORD: Final = r"(?-i:[A-ZÅÄÖÉÜØÆ][\w'’.-]*)"
_NAME: Final = rf"{_WORD}(?: (?:(?-i:von|af|de|van|der|di|el|al) )?{_WORD}){{1,4}}"
_PARTY: Final = r"(?:\s*\((?:båda |samtliga |alla )?(?-i:[A-ZÅÄÖ]{1,3}|-)\))"
_MOTION: Final = re.compile(
    r"(?:motion till riksdagen )?(?:\S+ )?av "
    rf"(?P<names>{_NAME}(?:(?:, | och ){_NAME})*)(?: m\.\s?fl\.)?{_PARTY}$",
    re.IGNORECASE,
)
"""Riksdagen's motions: "2018/19:1168 av Teresa Carvalho (S)"; "m.fl." names nobody."""
_LABELLED: Final = re.compile(
    r"(?:författare|text|skriven av|författad av|av|author|authors|written by|by)"
    rf"(?P<label>\s*:)?\s+(?P<names>{_NAME}(?:(?:, | och | and | & ){_NAME})*)\.?$",
    re.IGNORECASE,
)
_DEGREE: Final = r"(?:Ph\.?\s?D|M\.?D|docent|professor|(?:fil|med|jur|tekn)\. ?dr)"
_LEARNED: Final = re.compile(
    rf"(?P<names>{_NAME}), {_DEGREE}\b[^,]{{0,20}}(?:, [\w.]{{2,10}})*$", re.IGNORECASE
)
"""A writer with his or her degree: "Alan Bellack, PhD, ABPP"."""
_BYLINE: Final = re.compile(r"(?:av|by|skriven av|författad av|written by)\b", re.IGNORECASE)
_BODY: Final = re.compile(
    r"\b(?:group|department|university|institute|committee|agency|cent(?:er|re)|ministry|foundation|"
    r"association|council|desk|wire|team|staff|user|\w*ministerium|\w*redaktion(?:en)?|\w*gruppen|"
    r"\w*departementet|\w*universitet|\w*kommittén|\w*delegationen)\b",
    re.IGNORECASE,
)
"""What a name holds that is a body's and no person's."""
_OF_A_BODY: Final = re.compile(rf", [^,]*{_BODY.pattern}[^,]*$", re.IGNORECASE)
"""Where a writer works: "By Ian Appleton, Working Group A"."""
_DEBATE: Final = re.compile(
    r"(?:(?P<before>[^.\d]{5,300}), )?debattartikel\b"
    r"(?: av (?P<after>.{5,400}?)(?:,|\.|\s+i|,? tidigare publicerad i)\s+(?:publicerad i )?"
    r"(?-i:[A-ZÅÄÖ])[\w-]*(?: [\w-]+){0,3},?\s+(?:den )?\d)?",
    re.IGNORECASE,
)
"""Over an article that stood in a newspaper first: "Debattartikel av statsminister Ulf Kristersson,
Dagens Industri, den 16 juli 2025", "Justitieminister Gunnar Strömmer, debattartikel, …"."""
_SIGNED: Final = re.compile(r"(?:av|text(?: av)?)\s*:\s*(?P<names>[^.\d]{5,400})$", re.IGNORECASE)
"""Under an article: "Av: Paulina Brandberg (L), jämställdhetsminister, Maria Lindvall (L), …"."""
_LISTED: Final = re.compile(r", | och | samt ")
_IN_OFFICE: Final = re.compile(
    rf"(?:(?:[a-zåäö][\w-]*|(?![a-zåäö])[\w-]*minister|[A-ZÅÄÖ][\w-]*-) )*"
    rf"(?P<name>{_NAME}){_PARTY}?(?: [a-zåäö].*)?"
)
"""One of a list of writers, what he or she is before the name or behind it."""
_SEPARATOR: Final = re.compile(r"\s*;\s*|\s+(?:och|and|&)\s+")
_SURNAME_FIRST: Final = re.compile(rf"({_WORD}(?:[ -]{_WORD})?), ({_WORD}(?: {_WORD})?)")
_PERSON: Final = re.compile(_NAME)


def choose(
    claims: Claims, lines: Sequence[str], last: Sequence[str] = ()
) -> tuple[tuple[str, ...], Origin] | None:
    """Return the writers: those claimed, else those its ends name, else the file's maker.

    An organisation is a publisher and no writer; regeringen.se has it for every page's creator.
    """
    claimed = [(people(value), origin) for value, origin in claims.all("author")]
    sure = [pair for pair in claimed if pair[0] and pair[1].certainty >= TYPIST]
    if sure:
        best = sure[0][1]
        together = (name for names, at in sure if at.source == best.source for name in names)
        return tuple(dict.fromkeys(together))[:MAX_AUTHORS], best
    if found := _signed(lines, last) or _on_cover(lines):
        return found, Origin("text", 0.85)
    said = "\n".join(lines).casefold()
    for names, origin in claimed:
        if names and all(name.casefold() in said for name in names):
            return names, origin
    return None


def people(value: str) -> tuple[str, ...]:
    """Return the people in a field, given name first; nobody where it holds anything else."""
    text = " ".join(value.split())
    turned = _SURNAME_FIRST.fullmatch(text)
    parts = [f"{turned[2]} {turned[1]}"] if turned else _parts(text)
    names = [part for part in parts if _is_person(part)]
    return tuple(dict.fromkeys(names)) if len(names) == len(parts) else ()


def _parts(text: str) -> list[str]:
    """Split "A B, C D och E F" and "B, A; D, C"."""
    found: list[str] = []
    for part in _SEPARATOR.split(text):
        turned = _SURNAME_FIRST.fullmatch(part)
        if turned and " " not in turned[1]:
            found.append(f"{turned[2]} {turned[1]}")
        else:
            found += part.split(", ")
    return [part for part in found if part]


def _is_person(name: str) -> bool:
    is_body = (
        publishers.known(name) or publishers.ORGANISATION.fullmatch(name) or _BODY.search(name)
    )
    return not is_body and _PERSON.fullmatch(name) is not None


def is_byline(line: str) -> bool:
    """Tell a line that says who wrote what stands above it: "av Anna Ek", "By Ian Appleton"."""
    return bool(_BYLINE.match(line)) and bool(_on_cover((line,)))


def _on_cover(lines: Iterable[str]) -> tuple[str, ...]:
    for line in lines:
        for pattern in (_MOTION, _LABELLED, _LEARNED):
            match = pattern.match(line)
            if match and (names := people(_OF_A_BODY.sub("", match["names"]))):
                return names
    return ()


def _signed(lines: Iterable[str], last: Iterable[str]) -> tuple[str, ...]:
    """Return who signed an article with what they are, below it or above it."""
    for line in last:
        if (signed := _SIGNED.match(line)) and (names := _in_office(signed["names"])):
            return names
    for line in lines:
        if debated := _DEBATE.match(line):
            return _in_office(debated["before"] or debated["after"] or "")
    return ()


def _in_office(listed: str) -> tuple[str, ...]:
    """Return the people of a list of names and offices: "statsminister Ulf Kristersson och …"."""
    parts = (_IN_OFFICE.fullmatch(part.strip()) for part in _LISTED.split(listed))
    return tuple(part["name"] for part in parts if part and _holds_office(part["name"]))


def _holds_office(name: str) -> bool:
    """Tell a person from the party in "gruppledare Liberalerna Umeå"; "Bo" is no initials here."""
    first = name.split(maxsplit=1)[0]
    is_party = len(first) > publishers.MAX_INITIALS and publishers.known(first)
    return _is_person(name) and not is_party
