"""Segments of a page -> the role of each: which are the document's, and which the site's.

named as a part of the site -> lines and notices of the site -> outside the main part
-> lists of links -> after the closing date -> headings with nothing under them
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.extract import headings, lines
from ingest.extract.furniture import is_site_part
from ingest.extract.segments import Segment
from ingest.extract.tree import Element
from ingest.models import Role

MIN_PROSE_CHARS = 80
"""A segment with this much outside links is prose; the site's own words are shorter."""
MIN_DOCUMENT_CHARS = 500
"""So much prose, being most of the page's, is no menu or notice whatever it is called."""
MAX_LINKED = 0.6
"""A line or list of which more is links leads somewhere else."""
MIN_MAIN_SHARE = 0.8
"""The main part of a page is the smallest element that holds this much of its text."""

WITHIN_TEXT = frozenset({"ul", "ol", "dl", "li", "blockquote", "table", "tbody", "tr", "figure"})
"""Elements that are a part of a text; one long list is not all of its document."""
LISTS = frozenset({"ul", "ol", "dl"})
MAX_PREAMBLE_SEGMENTS = 6
MIN_BEFORE_CLOSING_DATE = 2


def roles(segments: Sequence[Segment]) -> list[Role]:
    """Return a role for each segment; the site's are BOILERPLATE, the others keep their own.

    Where everything looks like the site's, nothing is: a page is never lost to these rules.
    """
    page = _Page(segments)
    site = [page.is_furniture(segment.element) or _is_site_line(segment) for segment in segments]
    page.drop_outside_main(site)
    page.drop_links(site)
    _drop_after_closing_date(segments, site)
    _drop_titles_of_lists(segments, site)
    headings.drop_bare(segments, site)
    if all(site):
        return [segment.role for segment in segments]
    return [
        Role.BOILERPLATE if of_site else segment.role
        for segment, of_site in zip(segments, site, strict=True)
    ]


class _Page:
    """What has to be counted over a whole page before a segment of it can be judged."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = segments
        # By id() of an element: it and those around it, innermost first; outer ones come before.
        self._lineage: dict[int, tuple[Element, ...]] = {}
        self._around = [self._trace(segment.element) for segment in segments]
        self.chars = self._summed(len(segment.text) for segment in segments)
        self.linked = self._summed(segment.linked for segment in segments)
        self.prose = self._summed(map(_prose, segments))
        self.all_prose = sum(map(_prose, segments))
        self.titled = {  # the elements around the page's highest headings
            id(tag)
            for segment, around in zip(segments, self._around, strict=True)
            if _is_title(segment)
            for tag in around
        }
        self._furniture: dict[int, bool] = {}

    def _trace(self, tag: Element) -> tuple[Element, ...]:
        """Return the element and those around it, innermost first, and write them down."""
        unknown: list[Element] = []
        around: Element | None = tag
        while around is not None and id(around) not in self._lineage:
            unknown.append(around)
            around = around.parent
        lineage = self._lineage[id(around)] if around is not None else ()
        for inner in reversed(unknown):
            lineage = self._lineage[id(inner)] = (inner, *lineage)
        return lineage

    def _summed(self, amounts: Iterable[int]) -> dict[int, int]:
        """Return, by id() of an element, the sum of one amount a segment over those in it."""
        sums = dict.fromkeys(self._lineage, 0)
        for segment, amount in zip(self.segments, amounts, strict=True):
            sums[id(segment.element)] += amount
        for key, lineage in reversed(self._lineage.items()):
            if len(lineage) > 1:
                sums[id(lineage[1])] += sums[key]
        return sums

    def is_furniture(self, tag: Element) -> bool:
        """Return whether an element or one around it is named as a part of the site."""
        unknown: list[Element] = []
        verdict = False
        for around in self._lineage[id(tag)]:
            if id(around) in self._furniture:
                verdict = self._furniture[id(around)]
                break
            unknown.append(around)
        for around in reversed(unknown):
            verdict = verdict or (is_site_part(around) and not self._holds_document(around))
            self._furniture[id(around)] = verdict
        return verdict

    def _holds_document(self, tag: Element) -> bool:
        """Tell a form around the whole page, or a class on <body>, from a part of the site."""
        prose = self.prose[id(tag)]
        most = prose >= MIN_DOCUMENT_CHARS and 2 * prose > self.all_prose
        return tag.name != "nav" and (tag.name == "body" or id(tag) in self.titled or most)

    def drop_outside_main(self, site: list[bool]) -> None:
        """Give the site what stands outside the element that holds most of the document."""
        main = self._main_part(site)
        inside = [main in around for around in self._around]
        first = inside.index(True) if any(inside) else 0
        for number in self._preamble(first, main):
            inside[number] = not _is_heading(self.segments[number])
        for number, segment in enumerate(self.segments):
            if not inside[number] and not _is_title(segment):
                site[number] = True

    def _preamble(self, first: int, main: Element | None) -> Sequence[int]:
        """Return the segments between the title and the main part, which may stand in their own.

        Where the title is far off (a site's name as <h1>, on rkrattsbaser), a law's own title and
        dates stand beside its text in the same element.
        """
        titles = [n for n, segment in enumerate(self.segments[:first]) if _is_title(segment)]
        if titles and first - titles[-1] - 1 <= MAX_PREAMBLE_SEGMENTS:
            return range(titles[-1] + 1, first)
        around = main.parent if main is not None else None
        near = range(max(0, first - 2 * MAX_PREAMBLE_SEGMENTS), first)
        return [n for n in near if around in self._around[n]]

    def _main_part(self, site: Sequence[bool]) -> Element | None:
        own = [
            0 if of_site else len(segment.text) - segment.linked
            for segment, of_site in zip(self.segments, site, strict=True)
        ]
        held, enough_chars = self._summed(own), MIN_MAIN_SHARE * sum(own)
        for segment, chars in zip(self.segments, own, strict=True):
            held[id(segment.element)] -= chars  # an element holds what is in those in it
        elements: dict[int, Element] = {}
        for around in self._around:
            for tag in around[1:]:
                if id(tag) in elements:
                    break  # and so are those around it
                elements[id(tag)] = tag
        enough = [
            tag
            for key, tag in elements.items()
            if held[key] >= enough_chars and tag.name not in WITHIN_TEXT
        ]
        # Elements come innermost first, so of several that hold the same the inner one is taken.
        return min(enough, key=lambda tag: held[id(tag)], default=None)

    def drop_links(self, site: list[bool]) -> None:
        """Give the site the lines and lists that are mostly links."""
        within = self._within_prose()
        for number, segment in enumerate(self.segments):
            if _is_heading(segment) or segment.linked <= MAX_LINKED * len(segment.text):
                continue
            parents = segment.element.parents
            listed = next((tag for tag in parents if tag.name in LISTS), None)
            if listed is None and number in within:
                continue
            around = segment.element if listed is None else listed
            if self.linked[id(around)] > MAX_LINKED * self.chars[id(around)]:
                site[number] = True

    def _within_prose(self) -> set[int]:
        """Return the segments that have prose before and after them in the same element.

        A line that is a link, between two paragraphs, is the writer's "Pressmeddelande: …".
        """
        ends: dict[int, list[int]] = {}
        for number, segment in enumerate(self.segments):
            if _prose(segment):
                ends.setdefault(id(segment.element.parent), []).append(number)
        return {
            number
            for number, segment in enumerate(self.segments)
            if (prose := ends.get(id(segment.element.parent)))
            if prose[0] < number < prose[-1]
        }


def _is_heading(segment: Segment) -> bool:
    return segment.role is Role.HEADING


def _is_title(segment: Segment) -> bool:
    return _is_heading(segment) and segment.level == 1


def _is_site_line(segment: Segment) -> bool:
    # "Kommentarer" heads a form or a chapter; what is under it tells which.
    read = lines.read_notice if _is_heading(segment) else lines.read
    return read(segment.text).is_site


def _prose(segment: Segment) -> int:
    own = len(segment.text) - segment.linked
    return own if own >= MIN_PROSE_CHARS and not _is_heading(segment) else 0


def _drop_titles_of_lists(segments: Sequence[Segment], site: list[bool]) -> None:
    """Give the site headings that only it has, where what follows at once is the site's."""
    for number, segment in enumerate(segments[:-1]):
        if _is_heading(segment) and segment.level > 1 and site[number + 1]:
            site[number] = site[number] or lines.read(segment.text).is_site


def _drop_after_closing_date(segments: Sequence[Segment], site: list[bool]) -> None:
    """Give the site a last paragraph that stands after the date under the text.

    A date over the text has at most a preamble before it and more than a paragraph after it.
    """
    text = [n for n, of_site in enumerate(site) if not of_site and not _is_heading(segments[n])]
    if len(text) < MIN_BEFORE_CLOSING_DATE + 1:
        return
    before, last = text[-2], text[-1]
    if any(lines.read(segment.text).is_dated for segment in segments[before + 1 : last]):
        site[last] = True
