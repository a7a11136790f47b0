"""How documents are cited: files for reference managers, read back; lines of references."""

import json
from datetime import date

import pytest
import rispy
from citeproc.source.json import CiteProcJSON
from pybtex.database import parse_string

from index.cite import FORMATS, STYLES, Source, export, reference, source
from ingest.models import Document, Identifier, Kind, Metadata, PartialDate

READ = date(2026, 11, 24)
SOU = Metadata(
    title="SOU 2016:70 Ett starkt straffrättsligt skydd mot människohandel",
    publisher="Justitiedepartementet",
    published=PartialDate.of(2016, 10),
    kind=Kind.LAW,
    identifiers=(Identifier("SOU", "SOU 2016:70"), Identifier("ISBN", "978-91-38-24513-2")),
    url="https://www.regeringen.se/a_b?c=1&d=å",
)
REPORT = Metadata(
    title="Prostitution och {människohandel} & 100 % annat",
    publisher="Brottsförebyggande rådet",
    published=PartialDate.of(2019, 5, 8),
    kind=Kind.REPORT,
    identifiers=(Identifier("Rapport", "Rapport 2019:5"),),
)
NEWS = Metadata(
    title="Nya regler",
    publisher="Polismyndigheten",
    published=PartialDate.of(2019, 5),
    kind=Kind.NEWS,
    url="https://polisen.se/x",
)
HANDBOOK = Metadata(title="Vad gör en stödlinje?")
ALL = (SOU, REPORT, NEWS, HANDBOOK)


def cited(about: Metadata, page: int | None = None) -> Source:
    """Return a document as it is cited; its id is made of its title."""
    name = f"id{ALL.index(about)}" if about in ALL else "id9"
    document = Document(name, "x.pdf", "0" * 64, "application/pdf", about, (), pages=300)
    return source(document, page, READ)


@pytest.mark.parametrize(
    ("about", "style", "line", "mention"),
    [
        (
            SOU,
            "apa",
            (
                "SOU 2016:70. Ett starkt straffrättsligt skydd mot människohandel. "
                "Justitiedepartementet. Hämtad 24 november 2026 från "
                "https://www.regeringen.se/a_b?c=1&d=å"
            ),
            "(SOU 2016:70, s. 12)",
        ),
        (
            SOU,
            "harvard",
            (
                "SOU 2016:70. Ett starkt straffrättsligt skydd mot människohandel. "
                "Justitiedepartementet. Tillgänglig: "
                "https://www.regeringen.se/a_b?c=1&d=å [2026-11-24]"
            ),
            "(SOU 2016:70, s. 12)",
        ),
        (
            REPORT,
            "apa",
            (
                "Brottsförebyggande rådet. (2019, 8 maj). Prostitution och {människohandel} & "
                "100 % annat (Rapport 2019:5)."
            ),
            "(Brottsförebyggande rådet, 2019, s. 12)",
        ),
        (
            REPORT,
            "harvard",
            (
                "Brottsförebyggande rådet (2019). Prostitution och {människohandel} & 100 % annat "
                "(Rapport 2019:5)."
            ),
            "(Brottsförebyggande rådet 2019, s. 12)",
        ),
        (
            NEWS,
            "apa",
            (
                "Polismyndigheten. (2019, maj). Nya regler. Hämtad 24 november 2026 från "
                "https://polisen.se/x"
            ),
            "(Polismyndigheten, 2019, s. 12)",
        ),
        (
            HANDBOOK,
            "apa",
            "Vad gör en stödlinje? (u.å.).",
            "(Vad gör en stödlinje?, u.å., s. 12)",
        ),
    ],
)
def test_a_reference_is_written_as_in_sweden(
    about: Metadata, style: str, line: str, mention: str
) -> None:
    """Official prints by their number, bodies as authors, dates as far as known, u.å. for none."""
    found = reference(cited(about, 12), style)

    assert (found.text, found.mention) == (line, mention)


def test_the_title_is_slanted_and_nothing_else() -> None:
    """Both styles set titles in italics; a character of ours in a title does no harm."""
    title = "En \ue000titel\ue001"
    found = reference(cited(Metadata(title=title, publisher="Brå")), "apa")

    assert [run.text for run in found.line if run.is_slanted] == ["En titel"]
    assert found.text == "Brå. (u.å.). En titel."


@pytest.mark.parametrize("style", STYLES)
def test_a_title_is_text_in_every_style(style: str) -> None:
    """What looks like markup, in a title or a name, is printed as it stands."""
    hostile = "<img src=x onerror=alert(1)> & <i>x</i>"
    found = reference(cited(Metadata(title=hostile, publisher=hostile)), style)

    assert found.text.count(hostile) == 2


def test_ris_is_read_back() -> None:
    """Every line of the file is a tag's, and rispy reads the values that were put in."""
    text = export([cited(SOU, 12), cited(HANDBOOK)], "ris")
    first, second = rispy.loads(text)

    assert all(line[2:6] == "  - " for line in text.splitlines() if line)
    assert first["title"] == "Ett starkt straffrättsligt skydd mot människohandel"
    assert first["authors"] == ["Justitiedepartementet"]
    assert (first["type_of_reference"], first["number"]) == ("RPRT", "SOU 2016:70")
    assert (first["year"], first["date"], first["start_page"]) == ("2016", "2016/10//", "12")
    assert first["urls"] == ["https://www.regeringen.se/a_b?c=1&d=å"]
    assert "year" not in second


def test_bibtex_is_read_back() -> None:
    """A body is one name, braces in a title come in pairs, and å stays å."""
    found = parse_string(export([cited(one) for one in ALL], "bibtex"), "bibtex").entries
    report = found["id1"]

    assert list(found) == ["id0", "id1", "id2", "id3"]
    assert report.type == "techreport"
    assert [str(person) for person in report.persons["author"]] == ["{Brottsförebyggande rådet}"]
    assert report.fields["title"] == r"{Prostitution och (människohandel) \& 100 \% annat}"
    assert (report.fields["year"], report.fields["month"]) == ("2019", "5")
    assert "year" not in found["id3"].fields


def test_csl_json_is_read_back() -> None:
    """Citeproc takes every item; dates keep as many parts as are known."""
    items = json.loads(export([cited(one) for one in ALL], "csl"))

    assert set(CiteProcJSON(items)) == {"id0", "id1", "id2", "id3"}
    assert items[0]["issued"] == {"date-parts": [[2016, 10]]}
    assert items[0]["ISBN"] == "978-91-38-24513-2"
    assert "issued" not in items[3]


@pytest.mark.parametrize("name", FORMATS)
def test_a_list_without_documents_is_a_file_all_the_same(name: str) -> None:
    """Nothing marked gives a file with nothing in it, no error."""
    assert export([], name).strip() in {"", "[]"}


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Prop. 2017/18:123 Skärpt lag", "Skärpt lag"),
        ("Skärpt lag (Prop. 2017/18:123)", "Skärpt lag"),
        ("Skärpt lag, Prop. 2017/18:123", "Skärpt lag"),
        ("Prop. 2017/18:123", "Prop. 2017/18:123"),
        ("Om Prop. 2017/18:123 och annat", "Om Prop. 2017/18:123 och annat"),
    ],
)
def test_a_number_is_not_said_twice(title: str, shown: str) -> None:
    """The number stands first; at a title's ends it is left out, within it it stays."""
    about = Metadata(title=title, identifiers=(Identifier("Prop.", "Prop. 2017/18:123"),))

    assert cited(about).title == shown


def test_a_printed_page_number_is_the_one_referred_to() -> None:
    """The page that the reader of a paper copy would turn to."""
    labels = ("i", "ii", "1")
    document = Document(
        "a", "x.pdf", "0" * 64, "application/pdf", REPORT, (), pages=3, page_labels=labels
    )

    assert source(document, 3, READ).page == "1"
    assert source(document, 2, READ).page == "ii"


def test_people_who_wrote_it_go_before_who_gave_it_out() -> None:
    """Files for reference managers have surnames first; the publisher keeps its own place."""
    about = Metadata(
        title="Om x",
        publisher="Brå",
        authors=("Anna von Prov", "Bo Ek"),
        published=PartialDate.of(2019),
    )
    one = cited(about)
    (ris,) = rispy.loads(export([one], "ris"))
    entry = parse_string(export([one], "bibtex"), "bibtex").entries["id9"]

    assert ris["authors"] == ["von Prov, Anna", "Ek, Bo"]
    assert ris["publisher"] == "Brå"
    assert [str(person) for person in entry.persons["author"]] == ["von Prov, Anna", "Ek, Bo"]
    assert one.csl()["author"][0] == {"given": "Anna", "family": "von Prov"}
    assert reference(one, "apa").text == "von Prov, A. & Ek, B. (2019). Om x. Brå."
