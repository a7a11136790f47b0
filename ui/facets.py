"""Results -> the panels that narrow them: values with counts, the chosen ones first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from index.models import FACETS, FacetCount, Query, Results
from ingest.topics import Topic, TopicTree
from ui import address, words, years
from ui.language import _, said
from ui.ways import Ways
from ui.years import Bar

SHOWN = 8  # values of a panel before the rest is folded away
TITLES = {
    "kind": said("Typ"),
    "publisher": said("Utgivare"),
    "topic": said("Ämne"),
    "year": said("År"),
}


@dataclass(frozen=True, slots=True)
class Value:
    """One value to narrow by."""

    label: str
    count: int
    chosen: bool
    address: str  # of the search with this value put in, or taken out again
    depth: int = 0  # how far below a root topic


@dataclass(frozen=True, slots=True)
class Time:
    """The years of a result as a histogram, with what it is limited to."""

    bars: tuple[Bar, ...]
    first: str  # year that the search begins with, "" where it is open
    last: str
    whole: str  # the address of the search without a limit in time


@dataclass(frozen=True, slots=True)
class Panel:
    """One facet with its values."""

    title: str
    values: tuple[Value, ...]
    folded: tuple[Value, ...] = ()
    time: Time | None = None  # of years


@dataclass(frozen=True, slots=True)
class Chosen:
    """A limit that is on, and the address of the search without it."""

    label: str
    address: str


def panels(results: Results, topics: TopicTree) -> tuple[Panel, ...]:
    """Return a panel for every facet that has values to choose between."""
    found = (_panel(results, facet, topics) for facet in FACETS)
    return tuple(panel for panel in found if panel.values)


def chosen(query: Query, topics: TopicTree) -> tuple[Chosen, ...]:
    """Return every limit of a question that can be taken off by itself."""
    values = (
        Chosen(_label(facet, str(value), topics), address.narrowed(query, facet, str(value)))
        for facet in FACETS
        for value in getattr(query.filters, facet)
    )
    return (*values, *_other_limits(query))


def _other_limits(query: Query) -> Iterator[Chosen]:
    filters = query.filters
    if filters.published_from:
        without = replace(query, filters=replace(filters, published_from=None), page=1)
        yield Chosen(
            _("Från %(day)s") % {"day": words.date(filters.published_from)}, address.search(without)
        )
    if filters.published_to:
        without = replace(query, filters=replace(filters, published_to=None), page=1)
        yield Chosen(
            _("Till %(day)s") % {"day": words.date(filters.published_to)}, address.search(without)
        )
    if not query.relax:
        yield Chosen(_("Bara hela svar"), Ways(query).partial_too)


def _panel(results: Results, facet: str, topics: TopicTree) -> Panel:
    counts = results.facets.get(facet, ())
    if facet == "topic":
        return Panel(_(TITLES[facet]), _topic_values(results.query, counts, topics))
    ordered = sorted(counts, key=lambda one: one.value, reverse=True) if facet == "year" else counts
    values = [_value(results.query, facet, one, topics) for one in ordered]
    first = [value for at, value in enumerate(values) if at < SHOWN or value.chosen]
    folded = [value for value in values if value not in first]
    if facet == "year":
        return Panel(_(TITLES[facet]), tuple(values), time=_time(results) if values else None)
    return Panel(_(TITLES[facet]), tuple(first), tuple(folded))


def _time(results: Results) -> Time:
    filters = results.query.filters
    low, high = filters.published_from, filters.published_to
    return Time(
        bars=years.bars(results, results.query),
        first=str(low.first.year) if low else "",
        last=str(high.last.year) if high else "",
        whole=address.years(results.query, None, None),
    )


def _topic_values(
    query: Query, counts: tuple[FacetCount, ...], topics: TopicTree
) -> tuple[Value, ...]:
    """Return the topics in the tree's order; those below one show when it is chosen."""
    by_id = {one.value: one for one in counts}
    opened = {
        above.id
        for chosen_id in query.filters.topic
        if chosen_id in topics
        for above in (topics[chosen_id], *topics.ancestors(chosen_id))
    }

    def walk(siblings: Iterable[Topic], depth: int) -> Iterator[Value]:
        for topic in siblings:
            if topic.id in by_id:
                yield _value(query, "topic", by_id[topic.id], topics, depth=depth)
                if topic.id in opened:
                    yield from walk(topics.children(topic.id), depth + 1)

    return tuple(walk(topics.roots, 0))


def _value(
    query: Query, facet: str, count: FacetCount, topics: TopicTree, *, depth: int = 0
) -> Value:
    return Value(
        label=_label(facet, count.value, topics),
        count=count.count,
        chosen=count.value in map(str, getattr(query.filters, facet)),
        address=address.narrowed(query, facet, count.value),
        depth=depth,
    )


def _label(facet: str, value: str, topics: TopicTree) -> str:
    if facet == "topic":
        return words.topic(topics[value]) if value in topics else value
    return words.kind(value) if facet == "kind" else value
