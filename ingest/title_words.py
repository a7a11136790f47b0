"""A line, a heading or a claim -> the title that it is, or that it is none."""

from __future__ import annotations

import re

from ingest import dates, identifiers, publishers

MIN_CHARS, MAX_CHARS = 3, 300
MAX_FIGURES = 0.4
"""The share of figures above which a line is a row of a table."""
NUMBER_BEFORE = re.compile(r"\A(?:dir|prop|skr|sou|ds)\.?\s\d{4}(?:/\d\d)?:\d+,?\s+", re.IGNORECASE)
"""A number set before a title: "Dir. 2016:15 Dataskyddsförordningen"."""
INSIDE = re.compile(
    r"(\bföreskrifter\b.*\bom) [A-ZÅÄÖ-]{1,8}FS \d{4}:\d+ (?=[a-zåäö])", re.IGNORECASE
)
"""A cover's number, set in the margin beside the lines of its title."""
NO_TITLE = re.compile(
    r"av .*\((?:båda |alla )?[A-ZÅÄÖ]{1,3}\)$|<!--|(?:[\w-]+nummer|visa|hämta|ansvarig|närvarande|"
    r"föredragande)\b|(?:beslut )?vid regeringssammanträde\b|regeringen (?:beslutar|överlämnar)\b|"
    r"_+$|\d+ ?\(\d+\)$|(?:figur|figure|tabell|table|bild|diagram) \d|"
    r"(?:[\w-]+ ){0,2}r[eé]solution \d.{0,60} (?:19|20)\d\d$|"
    r"sid(?:a|an)? \d|.*\b(?:page|sida?|seite) \d+ (?:of|av|von) \d+\b|"
    r"(?:sökresultat|post \d+ av \d+|föregående|nästa)\b|observera att\b",
    re.IGNORECASE,
)
"""Lines near a title that are none: "av NN m.fl. (S)", a comment, the commands of a database."""
ADOPTED = re.compile(
    r"(?:(?:antag|fastställ)\w* (?:av|den|vid)|adopted (?:and .{3,60})?(?:by|on|at)) ",
    re.IGNORECASE,
)
"""Who made a programme its own, on the line above its title."""
UPDATES = re.compile(r"\s*\(uppdater[^()]*\)$", re.IGNORECASE)
"""Behind a programme's name: when it was changed."""
_MARKS = " |·•–—-;"
"""What is left beside a title of a cell, a site's name or a number that stood there."""
_SUFFIXES = "docx?|pdf|indd|qxd|rtf|odt|pptx?|xlsx?|html?|txt|md|pmd|fm|tex|dvi|ps|ffd"
WORTHLESS = re.compile(
    "|".join(
        (
            r"microsoft (?:word|powerpoint|excel)\s*-.*|powerpoint.presentation|untitled.*",
            r"namnlös.*|regeringens (?:proposition|skrivelse).*|motion till riksdagen.*",
            r"\w+utskottets betänkande.*|.*[^\W\d]\d{4}-\d\d-\d\d",
            r"\w*motion \d{4}/\d\d:\d+ \(\w+\)",
            r".*\b(?:case|docket) no\.?:? ?\d.*",
            r"utdrag ur (?:\w+)?protokoll.*|.*\btemplate\b.*",
            r"(?:document|dokument|presentation)\d*|title|(?:slide|bild|page|sida) \d+",
            r"https?://\S+|www\.\S+|[\d\W]*|[\w.-]*_[\w.-]*|\S*\d{6,}\S*|[a-z]:\\.*|.*författningssamling",
            rf".{{0,120}}\.(?:{_SUFFIXES})",
        )
    ),
    re.IGNORECASE,
)
"""What stands where a title should and names a program, a file, a series or nothing."""


_PASSED_ON = re.compile(r"\A(?:(?:sv|vs|vb|re|fwd?|aw|wg)\s*:\s*)+", re.IGNORECASE)
"""Before a mail's subject: that it answers one or passes one on, in the languages around."""
_PROGRAM = re.compile(r"microsoft (?:word|powerpoint|excel)\s*-\s*", re.IGNORECASE)
_FILE = re.compile(rf"(?P<stem>.{{3,120}})\.(?:{_SUFFIXES})", re.IGNORECASE)


def of_file_name(value: str) -> str | None:
    """Return what a claim that is a file's name says: "Visionsplan" of "Visionsplan.docx"."""
    named = _FILE.fullmatch(_PROGRAM.sub("", " ".join(value.split())))
    return " ".join(named["stem"].replace("_", " ").split()) if named else None


def tidy(value: str) -> str | None:
    """Return a title on one line, without the site's name behind it, or None where it is none."""
    title = _PASSED_ON.sub("", INSIDE.sub(r"\1 ", " ".join(value.split())).strip(_MARKS))
    if WORTHLESS.fullmatch(title):
        return None
    split = publishers.suffix(title)
    title = NUMBER_BEFORE.sub("", split[0] if split else title)
    title = UPDATES.sub("", identifiers.without_vignette(title)).strip(_MARKS)
    lacks_noun = publishers.genitive(title)  # "Vänsterpartiets"
    if WORTHLESS.fullmatch(title) or lacks_noun or len(title) < MIN_CHARS or _is_day(title):
        return None
    return title[:MAX_CHARS].strip()


def _is_day(title: str) -> bool:
    """Tell a date that stands where a title should, "February 23, 2009"."""
    found = dates.find(title)
    return bool(found) and found[0].start == 0 and found[0].end == len(title)


def is_title_line(line: str) -> bool:
    """Tell a line that may be a title from a command, a step of a decision, a row of figures."""
    figures = sum(letter.isdigit() for letter in line)
    return (
        len(line) >= MIN_CHARS
        and not NO_TITLE.match(line)
        and not ADOPTED.match(line)
        and figures <= MAX_FIGURES * len(line)
        and not _names_publisher(line)
        and " | " not in line  # the cells of a table
        and "@" not in line  # whom to write to
    )


def _names_publisher(line: str) -> bool:
    """Tell whether a line names who gives it out, and perhaps a site: "Polisen – polisen.se"."""
    parts = [part.strip() for part in publishers.PARTS.split(line)]
    return any(map(publishers.known, parts)) and all(
        publishers.known(part) or ("." in part and " " not in part) for part in parts
    )
