"""Sketches and relations of documents -> rows: who is alike, which edition is the newest.

A document that comes in, or is described anew, is a stranger until its kin has been looked for. One
costs two queries over an index and at most MOST comparisons, however many documents there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from ingest.catalogue import documents, revisions, tables
from ingest.catalogue.rows import DocumentState, Event, Kin
from ingest.editions import INVERSE, Relation, Work
from ingest.models import Kind, PartialDate

MOST = 60
"""Documents that one is compared with, those that share most numbers first."""
COMMON = 400
"""A number that more documents have is a site's or a form's, and tells nothing."""
FEWEST_SHARED = 16
"""Of 128: who shares less has not the .3 of a text that editions have, however the draw fell."""
GROUP = 200  # documents of one work that are looked through for the newest

_sketches = tables.sketches.c
_kin = tables.kin.c
_documents = tables.documents.c
_strangers = tables.strangers.c


class Kinship:
    """Who is alike and in which order, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def estrange(self, document_id: str, *, changed: bool) -> None:
        """Let a document's kin be looked for anew; its sketch goes with a `changed` text."""
        if changed:
            self._connection.execute(_NO_SKETCH, {"document": document_id})
        _queue(self._connection, [document_id])

    def leave(self, document_id: str) -> None:
        """Take a document out from among its kin, who are to be looked at again."""
        left = [one.id for one in self.kin(document_id)]
        for table, column in (
            (tables.sketches, _sketches.document_id),
            (tables.kin, _kin.document_id),
            (tables.kin, _kin.other_id),
            (tables.strangers, _strangers.document_id),
        ):
            self._connection.execute(delete(table).where(column == document_id))
        self._connection.execute(_this(document_id).values(newer=None, copy_of=None))
        _queue(self._connection, left)

    def strangers(self, limit: int) -> list[str]:
        """Return documents whose kin is to be looked for."""
        return list(self._connection.execute(select(_strangers.document_id).limit(limit)).scalars())

    def sketch_of(self, document_id: str) -> tuple[int, ...]:
        """Return a document's sketch; empty where none has been made, or none could be."""
        rows = self._connection.execute(_SKETCH, {"document": document_id})
        return tuple(sorted(rows.scalars()))

    def put_sketch(self, document_id: str, numbers: Sequence[int]) -> None:
        """Keep a document's sketch."""
        rows = [{"document_id": document_id, "number": number} for number in numbers]
        if rows:
            self._connection.execute(insert(tables.sketches), rows)

    def alike(self, document_id: str) -> list[str]:
        """Return the documents that share most of a document's numbers, the most first."""
        return list(self._connection.execute(_ALIKE, {"document": document_id}).scalars())

    def naming(self, work: Work) -> list[str]:
        """Return the documents that name a document as theirs, and those that it names."""
        said = [name for name in (work.replaces, work.repealed_by) if name]
        paths = [*said, *(str(PurePosixPath(work.path).parent / name) for name in said)]
        asked = {"document": work.id, "names": sorted(work.names), "said": said, "paths": paths}
        return list(self._connection.execute(_NAMING, asked).scalars())

    def works(self, ids: Iterable[str]) -> Iterator[Work]:
        """Yield what tells the place of documents held among the editions of their works."""
        wanted = [*ids]
        if not wanted:  # most documents are like no other
            return
        held = _documents.state == DocumentState.HELD
        rows = self._connection.execute(
            select(tables.documents).where(_documents.id.in_(wanted), held)
        ).all()
        numbers = documents.identifiers(self._connection, [row.id for row in rows])
        for row in rows:
            yield Work(
                row.id,
                row.path,
                row.title,
                Kind(row.kind),
                PartialDate.parse(row.published) if row.published else None,
                PartialDate.parse(row.updated) if row.updated else None,
                numbers.get(row.id, ()),
                row.replaces,
                row.repealed_by,
            )

    def put_kin(self, document_id: str, found: Iterable[tuple[str, Relation, float]]) -> None:
        """Keep what others are to a document, and it to them; it is no stranger any more."""
        for kin_of in _NO_KIN:
            self._connection.execute(kin_of, {"document": document_id})
        rows = [
            {
                "document_id": one,
                "other_id": other,
                "relation": relation.value,
                "likeness": likeness,
            }
            for other_id, known, likeness in found
            for one, other, relation in (
                (document_id, other_id, known),
                (other_id, document_id, INVERSE[known]),
            )
        ]
        if rows:
            self._connection.execute(insert(tables.kin), rows)
        self._connection.execute(_NO_STRANGER, {"document": document_id})

    def kin(self, document_id: str) -> tuple[Kin, ...]:
        """Return what other documents held are to one: editions the newest first, then the rest."""
        rows = self._connection.execute(_KIN, {"document": document_id})
        return tuple(_read(row) for row in rows)

    def group(self, document_id: str) -> set[str]:
        """Return the documents that are editions or copies of one another, at most GROUP."""
        found, edge = {document_id}, [document_id]
        while edge and len(found) < GROUP:
            near = [one.id for at in edge for one in self.kin(at) if one.relation in _ONE_WORK]
            edge = [one for one in dict.fromkeys(near) if one not in found]
            found.update(edge)
        return found

    def place(self, document_id: str, *, newer: str | None, copy_of: str | None) -> bool:
        """Write down which document goes before one; tell whether that is news."""
        known = self._connection.execute(_PLACE, {"document": document_id}).one()
        if (known.newer, known.copy_of) == (newer, copy_of) or known.state != DocumentState.HELD:
            return False
        self._connection.execute(_this(document_id).values(newer=newer, copy_of=copy_of))
        revisions.record(self._connection, document_id, Event.KIN)
        return True


def _queue(connection: Connection, ids: Iterable[str]) -> None:
    rows = [{"document_id": document_id} for document_id in ids]
    if rows:
        connection.execute(_STRANGER, rows)


def _this(document_id: str) -> Any:
    return update(tables.documents).where(_documents.id == document_id)


def _read(row: Any) -> Kin:
    published = PartialDate.parse(row.published) if row.published else None
    relation = Relation(row.relation)
    return Kin(row.id, row.title, row.path, row.media_type, published, relation, row.likeness)


_ONE_WORK = frozenset({Relation.SAME, Relation.NEWER, Relation.OLDER})
_KIN = (
    select(
        _documents.id,
        _documents.title,
        _documents.path,
        _documents.media_type,
        _documents.published,
        _kin.relation,
        _kin.likeness,
    )
    .join_from(tables.kin, tables.documents, _kin.other_id == _documents.id)
    .where(_documents.state == DocumentState.HELD, _kin.document_id == bindparam("document"))
    .order_by(_documents.published.desc().nulls_last(), _documents.id)
)
_SAID: BindParameter[str] = bindparam("said", expanding=True)
_NAMES: BindParameter[str] = bindparam("names", expanding=True)
_NUMBERED = tables.identifiers.c
_NAMING = (
    select(_documents.id)
    .where(_documents.state == DocumentState.HELD, _documents.id != bindparam("document"))
    .where(
        or_(
            _documents.replaces.in_(_NAMES),
            _documents.repealed_by.in_(_NAMES),
            _documents.id.in_(_SAID),
            _documents.path.in_(bindparam("paths", expanding=True)),
            _documents.id.in_(select(_NUMBERED.document_id).where(_NUMBERED.value.in_(_SAID))),
        )
    )
    .order_by(_documents.id)
    .limit(MOST)
)
_SKETCH = select(_sketches.number).where(_sketches.document_id == bindparam("document"))
_TELLING = (
    select(_sketches.number)
    .where(_sketches.number.in_(_SKETCH))
    .group_by(_sketches.number)
    .having(func.count() <= COMMON)
)
_ALIKE = (
    select(_sketches.document_id)
    .where(_sketches.number.in_(_TELLING), _sketches.document_id != bindparam("document"))
    .group_by(_sketches.document_id)
    .having(func.count() >= FEWEST_SHARED)
    .order_by(func.count().desc(), _sketches.document_id)
    .limit(MOST)
)
_NO_KIN = tuple(
    delete(tables.kin).where(column == bindparam("document"))
    for column in (_kin.document_id, _kin.other_id)
)
_NO_SKETCH = delete(tables.sketches).where(_sketches.document_id == bindparam("document"))
_STRANGER = insert(tables.strangers).prefix_with("OR IGNORE")
_NO_STRANGER = delete(tables.strangers).where(_strangers.document_id == bindparam("document"))
_PLACE = select(_documents.newer, _documents.copy_of, _documents.state).where(
    _documents.id == bindparam("document")
)
