"""The panels beside a result list."""

from types import MappingProxyType

from index.models import FacetCount, Filters, Query, Results
from ingest.models import PartialDate
from ingest.topics import Topic, TopicTree
from ui import facets, language

TREE = TopicTree(
    [Topic("hamn", "Hamnen"), Topic("bat", "Båtar", broader="hamn"), Topic("fyr", "Fyrar")]
)


def panel(facet: str, counts: dict[str, int], filters: Filters | None = None) -> facets.Panel:
    found = tuple(FacetCount(value, count) for value, count in counts.items())
    query = Query("hamn", filters or Filters())
    results = Results(query, "", 9, (), MappingProxyType({facet: found}))
    return facets.panels(results, TREE)[0]


def test_a_facet_without_values_has_no_panel() -> None:
    """Nothing to choose is nothing to show."""
    assert not facets.panels(Results(Query("x"), "", 0, ()), TREE)


def test_long_panels_are_folded_and_keep_what_is_chosen() -> None:
    """The eight most common stand open; a chosen value is never folded away."""
    counts = {f"Utgivare {number}": 20 - number for number in range(12)}
    shown = panel("publisher", counts, Filters(publisher=("Utgivare 11",)))

    assert [value.label for value in shown.values][-2:] == ["Utgivare 7", "Utgivare 11"]
    assert len(shown.folded) == 3
    assert [value.chosen for value in shown.values][-1]


def test_years_go_from_the_newest() -> None:
    """A year is looked for by its place in time, not by its count."""
    years = panel("year", {"2019": 9, "2024": 1, "2021": 5})

    assert [value.label for value in years.values] == ["2024", "2021", "2019"]


def test_topics_below_show_when_their_broader_one_is_chosen() -> None:
    """The tree opens as one goes down it, and stays open at what is chosen."""
    counts = {"bat": 2, "hamn": 5, "fyr": 1}
    closed = panel("topic", counts)
    opened = panel("topic", counts, Filters(topic=("bat",)))

    assert [value.label for value in closed.values] == ["Hamnen", "Fyrar"]
    assert [(value.label, value.depth) for value in opened.values] == [
        ("Hamnen", 0), ("Båtar", 1), ("Fyrar", 0),
    ]  # fmt: skip


def test_every_limit_can_be_taken_off_by_itself() -> None:
    """A topic that has left the tree can still be taken off."""
    query = Query("hamn", Filters(kind=("rapport",), topic=("borta",)))

    assert facets.chosen(query, TREE) == (
        facets.Chosen("Rapport", "/?q=hamn&amne=borta"),
        facets.Chosen("borta", "/?q=hamn&typ=rapport"),
    )


def test_a_span_of_dates_and_full_answers_only_are_limits_too() -> None:
    """What narrows the list is shown, whether or not a panel can set it."""
    span = Filters(published_from=PartialDate.of(2019), published_to=PartialDate.of(2020, 5))

    assert facets.chosen(Query("hamn", span, relax=False), TREE) == (
        facets.Chosen("Från 2019", "/?q=hamn&till=2020-05&alla=ja"),
        facets.Chosen("Till maj 2020", "/?q=hamn&fran=2019&alla=ja"),
        facets.Chosen("Bara hela svar", "/?q=hamn&fran=2019&till=2020-05"),
    )


def test_a_topic_is_named_in_the_language_of_the_page() -> None:
    """In English where topics.toml has such a name, else in Swedish; its limit likewise."""
    tree = TopicTree([Topic("hamn", "Hamnen", name_en="The harbour"), Topic("fyr", "Fyrar")])
    query = Query("x", Filters(topic=("hamn",)))
    counts = (FacetCount("hamn", 2), FacetCount("fyr", 1))
    results = Results(query, "", 9, (), MappingProxyType({"topic": counts}))
    language.use("en")
    try:
        named = [value.label for value in facets.panels(results, tree)[0].values]
        limits = [one.label for one in facets.chosen(query, tree)]
    finally:
        language.use(None)

    assert named == ["The harbour", "Fyrar"]
    assert limits == ["The harbour"]
