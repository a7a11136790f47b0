"""Documents of each year -> bars."""

from types import MappingProxyType

from index.models import FacetCount, Filters, Query, Results
from ingest.models import PartialDate
from ui import years


def bars(counts: dict[int, int], filters: Filters | None = None) -> tuple[years.Bar, ...]:
    """Return the bars of a result with so many documents of each year."""
    query = Query("hamn", filters or Filters())
    facet = tuple(FacetCount(str(year), count) for year, count in counts.items())
    results = Results(query, "", 9, (), MappingProxyType({"year": facet}))
    return years.bars(results, query)


def test_years_without_documents_are_there_too() -> None:
    """A hole in time is seen as one; the highest bar fills the height, the lowest can be seen."""
    found = bars({2024: 200, 2021: 1})

    assert [(bar.first, bar.count, bar.height) for bar in found] == [
        (2021, 1, 4), (2022, 0, 0), (2023, 0, 0), (2024, 200, 100),
    ]  # fmt: skip


def test_many_years_share_bars() -> None:
    """Two hundred years are bars of five or ten each, so that they can be told apart."""
    found = bars({1826: 1, 2026: 2})

    assert len(found) <= years.MAX_BARS
    assert found[0].label == "1820–1829"
    assert sum(bar.count for bar in found) == 3


def test_a_bar_leads_to_its_years_and_shows_what_is_chosen() -> None:
    """The words of the search stay; chosen are years and spans alike."""
    span = Filters(published_from=PartialDate.of(2022), published_to=PartialDate.of(2023))
    found = bars({2021: 1, 2022: 1, 2023: 1}, span)

    assert found[0].address == "/?q=hamn&fran=2021&till=2021"
    assert [bar.chosen for bar in found] == [False, True, True]
    assert [bar.chosen for bar in bars({2021: 1, 2022: 1}, Filters(year=(2021,)))] == [True, False]
    assert not any(bar.chosen for bar in bars({2021: 1}))


def test_nothing_found_has_no_bars() -> None:
    """There is nothing to drag over."""
    assert bars({}) == ()
