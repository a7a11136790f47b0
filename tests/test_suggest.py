"""Rules of suggesting: the collection's own words, topics, publishers and titles, best first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.search import Library
from index.suggest import MAX_CHARS, ROOM, SuggestionKind
from ingest.models import Block, Document, Metadata, TopicLink

Shelf: TypeAlias = Callable[..., Library]
WORDS, TOPIC, PUBLISHER, TITLE = SuggestionKind
TOPICS = {
    "manniskohandel": "manniskohandel",
    "Människohandel": "manniskohandel",
    "trafficking": "manniskohandel",
    "barn": "barn",
    "Barn och unga": "barn",
    "slaveri": "slaveri",
    "Slaveri": "slaveri",
}


def document(name: str, text: str, *topics: str, **about: object) -> Document:
    """Return a document with one paragraph; `about` are fields of its metadata."""
    links = tuple(TopicLink(topic, "title") for topic in topics)
    metadata = replace(Metadata(name, topics=links), **about)  # type: ignore[arg-type]
    return Document(name, f"{name}.txt", "", "text/plain", metadata, (Block(text),))


@pytest.fixture
def library(shelf: Shelf) -> Library:
    """Return a library of five documents with two topics and two publishers."""
    return shelf(
        document(
            "Offer för brott", "Köp av sexuella tjänster. Offret får hjälp.", "manniskohandel"
        ),
        document("Köparna", "Köp av sexuella tjänster är brott.", publisher="Polismyndigheten"),
        document("Barns rätt", "Sexköp och offer. Åtgärder mot våld.", "barn"),
        document("Åtgärdsplan", "Åtgärder för barn. Människosmuggling.", publisher="Åklagaren"),
        document("Myndigheternas ansvar", "Människosmuggling och åtgärder, åtgärden, åtal."),
        topics=TOPICS,
    )


def texts(library: Library, typed: str, kind: SuggestionKind) -> list[str]:
    """Return the suggestions of one kind, as people read them."""
    return [found.text for found in library.suggest(typed) if found.kind is kind]


def test_the_most_common_words_come_first(library: Library) -> None:
    """A word is given once, in its most common form, and never as it stands already."""
    assert texts(library, "åt", WORDS) == ["åtgärder", "åtal", "åtgärdsplan"]
    assert texts(library, "åtgärder", WORDS) == []


def test_marks_may_be_left_out_and_not_be_wrong(library: Library) -> None:
    """What is typed without marks finds the marked word; what is typed with them only that."""
    assert texts(library, "manniskos", WORDS) == ["människosmuggling"]
    assert texts(library, "åta", WORDS) == ["åtal"]
    assert texts(library, "öffe", WORDS) == []


def test_a_word_is_completed_by_what_stands_after_the_one_before(library: Library) -> None:
    """The rest of the question stays as it was typed."""
    assert texts(library, "se", WORDS) == ["sexuella", "sexköp"]
    assert texts(library, "Köp av se", WORDS) == ["Köp av sexuella"]


def test_where_nothing_stands_after_the_word_before_common_words_are_given(
    library: Library,
) -> None:
    """Words need not be neighbours to be asked for together."""
    assert texts(library, "våld åtg", WORDS) == ["våld åtgärder", "våld åtgärdsplan"]


def test_a_topic_is_found_by_each_of_its_names(library: Library) -> None:
    """The name that was begun is told; a topic without documents is not suggested."""
    by_name, by_other = (
        next(found for found in library.suggest(typed) if found.kind is TOPIC)
        for typed in ("människo", "traf")
    )

    assert (by_name.text, by_name.value, by_name.other_name) == (
        "Människohandel",
        "manniskohandel",
        "",
    )
    assert (by_other.text, by_other.other_name) == ("Människohandel", "trafficking")
    assert texts(library, "och ung", TOPIC) == ["Barn och unga"]
    assert texts(library, "slav", TOPIC) == []


def test_publishers_and_titles_are_found_by_their_words(library: Library) -> None:
    """A title must have all the words, the last one as begun."""
    assert texts(library, "polis", PUBLISHER) == ["Polismyndigheten"]
    assert texts(library, "offer för br", TITLE) == ["Offer för brott"]
    assert texts(library, "rätt barnens ", TITLE) == ["Barns rätt"]
    assert texts(library, "rätt brott", TITLE) == []


def test_a_title_that_two_documents_share_is_given_once(shelf: Shelf) -> None:
    """Two rows that read the same help nobody."""
    one = document("Lathund", "Text.")
    library = shelf(one, replace(one, id="other"))

    assert texts(library, "lath", TITLE) == ["Lathund"]


@pytest.mark.parametrize(
    "typed",
    ["", " ", "b", "?", "barn*", '"köp av', "(barn", "å" * (MAX_CHARS + 1), "\x00\ud800", "🙂🙂"],
)
def test_what_is_no_beginning_gets_no_words(library: Library, typed: str) -> None:
    """Neither too little nor too much, nor the query language, is completed; nothing fails."""
    assert library.suggest(typed) == ()


def test_no_more_are_given_than_are_asked_for(library: Library) -> None:
    """The limit holds for all kinds together."""
    found = library.suggest("å", 8) + library.suggest("åt", 2)

    assert len(found) == 2
    assert sum(ROOM.values()) >= 8


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text() | st.text('åtgärdmnisköpv :-*§"', max_size=MAX_CHARS))
def test_any_text_gets_an_answer(library: Library, text: str) -> None:
    """Whatever is typed, a completed question is never shorter, and nothing is given twice."""
    found = library.suggest(text)

    assert len(set(found)) == len(found) <= 8
    for one in found:
        assert one.kind is not WORDS or len(one.value) >= len(text)
