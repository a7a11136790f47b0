"""A name, an address or an imprint line -> who gave a document out, by the name to show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import tomlfile

KNOWN = Path(__file__).with_name("publishers.toml")
MAX_NAME_CHARS = 100
IMPRINT = re.compile(
    r"(?:utgivare|utgiven av|published by|publisher|avsändare)\s*:?\s+"
    r"(?P<name>(?-i:[A-ZÅÄÖ])[^\n,;.()]{1,79})",
    re.IGNORECASE,
)
"""Not "Ansvarig utgivare" (a person, by law) nor "Produktion" (a printer)."""
GIVEN_OUT = re.compile(
    r"(?:©|\(c\)|\bcopyright\b|^(?:\w+ ){0,4}(?:ges ut|utges|utgivits|utgiven|utgivet|published)"
    r" (?:av|by)\b)"
    r"[\s:,©–-]*(?:(?:\(c\)|copyright|(?:19|20)\d\d)[\s:,©–-]*)*"
    r"(?P<name>(?-i:[A-ZÅÄÖ])[^\n,;.()|]{1,79})",
    re.IGNORECASE,
)
"""Within a line: "© 2019 Socialstyrelsen", "Rapporten är utgiven av Socialstyrelsen 2019"."""
ISSUED_AT = re.compile(
    r"\b(?:publicera\w+|utgiven|published)(?: (?:på|on|at))?:? (?P<host>www\.[\w.-]+\w)",
    re.IGNORECASE,
)
"""An imprint with a site for a name: "Publicerad www.socialstyrelsen.se, maj 2021"."""
DECIDES = re.compile(
    r"(?P<name>[A-ZÅÄÖ][\w-]*(?: [\w-]+){0,5}?) (?:ger (?:[A-ZÅÄÖ][\w, -]{2,80}) i uppdrag|"
    r"beslutar|uppdrar åt|föreskriver|förordnar|meddelar följande)\b"
)
"""How a decision begins: "Regeringen ger Socialstyrelsen i uppdrag att"."""
PUBLICATION = re.compile(
    r"(?:\w*program|valmanifest|valplattform|föreskrifter|allmänna råd|rapport(?:er|serie)?|"
    r"riktlinjer|vägledning|handlingsplan|stadgar|policy|årsredovisning|författningssamling|"
    r"kongress|landsmöte|landsdagar|stämma|riksting)\b",
    re.IGNORECASE,
)
"""What an organisation's name in the genitive is followed by where the document is its own."""
COLLECTION = re.compile(r"(?P<name>[A-ZÅÄÖ][\w -]{2,60}[a-zåäö])s författningssamling\b")
REPORTS = r"\w*(?:rapport|report|skrift|kartläggning|vägledning|handbok)\w*"
SERIES = re.compile(rf"(?P<name>[A-ZÅÄÖ][\w -]{{1,60}}?)s? {REPORTS} \d{{4}}:\d+", re.IGNORECASE)
"""Whose series a report is in: "Brå rapport 2021:12"."""
REPORT_FROM = re.compile(
    rf"(?:(?:en|ett|a) )?{REPORTS} (?:från|from) (?P<name>[A-ZÅÄÖ][\w&-]*(?: [\w&-]+){{0,5}})$",
    re.IGNORECASE,
)
"""A line of a cover: "En rapport från Ecpat Sverige"."""
SPEAKS = re.compile(r"\b[Vv]i (?:är|på|inom) (?P<name>[A-ZÅÄÖ][\w-]*(?: [\w-]+){0,5})")
QUOTES = re.compile(r"^\s*[–—•\"”»-]|[\"”»]|\b(?:säger|sade|berättar|skriver)\b")
CONTACT = re.compile(r"\b(?:box|postadress|post|besök\w*|telefon|växel|tel)\b", re.IGNORECASE)
"""What a letterhead has beside the sender's name or site."""
POST = re.compile(
    r"(?:[Pp]ost\w*:? |[^\d,:]{0,40}\bskickas till )?(?P<name>[^\d,:]{3,60}),"
    r".{0,60}\b\d{3} ?\d\d [A-ZÅÄÖ]"
)
"""A post address: "Transportstyrelsen, 701 97 Örebro", "Skickas till Transportstyrelsen, 701 …"."""
PARTS = re.compile(r"\s+[|–—]\s+")
HOST_NAME = re.compile(r"[\w.-]+\.[a-z]{2,}")
HOST = re.compile(r"(?<![\w@.])www\.[\w-]+(?:\.[\w-]+)+")
MAX_NAME_WORDS = 6
MAX_INITIALS = 4
ORGANISATION = re.compile(
    r"(?:[A-ZÅÄÖ]|Statens )[\w-]*(?:myndigheten|verket|styrelsen|inspektionen|ombudsmannen|nämnden)"
    r"|[A-ZÅÄÖ][\w-]+(?: [\w-]+)? (?:kommun|stad|universitet|högskola|tingsrätt)"
    r"|(?:Region|Länsstyrelsen(?: i)?|Föreningen|Stiftelsen) [A-ZÅÄÖ][\w -]{2,40}"
    r"|(?:Hovrätten|Kammarrätten|Förvaltningsrätten|Landstinget|Kommunförbundet) (?:i |för |över )?"
    r"[A-ZÅÄÖ][\w -]{2,40}"
    r"|(?:Myndigheten|Institutet|Inspektionen|Delegationen|Nämnden|Rådet) (?:för|mot) "
    r"[a-zåäö][\w -]{3,60}"
    r"|(?:Ministry|Government) (?:of|for) [A-Z][\w ,&-]{2,60}"
)
"""How Swedish organisations are named: "Karlshamns kommun", "Region Skåne", "Livsmedelsverket"."""
_IN_CAPITALS = re.compile(ORGANISATION.pattern, re.IGNORECASE)
GOVERNMENT = "Regeringskansliet"
MINISTRY = re.compile(r"[A-ZÅÄÖ][a-zåäö]+(?:-[a-zåäö]* och [a-zåäö]+)?departementet")
"""A part of it, in whose name it gives things out: "Landsbygds- och infrastrukturdepartementet"."""
PLACEHOLDERS = frozenset(
    {"publisher", "creator", "author", "admin", "administrator", "unknown", "untitled", "user"}
)
"""polisen.se prints `dc:Publisher content="Publisher"` on every page (472683.html)."""


def known(name: str) -> str | None:
    """Return the shown name of a publisher by any of its names, or None."""
    return GOVERNMENT if MINISTRY.fullmatch(name) else _names().get(_folded(name))


def is_body(name: str) -> bool:
    """Tell whether words are no more than the name of who may give documents out."""
    named = _IN_CAPITALS if name.isupper() else ORGANISATION
    return known(name) is not None or named.fullmatch(name) is not None


def shown(name: str) -> str | None:
    """Return the name a publisher is shown by, or None where it is no name at all."""
    name = " ".join(name.split()).strip(" .,:;|–-")
    if not 1 < len(name) <= MAX_NAME_CHARS or _folded(name) in PLACEHOLDERS or "@" in name:
        return None
    if host_name(name):
        return at(f"https://{name}/")
    return known(name) or name


def host_name(name: str) -> str | None:
    """Return a name that is a site's host, as sites call themselves: "netzpolitik.org"."""
    return name.strip() if HOST_NAME.fullmatch(name.strip().lower()) else None


def at(url: str) -> str | None:
    """Return the publisher whose host an address is on, or None."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removesuffix(".")
    except ValueError:  # "http://[" is no address
        return None
    section = parts.path.strip("/").partition("/")[0].casefold()
    while "." in host:
        # The county boards share a site: lansstyrelsen.se/skane
        if name := _hosts().get(f"{host}/{section}") or _hosts().get(host):
            return name
        host = host.partition(".")[2]
    return None


def imprint(lines: Iterable[str]) -> str | None:
    """Return the publisher that a line such as "Utgivare: Socialstyrelsen" names."""
    for line in lines:
        match = IMPRINT.match(line)
        if match and (name := shown(match["name"])):
            return name
    return None


def given_out(lines: Iterable[str]) -> str | None:
    """Return the known publisher whose copyright a line has, or that a line says gave it out."""
    for line in lines:
        for match in GIVEN_OUT.finditer(line):
            if name := _beginning(match["name"]):
                return name
        if (issued := ISSUED_AT.search(line)) and (name := at(f"https://{issued['host']}/")):
            return name
    return None


def decides(texts: Iterable[str]) -> str | None:
    """Return the known publisher whose decision a text is, by how its first paragraph begins."""
    for text in texts:
        if (said := DECIDES.match(text)) and (name := known(said["name"])):
            return name
    return None


def on_cover(lines: Iterable[str]) -> str | None:
    """Return the publisher whose name or host is a line of its own, one that is known first.

    "Högsta domstolen | NJA 2007 s. 227", "Domstolsverket – lagrummet.se" and "Stockholms stad,
    Socialförvaltningen" are lines of two.
    """
    alone = [part.strip(" .,:|") for line in lines for part in _parts(line)]
    for words in alone:
        if name := known(words) or (at(f"https://{words}/") if "." in words else None):
            return name
    return next((words for words in alone if ORGANISATION.fullmatch(words)), None)


def _parts(line: str) -> list[str]:
    """Return what stands alone on a line, or on one of two that say whose a report is."""
    if told := SERIES.match(line) or REPORT_FROM.fullmatch(line):
        return [told["name"]]
    body, comma, office = line.partition(", ")
    is_of_office = comma and len(line) <= MAX_NAME_CHARS and not re.search(r"[\d,.]", office)
    return [body] if is_of_office and is_body(body) else PARTS.split(line)


def owner(lines: Iterable[str]) -> str | None:
    """Return whose a document is that a line calls so: "Vänsterpartiets partiprogram"."""
    for line, following in pairwise((*lines, "")):
        words = f"{line} {following}".split() if genitive(line) else line.split()
        named = (at for at, word in enumerate(words) if at and PUBLICATION.match(word))
        for end in named:
            for start in range(max(0, end - MAX_NAME_WORDS), end):
                if name := genitive(" ".join(words[start:end])):
                    return name
    return None


def collection(lines: Iterable[str]) -> str | None:
    """Return whose collection of regulations a document is of, by the words above its number.

    "Finansinspektionens författningssamling", on one line or on two; known by name or not.
    """
    for line, following in pairwise((*lines, "")):
        for words in (line, f"{line} {following}"):
            if named := COLLECTION.match(words):
                return known(named["name"]) or named["name"]
    return None


def speaker(texts: Iterable[str]) -> str | None:
    """Return who speaks in a text: "Vi är Miljöpartiet de gröna", "Vi på Barnombudsmannen".

    Whoever is quoted speaks in another's text.
    """
    for text in (text for text in texts if not QUOTES.search(text)):
        for said in SPEAKS.finditer(text):
            if name := _beginning(said["name"]):
                return name
    return None


def _beginning(words: str) -> str | None:
    """Return the publisher whose name words begin with, the longest of them.

    Within a line a short name must be spelt as it is: "BO" is a body and "Bo Ek" is a man.
    """
    parts = words.split()
    begun = (" ".join(parts[:end]).rstrip(" :–-") for end in range(len(parts), 0, -1))
    names = (known(one) for one in begun if len(one) > MAX_INITIALS or one in _spellings())
    return next(filter(None, names), None)


def genitive(words: str) -> str | None:
    """Return the publisher whose name stands in the genitive and alone, or None."""
    return known(words[:-1]) if words.endswith(("s", "S")) else None


def letterhead(lines: Iterable[str]) -> str | None:
    """Return the one publisher that has a line with its site or its name and its post address."""
    named = {name for line in lines for name in _addressed(line)}
    return named.pop() if len(named) == 1 else None


def _addressed(line: str) -> Iterator[str]:
    """Yield the publishers that a line has the site or the post address of."""
    if CONTACT.search(line):
        sites = (at(f"https://{host}/") for host in HOST.findall(line.casefold()))
        yield from filter(None, sites)
    if post := POST.match(line):
        yield from filter(None, [known(post["name"].partition(" (")[0])])


def suffix(title: str) -> tuple[str, str] | None:
    """Split "Title | Polismyndigheten" into title and publisher where the end is a known one."""
    head, mark, tail = max(
        (title.rpartition(mark) for mark in (" | ", " - ", " – ", " — ", " · ")),
        key=lambda parts: len(parts[0]),
    )
    name = (known(tail) or at(f"https://{tail.strip().lower()}/")) if mark else None
    return (head.strip(), name) if name and head.strip() else None


@dataclass(frozen=True, slots=True)
class _Publisher:
    name: str
    other: tuple[str, ...]
    hosts: tuple[str, ...]
    regulations: tuple[str, ...]  # the letters of its series: "FFFS"


@cache
def _publishers() -> tuple[_Publisher, ...]:
    rows = tomlfile.load(KNOWN).table["publisher"]
    return tuple(
        _Publisher(
            row["name"], *(tuple(row.get(name, ())) for name in ("other", "hosts", "regulations"))
        )
        for row in rows
    )


@cache
def _names() -> Mapping[str, str]:
    return {_folded(name): one.name for one in _publishers() for name in (one.name, *one.other)}


@cache
def _spellings() -> frozenset[str]:
    return frozenset(name for one in _publishers() for name in (one.name, *one.other))


@cache
def of_regulations() -> Mapping[str, str]:
    """Return whose each series of regulations is, by its letters."""
    return {series: one.name for one in _publishers() for series in one.regulations}


@cache
def _hosts() -> Mapping[str, str]:
    return {host: one.name for one in _publishers() for host in one.hosts}


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
