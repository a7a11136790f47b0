"""A number of a spreadsheet and its cell's format -> the number, share or date that is shown."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from ingest.extract.xmlpart import Element, attribute, child
from ingest.figures import whole

PERCENT_FORMATS = frozenset({9, 10})
DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""The numbers of the formats that no file writes out (ECMA-376 part 1, 18.8.30)."""
EPOCH, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a day, nowhere
MAX_DAYS = 2_950_000  # into the year 9976 by either epoch
_NOT_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DATE_CODE = re.compile(r"[ymdhs]", re.IGNORECASE)


class Formats:
    """The cell formats of a workbook."""

    def __init__(self, styles: Element | None, workbook: Element) -> None:
        codes = {
            whole(attribute(each, "numFmtId")): attribute(each, "formatCode")
            for each in _children(styles, "numFmts")
        }
        numbers = [whole(attribute(each, "numFmtId")) for each in _children(styles, "cellXfs")]
        self._kinds = [_kind(number, codes.get(number, "")) for number in numbers]
        properties = child(workbook, "workbookPr")
        is_1904 = properties is not None and attribute(properties, "date1904") in {"1", "true"}
        self._epoch = EPOCH_1904 if is_1904 else EPOCH

    def show(self, written: str, style: str) -> str:
        """Return a number as a reader sees it, near enough to be found."""
        try:
            value = float(written)
        except ValueError:
            return ""
        number = whole(style)
        kind = self._kinds[number] if number < len(self._kinds) else ""
        if kind == "date" and 0 <= value <= MAX_DAYS:
            return self._date(value)
        if kind == "percent":
            return f"{round(value * 100, 2):.15g} %"
        return f"{value:.15g}"

    def _date(self, value: float) -> str:
        moment = self._epoch + timedelta(days=value, seconds=0.5)
        if value < 1:
            return f"{moment:%H:%M}"
        return moment.date().isoformat() if value.is_integer() else f"{moment:%Y-%m-%d %H:%M}"


def _kind(number: int, code: str) -> str:
    """Return "date", "percent" or "" by the number or the code of a format."""
    bare = _NOT_CODE.sub("", code)
    if number in PERCENT_FORMATS or "%" in bare:
        return "percent"
    return "date" if number in DATE_FORMATS or _DATE_CODE.search(bare) else ""


def _children(root: Element | None, name: str) -> list[Element]:
    found = child(root, name)
    return list(found) if found is not None else []
