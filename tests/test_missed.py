"""Questions that found nothing: counted by day where that is set, never by whom, soon forgotten."""

from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from streamlit.testing.v1 import AppTest

from ingest.catalogue import Catalogue
from night.missed import KEY, KEY_BYTES, Missed
from night.prune import prune
from settings import MissedSettings, Settings

TODAY = date(2026, 11, 24)


def rows(place: Settings) -> list[tuple[object, ...]]:
    """Return all that is written of questions, as the database has it."""
    engine = create_engine(f"sqlite:///{place.catalogue}")
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text("SELECT * FROM missed"))]
    engine.dispose()
    return found


def ask(place: Settings, *questions: str) -> None:
    """Count questions and wait until they are written."""
    with Catalogue.open(place.catalogue) as catalogue:
        missed = Missed(place, catalogue)
        for question in questions:
            missed.note(question)
        missed.close()


def test_nothing_is_written_where_it_is_off(tmp_path: Path) -> None:
    """It is off until somebody sets it: no row, no key."""
    place = Settings(root=tmp_path)
    ask(place, "Anna Andersson")

    assert rows(place) == []
    assert not (place.state / KEY).exists()


def test_what_was_asked_on_one_day_is_a_digest_and_no_words(tmp_path: Path) -> None:
    """However often; one who looks for a name leaves no name."""
    place = Settings(root=tmp_path, missed=MissedSettings(count=True))
    ask(place, "Anna Andersson", " anna  ANDERSSON ")

    ((digest, words, days, _),) = rows(place)
    assert (words, days) == (None, 1)
    assert "anna" not in str(digest)
    assert (place.state / KEY).stat().st_mode & 0o077 == 0


def test_a_key_that_was_never_written_is_made_anew(tmp_path: Path) -> None:
    """A full disk may leave the file empty; no digest is made with a key that anybody knows."""
    place = Settings(root=tmp_path, missed=MissedSettings(count=True))
    place.state.mkdir()
    (place.state / KEY).touch()
    ask(place, "Anna Andersson")
    ((digest, *_),) = rows(place)

    assert digest != blake2b(b"anna andersson", digest_size=16).hexdigest()
    assert len((place.state / KEY).read_bytes()) == KEY_BYTES
    assert (place.state / KEY).stat().st_mode & 0o077 == 0


def test_words_are_kept_from_the_day_that_makes_them_enough(tmp_path: Path) -> None:
    """Three by default; the coordinators see those asked on most days first."""
    with Catalogue.open(tmp_path / "catalogue.sqlite") as catalogue:
        for ago in range(4):
            with catalogue.missing() as memory:
                memory.note("d1", "hedersvåld", TODAY + timedelta(days=ago), 3)
                if ago < 3:
                    memory.note("d2", "hallick", TODAY + timedelta(days=ago), 3)
                if ago < 2:
                    memory.note("d3", "anna", TODAY + timedelta(days=ago), 3)
        found = [(one.text, one.days) for one in catalogue.missed()]

    assert found == [("hedersvåld", 4), ("hallick", 3)]


@pytest.mark.parametrize(("count", "left"), [(True, 1), (False, 0)])
def test_the_night_forgets_what_is_old_and_all_where_it_was_turned_off(
    tmp_path: Path, count: bool, left: int
) -> None:
    """After the days that are set."""
    place = Settings(root=tmp_path, missed=MissedSettings(count=count, keep_days=10))
    with Catalogue.open(place.catalogue) as catalogue:
        with catalogue.missing() as memory:
            memory.note("old", "x", datetime.now(UTC).date() - timedelta(days=11), 3)
            memory.note("new", "y", datetime.now(UTC).date(), 3)
        prune(place, catalogue)

    assert len(rows(place)) == left


def page() -> None:
    """Run the search page alone."""
    from ui import frame, search  # noqa: PLC0415 - AppTest runs this body as a script of its own

    search.show()
    frame.missed().close()


@pytest.mark.parametrize(
    ("asked", "count", "written"),
    [
        ({"q": "zebrafink"}, True, 1),
        ({"q": "zebrafink"}, False, 0),
        ({"q": "hamnen"}, True, 0),
        ({"q": "zebrafink", "typ": "rapport"}, True, 0),
    ],
)
def test_the_page_counts_a_question_that_found_nothing(
    tmp_path: Path,
    site: Path,
    monkeypatch: pytest.MonkeyPatch,
    asked: dict[str, str],
    count: bool,
    written: int,
) -> None:
    """One with an answer is not counted, nor one that a filter may have emptied."""
    import shutil  # noqa: PLC0415

    import streamlit as st  # noqa: PLC0415

    from ui import frame  # noqa: PLC0415

    root = tmp_path / "site"
    shutil.copytree(site, root)
    (root / "lykta.toml").write_text(f"[missed]\ncount = {str(count).lower()}\n", encoding="utf-8")
    monkeypatch.setenv(frame.ROOT_VARIABLE, str(root))
    st.cache_resource.clear()
    at = AppTest.from_function(page)
    at.query_params.update(asked)
    at.run(timeout=20)
    st.cache_resource.clear()

    assert not at.exception
    assert len(rows(Settings(root=root))) == written
