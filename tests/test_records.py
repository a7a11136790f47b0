"""What an engine is given of a document, and what it gives back."""

import pytest

from index.models import DocumentSummary, Passage
from index.records import read_passage, read_summary, write
from index.schema import PASSAGE_FIELDS, TERM_FIELDS
from index.swedish import Analyzer
from ingest.models import (
    Block,
    Document,
    Identifier,
    Kind,
    Metadata,
    PartialDate,
    Role,
    TopicLink,
)

ANALYZER = Analyzer()
METADATA = Metadata(
    title="Barn i samhällsvård",
    published=PartialDate.of(2019, 5),
    publisher="Socialstyrelsen",
    kind=Kind.GUIDELINE,
    topics=(TopicLink("barn", "title"), TopicLink("stod", "folder")),
    identifiers=(Identifier("ISBN", "978-91-38-24513-2", valid=False),),
    url="https://example.org/å",
)
BLOCKS = (
    Block("Sidhuvud", Role.REPEATED, page=1, offset=0),
    Block("Skyddat boende", Role.HEADING, page=1, offset=9, level=1),
    Block("Barnets rätt till stöd.", page=1, offset=24),
    Block("Tabell över platser", Role.TABLE, page=2, offset=0),
)
DOCUMENT = Document(
    "d1", "r/å.pdf", "0" * 64, "application/pdf", METADATA, BLOCKS, pages=2, page_labels=("i", "ii")
)


def test_a_document_has_the_words_of_title_headings_and_text() -> None:
    """A search judges a document by all that is shown of it, and not by running headers."""
    exact = write(DOCUMENT, ANALYZER).document.terms["exact"].split()

    assert exact == [
        *("barn", "i", "samhällsvård"),
        *("skyddat", "boende", "barnets", "rätt", "till", "stöd", "tabell", "över", "platser"),
    ]


def test_the_words_of_a_heading_are_apart_from_the_text_under_it() -> None:
    """Every passage under a heading is found by it, apart; quotes may stand in either."""
    first, _ = write(DOCUMENT, ANALYZER).passages
    heading, text = (ANALYZER.fields(of) for of in ("Skyddat boende", "Barnets rätt till stöd."))

    assert first.terms["exact"].split() == ["skyddat", "boende", "barnets", "rätt", "till", "stöd"]
    assert first.terms["word"] == text["word"]
    assert first.terms["title"] == f"{heading['word']} {heading['part']}"


def test_a_signpost_has_its_words_where_headings_are() -> None:
    """A contents list, a title page or a name alone is found, below any text."""
    _, table = write(DOCUMENT, ANALYZER).passages

    assert table.terms["word"] == table.terms["part"] == ""
    assert set(ANALYZER.fields("Tabell över platser")["word"].split()) <= set(
        table.terms["title"].split()
    )


def test_each_record_has_its_own_fields() -> None:
    """A document has every field of the schema, a passage those that passages keep."""
    records = write(DOCUMENT, ANALYZER)

    assert set(records.document.terms) == set(TERM_FIELDS)
    assert all(set(passage.terms) == set(PASSAGE_FIELDS) for passage in records.passages)
    assert records.document.terms["title"] == ANALYZER.fields(METADATA.title)["word"]


def test_values_are_whole() -> None:
    """What a result is filtered, counted and sorted by stands as it is."""
    record = write(DOCUMENT, ANALYZER).document

    assert record.keywords == {
        "kind": ("riktlinje",),
        "publisher": ("Socialstyrelsen",),
        "topic": ("barn", "stod"),
        "year": ("2019",),
        "language": ("sv",),
        "identifier": ("d1", "978-91-38-24513-2", "https://example.org/å"),
        "path": ("r/å.pdf",),
        "standing": (),
    }
    assert record.numbers == {"first_day": 20190501, "last_day": 20190531}


def test_the_undated_has_no_year_and_no_day() -> None:
    """A missing date is never a date."""
    undated = Document("d", "p", "", "text/plain", Metadata("t"), ())
    record = write(undated, ANALYZER).document

    assert record.numbers == {}
    assert record.keywords["year"] == ()


@pytest.mark.parametrize("published", [None, PartialDate.of(2019), PartialDate.of(2019, 5, 8)])
def test_a_row_comes_back_as_it_was(published: PartialDate | None) -> None:
    """A document's row goes through the engine unchanged, with the precision of its date."""
    metadata = Metadata(METADATA.title, published, kind=Kind.LAW, identifiers=METADATA.identifiers)
    document = Document("d1", "a.html", "", "text/html", metadata, ())

    assert read_summary(write(document, ANALYZER).document.stored) == DocumentSummary(
        id="d1",
        title=METADATA.title,
        path="a.html",
        url=None,
        published=published,
        publisher=None,
        kind=Kind.LAW,
        topics=(),
        identifiers=METADATA.identifiers,
        media_type="text/html",
    )


def test_a_passage_comes_back_as_it_was() -> None:
    """A passage's place and text go through the engine unchanged."""
    stored = write(DOCUMENT, ANALYZER).passages[0].stored

    assert read_passage(stored) == Passage(
        "d1",
        page=1,
        offset=24,
        heading="Skyddat boende",
        text="Barnets rätt till stöd.",
        page_label="i",
    )


def test_another_language_is_analysed_as_such() -> None:
    """The text of an English document gives English words, and so does its title."""
    metadata = Metadata("Victims", language="en")
    document = Document("d", "p", "", "text/plain", metadata, (Block("The children's rights"),))
    terms = write(document, ANALYZER).document.terms

    assert terms["title"] == ANALYZER.fields("Victims", "en")["word"]
    assert terms["word"].endswith(ANALYZER.fields("The children's rights", "en")["word"])
