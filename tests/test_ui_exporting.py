"""Result lists and sources as files, over the server's own routes."""

import csv
import json
from io import StringIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
import rispy
from starlette.requests import Request
from starlette.responses import Response

from ui import exporting, frame


@pytest.fixture(autouse=True)
def here(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer about the small collection."""
    monkeypatch.setenv(frame.ROOT_VARIABLE, str(site))


def asked(suffix: str, **said: str | list[str]) -> Request:
    """Return a request for a file."""
    query = urlencode(said, doseq=True).encode()
    path = {"suffix": suffix}
    return Request({"type": "http", "path_params": path, "query_string": query, "headers": []})


def told(response: Response) -> str:
    """Return what an answer says."""
    return bytes(response.body).decode("utf-8-sig")


def test_a_search_is_saved_with_its_limits() -> None:
    """All rows that the reader can page to, past the first page of ten, and no others."""
    rows = json.loads(told(exporting.results(asked("json", q="hamnen", typ="nyhet"))))
    saved = exporting.results(asked("csv", q="hamnen", typ="nyhet"))
    cells = list(csv.DictReader(StringIO(told(saved), newline="")))

    assert len(rows) == len(cells) == 12
    assert [row["document"]["id"] for row in rows] == [row["id"] for row in cells]
    assert saved.headers["content-disposition"] == 'attachment; filename="lykta.csv"'


def test_a_list_of_sources_is_saved() -> None:
    """Those that are held, each once; one that is not is left out."""
    (row, *_) = json.loads(told(exporting.results(asked("json", q="titel:lampans"))))
    name = row["document"]["id"]
    ids = [name, "finnsinte", name]
    (record,) = rispy.loads(told(exporting.cited(asked("ris", id=ids, sida="212"))))

    assert (record["title"], record["start_page"]) == ("Lampans rapport", "212")
    assert json.loads(told(exporting.cited(asked("json", id=name))))[0]["id"] == name
