"""How many documents of each year -> bars in order of time, without holes, few enough to see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from index.models import Filters, Query, Results, Sort
from ui import address

MAX_BARS = 40  # at 320 px each is then six wide
SPANS = (1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True, slots=True)
class Bar:
    """The documents of one year, or of some years in a row."""

    first: int
    last: int
    count: int
    height: int  # per cent of the highest; at least 4 where there is something
    address: str  # of a search among these
    chosen: bool = False

    @property
    def label(self) -> str:
        """The years it is of."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


def bars(results: Results, query: Query) -> tuple[Bar, ...]:
    """Return the bars from the first year with documents to the last; they lead to `query`."""
    counts = {int(one.value): one.count for one in results.facets.get("year", ())}
    years = sorted(year for year, count in counts.items() if count)
    if not years:
        return ()
    span = next((one for one in SPANS if _number(years, one) <= MAX_BARS), SPANS[-1])
    starts = range(years[0] // span * span, years[-1] + 1, span)
    sums = {start: _sum(counts, start, span) for start in starts}
    highest = max(sums.values())
    return tuple(
        Bar(
            first=start,
            last=start + span - 1,
            count=count,
            height=max(4, round(100 * count / highest)) if count else 0,
            address=address.years(query, start, start + span - 1),
            chosen=_is_chosen(query.filters, start, start + span - 1),
        )
        for start, count in sums.items()
    )


def of_topic(results: Results, topic_id: str) -> tuple[Bar, ...]:
    """Return the bars of a topic's documents; they lead to a search in the topic."""
    return bars(results, Query("", Filters(topic=(topic_id,)), sort=Sort.DATE))


def _number(years: list[int], span: int) -> int:
    return years[-1] // span - years[0] // span + 1


def _sum(counts: Mapping[int, int], start: int, span: int) -> int:
    return sum(counts.get(year, 0) for year in range(start, start + span))


def _is_chosen(filters: Filters, first: int, last: int) -> bool:
    """Tell whether the bar is within what the search is limited to."""
    if any(first <= year <= last for year in filters.year):
        return True
    low, high = filters.published_from, filters.published_to
    if low is None and high is None:
        return False
    return (low is None or last >= low.first.year) and (high is None or first <= high.last.year)
