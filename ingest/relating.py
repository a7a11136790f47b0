"""Documents whose kin is not known yet -> editions, copies and the like, in the catalogue.

sketch -> who shares its numbers, or names it -> what each is to it -> which one goes before
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Final, TypeAlias

from ingest.catalogue import Catalogue, Kin, Writer
from ingest.editions import Relation, Work, relation
from ingest.sketch import likeness, sketch

BATCH: Final = 50
MAX_STEPS: Final = 50
"""Editions from one to the newest; a sidecar can make two each other's newer one."""

KinOf: TypeAlias = Callable[[str], tuple[Kin, ...]]


def relate(catalogue: Catalogue, progress: Callable[[int], None] = lambda _: None) -> int:
    """Look for the kin of all documents that are new or described anew; return how many changed.

    A batch is a transaction, and who has been looked at is no stranger any more: what a crash
    interrupts goes on at the next pass.
    """
    done = changed = 0
    while True:
        with catalogue.write() as writer:
            batch = writer.kinship.strangers(BATCH)
            changed += _meet(writer, batch)
        if not batch:
            return changed
        done += len(batch)
        progress(done)


def _meet(writer: Writer, batch: list[str]) -> int:
    """Look for the kin of some documents; then tell, for all they touch, which goes before."""
    kinship = writer.kinship
    touched: set[str] = set()
    for document_id in batch:
        before = {one.id for one in kinship.kin(document_id)}
        _sketch(writer, document_id)
        kinship.put_kin(document_id, list(_found(writer, document_id)))
        touched.update(before, kinship.group(document_id))
    kin_of = cache(kinship.kin)  # nobody's kin changes any more; most are asked for three times
    return sum(_place(writer, document_id, kin_of) for document_id in sorted(touched))


def _sketch(writer: Writer, document_id: str) -> None:
    if not writer.kinship.sketch_of(document_id):
        writer.kinship.put_sketch(document_id, sketch(writer.lookup.extract(document_id).blocks))


def _found(writer: Writer, document_id: str) -> Iterator[tuple[str, Relation, float]]:
    """Yield what others are to a document, with how alike they are."""
    kinship = writer.kinship
    own = kinship.sketch_of(document_id)
    for work in kinship.works([document_id]):
        others = dict.fromkeys((*kinship.naming(work), *kinship.alike(document_id)))
        for other in kinship.works(others):
            share = likeness(own, kinship.sketch_of(other.id))
            known = relation(work, other, share)
            if known:
                yield other.id, known, share


def _place(writer: Writer, document_id: str, kin_of: KinOf) -> bool:
    """Write down the newest edition of a document and which copy of it is shown first."""
    newest = _newest(document_id, kin_of)
    first = _first(writer, document_id, kin_of)
    return writer.kinship.place(
        document_id,
        newer=newest if newest != document_id else None,
        copy_of=first if first != document_id else None,
    )


def _newest(document_id: str, kin_of: KinOf) -> str:
    """Follow newer editions to the last one."""
    seen = [document_id]
    while len(seen) < MAX_STEPS:
        newer = [one for one in kin_of(seen[-1]) if one.relation is Relation.NEWER]
        if not newer or newer[0].id in seen:
            break
        seen.append(newer[0].id)  # the newest first
    return seen[-1]


def _first(writer: Writer, document_id: str, kin_of: KinOf) -> str:
    """Return which of the documents with the same text is the one to show: the best described."""
    same = {one.id for one in kin_of(document_id) if one.relation is Relation.SAME}
    if not same:
        return document_id
    return min(writer.kinship.works({document_id, *same}), key=_rank).id


def _rank(work: Work) -> tuple[bool, bool, int, str]:
    """Order copies: those of which most is known first, else the same one every time."""
    return work.published is None, not work.identifiers, -len(work.title), work.id
