"""Files that hold files -> the files in them, as a pass over the corpus folder meets them.

A member has its container's size and time, so it is looked at again only when that one has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ingest.catalogue import FileRow, FileState, Lookup, StoredFile, Writer
from ingest.corpus import INSIDE, FoundFile, Walk, container_of, escaped
from ingest.extract import sniff
from ingest.models import Failure, Member, Reason

MEDIA_TYPES = frozenset({sniff.EML, sniff.ZIP})
MAX_DEPTH = 3  # files in files in files in a file; a mail's archive of archives is two
MAX_MEMBERS = 2_000  # in one file of the folder, however deep


@dataclass(slots=True)
class Containers:
    """What a pass found in files, and what was in them before and is not now."""

    found: list[tuple[FoundFile, str | None]] = field(default_factory=list)  # with their digests
    lost: set[str] = field(default_factory=set)

    def take(self) -> list[tuple[FoundFile, str | None]]:
        """Hand over what was found since the last time."""
        found, self.found = self.found, []
        return found

    def refuse(self, lookup: Lookup, name: str, members: Iterable[Member]) -> Failure | None:
        """Return why a file may not be opened: it holds more files, or deeper ones, than may be."""
        outermost, *way = name.split(INSIDE)
        if len(way) >= MAX_DEPTH:
            return Failure(Reason.BOMB, f"files lie in files more than {MAX_DEPTH} deep", sniff.ZIP)
        inner = len(tuple(members))
        if not inner:  # nearly every file
            return None
        others = lookup.inside(outermost) - lookup.inside(name)
        if len(others) + inner > MAX_MEMBERS:
            return Failure(
                Reason.BOMB, f"{outermost} holds more than {MAX_MEMBERS} files", sniff.ZIP
            )
        return None

    def open(self, writer: Writer, file: FoundFile, members: Iterable[Member]) -> None:
        """Write down what is in a file: a pass that is interrupted then finds it again."""
        names = {file.name + INSIDE + escaped(one.path): one.sha256 for one in members}
        for name, sha256 in names.items():
            member = file._replace(name=name)
            writer.seen(member)
            self.found.append((member, sha256))
        self._lose(writer.lookup, file.name, names)

    def close(self, lookup: Lookup, name: str) -> None:
        """Note that nothing lies in a file any more."""
        self._lose(lookup, name, ())

    def _lose(self, lookup: Lookup, container: str, still: Iterable[str]) -> None:
        here = tuple(still)
        deeper = tuple(name + INSIDE for name in here)
        for name in lookup.inside(container).difference(here):
            if not name.startswith(deeper):
                self.lost.add(name)


def look_inside(found: Walk, rows: Mapping[str, StoredFile]) -> Mapping[str, StoredFile]:
    """Add to a walk the known members of files that are as they were; return the rows to judge by.

    What is in a file that has changed is not known before it is read: its rows are left out. A file
    that was erased on request is not opened again, so what was in it is there no more.
    """
    inner = [name for name in rows if INSIDE in name]
    if not inner:
        return rows
    unknown: set[str] = set()
    by_name = {file.name: file for file in found.files}
    for name in inner:
        outermost = name.partition(INSIDE)[0]
        container, row = by_name.get(outermost), rows.get(outermost)
        if container is None or name in by_name or _is_shut(name, rows):
            continue
        if row is not None and row[1:5] == container.stamp:
            found.files.append(container._replace(name=name))
        else:
            unknown.add(name)
    return {name: row for name, row in rows.items() if name not in unknown} if unknown else rows


def _is_shut(name: str, rows: Mapping[str, StoredFile]) -> bool:
    container = container_of(name)
    while container:
        row = rows.get(container)
        if row is not None and FileRow(*row).state == FileState.FORGOTTEN:
            return True
        container = container_of(container)
    return False
