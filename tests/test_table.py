"""A result list as a table: rows as they were found, and nothing that runs."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from index import table
from index.models import DocumentSummary, Excerpt, Hit
from ingest.models import Kind, PartialDate


def hit(title: str) -> Hit:
    """Return a row of a result list."""
    document = DocumentSummary(
        "ab12", title, "r/a.pdf", None, PartialDate.of(2019, 5), "Brå", Kind.REPORT, ("barn",), ()
    )
    return Hit(document, 1.0, (Excerpt(3, None, 0, "", "Om barn; å, ä och ö"),))


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(title: str) -> None:
    """A title of a stranger's that Excel would run is text in both files."""
    (row,) = csv.DictReader(StringIO(table.csv([hit(title)]).decode("utf-8-sig"), newline=""))
    cell = load_workbook(BytesIO(table.xlsx([hit(title)]))).active["A2"]

    assert row["titel"] == f"'{title}"
    assert cell.data_type == "s"


def test_rows_are_read_back() -> None:
    """Both files have the same cells, letters and dates as they were."""
    text = table.csv([hit('Rapport, "ny"')]).decode("utf-8-sig")
    (row,) = csv.DictReader(StringIO(text, newline=""))
    sheet = load_workbook(BytesIO(table.xlsx([hit('Rapport, "ny"')]))).active
    head, cells = sheet.iter_rows(values_only=True)

    assert row["titel"] == 'Rapport, "ny"'
    assert (row["publicerad"], row["sida"], row["utdrag"]) == (
        "2019-05",
        "3",
        "Om barn; å, ä och ö",
    )
    assert dict(zip(head, (cell or "" for cell in cells), strict=True)) == row
