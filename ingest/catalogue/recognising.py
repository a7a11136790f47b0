"""Pages read from their pictures: which wait for it, and what was read, kept page by page.

A page is kept under the digest of its file: a run that is killed goes on after it, and a file that
is moved or read anew is not recognised twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter

from sqlalchemy import Connection, delete, func, insert, select

from ingest.catalogue import tables
from ingest.catalogue.rows import FileState
from ingest.catalogue.tables import RECOGNISED, TEXTLESS
from ingest.models import Reason

PAGED = ("application/pdf", "image/jpeg", "image/png", "image/tiff")
"""Media types whose pages can be drawn."""

_files = tables.files.c
_kept = tables.recognised.c
_claims = tables.claims.c


@dataclass(frozen=True, slots=True)
class Scan:
    """A file that has pages to be read from their pictures."""

    name: str
    sha256: str
    document_id: str | None  # of what is held of it already
    pages: tuple[int, ...]  # that are pictures; () where only the file can tell
    recognised: int  # of them, as the document has them
    kept: int  # of them, as they are kept


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """What was read from the picture of a page."""

    page: int
    of_pages: int  # of the file that are pictures
    confidence: float  # per cent; 0 where nothing was read
    texts: tuple[str, ...]  # by paragraph
    problem: str = ""  # why nothing could be read


class RecognitionMemory:
    """What is known of pages without text."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def scans(self) -> list[Scan]:
        """Return the files with pages that have not been read, or not been taken in."""
        kept = self._counts()
        found = [*self._failed(kept), *self._mixed(kept)]
        return [scan for scan in found if _is_waiting(scan, kept.get(scan.sha256, (0, 0, 0)))]

    def pages(self, sha256: str) -> dict[int, RecognisedPage]:
        """Return what was read of a file by page."""
        rows = self._connection.execute(
            select(tables.recognised).where(_kept.sha256 == sha256).order_by(_kept.page)
        )
        return {
            row.page: RecognisedPage(
                row.page, row.of_pages, row.confidence, tuple(row.texts), row.problem
            )
            for row in rows
        }

    def keep(self, sha256: str, found: RecognisedPage) -> None:
        """Keep what was read of a page."""
        self._connection.execute(
            delete(tables.recognised).where(_kept.sha256 == sha256, _kept.page == found.page)
        )
        self._connection.execute(
            insert(tables.recognised).values(
                sha256=sha256,
                page=found.page,
                of_pages=found.of_pages,
                confidence=found.confidence,
                texts=list(found.texts),
                problem=found.problem,
            )
        )

    def drop(self, sha256: str) -> None:
        """Let go of what was read of a file."""
        self._connection.execute(delete(tables.recognised).where(_kept.sha256 == sha256))

    def prune(self) -> None:
        """Let go of what was read of files that are gone."""
        here = select(_files.sha256).where(_files.sha256.is_not(None), _files.state.in_(_KEEPING))
        self._connection.execute(delete(tables.recognised).where(_kept.sha256.not_in(here)))

    def _counts(self) -> Mapping[str, tuple[int, int, int]]:
        """Return for each file: pages kept, pages it has, pages with text."""
        rows = self._connection.execute(
            select(
                _kept.sha256, func.count(), func.max(_kept.of_pages), func.max(_kept.confidence)
            ).group_by(_kept.sha256)
        )
        return {row[0]: (row[1], row[2], row[3]) for row in rows}

    def _failed(self, kept: Mapping[str, tuple[int, int, int]]) -> Iterator[Scan]:
        rows = self._connection.execute(
            select(_files.name, _files.sha256, _files.document_id)
            .join_from(tables.failures, tables.files)
            .where(tables.failures.c.reason == Reason.NO_TEXT_LAYER, _files.sha256.is_not(None))
            .where(tables.failures.c.media_type.in_(PAGED))
            .order_by(tables.failures.c.file_id)  # by name SQLite goes through all files
        )
        for name, sha256, document_id in sorted(rows, key=itemgetter(0)):
            yield Scan(name, sha256, document_id, (), 0, kept.get(sha256, (0, 0, 0))[0])

    def _mixed(self, kept: Mapping[str, tuple[int, int, int]]) -> Iterator[Scan]:
        rows = self._connection.execute(
            select(_files.name, _files.sha256, _claims.document_id, _claims.field, _claims.value)
            .join_from(tables.claims, tables.files, _claims.document_id == _files.document_id)
            .where(tables.OF_PICTURES, _files.holder, _files.sha256.is_not(None))
        ).all()
        recognised = {row.document_id: int(row.value) for row in rows if row.field == RECOGNISED}
        for name, sha256, document_id, field, value in sorted(rows, key=itemgetter(0)):
            if field == TEXTLESS:
                pages = tuple(map(int, value.split()))
                here = kept.get(sha256, (0, 0, 0))[0]
                yield Scan(name, sha256, document_id, pages, recognised.get(document_id, 0), here)


_KEEPING = (FileState.HELD, FileState.FAILED, FileState.DUPLICATE, FileState.READING,
            FileState.CHANGED, FileState.SEEN)  # fmt: skip


def _is_waiting(scan: Scan, kept: tuple[int, int, int]) -> bool:
    """Return whether pages are still to be read, or what was read is still to be taken in."""
    pages, of_pages, surest = kept
    if pages < (len(scan.pages) or of_pages or 1):
        return True
    return scan.recognised < pages if scan.pages else surest > 0
