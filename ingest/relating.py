"""Documents whose kin is not known yet -> editions, copies and the like, in the catalogue.

sketch -> who shares its numbers, or names it -> what each is to it -> which one goes before
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Final, TypeAlias

from ingest.catalogue import Catalogue, Kin, Kinship, Place, Writer
from ingest.editions import EDITION, Relation, Work, relation
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


def _meet(writer: Writer, batch: Sequence[str]) -> int:
    """Look for the kin of some documents; then tell, for all they touch, which goes before."""
    kinship = writer.kinship
    before = kinship.related(batch)
    works = {work.id: work for work in kinship.works(batch)}
    naming = kinship.naming(works.values())
    met: set[str] = set()  # those that have kin since
    touched = {*batch}.union(*before.values())
    for document_id in batch:
        sketch_of_it = _sketch(writer, document_id)
        if document_id in before or document_id in met:
            kinship.part(document_id)
        work = works.get(document_id)
        found = [*_found(kinship, work, sketch_of_it, naming[document_id])] if work else []
        kinship.put_kin(document_id, found)
        met.update(other for other, _, _ in found)
        near = [other for other, known, _ in found if known in EDITION]
        touched |= kinship.group(document_id, near)
    kinship.known(batch)
    return _place(kinship, sorted(touched))


def _sketch(writer: Writer, document_id: str) -> tuple[int, ...]:
    """Return a document's sketch, made first where it has none."""
    made = writer.kinship.sketch_of(document_id)
    if not made:
        made = sketch(writer.lookup.extract(document_id).blocks)
        writer.kinship.put_sketch(document_id, made)
    return made


def _found(
    kinship: Kinship, work: Work, own: tuple[int, ...], naming: Iterable[str]
) -> Iterator[tuple[str, Relation, float]]:
    """Yield what others are to a document, with how alike they are."""
    others = dict.fromkeys((*naming, *kinship.alike(work.id)))
    for other in kinship.works(others):
        share = likeness(own, kinship.sketch_of(other.id))
        known = relation(work, other, share)
        if known:
            yield other.id, known, share


def _place(kinship: Kinship, touched: Sequence[str]) -> int:
    """Write down the newest edition of documents and which copy is shown first; count the news."""
    places = kinship.places(touched)
    kin = kinship.kin_of(touched)  # nobody's changes any more; most are asked for three times
    beyond = cache(kinship.kin)
    changed = 0

    def kin_of(document_id: str) -> tuple[Kin, ...]:
        return kin.get(document_id, ()) if document_id in places else beyond(document_id)

    for document_id, place in places.items():
        newest, first = _newest(document_id, kin_of), _first(kinship, document_id, kin_of)
        now = Place(
            newer=newest if newest != document_id else None,
            copy_of=first if first != document_id else None,
        )
        if now != place:
            kinship.place(document_id, now)
            changed += 1
    return changed


def _newest(document_id: str, kin_of: KinOf) -> str:
    """Follow newer editions to the last one."""
    seen = [document_id]
    while len(seen) < MAX_STEPS:
        newer = [one for one in kin_of(seen[-1]) if one.relation is Relation.NEWER]
        if not newer or newer[0].id in seen:
            break
        seen.append(newer[0].id)  # the newest first
    return seen[-1]


def _first(kinship: Kinship, document_id: str, kin_of: KinOf) -> str:
    """Return which of the documents with the same text is the one to show: the best described."""
    same = {one.id for one in kin_of(document_id) if one.relation is Relation.SAME}
    if not same:
        return document_id
    return min(kinship.works({document_id, *same}), key=_rank).id


def _rank(work: Work) -> tuple[bool, bool, int, str]:
    """Order copies: those of which most is known first, else the same one every time."""
    return work.published is None, not work.identifiers, -len(work.title), work.id
