"""Dates as Swedish publications write them -> PartialDate, no more precise than what was written.

An instant with an offset becomes the Swedish calendar day it fell on; a weekday is never believed
over the date beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from ingest.models import PartialDate, Precision

STOCKHOLM: Final = ZoneInfo("Europe/Stockholm")
YEARS: Final = range(1500, 2100)
"""A four-digit number outside is no year; the oldest Swedish print is of 1483, the oldest law held
in the Riksdag's open data of 1686."""

MAX_DATE_CHARS: Final = 200
"""`parse` reads a field, not a text."""


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text, where it stands and what the words before it say it is."""

    date: PartialDate
    label: str  # a key of _LABELS, "" where nothing is said
    start: int
    end: int


def parse(text: str) -> PartialDate | None:
    """Return the date that a field holds, or None; a label and a clock time may stand around it."""
    field = text.strip()[:MAX_DATE_CHARS]
    whole = re.fullmatch(_WHOLE, _unlabelled(field))
    if whole:
        return _of(*(part for part in whole.groups() if part))
    return next((found.date for found in find(field)), None)


def find(text: str) -> tuple[FoundDate, ...]:
    """Return the dates of a text in order; a year alone is not enough to be one."""
    found: list[FoundDate] = []
    if not _YEAR.search(text):  # most lines
        return ()
    for pattern in _SHAPES:
        for match in pattern.finditer(text):
            date = _day(match)
            if date and not any(_overlap(match, other) for other in found):
                label = _label(text, match.start(), match.end())
                found.append(FoundDate(date, label, match.start(), match.end()))
    return tuple(sorted(found, key=lambda one: one.start))


def labelled(lines: Iterable[str]) -> Mapping[str, PartialDate]:
    """Return the first date of every label that lines such as "Publicerad 8 maj 2019" give."""
    seen: dict[str, PartialDate] = {}
    for line in lines:
        for found in find(line):
            if found.label:
                seen.setdefault(found.label, found.date)
    return seen


def issued(lines: Iterable[str]) -> PartialDate | None:
    """Return the year that a line, or two, give as that of issue: "Publiceringsår: 2024"."""
    for above, line in pairwise(("", *lines)):
        if found := _ISSUED.search(f"{above} {line}"):
            return PartialDate.of(int(found["y"]))
    return None


def alone(lines: Iterable[str]) -> PartialDate | None:
    """Return the date of the first line that ends with one and has a few words more at most.

    For covers: "November 2022", "2019", "Lund, maj 2010", "MYNDIGHETSSAMVERKAN2019-05-08".
    """
    for above, line in pairwise(("", *lines)):
        found = find(line)
        before = line[: found[0].start] if found else ""
        ends_line = len(found) == 1 and found[0].end == len(line.rstrip())
        if found and _is_of_label(above, line):
            continue
        if ends_line and not found[0].label and _BESIDE.fullmatch(before):
            return found[0].date
        if alone := _LONE_MONTH.fullmatch(line):
            return _of(*filter(None, alone.groups()))
    return None


def _is_of_label(above: str, line: str) -> bool:
    """Tell a date that the line above labels as something else: "Approval expires:"."""
    said = {one.label for one in find(f"{above} {line}")}
    return above.rstrip().endswith(":") and not said & {"published", "decided", "dated"}


def of_header(lines: Iterable[str]) -> PartialDate | None:
    """Return the one date of running headers: "Oktober 1999 · Teknisk handbok"; a year is none."""
    found = {one.date for line in lines for one in find(line)}
    return found.pop() if len(found) == 1 else None


def in_name(lines: Iterable[str]) -> PartialDate | None:
    """Return the year that a programme of its day is named with: "VALMANIFEST 2022".

    A report is not: "Lägesrapport 2019" came out in 2020.
    """
    for line in lines:
        if named := _NAMED_YEAR.search(line):
            return PartialDate.of(int(named["y"]))
    return None


def only_day(lines: Iterable[str], year: PartialDate) -> PartialDate | None:
    """Return the day of a year that lines name, where they name no other day of it."""
    if year.precision is not Precision.YEAR:
        return None
    found = {
        one.date for line in lines for one in find(line) if one.date.first.year == year.first.year
    }
    days = {date for date in found if date.precision is Precision.DAY}
    return days.pop() if len(days) == 1 else None


def in_address(url: str) -> PartialDate | None:
    """Return the date that a web address or a path carries, as `/2024/maj/` or `/2018-03-16-x`."""
    for pattern in _ADDRESS_SHAPES:
        for match in pattern.finditer(url):
            date = _of(*(part for part in match.groups() if part))
            if date:
                return date
    return None


# ---- words --------------------------------------------------------------------------------

_MONTHS: Final = {
    # the first letters of every name and abbreviation met: Swedish, English, Norwegian, Danish,
    # Finnish, German, French, Spanish
    1: r"jan(?:uari|uary|uar|v|vier)?|jänner|tammikuuta?|enero",
    2: r"feb(?:r|ruari|ruary|ruar)?|f[ée]vr(?:ier)?|helmikuuta?|febrero",
    3: r"mar(?:s|ch|ts|zo)?|märz|maaliskuuta?",
    4: r"apr(?:il)?|avr(?:il)?|huhtikuuta?|abril",
    5: r"ma[ijy]|mayo|toukokuuta?",
    6: r"jun[ie]?|juin|junio|kesäkuuta?",
    7: r"jul[iy]?|juil(?:let)?|julio|heinäkuuta?",
    8: r"aug(?:usti|ust)?|ao[ûu]t|agosto|elokuuta?",
    9: r"sep(?:t|tember|tembre|tiembre)?|syyskuuta?",
    10: r"o[kc]t(?:ober|obre|ubre)?|lokakuuta?",
    11: r"nov(?:ember|embre|iembre)?|marraskuuta?",
    12: r"de[csz](?:ember)?|d[ée]cembre|déc|diciembre|joulukuuta?",
}
_MONTH: Final = "|".join(f"(?:{name})" for name in _MONTHS.values())

_LABELS: Final = {
    # label -> words that say so, as they stand before a date
    "updated": r"(?:senast\s+)?(?:uppdatera|ändra|granska|revidera)(?:d|t|des|ts|de)|"
    r"last\s+(?:updated|modified|reviewed)|updated|uppdateringsdatum",
    "published": r"publicera(?:d|t|des|ts)|publiceringsdatum|publicerings?dag|utgiven|utkom|"
    r"utgivningsdatum|inlämnad|published|release\s+date",
    "decided": r"beslut(?:ad|at|ade|ades|ats|sdatum)?|fastställ(?:d|t|des)|antag(?:en|et|na|its)|"
    r"utfärda(?:d|t|des)|avgörande(?:datum|dag)?|adopted|decided",
    "valid_from": r"gäller\s+(?:från|fr\.?\s?o\.?\s?m\.?)|giltig\s+från|träder\s+i\s+kraft|"
    r"valid\s+from",
    "valid_to": r"(?:gäller|giltig)\s+(?:till|t\.?\s?o\.?\s?m\.?)|upphör\s+att\s+gälla|"
    r"valid\s+(?:until|to)",
    "dated": r"datum|date|skapad|debattartikel",  # "Datum 2019-05-08"; where an article stood first
}
_LABEL: Final = re.compile(
    "|".join(rf"(?P<{label}>\b(?:{words})\b)" for label, words in _LABELS.items()), re.IGNORECASE
)
_LABEL_REACH: Final = 80  # characters before the date: "Antagen av kommunfullmäktige i …"
_BETWEEN: Final = re.compile(r"(?:www\.[\w.-]+|[^\d\n.;·|]){0,50}")
_OPENS: Final = re.compile(r"(?:^|[\n\d|·•.,;:()<>/–-]\s*)$")
"""What a label follows: the line's beginning, a mark, or another date."""
_BESIDE: Final = re.compile(
    r"(?!(?:sedan|från|till|efter|före|innan|senast|fram|under)\b)(?:[^\W\d][\w-]*,?\s*){0,3}", re.I
)
"""A place or a section before a date on a cover; more words make a sentence, a colon a label."""
_LONE_MONTH: Final = re.compile(r"\s*((?:19|20)\d\d)(?:-(0[1-9]|1[0-2]))?\s*")
"""A year or a month that is all of a line: "2019", "2025-05"."""
_ISSUED: Final = re.compile(
    r"\b(?:publicerings|utgivnings|tryck)år\s*:?\s*(?P<y>(?:19|20)\d\d)\b", re.I
)
_NAMED_YEAR: Final = re.compile(
    r"(?:manifest|plattform|program|stadgar|policy|riktlinjer) (?P<y>(?:19|20)\d\d)\s*$", re.I
)
_PLACE: Final = re.compile(r"(?:^|\n)[A-ZÅÄÖ][a-zåäö]+(?: [A-ZÅÄÖ][a-zåäö]+)? den $")
"""The line above the signatures of a government bill: "Stockholm den 23 januari 2020"."""
_RECORD: Final = re.compile(
    r"utdrag\s+[ua][rv]\s+(?:regerings|statsråds)?protokoll(?:et)?"
    r"(?:\s+(?:vid|över|för|hållet)[^.\d]{0,60}?)?\s+(?:den\s+)?$",
    re.IGNORECASE,
)
"""Bills of before 1996 refer to the record of the government's decision, and have no other day."""


def _label(text: str, start: int, end: int) -> str:
    """Return what the nearest words say of the date that follows them."""
    near = text[max(0, start - _LABEL_REACH) : start]
    if _PLACE.search(near) and not text[end : end + 2].strip(" .\n"):
        return "decided"
    if _RECORD.search(near):
        return "decided"
    last = max(_LABEL.finditer(near), key=lambda label: label.start(), default=None)
    if last is None:
        return ""
    told = _BETWEEN.fullmatch(near[last.end() :]) and _OPENS.search(near[: last.start()])
    return str(last.lastgroup) if told else ""


def _unlabelled(field: str) -> str:
    """Return a field without the words in front that say what the date is."""
    label = _LABEL.match(field)
    return re.sub(r"^[\s:]+", "", field[label.end() :]) if label else field


# ---- shapes -------------------------------------------------------------------------------


def _of(year: str, month: str = "", day: str = "") -> PartialDate | None:
    """Return the date of written parts, or None where there is no such day."""
    if int(year) not in YEARS:
        return None
    try:
        return PartialDate.of(*(_number(part) for part in (year, month, day) if part))
    except ValueError:
        return None


def _number(part: str) -> int:
    if part.isdecimal():
        return int(part)
    low = part.lower()
    return next(number for number, name in _MONTHS.items() if re.fullmatch(name, low))


def _day(match: re.Match[str]) -> PartialDate | None:
    """Return the day of named groups, moved to Swedish time where there is a clock and offset."""
    parts = match.groupdict()
    date = _of(parts["y"], parts.get("m") or "", parts.get("d") or "")
    zone = _zone(parts.get("zone") or "")
    if date is None or zone is None or not parts.get("clock"):
        return date
    hour, minute = (int(part) for part in re.findall(r"\d\d", parts["clock"])[:2])
    try:
        instant = datetime(
            date.last.year, date.last.month, date.last.day, hour, minute, tzinfo=zone
        ).astimezone(STOCKHOLM)
    except ValueError:  # "24:00": the day stands, the clock does not
        return date
    return PartialDate.of(instant.year, instant.month, instant.day)


def _zone(text: str) -> timezone | None:
    if not text:
        return None
    offset = re.fullmatch(r"([+-])(\d\d)[:']?(\d\d)?'?", text)
    if offset is None:
        return UTC  # "Z", "GMT", "UT"
    minutes = int(offset[2]) * 60 + int(offset[3] or 0)
    if minutes >= 24 * 60:
        return None
    return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))


_YEAR: Final = re.compile(r"(?:1[5-9]|20)\d\d")
_Y: Final = rf"(?P<y>{_YEAR.pattern})"
_GAP: Final = r"[ \t\xa0]+"
_ZONE: Final = r"(?P<zone>Z\b|GMT|UTC|UT\b|[+-]\d\d:?\d\d)"
_TIME: Final = rf"(?:[T ](?P<clock>\d\d:\d\d)(?::\d\d)?(?:[.,]\d+)?\s?{_ZONE}?)?"
_NTH: Final = r"(?::?[ea]|\.|st|nd|rd|th|er)?"
_WHOLE: Final = (
    r"((?:1[5-9]|20)\d\d)(?:[-/]?(0[1-9]|1[0-2])(?:[-/]?(0[1-9]|[12]\d|3[01]))?)?"
    r"(?:T?000000|T\d{6}(?:Z|[+-]\d{4})?)?"
)
_SHAPES: Final = tuple(
    # The more telling first; a later one never takes what an earlier one took.
    re.compile(shape, re.IGNORECASE)
    for shape in (
        # PDF: D:20190508140212+02'00'
        rf"D:{_Y}(?P<m>\d\d)?(?P<d>\d\d)?(?P<clock>\d{{4}})?(?:\d\d)?(?P<zone>Z|[+-]\d\d'?\d\d'?)?",
        # 2019-05-08T22:30:00Z, 2019-05-08 08:20:44, 2019-05-08, 2019/05/08, 2019.05.08
        rf"(?<![\d:/-]){_Y}(?P<s>[-–/.])(?P<m>\d\d)(?P=s)(?P<d>\d\d){_TIME}(?!\d)",
        # Wed, 08 May 2019 22:30:00 +0000; onsdagen den 12 juni 2019; 3:e jun. 2025; 8 de mayo de
        # 2019
        rf"\b(?P<d>\d\d?){_NTH}{_GAP}(?:of |de )?(?P<m>{_MONTH})\.?,?{_GAP}(?:de )?{_Y}\b{_TIME}",
        # May 8, 2019
        rf"\b(?P<m>{_MONTH})\.?{_GAP}(?P<d>\d\d?){_NTH},?{_GAP}{_Y}\b",
        # 1/2 2023, 1/2-2023 and 1.2.2023 are the first of February here
        rf"(?<![\d/.:])(?P<d>\d\d?)[/.](?P<m>\d\d?)[ /.-]{_Y}(?![\d:/])",
        # maj 2019; an impossible "31 februari 2020" is no month either
        rf"(?<!\d )(?<!\d\. )\b(?P<m>{_MONTH})\.?,?{_GAP}{_Y}\b(?!/\d\d)",
    )
)
_ADDRESS_SHAPES: Final = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        r"(?<!\d)((?:19|20)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?!\d)",
        rf"[/_]((?:19|20)\d\d)[/_]+(0?[1-9]|1[0-2]|{_MONTH})[/_]+(0?[1-9]|[12]\d|3[01])(?=[/_]|$)",
        rf"(?:[/_]|^)((?:19|20)\d\d)[/_]+(0[1-9]|1[0-2]|{_MONTH})(?=[/_]|$)",
        r"/((?:19|20)\d\d)(?=/)",
    )
)


def _overlap(match: re.Match[str], other: FoundDate) -> bool:
    return match.start() < other.end and other.start < match.end()
