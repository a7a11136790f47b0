"""What a publication says of its own end, and what says it of another."""

from datetime import date

import pytest

from ingest.in_force import ended, replaced
from ingest.metadata import describe
from ingest.models import Block, Extract, Kind, Metadata, PartialDate
from ingest.sidecar import Sidecar
from ingest.topics import TopicTree


@pytest.mark.parametrize(
    ("line", "last_day", "by"),
    [
        ("Upphävd", None, None),
        ("UPPHÄVD 2019-05-01", "2019-04-30", None),
        ("Upphävd genom SOSFS 2014:5", None, "SOSFS 2014:5"),
        ("Denna handbok har upphört att gälla.", None, None),
        ("Denna handbok (2012) är upphävd.", None, None),
        ("Detta beslut är upphävt.", None, None),
        ("Denna vägledning har ersatts av HSLF-FS 2017:23.", None, "HSLF-FS 2017:23"),
        ("Den här publikationen är inte längre aktuell.", None, None),
        ("Dessa allmänna råd upphör att gälla den 1 juli 2019.", "2019-06-30", None),
        ("This guideline has been superseded by a new one.", None, "a new one"),
    ],
)
def test_a_publication_says_that_it_is_over(
    line: str, last_day: str | None, by: str | None
) -> None:
    """Its own end is read with the last day it holds and what took its place."""
    found = ended("Handbok", ["Om stöd till utsatta.", line])

    assert found is not None
    assert (found.last_day and str(found.last_day), found.by) == (last_day, by)


@pytest.mark.parametrize(
    "line",
    [
        "Om denna handbok har upphört att gälla ska den nya användas.",
        "2 § Har upphört att gälla. (HSLF-FS 2017:23)",
        "Meddela då socialtjänsten att fullmakten inte längre gäller.",
        "Lagen om tillfälliga uppehållstillstånd upphävdes förra året.",
        "Beslutet upphävs av hovrätten.",
        "Denna rapport är inte längre en nyhet.",
        "Detta dokument gäller tills vidare.",
        "Denna handbok ersätter Handbok från 2012.",
    ],
)
def test_what_ends_something_else_does_not_end_the_publication(line: str) -> None:
    """A condition, a section and another's end leave a publication in force."""
    assert ended("Handbok", [line]) is None


def test_a_title_may_carry_the_stamp() -> None:
    """In brackets behind a title, or before it with a colon."""
    assert ended("Handbok om tvång (upphävd)", []) is not None
    assert ended("UPPHÄVD: Handbok om tvång", []) is not None
    assert ended("Upphävda straff i svensk rätt", []) is None


def test_what_a_publication_takes_the_place_of() -> None:
    """The number behind the verb; who repeals a section leaves the rest in force."""
    assert (
        replaced(["Genom denna författning upphävs allmänna råden SOSFS 2003:16."])
        == "SOSFS 2003:16"
    )
    assert replaced(["Denna handbok ersätter SOSFS 1996:17."]) == "SOSFS 1996:17"
    assert replaced(["Genom denna författning upphävs 3 kap. 2 § i SOSFS 1996:17."]) is None


def described(*lines: str, sidecar: Sidecar | None = None) -> Metadata:
    """Return the metadata of a document with these lines."""
    extract = Extract("text/plain", "test/1", tuple(map(Block, ("Handbok om stöd", *lines))))
    return describe(extract, path="a.txt", sidecar=sidecar or Sidecar(), topics=TopicTree([]))


def test_a_coordinator_has_the_last_word() -> None:
    """`in_force` goes before what the text seems to say, either way."""
    over, today = "Denna handbok har upphört att gälla.", date(2026, 1, 1)

    assert described(over).is_repealed(today)
    assert not described(over, sidecar=Sidecar(in_force=True)).is_repealed(today)
    assert described("Om stöd.", sidecar=Sidecar(in_force=False)).is_repealed(today)


def test_news_of_an_end_are_not_over() -> None:
    """What tells of others' ends has none of its own."""
    over = "Denna lag har upphört att gälla."

    assert not described(over, sidecar=Sidecar(kind=Kind.NEWS)).is_repealed(date(2026, 1, 1))


def test_what_ends_holds_through_its_last_day() -> None:
    """An end on a day to come is none yet."""
    about = described("Denna handbok upphör att gälla den 1 juli 2027.")

    assert about.valid_to == PartialDate.of(2027, 6, 30)
    assert not about.is_repealed(date(2027, 6, 30))
    assert about.is_repealed(date(2027, 7, 1))
