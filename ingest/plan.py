"""A walk and what the catalogue knows -> what there is to do: a comparison, nothing is opened."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ingest.catalogue import AT_REST, FileRow, FileState, StoredFile
from ingest.corpus import INSIDE, FoundFile, Walk


class Scope:
    """Parts of the corpus folder: names of files and folders; "" is all of it."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(names)
        self._is_all = "" in self._names

    def __contains__(self, name: str) -> bool:
        return self._is_all or name in self._names or self._above(name)

    def _above(self, name: str) -> bool:
        """Tell whether a folder or file that the name lies in is one of ours; thousands may be."""
        end = name.rfind("/")
        while end > 0:
            above = name[:end]
            if above in self._names or above.removesuffix(INSIDE[0]) in self._names:
                return True
            end = name.rfind("/", 0, end)
        return False


@dataclass(frozen=True, slots=True)
class Clock:
    """When a file counts as settled."""

    now: datetime
    settle: timedelta
    standing: Mapping[str, datetime]  # since when files not taken yet have stood as they do

    def settled(self, file: FoundFile, row: FileRow | None) -> bool:
        """Return whether a file has stood still long enough to be taken.

        Its own time tells, unless that lies ahead: then, how long we have seen it so.
        """
        latest = int((self.now - self.settle).timestamp() * 1e9)
        if file.touched_ns <= latest:
            return True
        since = self.standing.get(row.name) if row else None
        if row is None or since is None or row[1:5] != file.stamp:
            return False
        return since <= self.now - self.settle or since > self.now


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to do."""

    unchanged: int
    unsettled: tuple[FoundFile, ...]
    suspects: tuple[FoundFile, ...]  # new, changed or to be tried again: the bytes must be seen
    redescribed: tuple[FoundFile, ...]  # held, and only the sidecar is another
    respelled: Mapping[str, FoundFile]  # the name that the catalogue has -> the file under its new
    missing: tuple[str, ...]  # names that the catalogue has and the folder has not

    @property
    def moving(self) -> frozenset[str]:
        """The names of the files that do not look as they did."""
        files = (*self.unsettled, *self.suspects, *self.redescribed)
        return frozenset(file.name for file in files)

    def with_suspects(self, more: tuple[FoundFile, ...]) -> Plan:
        """Return the plan with more files whose bytes must be seen."""
        return replace(self, suspects=(*self.suspects, *more)) if more else self

    def without(self, busy: Collection[str]) -> Plan:
        """Return the plan that leaves these suspects for later."""
        if not busy:
            return self
        waiting = tuple(file for file in self.suspects if file.name in busy)
        ready = tuple(file for file in self.suspects if file.name not in busy)
        return replace(self, suspects=ready, unsettled=(*self.unsettled, *waiting))


def compare(
    found: Walk, rows: Mapping[str, StoredFile], clock: Clock, *, due: Collection[str], scope: Scope
) -> Plan:
    """Tell what to do about each file; `due` names files to be read though they look unchanged."""
    moving = [
        (file, FileRow(*row) if row else None)
        for file in found.files
        if (row := rows.get(file[0])) is None
        or row[:5] != file
        or row[5] not in AT_REST
        or file[0] in due
    ]
    missing = _missing(found, rows, scope)
    respelled = _respelled(moving, missing)
    spelt = {file.name: FileRow(*rows[old]) for old, file in respelled.items()}
    unsettled, suspects, redescribed = [], [], []
    for file, row in moving:
        known = row or spelt.get(file.name)
        if not clock.settled(file, known):
            unsettled.append(file)
        elif known and file.name not in due and _only_sidecar(file, known):
            redescribed.append(file)
        else:
            suspects.append(file)
    return Plan(
        unchanged=len(found.files) - len(moving),
        unsettled=tuple(unsettled),
        suspects=tuple(suspects),
        redescribed=tuple(redescribed),
        respelled=respelled,
        missing=tuple(name for name in missing if name not in respelled),
    )


def _only_sidecar(file: FoundFile, row: FileRow) -> bool:
    """Return whether a held file's bytes are as they were."""
    return row.state == FileState.HELD and row[1:4] == file[1:4]


def _missing(found: Walk, rows: Mapping[str, StoredFile], scope: Scope) -> list[str]:
    """Return what the catalogue has in the parts walked and the folder has not, in order.

    What lies below a folder that cannot be read is not missing: nobody knows.
    """
    here = {file[0] for file in found.files}
    if here.issuperset(rows):
        return []
    away = Scope(found.unreachable)
    return sorted(name for name in rows.keys() - here if name in scope and name not in away)


def _respelled(
    moving: Iterable[tuple[FoundFile, FileRow | None]], missing: Iterable[str]
) -> dict[str, FoundFile]:
    """Pair missing names with new ones that read the same: å as one character, or as two."""
    by_path = {unicodedata.normalize("NFC", name): name for name in missing}
    if not by_path:
        return {}
    new = (file for file, row in moving if row is None)
    return {by_path[file.path]: file for file in new if file.path in by_path}
