"""Sketches and relations of documents -> rows: who is alike, which edition is the newest.

A document that comes in, or is described anew, is a stranger until its kin has been looked for. One
costs a query over an index and at most MOST comparisons, however many documents there are; all else
is asked for many at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Row,
    Select,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from ingest.catalogue import documents, revisions, tables
from ingest.catalogue.many import insert_many
from ingest.catalogue.rows import DocumentState, Event, Kin
from ingest.editions import EDITION, INVERSE, Relation, Work
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


@dataclass(frozen=True, slots=True)
class Place:
    """Which documents go before one."""

    newer: str | None  # the newest edition
    copy_of: str | None  # what is shown first of those with the same text


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
        return tuple(sorted(rows.scalars().all()))

    def put_sketch(self, document_id: str, numbers: Sequence[int]) -> None:
        """Keep a document's sketch."""
        rows = [{"document_id": document_id, "number": number} for number in numbers]
        insert_many(self._connection, tables.sketches, rows)

    def alike(self, document_id: str) -> list[str]:
        """Return the documents that share most of a document's numbers, the most first."""
        return list(self._connection.execute(_ALIKE, {"document": document_id}).scalars())

    def naming(self, works: Iterable[Work]) -> dict[str, list[str]]:
        """Return, for each document, those that name it as theirs, and those that it names."""
        asked = [*works]
        names = sorted({name for work in asked for name in work.names})
        most = MOST * len(asked) + 1  # itself among them
        rows = self._connection.execute(_NAMED, {"names": names, "most": most}).all()
        if len(rows) == most and len(asked) > 1:  # one of them is named by a crowd
            return {one: near for work in asked for one, near in self.naming([work]).items()}
        by_name: dict[str, set[str]] = {}
        for row in rows:
            for name in (row.replaces, row.repealed_by):
                by_name.setdefault(name, set()).add(row.id)
        found = {}
        for work in asked:
            near = {one for name in work.names for one in by_name.get(name, ())}
            near.update(self._named_by(work))
            found[work.id] = sorted(near - {work.id})[:MOST]
        return found

    def _named_by(self, work: Work) -> Iterable[str]:
        said = [name for name in (work.replaces, work.repealed_by) if name]
        if not said:  # nearly every document
            return ()
        paths = [*said, *(str(PurePosixPath(work.path).parent / name) for name in said)]
        return self._connection.execute(_SAID_BY, {"said": said, "paths": paths}).scalars()

    def works(self, ids: Iterable[str]) -> Iterator[Work]:
        """Yield what tells the place of documents held among the editions of their works."""
        wanted = [*ids]
        if not wanted:  # most documents are like no other
            return
        rows = self._connection.execute(_WORKS, {"ids": wanted}).all()
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

    def part(self, document_id: str) -> None:
        """Let go of what others are to a document, and it to them."""
        for kin_of in _NO_KIN:
            self._connection.execute(kin_of, {"document": document_id})

    def put_kin(self, document_id: str, found: Iterable[tuple[str, Relation, float]]) -> None:
        """Keep what others are to a document that has no kin, and it to them."""
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

    def known(self, ids: Iterable[str]) -> None:
        """Write down that documents are no strangers any more."""
        rows = [{"document": document_id} for document_id in ids]
        if rows:
            self._connection.execute(_NO_STRANGER, rows)

    def related(self, ids: Sequence[str]) -> dict[str, set[str]]:
        """Return the documents, held or not, that are kin of documents, of those that have any."""
        found: dict[str, set[str]] = {}
        for row in self._some(_RELATED, ids):
            found.setdefault(row.document_id, set()).add(row.other_id)
        return found

    def kin(self, document_id: str) -> tuple[Kin, ...]:
        """Return what other documents held are to one: editions the newest first, then the rest."""
        return self.kin_of([document_id]).get(document_id, ())

    def kin_of(self, ids: Sequence[str]) -> dict[str, tuple[Kin, ...]]:
        """Return the same of documents that have any kin."""
        found: dict[str, list[Kin]] = {}
        for row in self._some(_KIN, ids):
            found.setdefault(row.document_id, []).append(_read(row))
        return {document_id: tuple(kin) for document_id, kin in found.items()}

    def group(self, document_id: str, near: Iterable[str]) -> set[str]:
        """Return the editions and copies of a document, at most GROUP; `near` are its own kin."""
        found, edge = {document_id}, [*near]
        while edge and len(found) < GROUP:
            new = [one for one in dict.fromkeys(edge) if one not in found]
            found.update(new)
            edge = [
                one.id
                for kin in self.kin_of(new).values()
                for one in kin
                if one.relation in EDITION
            ]
        return found

    def places(self, ids: Sequence[str]) -> dict[str, Place]:
        """Return which documents go before those that are held."""
        return {row.id: Place(row.newer, row.copy_of) for row in self._some(_PLACE, ids)}

    def _some(self, query: Select[Any], ids: Sequence[str]) -> Iterator[Row[Any]]:
        """Yield the rows that a query has of documents, a number of them at a time."""
        for start in range(0, len(ids), GROUP):
            yield from self._connection.execute(query, {"ids": ids[start : start + GROUP]})

    def place(self, document_id: str, place: Place) -> None:
        """Write down which documents go before one; that is a change of it."""
        values = {"newer": place.newer, "copy_of": place.copy_of}
        self._connection.execute(_this(document_id).values(values))
        revisions.record(self._connection, document_id, Event.KIN)


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


_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_KIN = (
    select(
        _kin.document_id,
        _documents.id,
        _documents.title,
        _documents.path,
        _documents.media_type,
        _documents.published,
        _kin.relation,
        _kin.likeness,
    )
    .join_from(tables.kin, tables.documents, _kin.other_id == _documents.id)
    .where(_documents.state == DocumentState.HELD, _kin.document_id.in_(_IDS))
    .order_by(_documents.published.desc().nulls_last(), _documents.id)
)
_SAID: BindParameter[str] = bindparam("said", expanding=True)
_NAMES: BindParameter[str] = bindparam("names", expanding=True)
_NUMBERED = tables.identifiers.c
_NAMED = (
    select(_documents.id, _documents.replaces, _documents.repealed_by)
    .where(_documents.state == DocumentState.HELD)
    .where(or_(_documents.replaces.in_(_NAMES), _documents.repealed_by.in_(_NAMES)))
    .order_by(_documents.id)
    .limit(bindparam("most"))
)
_SAID_BY = (
    select(_documents.id)
    .where(_documents.state == DocumentState.HELD)
    .where(
        or_(
            _documents.id.in_(_SAID),
            _documents.path.in_(bindparam("paths", expanding=True)),
            _documents.id.in_(select(_NUMBERED.document_id).where(_NUMBERED.value.in_(_SAID))),
        )
    )
    .order_by(_documents.id)
    .limit(MOST + 1)  # itself may be among them
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
_WORKS = select(
    _documents.id,
    _documents.path,
    _documents.title,
    _documents.kind,
    _documents.published,
    _documents.updated,
    _documents.replaces,
    _documents.repealed_by,
).where(_documents.state == DocumentState.HELD, _documents.id.in_(_IDS))
_RELATED = select(_kin.document_id, _kin.other_id).where(_kin.document_id.in_(_IDS))
_PLACE = select(_documents.id, _documents.newer, _documents.copy_of).where(
    _documents.state == DocumentState.HELD, _documents.id.in_(_IDS)
)
