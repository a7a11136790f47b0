"""Rules of searching: what is found, counted, narrowed, ordered, and told when it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeAlias

import pytest

from index.errors import QueryError
from index.explain import Form
from index.models import Filters, Mark, Query, Results, Sort
from index.query import NoteCode
from index.ranking import FEW
from index.search import Library
from ingest.models import Block, Document, Identifier, Kind, Metadata, PartialDate, Role, TopicLink

Shelf: TypeAlias = Callable[..., Library]


def document(name: str, *pages: str, **about: object) -> Document:
    """Return a document with one paragraph a page; `about` are fields of its metadata."""
    metadata = replace(Metadata(name), **about)  # type: ignore[arg-type]
    blocks = tuple(Block(text, page=page) for page, text in enumerate(pages, start=1))
    return Document(name, f"{name}.txt", "", "text/plain", metadata, blocks)


def ids(results: Results) -> list[str]:
    """Return the ids of the documents on the page of results."""
    return [hit.document.id for hit in results.hits]


def marked(results: Results) -> list[list[str]]:
    """Return the marked words of each hit's first passage as printed."""
    first = [hit.passages[0] for hit in results.hits]
    return [[one.text[mark.start : mark.end] for mark in one.marks] for one in first]


def test_all_words_of_a_document_count_though_they_stand_on_different_pages(shelf: Shelf) -> None:
    """Whether a document has every word is judged on the document, not on a passage."""
    library = shelf(document("a", "Om människohandel.", "Om stöd."), document("b", "Om stöd."))

    found = library.search(Query("människohandel stöd", relax=False))

    assert ids(found) == ["a"]
    assert [passage.page for passage in found.hits[0].passages] == [1, 2]


@pytest.mark.parametrize("typed", ["barn", "barnet", "Barnens", "BARNEN"])
def test_forms_of_a_word_find_the_same(shelf: Shelf, typed: str) -> None:
    """Whatever form is typed, every form is found and marked."""
    library = shelf(document("a", "Ett barn."), document("b", "För barnens bästa."))

    found = library.search(Query(typed))

    assert sorted(ids(found)) == ["a", "b"]
    assert {
        passage.text[mark.start : mark.end]
        for hit in found.hits
        for passage in hit.passages
        for mark in passage.marks
    } == {"barn", "barnens"}


def test_documents_with_most_of_the_words_follow(shelf: Shelf) -> None:
    """Where few documents have all words, those with most of them follow, and it is said."""
    library = shelf(
        document("one", "Om bidrag. Och om annat som är längre."),
        document("both", "Om bidrag till kommuner, och om mycket annat som står i en lång text."),
        document("none", "Om väder."),
    )

    found = library.search(Query("bidrag kommuner"))

    assert ids(found) == ["both", "one"]
    assert (found.total, found.strict_total, found.relaxed) == (2, 1, True)


def test_nothing_follows_where_many_have_all_words(shelf: Shelf) -> None:
    """With enough documents that have all the words, those with fewer are no answer."""
    many = [document(f"d{number}", "Bidrag till kommuner.") for number in range(FEW)]
    library = shelf(*many, document("one", "Bidrag."))

    found = library.search(Query("bidrag kommuner"))

    assert (found.total, found.relaxed) == (FEW, False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bidrag -kommuner", ["one"]),
        ("bidrag typ:rapport", ["both"]),
        ('"bidrag till kommuner"', ["both"]),
        ('"bidrag kommuner"', []),
        ('"bidrag kommuner"~1', ["both"]),
        ('"bidraget"', []),
        ("kommuner ELLER väder", ["both", "none"]),
        ("komm*", ["both"]),
        ("*muner", ["both"]),
        ("titel:both", ["both"]),
        ("-bidrag", ["none"]),
    ],
)
def test_demands_are_never_let_off(shelf: Shelf, text: str, expected: list[str]) -> None:
    """Exclusions, values, phrases, patterns and alternatives decide, whatever else is found."""
    library = shelf(
        document("one", "Om bidrag."),
        document("both", "Om bidrag till kommuner.", kind=Kind.REPORT),
        document("none", "Om väder."),
    )

    assert sorted(ids(library.search(Query(text)))) == expected


def test_stop_words_do_not_decide_unless_alone(shelf: Shelf) -> None:
    """Words like "om" and "för" are no demand beside others; alone they are looked for."""
    library = shelf(document("a", "Bidrag till kommuner."), document("b", "Var och en."))

    assert ids(library.search(Query("vad är bidrag", relax=False))) == ["a"]
    assert ids(library.search(Query("var och en", relax=False))) == ["b"]


def test_total_is_what_can_be_paged_to(shelf: Shelf) -> None:
    """Over all pages every document comes once, those with all words first, `total` in all."""
    both = [document(f"both{number}", "Bidrag till kommuner.") for number in range(4)]
    some = [document(f"one{number}", f"Bidrag {number}.") for number in range(7)]
    library = shelf(*both, *some)

    pages = [library.search(Query("bidrag kommuner", page=page, limit=3)) for page in range(1, 6)]
    seen = [name for page in pages for name in ids(page)]

    assert {page.total for page in pages} == {len(both) + len(some)}
    assert sorted(seen[: len(both)]) == [one.id for one in both]
    assert sorted(seen[len(both) :]) == [one.id for one in some]


def test_facets_count_documents_and_ignore_their_own_choice(shelf: Shelf) -> None:
    """A facet's counts are documents and show what its other values would give."""
    library = shelf(
        document("a", "Bidrag.", "Bidrag.", kind=Kind.REPORT, publisher="Brå"),
        document("b", "Bidrag.", kind=Kind.NEWS, publisher="Brå"),
        document("c", "Bidrag.", kind=Kind.LAW, publisher="Polisen"),
    )

    found = library.search(Query("bidrag", Filters(kind=("rapport", "nyhet"))))
    counts = {name: {one.value: one.count for one in found.facets[name]} for name in found.facets}

    assert sorted(ids(found)) == ["a", "b"]
    assert counts["kind"] == {"rapport": 1, "nyhet": 1, "lag och förarbete": 1}
    assert counts["publisher"] == {"Brå": 2}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("år:2019", ["day", "year"]),
        ("år:2018..2019", ["day", "year"]),
        ("efter:2019-05-08", ["year"]),
        ("efter:2019-05-07", ["day", "year"]),
        ("före:2019", []),
        ("till:2019-05", ["day", "year"]),
        ("år:2020", []),
    ],
)
def test_dates_match_by_overlap(shelf: Shelf, text: str, expected: list[str]) -> None:
    """A document of which only the year is known is found by any day of that year."""
    library = shelf(
        document("day", "Bidrag.", published=PartialDate.of(2019, 5, 8)),
        document("year", "Bidrag.", published=PartialDate.of(2019)),
        document("undated", "Bidrag."),
    )

    assert sorted(ids(library.search(Query(f"bidrag {text}")))) == expected


def test_filter_by_dates(shelf: Shelf) -> None:
    """The date filter meets documents whose own span overlaps it."""
    library = shelf(
        document("day", "Bidrag.", published=PartialDate.of(2019, 5, 8)),
        document("year", "Bidrag.", published=PartialDate.of(2019)),
    )
    june = Filters(published_from=PartialDate.of(2019, 6))

    assert ids(library.search(Query("bidrag", june))) == ["year"]


def test_newest_first(shelf: Shelf) -> None:
    """In order of date the newest come first and those without a date last."""
    library = shelf(
        document("old", "Bidrag.", published=PartialDate.of(2001)),
        document("undated", "Bidrag bidrag bidrag."),
        document("new", "Bidrag.", published=PartialDate.of(2021)),
    )

    assert ids(library.search(Query("bidrag", sort=Sort.DATE))) == ["new", "old", "undated"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("utgivare:brå", ["a"]),
        ("publisher:Polis", ["b"]),
        ("ämne:människohandel", ["a"]),
        ("topic:trafficking", ["a"]),
        ("språk:en", ["b"]),
        ('id:"SOU 2016:70"', ["a"]),
        ("id:sou 2016:70", ["a"]),
        ("id:a", ["a"]),
        ("år:2016", ["a"]),
    ],
)
def test_values_are_known_by_what_people_call_them(
    shelf: Shelf, text: str, expected: list[str]
) -> None:
    """A value may be typed in any case, as its beginning, or by another name of a topic."""
    library = shelf(
        document(
            "a",
            "Betänkande.",
            publisher="Brå",
            topics=(TopicLink("trafficking", "folder"),),
            identifiers=(Identifier("SOU", "SOU 2016:70"),),
            published=PartialDate.of(2016),
        ),
        document("b", "A report.", publisher="Polismyndigheten", language="en"),
        topics={"Människohandel": "trafficking", "trafficking": "trafficking"},
    )

    assert ids(library.search(Query(text))) == expected


def test_an_unknown_value_is_told(shelf: Shelf) -> None:
    """A value that no document has finds nothing, and the note says which."""
    found = shelf(document("a", "Text.")).search(Query("typ:roman"))

    assert found.total == 0
    assert [(note.code, note.text) for note in found.notes] == [
        (NoteCode.UNKNOWN_VALUE, "typ:roman")
    ]


def test_a_publication_is_found_by_its_number(shelf: Shelf) -> None:
    """A document number finds the document itself first, and those that cite it."""
    library = shelf(
        document("cites", "Som sägs i SOU 2016:70 bör stödet öka, enligt SOU 2016:70."),
        document("itself", "Ett betänkande.", identifiers=(Identifier("SOU", "SOU 2016:70"),)),
        document("other", "SOU 2015:3 och sidan 2016:70."),
    )

    assert ids(library.search(Query("sou 2016:70"))) == ["itself", "cites"]


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("mäniskohandel", "människohandel"),
        ("manniskohandel", "människohandel"),
        ("människohnadel stöd", "människohandel stöd"),
        ("människohandel", None),
        ("xyzzy", None),
    ],
)
def test_a_spelling_that_finds_more_is_suggested(
    shelf: Shelf, text: str, suggestion: str | None
) -> None:
    """A misspelled word is answered with the collection's own word, and only then."""
    library = shelf(*(document(f"d{n}", "Människohandel och stöd.") for n in range(5)))

    assert library.search(Query(text)).suggestion == suggestion


def test_no_words_show_the_whole_collection(shelf: Shelf) -> None:
    """An empty question lists everything, so that filters can be used to browse."""
    library = shelf(document("a", "Text."), document("b", "Text.", kind=Kind.REPORT))

    assert library.search(Query("")).total == 2
    assert ids(library.search(Query("", Filters(kind=("rapport",))))) == ["b"]


def test_rows_without_excerpts_are_the_same_rows(shelf: Shelf) -> None:
    """Who asks for no excerpts gets the same documents in the same order."""
    names = ("a", "b", "c")
    library = shelf(*(document(one, f"Stöd till barn {one}. Om {one}.") for one in names))

    for text in ("stöd barn", "Vilket stöd får barn c?", ""):
        rows, bare = (
            library.search(Query(text, excerpts=with_text)) for with_text in (True, False)
        )

        assert ids(bare) == ids(rows)
        assert all(hit.passages for hit in rows.hits)
        assert not any(hit.passages for hit in bare.hits)


def test_a_document_found_by_its_title_shows_its_beginning(shelf: Shelf) -> None:
    """A row always shows some of the document, though no word of its text was found."""
    (hit,) = shelf(document("Handbok", "Inledning.")).search(Query("handbok")).hits

    assert [passage.text for passage in hit.passages] == ["Inledning."]
    assert hit.title_marks == (Mark(0, 7),)


def test_a_title_that_has_the_word_is_marked_and_stray_parts_under_it_are_not(shelf: Shelf) -> None:
    """The title tells why the document was found; parts of the word alone would tell less."""
    text = "Rätt till tolk finns. All information är gratis."

    (hit,) = shelf(document("Om rättsinformationen", text)).search(Query("rättsinformation")).hits

    assert hit.title_marks == (Mark(3, 21),)
    assert not any(passage.marks for passage in hit.passages)


def test_a_row_found_by_letters_alone_says_like_which_word(shelf: Shelf) -> None:
    """Nothing in it can be marked; rows that have a mark, or all the words, say nothing more."""
    library = shelf(document("a", "Stöd som förebygger våld."), document("b", "Förebyggnad i byn."))

    found = library.search(Query("förebyggnad"))

    assert [(hit.document.id, hit.is_marked, hit.spelled_like) for hit in found.hits] == [
        ("b", True, ()),
        ("a", False, ("förebyggnad",)),
    ]
    assert all(hit.spelled_like == () for hit in library.search(Query("typ:rapport")).hits)


@pytest.mark.parametrize(
    "wrong", [Query("text", page=0), Query("text", limit=0), Query("text", limit=100_000)]
)
def test_pages_have_limits(shelf: Shelf, wrong: Query) -> None:
    """A page or limit out of range is an error that says what may be asked."""
    library = shelf(document("a", "Text."))

    with pytest.raises(QueryError, match="1 to"):
        library.search(wrong)


def test_many_may_search_at_once(shelf: Shelf) -> None:
    """Searches from many threads give what one alone gives."""
    library = shelf(*(document(f"d{n}", f"Bidrag nummer {n} till barn*") for n in range(30)))
    questions = ["bidrag", "barn", "nummer 7", "bid*", "bidrga", '"nummer 3"'] * 20

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: library.search(Query(text)), questions))

    alone = [library.search(Query(text)) for text in questions]
    assert [replace(one, took_ms=0) for one in together] == [
        replace(one, took_ms=0) for one in alone
    ]


def test_a_sentence_is_asked_as_a_whole(shelf: Shelf) -> None:
    """Five words, a word that asks or a mark: documents are ranked by how much they have of it."""
    library = shelf(
        document("answer", "Stöd till barn i prostitution ges av socialtjänsten."),
        document("some", "Stöd till barn."),
        document("none", "Om väder."),
    )

    asked = ("ge stöd till barn i prostitution eller sexhandel", "stöd prostitution barn?")
    for text in (*asked, "Vilket stöd ges barn i prostitution"):
        found = library.search(Query(text))

        assert ids(found) == ["answer", "some"]
        assert (found.relaxed, found.strict_total) == (True, 0)


def test_a_compound_finds_its_parts_written_apart(shelf: Shelf) -> None:
    """What one word says is found in several that stand near each other, and the other way."""
    library = shelf(
        document("apart", "Hjälp till offer för människohandel."),
        document("far", "Offer. " + "Något helt annat står här. " * 9 + "Människohandel."),
        document("whole", "Ett människohandelsoffer."),
    )

    found = library.search(Query("människohandelsoffer", relax=False))

    assert sorted(ids(found)) == ["apart", "whole"]
    assert "whole" in ids(library.search(Query("offer", relax=False)))


def test_the_best_passage_counts(shelf: Shelf) -> None:
    """A long document that answers in one place is ahead of one with the words strewn about."""
    filler = "Kommunen redovisar sin verksamhet under året och vad den kostade. " * 30
    together = f"Barn i skyddat boende har rätt till skola. {filler}"
    library = shelf(
        document("strewn", f"Barn. {filler}", f"Skyddat. {filler}", f"Boende. {filler}"),
        document("together", f"{filler}", f"{filler}", together),
    )

    assert ids(library.search(Query("barn skyddat boende"))) == ["together", "strewn"]


def test_a_question_is_answered_by_a_sentence(shelf: Shelf) -> None:
    """Of documents with a question's words the one that has them in a sentence comes first.

    Who types words of a subject gets the documents as they are about it.
    """
    library = shelf(
        document("strewn", "Stöd ges. Till barn. Och av socialtjänsten. Om väder."),
        document("together", "Stöd ges till barn av socialtjänsten. Om väder och om vind."),
    )

    assert ids(library.search(Query("Vad ger socialtjänsten barn?"))) == ["together", "strewn"]
    assert ids(library.search(Query("socialtjänsten ger barn"))) == ["strewn", "together"]


def test_explain_says_which_form_matched(shelf: Shelf) -> None:
    """Every word of the question is told as it was found: as typed, inflected or in a compound."""
    library = shelf(document("a", "Barnens rätt.", "Om barnkonventionen och ett barn."))

    found = library.explain("barn väder", "a")

    assert {(one.asked, one.form, one.page) for one in found} >= {("barn", Form.EXACT, 2)}
    assert {printed for one in found if one.form is Form.PART for printed in one.printed} >= {
        "barnkonventionen"
    }
    assert "väder" not in {one.asked for one in found}


def test_explain_tells_what_a_misspelled_word_was_taken_for(shelf: Shelf) -> None:
    """A document that was found by what a word was meant for says which word that is."""
    library = shelf(*(document(f"d{n}", "Stöd till dem i prostitutionen.") for n in range(4)))

    found = library.explain("prostitusion", "d0")

    assert [(one.form, one.printed) for one in found] == [(Form.LIKELY, ("prostitutionen",))]


def test_a_word_that_stands_as_typed_is_taken_for_no_other(shelf: Shelf) -> None:
    """A slip that got printed once is what was asked for, where it was printed."""
    often = [document(f"d{n}", "Stöd till dem i prostitutionen.") for n in range(300)]
    library = shelf(*often, document("a", "Prostitusionen, prostitutionen."))

    found = [library.explain("prostitusionen", one) for one in ("a", "d0")]

    assert Form.LIKELY not in {one.form for one in found[0]}
    assert [one.form for one in found[1]] == [Form.LIKELY]


@pytest.mark.parametrize("typed", ["policies", "POLICY'S", "policy"])
def test_english_forms_find_an_english_passage_of_a_swedish_document(
    shelf: Shelf, typed: str
) -> None:
    """What Swedish has no word for is looked for by English rules, and marked."""
    english = "The policies of the state and of the police, and the policy of the courts, differ."
    results = shelf(document("a", "Polisen arbetar mot brott.", english)).search(Query(typed))

    (hit,) = results.hits
    marks = [hit.passages[0].text[mark.start : mark.end] for mark in hit.passages[0].marks]
    assert "policy" in marks


@pytest.mark.parametrize(
    "typed", ["4 kap. 1 a § brottsbalken", "BrB 4:1a", "brottsbalken 4 kap 1 a §", "4 kap. 1 a §"]
)
def test_a_place_in_a_law_is_found_however_it_is_written(shelf: Shelf, typed: str) -> None:
    """The ways to write a place in a law find each other, and no other place."""
    library = shelf(
        document("there", "Döms enligt 4 kap. 1 a § brottsbalken för människohandel."),
        document("elsewhere", "Enligt 4 kap. 2 § och 6 kap. 1 § brottsbalken, a med mera."),
    )

    found = library.search(Query(typed, relax=False))

    assert ids(found) == ["there"]
    assert marked(found)[0][0] == "4 kap. 1 a §"


def test_the_nearest_spelling_comes_first(shelf: Shelf) -> None:
    """Of words that `word~` stands for, one with a slip is ahead of a rarer one with two."""
    library = shelf(
        document("two", "Brottet kopplads."), document("one", "Brottet koppleri."),
        document("same", "Om koppleri."),
    )  # fmt: skip

    assert ids(library.search(Query("kopplari~")))[-1] == "two"


def test_text_that_has_the_words_comes_before_what_stands_under_a_heading_with_them(
    shelf: Shelf,
) -> None:
    """A heading helps and never beats the text, however many of the words it has."""
    blocks = (
        Block("Stöd till barn i skyddat boende", Role.HEADING, page=1, level=1),
        Block("Rapporten är skriven av en arbetsgrupp vid myndigheten.", page=1, offset=40),
        Block("Bakgrund", Role.HEADING, page=2, level=1),
        Block("Den som är under arton år är ett barn i lagens mening.", page=2, offset=20),
    )
    library = shelf(replace(document("a"), blocks=blocks, pages=2))

    found = library.search(Query("stöd barn skyddat boende")).hits[0].passages

    assert [excerpt.page for excerpt in found] == [2]


def test_words_of_a_heading_alone_show_what_stands_under_it(shelf: Shelf) -> None:
    """Where no text has the words, the passage under a heading that has them is shown unmarked."""
    blocks = (
        Block("Något annat står på den första sidan av rapporten.", page=1),
        Block("Skyddat boende", Role.HEADING, page=2, level=1),
        Block("Adressen är hemlig och personalen kan hot och våld.", page=2, offset=20),
    )
    library = shelf(replace(document("a"), blocks=blocks, pages=2))

    (excerpt,) = library.search(Query("skyddat boende")).hits[0].passages

    assert (excerpt.page, excerpt.heading, excerpt.marks) == (2, "Skyddat boende", ())


def test_a_contents_list_comes_after_the_text_it_points_to(shelf: Shelf) -> None:
    """What only points to an answer is shown after the answer, however dense its words are."""
    contents = "Skyddat boende ........ 2\nSkyddat boende för barn ........ 3"
    prose = (
        "Kommunen ansvarar för att den som är utsatt för våld får ett skyddat boende, och för att "
        "den som kommer dit får det stöd som behövs under hela tiden och även efteråt."
    )
    library = shelf(document("a", contents, prose))

    found = library.search(Query("skyddat boende")).hits[0].passages

    assert [excerpt.page for excerpt in found] == [2, 1]


def test_the_printed_page_number_is_told_where_it_differs(shelf: Shelf) -> None:
    """A person who cites needs the number on the page; the sheet's own number is no label."""
    pages = ("Om barn på den första sidan.", "Om barn på den andra sidan.")
    library = shelf(replace(document("a", *pages), pages=2, page_labels=("i", "2")))

    found = library.search(Query("barn")).hits[0].passages

    assert {excerpt.page: excerpt.page_label for excerpt in found} == {1: "i", 2: None}


def test_a_phrase_in_a_spoken_question_that_nobody_wrote_becomes_words(shelf: Shelf) -> None:
    """Who quotes from memory in a sentence is shown what has the words, and told so."""
    library = shelf(document("a", "Boken om barnens rättigheter."))

    found = library.search(Query('Vem skrev "barnets rättighet"?'))

    assert ids(found) == ["a"]
    assert [(note.code, note.text) for note in found.notes] == [
        (NoteCode.NO_QUOTE, '"barnets rättighet"')
    ]


def test_a_phrase_among_few_words_is_a_demand_though_nobody_wrote_it(shelf: Shelf) -> None:
    """What is put in quotes as a search is never let off."""
    library = shelf(document("a", "Boken om barnens rättigheter."))

    assert library.search(Query('boken "barnets rättighet"')).total == 0


def test_what_is_found_by_stray_parts_of_a_compound_shows_them(shelf: Shelf) -> None:
    """A document that follows for nothing but the parts of a word has them marked."""
    library = shelf(document("a", "Rätt till tolk finns i hela målet. All information är gratis."))

    found = library.search(Query("rättsinformation"))

    assert (found.strict_total, found.total) == (0, 1)
    assert found.hits[0].passages[0].marks


def test_words_typed_without_marks_find_all_forms(shelf: Shelf) -> None:
    """What was typed without å, ä and ö is searched with them, which a note tells."""
    library = shelf(document("a", "Människohandeln ökar."), document("b", "Om människohandel."))

    found = library.search(Query("manniskohandel"))

    assert sorted(ids(found)) == ["a", "b"]
    assert (found.strict_total, found.understood) == (2, "människohandel")
    assert [(one.code, one.text) for one in found.notes] == [(NoteCode.RESTORED, "människohandel")]
    assert sorted(marked(found)) == [["Människohandeln"], ["människohandel"]]
    assert library.search(Query('"manniskohandel"')).total == 0


def test_what_a_misspelled_word_was_meant_for_follows_marked(shelf: Shelf) -> None:
    """No document has the word: those that have the one it is a slip of follow, and show it."""
    library = shelf(
        document("other", "Institution, position och prosten: pros rost osti stit titu."),
        *(document(f"d{n}", "Om väder. Stöd till dem i prostitutionen.") for n in range(4)),
        document("forms", "Prostitution."),
    )

    found = library.search(Query("prostitusion"))

    assert (found.strict_total, found.suggestion) == (0, "prostitution")
    assert sorted(ids(found)) == ["d0", "d1", "d2", "d3", "forms"]
    assert all(marked(found))


def test_a_compound_written_apart_finds_the_compound_first(shelf: Shelf) -> None:
    """Two words that the collection writes as one bring that word, ahead of them strewn about."""
    library = shelf(
        document("strewn", "Fri handel över gränser gör att människor i många länder blir rika."),
        *(document(f"d{n}", "En text om människohandel och om annat.") for n in range(3)),
        *(document(f"w{n}", "Om väder och vind.") for n in range(9)),
    )

    found = library.search(Query("människo handel"))

    assert ids(found)[-1] == "strewn"
    assert found.strict_total == 4
    assert marked(found)[0] == ["människohandel"]


@pytest.mark.parametrize("typed", ["regionkordinatorsfunktion", "koordination"])
def test_words_like_one_follow_marked(shelf: Shelf, typed: str) -> None:
    """A word that nobody wrote brings those most like it, marked, and not its strewn letters."""
    library = shelf(
        document("coordinator", "En regionkoordinator och koordinationen i länet."),
        document("stray", "Egion, gionk, ionko, rdina, dinat, inato, nator, koord, ation."),
    )

    found = library.search(Query(typed))

    assert ids(found) == ["coordinator"]
    assert all(marked(found))


def test_a_word_that_some_write_without_marks_brings_it_with_them_after(shelf: Shelf) -> None:
    """An address in a text has the word without å and ö: those who have it with them follow."""
    library = shelf(
        *(document(f"address{n}", "Se exempel.se/manniskohandel om väder.") for n in range(3)),
        document("marked", "Om människohandel."),
    )

    found = library.search(Query("manniskohandel"))

    assert (ids(found)[-1], found.strict_total) == ("marked", 3)
    assert all(marked(found))
