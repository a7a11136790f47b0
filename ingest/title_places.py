"""The first lines and headings of a document -> the title that stands there, by where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, takewhile

from ingest import authors, identifiers, kinds, publishers
from ingest.models import Block, Identifier, Origin, Role
from ingest.title_words import (
    ADOPTED,
    MAX_CHARS,
    MIN_CHARS,
    NO_TITLE,
    is_title_line,
    of_file_name,
    tidy,
)

Titled = tuple[str, Origin]

TITLE_BLOCKS = 12
"""A heading further down is one of a section."""
SECTION = re.compile(
    r"(?:kap\w*\.?\s*)?\d+(?:\.\d+)*\.?\s+[A-ZÅÄÖ]|§|innehåll|förslag till riksdagsbeslut|"
    r"(?:figur|figure|tabell|table|diagram)\s\d|"
    r"(?:inledning|förord|sammanfattning|bakgrund|formalia|syfte|introduction|foreword|preface|"
    r"summary|executive summary|abstract|background|preamble|acknowledge?ments|"
    r"(?:table of )?contents|"
    r"inhalt|inhaltsverzeichnis|vorwort|einleitung|präambel|préambule|avant-propos|sommaire|"
    r"innhold|forord|indhold|indledning|innledning|sammendrag|johdanto|sisällys(?:luettelo)?|"
    r"esipuhe|tiivistelmä|índice|introducción)$",
    re.IGNORECASE,
)
LABEL = re.compile(
    r"\s*(?:rubrik|titel|title|ämne|ärende|angående|subject|re)\s*:\s*", re.IGNORECASE
)
WRAPPED = re.compile(r"[a-zåäö](?!\w*:)")
"""How a title's next line begins; "date:" would be another label."""
QUESTION = re.compile(r"Fråga om\b[^.]{10,}\.")
"""How a court or a board heads the report of a case: with the question that it answers."""
MAX_WRAPPED_LINES = 2
REGULATIONS = re.compile(
    r"\s*(?:[A-ZÅÄÖ][\w-]*s )?(?:[\w-]+s )?"
    r"(?:föreskrifter|allmänna råd|kungörelse|tillkännagivande)(?: och allmänna råd)?\b",
    re.IGNORECASE,
)
"""How the title of regulations begins: "Föreskrifter om", "Statens jordbruksverks föreskrifter"."""
MAX_REGULATION_LINES = 6
PROGRAMME = re.compile(
    r"(?P<whose>.{3,60}s) (?:\w*program|valmanifest|valplattform|stadgar|policy)(?: \d{4})?", re.I
)
PROGRAMME_LINES = 6
INTRODUCES = re.compile(r"\S+:")
"""A heading that the next one completes: "Tidöavtalet:" beside "Överenskommelse för Sverige"."""
UNENDED = re.compile(r"(?:,|\b(?:och|i|om|för|med|av|till|på|mot|and|of|in|the|for|to|on))$", re.I)
"""How a line ends that the next one completes."""
JOINS = re.compile(r"(?:OCH|FÖR|AV|OM|MOT|TILL|MED|AND|OF|FOR|FROM|TO|WITH)\b")
"""How a line of capitals begins that completes the one above it."""


def labelled(lines: Sequence[str]) -> Titled | None:
    """Return the title that lines such as "Rubrik: Lag (2013:363) om …" give.

    Under a line with another number it is the title of a change, in a register of them.
    """
    numbers: set[Identifier] = set()
    for number, line in enumerate(lines):
        label = LABEL.match(line)
        if label and label.end() < len(line):
            wrapped = takewhile(WRAPPED.match, lines[number + 1 :][:3])
            title = tidy(" ".join((line[label.end() :], *wrapped)))
            own = set(identifiers.of_title(title or ""))
            is_other = numbers and own and not numbers & own
            return (title, Origin("text", 0.9)) if title and not is_other else None
        numbers = numbers or {one for one in _own_numbers(line) if identifiers.in_series(one)}
    return None


def of_regulations(lines: Sequence[str]) -> Titled | None:
    """Return what an authority's collection prints over its regulations, which ends with ";"."""
    for at, line in enumerate(lines):
        before = identifiers.at_start(line)
        if REGULATIONS.match(line, before):
            whole = " ".join((line[before:], *lines[at + 1 :][:MAX_REGULATION_LINES]))
            title, end, _ = whole.strip().partition(";")
            if end and len(title) <= MAX_CHARS and (tidied := tidy(title)):
                return tidied, Origin("text", 0.85)
    return None


def named_by_file(front: Sequence[Block], claimed: Iterable[str]) -> Titled | None:
    """Return the line of the front that a claim in the manner of a file's name has, "Plan.docx".

    Two witnesses: whoever named the file and whoever set the line.
    """
    names = {name.casefold() for value in claimed if (name := of_file_name(value))}
    for block in front[:TITLE_BLOCKS] if names else ():
        words = " ".join(block.text.split())
        if words.casefold() in names and not kinds.named(words) and (title := tidy(words)):
            return title, Origin("heading" if block.role is Role.HEADING else "text", 0.85)
    return None


def over_writer(front: Sequence[Block]) -> Titled | None:
    """Return the heading that stands right over "av NN" or "By NN", who wrote what it names."""
    for heading, below in pairwise(front[:TITLE_BLOCKS]):
        if heading.role is Role.HEADING and authors.is_byline(below.text):
            title = tidy(heading.text)
            return (title, Origin("heading", 0.75)) if title else None
    return None


def of_database_page(lines: Sequence[str]) -> Titled | None:
    """Return the title of a page whose h1 and <title> are the database's name.

    It is labelled, or stands in or after the line with the work's number.
    """
    numbers = enumerate(map(_own_numbers, lines))
    first = next((at for at, own in numbers if any(map(identifiers.in_series, own))), len(lines))
    for line in lines[first : first + 4]:
        title = tidy(line)
        if title and len(title) > MIN_CHARS * 5 and not NO_TITLE.match(line) and ": " not in line:
            return title, Origin("text", 0.6)
    return labelled(lines)


def _own_numbers(line: str) -> tuple[Identifier, ...]:
    """Return the numbers of a line that is a number, or a title with its number behind it."""
    if not identifiers.locate(line):  # nearly every line
        return ()
    behind = identifiers.without_vignette(line) != line
    listed = line.startswith("• ") or identifiers.is_about_another(line)
    return identifiers.of_title(line) if behind and not listed else identifiers.of_line(line)


def under_number(lines: Sequence[str]) -> Titled | None:
    """Return the line under the number of a bill: "Regeringen beslutar proposition 1997/98:150".

    Or the one above it that has the number in it, as a law's title does.
    """
    above = ""
    for at, (line, following) in enumerate(pairwise(lines)):
        rest = lines[at + 2 : at + 2 + MAX_WRAPPED_LINES]
        own = [
            *identifiers.of_line(line),
            *(identifiers.of_title(line) if NO_TITLE.match(line) else ()),
        ]
        if any(map(identifiers.in_series, own)) and not identifiers.of_line(following):
            if set(own) & set(identifiers.of_title(above)):
                return first_line((above,))
            return first_line((" ".join((following, *takewhile(WRAPPED.match, rest))),))
        above = line
    return None


def programme(lines: Sequence[str]) -> Titled | None:
    """Return a line such as "Liberalernas valmanifest 2022", or two that make one."""
    for line, following in pairwise((*lines[:PROGRAMME_LINES], "")):
        whole = f"{line} {following}" if publishers.genitive(line) else line
        named = PROGRAMME.fullmatch(whole)
        if named and publishers.genitive(named["whose"]):
            return whole, Origin("text", 0.7)
    return None


def question(front: Sequence[Block]) -> Titled | None:
    """Return the question that a case's report begins with."""
    text = " ".join(front[0].text.split()) if front else ""
    asked = QUESTION.match(text) if len(text) <= MAX_CHARS else None
    return (asked[0], Origin("text", 0.7)) if asked else None


def highest_heading(front: Sequence[Block]) -> Titled | None:
    """Return the first of the highest headings of the first page that has any."""
    headings = [
        block
        for block in front[:TITLE_BLOCKS]
        if block.role is Role.HEADING
        and tidy(block.text)
        and not SECTION.match(block.text)
        and not ADOPTED.match(block.text)
        and not NO_TITLE.match(block.text)
        and (block.page or not publishers.known(block.text))
    ]
    if _begins_with_section(front):
        return None
    first = [block for block in headings if block.page == headings[0].page]
    # "Kommittédirektiv" over a title says what sort it is; "Stadgar" with nothing under it is one.
    first = [one for one in first[:-1] if not kinds.named(one.text)] + first[-1:]
    if not first:
        return None
    top = first.index(min(first, key=lambda block: block.level))
    words = " ".join((first[top].text, *_going_on(first[top], first[top + 1 :])))
    beside = first[top + 1 : top + 2] + first[top - 1 : top]
    if label := next((block.text for block in beside if INTRODUCES.fullmatch(block.text)), ""):
        words = f"{label} {words}"
    if whose := _whose(first[:top], words):
        words = f"{whose} {words}"
    return str(tidy(words)), Origin("heading", 0.7)


def _going_on(top: Block, below: Iterable[Block]) -> Iterator[str]:
    """Yield the lines under the highest heading that are the same heading on its next lines.

    A line that begins small goes on in whatever size it is set, as a subtitle does; in capitals a
    small word does.
    """
    words = top.text
    for block in below:
        is_wrapped = block.text[:1].islower()
        is_joined = UNENDED.search(words) or (words.isupper() and JOINS.match(block.text))
        if not (is_wrapped or (block.level == top.level and is_joined)):
            return
        words = block.text
        yield words


def _whose(above: Sequence[Block], words: str) -> str:
    """Return the heading above in the genitive that a kind of document alone completes.

    "Sektionen för fysiks" over "Stadgar", whoever the section is.
    """
    is_of = above and above[-1].text.endswith("s") and " " in above[-1].text
    return above[-1].text if is_of and publishers.PUBLICATION.fullmatch(words) else ""


def _begins_with_section(front: Sequence[Block]) -> bool:
    """Tell whether lines stand before the first heading, and that one is a section's."""
    at = next((n for n, block in enumerate(front) if block.role is Role.HEADING), None)
    if at is None or not SECTION.match(front[at].text):
        return False
    before = [block.text for block in front[:at] if len(block.text) <= MAX_CHARS]
    return first_line(before) is not None


def opening(lines: Sequence[str]) -> Titled | None:
    """Return the first line that may be a title, unless the document begins with a section's.

    "Contents" and "1 Inledning" are of a part whose title the file's name tells better.
    """
    return None if any(map(SECTION.match, lines[:1])) else first_line(lines)


def first_line(lines: Iterable[str]) -> Titled | None:
    """Return the first line that may be a title: no series, no number, no "av NN (S)".

    "Vänsterpartiets" above "valplattform" is one line with it.
    """
    whose = ""
    for line in lines:
        if publishers.genitive(line):
            whose = f"{line} "
            continue
        is_kind = kinds.named(line) and not whose
        if is_title_line(line) and not is_kind and (title := tidy(whose + line)):
            return title, Origin("text", 0.4)
        whose = ""
    return None
