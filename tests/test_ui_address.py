"""Addresses and what they ask for: saved links keep their meaning, wrong ones say so."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as some

from index.models import Filters, Query, Sort
from ingest.models import Kind, PartialDate
from ui import address, serve, shell

WORDS = some.text(some.characters(exclude_categories=["Cs"]), max_size=40).map(str.strip)
VALUES = some.lists(WORDS.filter(bool), max_size=3, unique=True).map(tuple)
QUERIES = some.builds(
    Query,
    text=WORDS,
    filters=some.builds(
        Filters,
        kind=some.lists(some.sampled_from([kind.value for kind in Kind]), unique=True).map(tuple),
        publisher=VALUES,
        topic=VALUES,
        year=some.lists(some.integers(1000, 9999), max_size=3, unique=True).map(tuple),
        published_from=some.sampled_from([None, PartialDate.of(2019, 5)]),
    ),
    sort=some.sampled_from(Sort),
    page=some.integers(1, 1000),
    relax=some.booleans(),
)


def read(link: str) -> address.Asked:
    return address.read_search(parse_qs(urlsplit(link).query))


@given(QUERIES)
def test_an_address_gives_back_its_question(query: Query) -> None:
    """What a link is made of is what it is read as, whatever the words hold."""
    asked = read(address.search(query))

    assert asked == address.Asked(query)


def test_an_address_is_the_one_that_was_promised() -> None:
    """The names in an address are fixed: people have saved them."""
    query = Query("barn", Filters(kind=("rapport",)), sort=Sort.DATE, page=2)

    assert address.search(query) == "/?q=barn&typ=rapport&sortera=datum&sida=2"
    assert (
        address.document("ab12", 7, place=40, q="barn")
        == "/dokument?id=ab12&sida=7&plats=40&q=barn"
    )
    assert address.topic("hamn") == "/amnen?amne=hamn"
    assert address.original("ab12", 7) == "/original/ab12#page=7"


def test_what_is_as_usual_is_left_unsaid() -> None:
    """The plain page has the plain address."""
    assert address.search(Query("")) == "/"


@pytest.mark.parametrize(
    "said", ["typ=roman", "ar=igår", "ar=20190", "fran=2019-13", "till=i%20fjol"]
)
def test_what_means_nothing_is_told(said: str) -> None:
    """A value that cannot be used is not searched with and not dropped in silence."""
    asked = address.read_search(parse_qs(f"q=barn&{said}"))

    assert asked.query == Query("barn")
    assert len(asked.unread) == 1


@pytest.mark.parametrize("said", ["0", "-1", "x", "1.5", "٣", "9" * 30, ""])
def test_a_page_that_is_no_number_is_the_first(said: str) -> None:
    """Only whole numbers from 1 are pages."""
    assert address.read_search({"sida": [said]}).query.page == 1


def test_a_facet_s_value_is_put_in_and_taken_out() -> None:
    """The same link turns a limit on and off, and begins on the first page."""
    query = Query("barn", page=3)
    narrowed = read(address.narrowed(query, "year", "2019")).query

    assert narrowed == Query("barn", Filters(year=(2019,)))
    assert read(address.narrowed(narrowed, "year", "2019")).query == Query("barn")


def test_the_browser_s_script_knows_every_page() -> None:
    """Links to the pages are followed without a full load; a page left out would still work."""
    script = (shell.ASSETS / "lykta.js").read_text(encoding="utf-8")
    known = re.search(r"PAGES = new Set\(\[(.*?)\]\)", script)

    assert known
    assert set(re.findall(r'"(.*?)"', known[1])) == set(serve.PAGES)
