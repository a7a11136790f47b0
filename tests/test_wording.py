"""What a night says to a person in Swedish: every message of its own, and every stop."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import index.errors
import ingest.errors
import night.errors
from index.errors import SearchError
from ingest.catalogue import Catalogue
from ingest.errors import ConfigurationError, CorpusError, IngestError, PullError
from ingest.notices import Notice, Told
from ingest.pull import report
from ingest.pull.models import Trouble
from night import digest, wording
from night.errors import NightError
from night.recording import recorded
from settings import Settings
from ui import frame

ENGLISH = re.compile(r"\b(the|is|are|was|cannot|of|and|its|not|there|run|what|by)\b")
NEVER_OF_A_NIGHT = {
    *("BackupError", "NotConfirmedError", "UnheardError", "UnknownDocumentError"),
    *("UnknownTopicError", "NightError", "IngestError"),
}


def errors() -> Iterator[str]:
    """Yield the kinds of what stops a night."""
    for room in (ingest.errors, index.errors, night.errors):
        for kind in vars(room).values():
            if isinstance(kind, type) and issubclass(kind, IngestError | SearchError | NightError):
                yield kind.__name__


def told() -> Iterator[Notice]:
    """Yield every message, with names and figures that are no word."""
    for one in Told:
        fields = {name for _, name, *_ in Formatter().parse(one.value) if name}
        yield Notice.of(one, **dict.fromkeys(fields, "77"))


def test_every_message_is_put_in_swedish_and_every_kind_of_stop() -> None:
    """A new one must not come to the page or the mail as a name, or in English."""
    said = [wording.in_swedish(one.value()) for one in told()]
    said += [wording.in_swedish({"notice": name}) for name in wording.STOPS]

    assert wording.NOTICES.keys() == set(Told)
    assert set(errors()) - wording.STOPS.keys() == NEVER_OF_A_NIGHT
    assert [one for one in said if ENGLISH.search(one) or "okänt" in one] == []


def test_every_trouble_with_a_source_has_words_in_the_mail() -> None:
    """As the page of fetching has them."""
    lists = {report.WRONG, report.EMPTY, report.ENDLESS, report.MANY, report.MORE, report.GAP}

    assert digest.TROUBLES.keys() == {*Trouble, *lists, report.UNKEPT, report.FAULT}


def test_a_message_is_english_where_it_is_printed_and_keeps_its_figures() -> None:
    """The command line and the logs say it as it is."""
    notice = Notice.of(Told.SHRUNK, gone=3, held=4)
    error = CorpusError(notice)
    wrong = Notice.of_error(ConfigurationError("corpus/topics.toml", "no", line=3, key="barn"))

    assert str(error).startswith("3 of 4 documents have no file any more")
    assert Notice.of_error(error).value() == {"notice": "shrunk", "gone": 3, "held": 4}
    assert "corpus/topics.toml, rad 3, nyckeln ”barn”: " in wording.in_swedish(wrong.value())


def night_page() -> None:
    """Run the night's page alone."""
    from ui import night  # noqa: PLC0415 - AppTest runs this body as a script of its own

    night.show()


def page(root: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the words of the page "Senaste natten" of a collection."""
    monkeypatch.setenv(frame.ROOT_VARIABLE, str(root))
    st.cache_resource.clear()
    at = AppTest.from_function(night_page).run(timeout=60)
    assert not at.exception
    return re.sub(r"<[^>]+>", " ", "\n".join(one.proto.body for one in at.get("html")))


def test_the_page_says_every_warning_and_a_stop_in_swedish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the catalogue keeps is a name and figures; the reader's language chooses the words."""
    warnings, pulled = list(told()), Notice.of_error(PullError("nothing is set"))
    values = {
        "ingest": {"warnings": warnings, "notices": [one.value() for one in warnings]},
        "pull_problem": pulled,
        "pull_notice": pulled.value(),
    }
    here = Settings(root=tmp_path)
    with Catalogue.open(here.catalogue) as catalogue:
        catalogue.add_run("reindex", datetime(2026, 1, 1, tzinfo=UTC), values)
    with pytest.raises(CorpusError), recorded(here, "reindex", 0):
        raise CorpusError(Notice.of(Told.EMPTY_FOLDER, name="corpus", held=7))
    shown = page(tmp_path, monkeypatch)

    assert "7 dokument finns i sökningen. Är en disk inte ansluten?" in shown
    assert "Hämtningen från källorna kom inte igång." in shown
    assert ENGLISH.findall(shown) == []


def test_a_report_of_an_earlier_version_is_told_in_swedish_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has the English message alone: the page says where that stands."""
    with Catalogue.open(Settings(root=tmp_path).catalogue) as catalogue:
        values = {"ingest": {"warnings": ["a: there is no file b"]}}
        catalogue.add_run("reindex", datetime(2026, 1, 1, tzinfo=UTC), values)
    shown = page(tmp_path, monkeypatch)

    assert wording.UNKNOWN in shown
    assert ENGLISH.findall(shown) == []
