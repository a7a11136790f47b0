"""What a source lists now -> the catalogue's queue of parts to fetch, and whether all was seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from ingest.catalogue import Catalogue, PartRow, PartState, PullMemory, SourceRow
from ingest.errors import ForbiddenAddressError, SourceError
from ingest.ledger import digest_of
from ingest.models import PartialDate
from ingest.pull import notice, sources
from ingest.pull.addresses import parse
from ingest.pull.identity import known_by
from ingest.pull.label import OF_FILES
from ingest.pull.models import Get, Item, Outcome, Unchanged
from ingest.pull.report import EMPTY, MANY, MORE
from ingest.pull.riksdagen import RECORD
from ingest.pull.sources import Shape, Source

CHUNK = 50
"""Items that are written down together."""
EXAMPLES = 5
KNOWN_IN_A_ROW = 30
"""After so many items that are known and as they were, an ordered list is not walked further."""
EARLY_IN_A_ROW = 30
"""Nor after so many that are too old to be asked for."""
MOST_LISTED = 200_000
"""A list that is longer is not one that people keep: g0v.se's longest had 10 163 (2026-11)."""
OVERLAP = timedelta(days=14)
"""What is known and so much older than the last whole walk ends an ordered list at once."""
CHANGING = ("updated", "title")
"""What tells that a page changed: Lifos says "(version 3.0)" in a title, and gives no day."""
ORDERED = frozenset({Shape.LISTING, Shape.RIKSDAGEN})
"""Shapes of many pages, newest first."""


@dataclass(slots=True)
class Walked:
    """What a walk saw."""

    listed: int = 0
    known: int = 0  # items of which a part was seen at an earlier run
    queued: int = 0  # items that are new or changed
    withdrawn: int = 0
    unchanged_answers: int = 0
    in_parts: bool = False  # from where a run before it left off: not all of it at one time
    problem: SourceError | None = None
    examples: list[Item] = field(default_factory=list)  # the first of those queued


@dataclass(slots=True)
class Walk:
    """One walk through a source's lists."""

    catalogue: Catalogue
    source: Source
    before: SourceRow  # how it stood before this run
    get: Get
    since: PartialDate | None = None  # older items are left, where a day is known
    forgotten: AbstractSet[str] = frozenset()  # digests of addresses that were erased on request
    fills: bool = False  # what is known already another list speaks of: this one adds to it
    met: set[str] = field(default_factory=set)  # addresses: the first to name one speaks of it
    is_trial: bool = False  # nothing is written down
    left_off: dict[str, str] = field(default_factory=dict)  # a list -> its page to go on from
    _asked: str = field(default="", init=False)  # the page of the list that is being read

    def run(self) -> Walked:
        """Walk to the end, or to where all is known; a problem is told, what was seen is kept.

        What is new beyond `max_items` is left. Of an ordered list the next run reads what came on
        top of it since, then goes on at the page where this one stopped. One that was read in
        such parts is walked once more from top to end: its pages shift while they are read.
        """
        seen, address = Walked(), self.source.address
        onward = self.left_off.pop(address, None)
        ended = self._pass(address, seen, row_ends=self.before.clean or onward is not None)
        if onward and not ended and not seen.problem:
            seen.in_parts = True
            self._pass(onward, seen, row_ends=False)
        if onward and seen.problem and seen.problem.rests:
            self.left_off[address] = onward
        may_be_empty = self.source.shape is Shape.OAI_PMH and (self.before.clean or self.since)
        if not (seen.listed or seen.problem or seen.unchanged_answers or may_be_empty):
            why = "it lists nothing at all"
            seen.problem = SourceError(address, why, trouble=EMPTY)
        return seen

    def _pass(self, address: str, seen: Walked, *, row_ends: bool) -> bool:
        """Walk a list from a page of it on; tell whether to its end, not to what is known."""
        row, chunk, page = 0, list[Item](), address
        is_ordered, is_known = self.source.shape in ORDERED, False
        try:
            for item in self._items(replace(self.source, address=address), seen):
                page = page if chunk else self._asked
                chunk.append(item)
                row = 0 if not is_ordered or self._is_news(item) else row + 1
                if len(chunk) >= CHUNK:
                    self._write(chunk, seen, page)
                    chunk = []
                is_known = row > 0 and self._may_stop(item, row, row_ends=row_ends)
                if seen.problem or is_known:
                    break
        except SourceError as error:
            seen.problem = error
        self._write(chunk, seen, page)
        return not is_known

    def has_gap(self, seen: Walked) -> bool:
        """Tell whether a feed has moved on by more than it lists since it was last read.

        Feeds are short windows, 5 items at Lifos; a list or a sitemap has what fell out.
        """
        is_window = self.source.shape is Shape.FEED and self.before.walked is not None
        return is_window and bool(seen.listed) and not seen.known

    def _items(self, source: Source, seen: Walked) -> Iterator[Item]:
        """Yield what is asked for."""
        early = 0
        for item in sources.items(source, lambda where: self._get(where, seen), self._from()):
            seen.listed += 1
            if seen.listed > MOST_LISTED:
                why = f"it lists more than {MOST_LISTED}; the rest is not read"
                raise SourceError(self.source.address, why, trouble=MANY)
            day = item.published or item.updated
            early = early + 1 if self.since and day and day.last < self.since.first else 0
            if early >= EARLY_IN_A_ROW and self.source.shape in ORDERED:
                return
            if not early and item.key and self.source.wants(item):
                yield item

    def _from(self) -> datetime | None:
        """Return since when a source that can tell is asked what has changed."""
        if self.before.clean:
            return self.before.walked
        if self.since is None:
            return None
        return datetime.combine(self.since.first, time(), UTC)

    def _get(self, where: str, seen: Walked) -> Outcome:
        self._asked, outcome = where, self.get(where)
        seen.unchanged_answers += isinstance(outcome, Unchanged)
        return outcome

    def _is_news(self, item: Item) -> bool:
        with self.catalogue.pulled() as memory:
            return any(self._merged(memory, part) for part in parts_of(item, self.source))

    def _may_stop(self, item: Item, row: int, *, row_ends: bool) -> bool:
        """Tell whether all that follows an item is known: it is, and `row - 1` before it are.

        After a run that failed, and past where one left off, only age counts: what was queued
        then may stand before the rest.
        """
        walked, day = self.before.walked, item.published or item.updated
        is_old = walked is not None and day is not None and day.last < (walked - OVERLAP).date()
        return is_old or (row_ends and row >= KNOWN_IN_A_ROW)

    def _write(self, items: list[Item], seen: Walked, page: str) -> None:
        """Write items down, of which the first stands on a page of the list."""
        catalogue = self.catalogue
        with catalogue.pulled() if self.is_trial else catalogue.pulling() as memory:
            for item in items:
                self._note(memory, item, seen)
        if seen.problem and seen.problem.trouble == MORE and self.source.shape in ORDERED:
            self.left_off.setdefault(self.source.address, page)

    def _note(self, memory: PullMemory, item: Item, seen: Walked) -> None:
        """Write an item's parts down, waiting where they are new or said to have changed."""
        if item.deleted and not self.is_trial:
            seen.withdrawn += memory.withdraw(self.source.id, item.key) > 0
        if item.deleted or item.provisional:  # what is not printed yet is listed again
            return
        listed = [part for part in parts_of(item, self.source) if not self._is_forgotten(part)]
        parts = [self._merged(memory, part) for part in listed]
        seen.known += any(part is None or part.fetched for part in parts)
        news = [part for part in parts if part and part.state is PartState.WAITING]
        if news and seen.queued >= self.source.max_items:
            why = "it has more that is new than one run fetches; the next one goes on from there"
            seen.problem = seen.problem or SourceError(self.source.address, why, trouble=MORE)
            return
        seen.queued += bool(news)
        if news and len(seen.examples) < EXAMPLES:
            seen.examples.append(item)
        self.met |= {part.address for part in listed}
        for part in filter(None, () if self.is_trial else parts):
            memory.put(part)
            if part.stale:
                memory.outdated_parts(part)
            if part.stale and part.joined:
                memory.outdated(str(part.name))

    def _is_forgotten(self, part: PartRow) -> bool:
        return digest_of(part.address) in self.forgotten

    def _merged(self, memory: PullMemory, part: PartRow) -> PartRow | None:
        """Return a part as it is to be written, None where it is known and as it was."""
        known = memory.part(self.source.id, part.address)
        if known is None:
            return None if part.address in self.met else part
        if self.fills or part.address in self.met or known.said == part.said:
            return None
        came_back = known.state is PartState.WITHDRAWN
        changed = any(known.said.get(key) != part.said.get(key) for key in CHANGING)
        if changed and came_back:
            back = replace(known, said=part.said, state=PartState.WAITING, tries=0)
            return replace(back, missing=None, stale=True)
        if came_back or not known.fetched:
            return None  # some lists have a withdrawn record beside its tombstone, as it was
        state = PartState.WAITING if changed else known.state
        tries = 0 if changed else known.tries
        return replace(known, said=part.said, state=state, tries=tries, stale=True)


def parts_of(item: Item, source: Source) -> tuple[PartRow, ...]:
    """Return what is to be fetched of an item: its page, or else its first file, comes first.

    The others belong to that one: they have its day and its publisher, and titles of their own.
    """
    said = _said(item, source)
    where = addresses(item, source)
    if not where and notice.can_be_written(item):
        where, said = _known([item.address]), said | {notice.SUMMARY: item.summary}
    new = [PartRow(source.id, one, item.key, said, PartState.WAITING) for one in where]
    of_file = {key: value for key, value in said.items() if key in (*OF_FILES, "updated")}
    return (*new[:1], *(replace(part, said=of_file, page=where[0]) for part in new[1:]))


def addresses(item: Item, source: Source) -> tuple[str, ...]:
    """Return what is to be fetched of an item, by the addresses it is known by.

    Archives list files that lie with publishers of journals, on any host there is: those are left.
    """
    found = _known((item.page, *(item.attachments if source.attachments else ())))
    if source.shape is not Shape.OAI_PMH:
        return found
    reach = source.reach()
    return tuple(one for one in found if reach.covers(parse(one).host))


def _known(written: Iterable[str | None]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for where in written:
        try:
            found |= {known_by(where): None} if where else {}
        except ForbiddenAddressError:
            continue  # "mailto:", "javascript:": not of the web
    return tuple(found)


def _said(item: Item, source: Source) -> dict[str, str]:
    """Return what is said of an item, by its source and by whoever wrote sources.toml."""
    said = {
        "title": item.title,
        "url": next(iter(_known([item.address])), ""),
        "published": str(item.published or ""),
        "updated": str(item.updated or ""),
        "publisher": source.publisher or item.publisher,
        "kind": str(source.kind or item.kind or ""),
        "authors": "\n".join(item.authors),
        RECORD: item.record,
        "identifiers": "\n".join(f"{one.scheme} {one.value}" for one in item.identifiers),
    }
    return {key: value for key, value in said.items() if value}
