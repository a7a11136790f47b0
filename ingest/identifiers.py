"""A text, a title or an address -> the numbers publications are known by, in their normal forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import zip_longest
from typing import Final

from ingest import numbering, publishers
from ingest.models import Identifier


@dataclass(frozen=True, slots=True)
class Found:
    """An identifier and where it stands in the text."""

    identifier: Identifier
    start: int
    end: int


def find(text: str) -> tuple[Identifier, ...]:
    """Return the identifiers of a text in order, each once."""
    return tuple(dict.fromkeys(found.identifier for found in locate(text)))


_FIGURE: Final = re.compile(r"\d")
_MAY_HOLD: Final = re.compile(
    r"\d{3}|\d \d \d|(?:dnr|nr|nummer|ärende|diva2:|isbn|issn|dok_id|nb[nr]:|eli/|"
    r"beteckning|referens|/(?:c|res|hrc|conf|cop)[/.]).*\d",
    re.I | re.S,
)
"""Every number has three figures in a row, or apart, or a word that says what it is."""


@lru_cache(maxsize=4096)  # the ends of a document are asked for titles, numbers and dates
def locate(text: str) -> tuple[Found, ...]:
    """Return every place of a text where an identifier stands."""
    found: list[Found] = []
    # Nine lines of ten on a page hold no number; shapes are tried on the others.
    if not _FIGURE.search(text) or not _MAY_HOLD.search(text):
        return ()
    for shape in numbering.shapes():
        for match in shape.pattern.finditer(text):
            free = not any(match.start() < one.end and one.start < match.end() for one in found)
            if free and (identifier := shape.read(match)):
                found.append(Found(identifier, match.start(), match.end()))
    return tuple(sorted(found, key=lambda one: one.start))


def references(text: str) -> tuple[Found, ...]:
    """Return the places of a text where a number of a series stands, its own or another's.

    Such numbers are a year or a session and a number, which running text seldom has otherwise, so
    only the letters around them are read: of 770 000 letters of Riksdag prints in a thirtieth of
    the time of `locate`.
    """
    if ":" not in text:  # most paragraphs
        return ()
    found: dict[int, Found] = {}
    for number in _SERIAL.finditer(text):
        start = max(0, number.start() - BEFORE_NUMBER)
        for one in locate(text[start : number.end() + AFTER_NUMBER]):
            begins, ends = start + one.start, start + one.end
            is_it = begins <= number.start() < ends
            if is_it and (in_series(one.identifier) or one.identifier.scheme == "SFS"):
                found.setdefault(begins, Found(one.identifier, begins, ends))
    return tuple(found.values())


_SERIAL: Final = re.compile(r"\d{4}(?:\s?[/–-]\s?\d{2,4})?\s?:\s?[A-ZÅÄÖa-zåäö]{0,5}\d")
BEFORE_NUMBER: Final = 40
"""Characters: room for "förordning (" and "Statens offentliga utredningar"."""
AFTER_NUMBER: Final = 12  # for the rest of the number


def normalise(scheme: str, value: str) -> Identifier:
    """Return a written identifier of a scheme in its normal form, or as it is where it has none."""
    wanted = scheme.casefold().rstrip(".")
    for text in (value, f"{scheme} {value}"):
        for identifier in find(text):
            if identifier.scheme.casefold().rstrip(".") == wanted:
                return identifier
    return Identifier(scheme, " ".join(value.split()))


def publisher(identifier: Identifier) -> str | None:
    """Return who gives out the series an identifier belongs to, where there is but one."""
    if identifier.scheme == "Dnr" and _MINISTRIES.match(identifier.value):
        return "Regeringskansliet"
    return _publishers().get(identifier.scheme)


def in_series(identifier: Identifier) -> bool:
    """Tell whether an identifier is a number in a series of publications."""
    scheme = identifier.scheme
    return numbering.is_regulations(scheme) or any(
        scheme == row.scheme for row in numbering.series()
    )


@cache
def _publishers() -> dict[str, str]:
    rows = numbering.series()
    of_series = {row.scheme: row.publisher for row in rows if row.publisher}
    return {**publishers.of_regulations(), **of_series, **_OTHER_PUBLISHERS}


_MINISTRIES: Final = re.compile(rf"(?:{numbering.MINISTRIES})(?:19|20)\d\d/\d")
"""How the ministries register: their letters, glued to the year."""
_OTHER_PUBLISHERS: Final = {"GRETA": "Europarådet", "CELEX": "Europeiska unionen", "FN": "FN"}

# ---- whose number it is -------------------------------------------------------------------

_ABOUT: Final = re.compile(
    r"(?:\b(?:ändring(?:en|ar)?|införd|omtryck|ändringsföreskrift(?:en|er)?|t\.?\s?o\.?\s?m)\b[.:]?|"
    r"\b(?:av|om|till|över|på|i|för|enligt|från|med|angående|och|of|on|to|the|see|se|in|"
    r"er|ert|eder))\s+"
    r"(?:(?:betänkandet|promemorian|lagrådsremissen|lagen|förordningen|utkast)\s+)?[(]?$",
    re.IGNORECASE,
)
"""Words before a number that make it another document's: "Remiss av SOU 2023:97", "Ert dnr"."""
_CHANGES: Final = re.compile(r"\b(?:ändring(?:ar)?\s+(?:i|av)|upphävande\s+av)\b", re.IGNORECASE)
"""After these words come the numbers of what is changed: "om ändring i … (NFS 2010:1)"."""
_ANSWERS: Final = re.compile(r"remiss(?:var)?\b|(?:yttrande|svar)\s+(?:över|på)\b", re.IGNORECASE)
_CIRCULATES: Final = re.compile(r"remiss av\b", re.IGNORECASE)
_INQUIRIES: Final = frozenset({"SOU", "Ds"})
_LABEL: Final = re.compile(
    r"[\s,;:(–-]*(?:\b(?:id-nummer|diarienummer|dnr|nr|nummer)\b)?[\s:,]*$", re.I
)
_PARTS: Final = re.compile(r"\s[|·]\s")
_CUT_SERIES: Final = re.compile(r"\s(?:Prop|Skr|Bet|Dir)\.$")
"""What is left of "Prop. 2012/13:182" set in the margin over two lines."""
_NUMBERED: Final = re.compile(
    rf"\s*{numbering.START}(?:id-nummer|diarienummer|dnr)\s*:.*", re.IGNORECASE
)
_BESIDE: Final = re.compile(r"\d{4}-\d\d-\d\d|\b[IVX]{1,4}:\d{1,3}\b|https?://[^\s\0]*|\0")
"""What stands beside a number and says nothing of it: a day, a decision's place among the day's
("Regeringsbeslut III:3 2019-05-08 S2019/…"), the resolver of a DOI or an URN."""
_IMPRINT: Final = re.compile(
    r"\b(?:utgivare|utgiven av|©|copyright|tryck(?:eri|ort)?|omslag\w*|beställ\w*|upplaga|"
    r"grafisk|formgivning|layout|produktion|artikel(?:nummer|nr)|published by|printed)\b|©",
    re.IGNORECASE,
)
_PUBLISHED: Final = frozenset({"ISBN", "ISSN", "URN:NBN", "DOI"})
"""Numbers that a work gets when it is given out, and its imprint has."""
MAX_OTHER_CHARS: Final = 25
"""What a line may hold besides its number and still be a cover's or an imprint's line."""


def is_about_another(title: str) -> bool:
    """Tell whether a title is of a document that circulates or answers another one."""
    return bool(_ANSWERS.match(title))


def circulates(title: str) -> bool:
    """Tell whether a title is of an inquiry's report sent out for comments, as ministries do."""
    return bool(_CIRCULATES.match(title)) and any(
        found.identifier.scheme in _INQUIRIES for found in locate(title)
    )


def of_title(title: str) -> tuple[Identifier, ...]:
    """Return the identifiers in a title that are the document's own."""
    own: list[Found] = []
    is_about = is_about_another(title)
    for found in locate(title):
        if _CHANGES.search(title[: found.start]):
            break
        if is_about and in_series(found.identifier):
            continue  # "Remiss av Ädelmetallutredningen (SOU 2026:14), KN2026/00741"
        listed = own and title[own[-1].end : found.start].strip() in (",", "och")
        if listed or not _ABOUT.search(title[: found.start]):
            own.append(found)
    return tuple(dict.fromkeys(found.identifier for found in own))


def of_line(line: str) -> tuple[Identifier, ...]:
    """Return the identifiers of a line that says little else: a cover, a vignette, an imprint."""
    found = locate(line)
    if not found:  # nearly every line
        return ()
    first = found[0].start == 0  # "Motion till riksdagen 2018/19:714 av NN (S)"
    if line.startswith("(") or _words_beside(line, found) > MAX_OTHER_CHARS * (1 + first):
        return ()
    if any(_ABOUT.search(line[: one.start]) for one in found):
        return ()
    return tuple(dict.fromkeys(one.identifier for one in found if not _is_named_law(one, line)))


def _words_beside(line: str, found: Sequence[Found]) -> int:
    """Return how many characters a line has beside its numbers, the day and the address of one."""
    rest = line
    for one in reversed(found):
        rest = f"{rest[: one.start]}\0{rest[one.end :]}"
    return len(_BESIDE.sub("", rest))


def _is_named_law(one: Found, line: str) -> bool:
    """Tell "Tullagen (2000:1281)" on a line of sources; a law says "SFS", or has it for title."""
    printed = line[one.start : one.end]
    return one.identifier.scheme == "SFS" and not printed.casefold().startswith(("sfs", "svensk"))


def of_imprint(text: str) -> tuple[Identifier, ...]:
    """Return the numbers of a paragraph that says who printed or gave out the document."""
    if not _FIGURE.search(text) or not _IMPRINT.search(text):
        return ()
    return tuple(one for one in find(text) if one.scheme in _PUBLISHED)


def under_labels(labels: str, values: str) -> Iterator[Identifier]:
    """Yield those of a letterhead's row of values under its row of labels: "Datum | Dnr"."""
    above, below = labels.split(" | "), values.split(" | ")
    if len(above) == len(below) > 1:
        for label, value in zip(above, below, strict=True):
            if not locate(value):
                yield from of_line(f"{label} {value}")


def of_lines(lines: Sequence[str]) -> Iterator[Identifier]:
    """Yield those of lines, of their parts, and of two as one ("Prop." above "2017/18:123")."""
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        if not (_FIGURE.search(line) or _FIGURE.search(following)):
            continue
        yield from under_labels(line, following)
        for part in {line: None} | dict.fromkeys(_PARTS.split(line)):
            yield from of_line(part)
        if following[:1].isdigit():
            margin = _CUT_SERIES.search(line)  # "om skydd för företagshemligheter Prop."
            yield from of_line(f"{margin[0] if margin else line} {following}")


def at_start(line: str) -> int:
    """Return where a line goes on after the number of a series that it begins with, else 0."""
    found = locate(line)
    return found[0].end if found and found[0].start == 0 and in_series(found[0].identifier) else 0


def without_vignette(title: str) -> str:
    """Return a title without the number set behind it: "…människohandelSOU 2025:119"."""
    for found in reversed(locate(title)):
        before = title[: found.start]
        behind = title[found.end :].strip(" .,)")
        in_brackets = ")" in title[found.end - 1 : found.end + 1]  # "Föreskrifter (AFS 2011:19)"
        if behind or in_brackets or _ABOUT.search(before):
            break
        title = _LABEL.sub("", before)
    return _CUT_SERIES.sub("", _NUMBERED.sub("", title))
