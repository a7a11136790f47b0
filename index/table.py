"""A result list -> a table to work on, CSV or a workbook, in which nothing is run as a formula."""

from __future__ import annotations

import csv as comma_separated
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

import xlsxwriter

from index.models import Hit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    *("titel", "typ", "utgivare", "publicerad", "beteckningar", "ämnen"),
    *("språk", "sidor", "webbadress", "fil", "id", "sida", "utdrag"),
)
"""In Swedish: the table is for people; programs have JSON."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a cell of a CSV file a formula in Excel or Calc (OWASP, "CSV Injection")."""
MAX_CELL_CHARS = 32_767  # of a workbook
UTF_8_MARK = "\ufeff"  # without it Excel reads UTF-8 as windows-1252, and å as Ã¥


def csv(hits: Iterable[Hit]) -> bytes:
    """Return rows with a head; what would be a formula has an apostrophe before it."""
    out = StringIO(newline="")
    writer = comma_separated.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([_unharmed(cell) for cell in _row(hit)] for hit in hits)
    return (UTF_8_MARK + out.getvalue()).encode("utf-8", "replace")


def xlsx(hits: Iterable[Hit]) -> bytes:
    """Return a workbook of one sheet in which every cell is text."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Lykta")
        for number, row in enumerate([COLUMNS, *map(_row, hits)]):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell[:MAX_CELL_CHARS])
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def _row(hit: Hit) -> Sequence[str]:
    about = hit.document
    best = hit.passages[0] if hit.passages else None
    page = (best.page_label or str(best.page)) if best and best.page else ""
    return (
        about.title,
        about.kind.value,
        about.publisher or "",
        str(about.published or ""),
        ", ".join(one.value for one in about.identifiers),
        ", ".join(about.topics),
        about.language,
        str(about.pages or ""),
        about.url or "",
        about.path,
        about.id,
        page,
        best.text if best else "",
    )


def _unharmed(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
