"""An address or a file's name -> the numbers it carries, squeezed as "sou-2025119" or whole."""

from __future__ import annotations

import re
from typing import Final

from ingest import numbering
from ingest.models import Identifier

_DOK_ID: Final = re.compile(
    r"(?<![A-Za-z0-9])[A-HJ-Z][0-9A-Z](?:0[1-9A-F]|1[0-3]|B[1-9])[A-Za-zÅÄÖåäö]{0,4}\d+y?(?![A-Za-z0-9])"
)
"""Riksdagen's document ids: session, type, number, as H503123 for Prop. 2017/18:123."""
_MINISTRY: Final = re.compile(
    rf"(?<![a-z0-9])({numbering.MINISTRIES.lower()})((?:19|20)\d\d)"
    r"(?:(\d{5})|(\d{3,5})([a-zåäö]{1,4}\d?))(?![a-zåäö0-9])"
)
"""A ministry's number squeezed: "ju201501324", and "u20141281uc" with the unit's letters."""
_MONTH_FOLDERS: Final = rf"\d{{4}}/\d\d/({numbering.YEAR})(\d{{3,6}})(?=/|$)"
_FPM: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)-?fpm-?(\d+)")


def in_address(address: str) -> tuple[Identifier, ...]:
    """Return the identifiers that an address or a file name carries, squeezed or not."""
    found = [Identifier("dok_id", match[0]) for match in _DOK_ID.finditer(address)]
    low = address.lower()
    for row in numbering.series():
        if row.slug:
            number = rf"(?:\.-|-|\.)({numbering.YEAR})(\d+)(?![\d-])"
            shape = rf"(?<![a-z])(?<!av-)(?<!om-)(?<!betankandet-){row.slug}{number}"
            for match in re.finditer(shape, low):
                value = f"{row.scheme} {_unsqueezed(row, match[1], match[2])}"
                found.append(Identifier(row.scheme, value))
        if row.folder and (alone := re.search(rf"/{row.folder}/{_MONTH_FOLDERS}", low)):
            value = f"{row.scheme} {_unsqueezed(row, alone[1], alone[2])}"
            found.append(Identifier(row.scheme, value))
    found += [Identifier("Fpm", f"Fpm {m[1]}/{m[2]}:FPM{m[3]}") for m in _FPM.finditer(low)]
    found += map(_of_ministry, _MINISTRY.finditer(low))
    return tuple(dict.fromkeys(found))


def _of_ministry(match: re.Match[str]) -> Identifier:
    ministry, year, whole, number, unit = match.groups()
    behind = whole or f"{number}/{unit.upper()}"
    return Identifier("Dnr", f"{_MINISTRY_NAMES[ministry]}{year}/{behind}")


_MINISTRY_NAMES: Final = {name.lower(): name for name in reversed(numbering.MINISTRIES.split("|"))}


def _unsqueezed(row: numbering.Series, year: str, rest: str) -> str:
    """Return "2016:70" of "201670" and, in series by session, "2004/05:45" of "20040545"."""
    whole = str(int(year) + 1)
    for following in (whole, whole[2:]):  # 1999/2000 is the one session written with eight digits
        if row.number == "session" and rest.startswith(following) and rest != following:
            return f"{year}/{following}:{rest.removeprefix(following)}"
    return f"{year}:{int(rest)}"
