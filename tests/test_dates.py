"""Dates as Swedish publications print them."""

from datetime import date

import pytest

from ingest import dates
from ingest.models import PartialDate, Precision

WRITTEN = {
    # as it stood in a file: what it says
    "16 mars 2023": "2023-03-16",
    "02 juli 2026": "2026-07-02",
    "den 17 mars 2026": "2026-03-17",
    "20 apr 2026": "2026-04-20",
    "3 jun. 2025": "2025-06-03",
    "den 1:a maj 1999": "1999-05-01",
    "onsdagen den 12 juni 2019": "2019-06-12",
    "tisdagen den 12 juni 2019": "2019-06-12",  # a Wednesday: the weekday is wrong
    "17 maj 2019 kl. 10.15": "2019-05-17",
    "Publicerad 30 januari 2024": "2024-01-30",
    "Publiceringsdatum: 16 mars 2023": "2023-03-16",
    "BESLUTAD: 2020-11-30": "2020-11-30",
    "Uppdaterad 2022-02-09 08:20:44": "2022-02-09",
    "2018-03-19": "2018-03-19",
    "20190508": "2019-05-08",
    "2009-03-19 00:00:00": "2009-03-19",
    "MYNDIGHETSSAMVERKAN2019-05-08": "2019-05-08",
    "1/2 2023": "2023-02-01",
    "May 8, 2019": "2019-05-08",
    "8 May 2019": "2019-05-08",
    "2019": "2019",
    "Publicerad: 2019": "2019",
    "maj 2026": "2026-05",
    "24. Juli 2017": "2017-07-24",
    "jeudi 27 juin 2019": "2019-06-27",
    "1er août 2019": "2019-08-01",
    "8 de mayo de 2019": "2019-05-08",
    "12. maaliskuuta 2019": "2019-03-12",
    "20180619T055000+0900": "2018-06-19",
    "2019-05": "2019-05",
}


@pytest.mark.parametrize(("text", "said"), WRITTEN.items())
def test_a_date_is_read_as_precisely_as_it_is_written(text: str, said: str) -> None:
    """A field gives its date, its labels and clock aside, and no day or month that is not there."""
    found = dates.parse(text)

    assert str(found) == said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "i går",
        "Rapport 2011:18",
        "SOU 2016:70",
        "2017/18",
        "31 februari 2020",
        "2019-13-01",
        "0123-01-01",
        "tel. 08-405 10 00",
        "kapitel 3",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    """Numbers of reports, impossible days and words are not dates."""
    found = dates.parse(text)

    assert found is None


INSTANTS = {
    "2019-05-08T21:59:59Z": "2019-05-08",
    "2019-05-08T22:00:00Z": "2019-05-09",  # midnight in Stockholm, summer time
    "2019-01-08T22:30:00Z": "2019-01-08",
    "2019-01-08T23:30:00Z": "2019-01-09",  # winter time
    "2019-05-09T00:30:00+02:00": "2019-05-09",
    "2019-05-08T12:00:00.123+02:00": "2019-05-08",
    "Mon, 08 May 2019 22:30:00 GMT": "2019-05-09",  # a Wednesday
    "08 maj 2019 22:30:00 +0000": "2019-05-09",
    "Thu, 02 Apr 2015 16:59:44 GMT": "2015-04-02",
    "D:20190508140212+02'00'": "2019-05-08",
    "D:20190508223000Z": "2019-05-09",
    "D:20190508": "2019-05-08",
    "D:2019": "2019",
    "2019-05-08 24:00": "2019-05-08",  # no such clock time; the day stands
}


@pytest.mark.parametrize(("text", "said"), INSTANTS.items())
def test_an_instant_is_the_swedish_day_it_fell_on(text: str, said: str) -> None:
    """An instant with an offset becomes the calendar day in Stockholm."""
    found = dates.parse(text)

    assert str(found) == said


def test_precision_is_kept_with_first_and_last_day() -> None:
    """A month is held as its first and last day."""
    found = dates.parse("februari 2024")

    assert found == PartialDate(date(2024, 2, 29), date(2024, 2, 1), Precision.MONTH)


def test_dates_of_a_text_come_with_what_they_are_said_to_be() -> None:
    """Each date of a line carries the label before it, and where it stands."""
    text = "Publicerad 30 januari 2024 · Senast uppdaterad: 5 feb 2024 av webbredaktionen"
    found = dates.find(text)

    assert [(str(one.date), one.label) for one in found] == [
        ("2024-01-30", "published"),
        ("2024-02-05", "updated"),
    ]
    assert text[found[1].start : found[1].end] == "5 feb 2024"


LINES = {
    "Beslut vid regeringssammanträde den 18 december 2014": ("decided", "2014-12-18"),
    "Stockholm den 23 januari 2020": ("decided", "2020-01-23"),
    "Utfärdad: 1994-12-15": ("decided", "1994-12-15"),
    "enligt bifogade utdrag ur regeringsprotokollet den 9 april 1992": ("decided", "1992-04-09"),
    "Utdrag ur protokoll vid regeringssammanträde den 9 april 1992": ("decided", "1992-04-09"),
    "Antagen: Kommunfullmäktige 2018-06-18 § 98": ("decided", "2018-06-18"),
    "Antagna vid årsmötet 2013-05-14": ("decided", "2013-05-14"),
    "Utgiven: 16 september 2008": ("published", "2008-09-16"),
    "Gäller till och med: 2022-12-31": ("valid_to", "2022-12-31"),
    "Gäller från den 1 januari 2021": ("valid_from", "2021-01-01"),
    "Datum 2021-03-02": ("dated", "2021-03-02"),
}


@pytest.mark.parametrize(("line", "said"), LINES.items())
def test_a_line_says_what_its_date_is(line: str, said: tuple[str, str]) -> None:
    """Agencies' words before a date give it a label."""
    labelled = dates.labelled([line])

    assert {label: str(found) for label, found in labelled.items()} == dict([said])


@pytest.mark.parametrize(
    "line",
    [
        "Regeringen beslutade den 30 oktober 2014 kommittédirektiv om fonder.",
        "Rapporten, som publicerades 2 maj 2020, visar att fler anmäler.",
        "Den 1 januari 2018 flyttades uppdraget.",
        "Sedan den 1 augusti 2022 får även socialnämnden ansöka.",
    ],
)
def test_running_text_does_not_date_a_document(line: str) -> None:
    """A date inside a sentence has no label: it is of something else."""
    labelled = dates.labelled([line])

    assert not labelled


COVERS = {
    ("Barn på flykt", "Rapport 2022:11", "November 2022"): "2022-11",
    ("Årsredovisning", "2019"): "2019",
    ("Lund, maj 2010",): "2010-05",
    ("MYNDIGHETSSAMVERKAN2019-05-08",): "2019-05-08",
    ("Sedan maj 2022",): None,
    ("Upprättat: 2008-12-11",): None,
    ("Denna lag trädde i kraft den 1 juli 2018",): None,
    ("Beslutad den 1 juli 2018",): None,  # says what it is; `labelled` reads it
    ("5 mars 2019 till 6 mars 2019",): None,
    ("Handlingsplan 2016-2018",): None,
    ("Godkännandet upphör:", "2026-02-28"): None,
    ("Datum:", "2026-02-28"): "2026-02-28",
}


@pytest.mark.parametrize(("lines", "said"), COVERS.items())
def test_a_cover_has_a_date_alone_on_a_line(lines: tuple[str, ...], said: str | None) -> None:
    """A place or a section may stand before it; a sentence, or a label above it, may not."""
    found = dates.alone(lines)

    assert (str(found) if found else None) == said


@pytest.mark.parametrize(
    "lines", [("Publiceringsår: 2024",), ("Sidor: 12 Utgivningsår 2024",), ("Tryckår", "2024")]
)
def test_a_year_of_issue_says_that_it_is_one(lines: tuple[str, ...]) -> None:
    """On a line, or as a label and its value on two."""
    assert str(dates.issued(lines)) == "2024"


ADDRESSES = {
    "https://www.example.se/nyheter/2018-03-16-ny-rapport.html": "2018-03-16",
    "https://www.example.se/nyheter/nationell/2024/maj/ny-rapport/": "2024-05",
    "https://www.example.se/2023/06/27/pressmeddelande/": "2023-06-27",
    "https://www.example.se/handelser/2023/november/28/tillslag/": "2023-11-28",
    "pressmeddelanden__2025__09__ny-rapport.md": "2025-09",
    "https://www.example.se/artiklar/2024/04/samverkan": "2024-04",
    "pressmeddelanden/2024/03/18-miljoner-mer.md": "2024-03",
    "https://www.example.se/sida/1234/": None,
    "https://www.example.se/rapport-2019/": None,
}


@pytest.mark.parametrize(("address", "said"), ADDRESSES.items())
def test_an_address_carries_a_date(address: str, said: str | None) -> None:
    """Year, month and day that are parts of an address are its date; a lone number is not."""
    found = dates.in_address(address)

    assert (str(found) if found else None) == said


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Talet hölls onsdagen den 15 februari 2023 i riksdagen.", "2023-02-15"),
        ("Mötet den 3 maj 2023 följs av ett den 9 juni 2023.", None),
        ("Lagen av den 3 maj 2019 gäller i år.", None),
    ],
)
def test_a_year_is_made_a_day_by_the_only_one_that_is_told(line: str, expected: str | None) -> None:
    """What an address says as a year, the opening may say as a day; two days say none."""
    found = dates.only_day([line], PartialDate.of(2023))

    assert (str(found) if found else None) == expected
