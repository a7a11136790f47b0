"""Pages whose site has other pages than before -> the roles of their blocks, in the catalogue.

pages that are due -> what is their site's, by its sample -> roles that differ -> described anew
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ingest import sites
from ingest.admission import Admission
from ingest.catalogue import Catalogue, Due, Writer
from ingest.extract import headings
from ingest.models import SHOWN_ROLES, Block, Role

BATCH: Final = 50
MOST: Final = 200
"""Pages held that one new page may touch.

A site's roles follow from the set of its pages, whatever order they came in; where a page changes
the sample of a site of thousands, which SAMPLE in so many do, the rest wait for the next passes.
"""


def learn(
    catalogue: Catalogue, admission: Admission, progress: Callable[[int], None] = lambda _: None
) -> int:
    """Judge the pages that are due, all new ones and a bounded number of others.

    Return how many got other roles. A batch is a transaction; what a crash interrupts stays due.
    """
    with catalogue.write() as writer:
        for document_id in writer.sites.unplaced():
            writer.sites.place(document_id, changed=True)
        new = writer.sites.due(Due.NEW)
    turn = _Turn(catalogue, admission, progress)
    return turn.take(Due.NEW, new) + turn.take(Due.AGAIN, MOST * max(new, 1))


def roles(blocks: Sequence[Block], of_site: Container[str]) -> list[Role]:
    """Return the roles of a page's blocks, given as they were read, by what is its site's.

    A heading goes only with all that stands under it: "Sammanfattning" heads many pages. Where
    nothing would be left, the page keeps all it has.
    """
    read = [block.role for block in blocks]
    site = [
        role not in SHOWN_ROLES or (role is not Role.HEADING and sites.key(block.text) in of_site)
        for block, role in zip(blocks, read, strict=True)
    ]
    was = [role not in SHOWN_ROLES for role in read]
    if site == was or not _has_text(read, site):
        return read
    headings.drop_bare(blocks, site)
    return [
        Role.REPEATED if now and not before else role
        for role, now, before in zip(read, site, was, strict=True)
    ]


@dataclass(slots=True)
class _Turn:
    """One pass over the pages that are due, a batch at a time."""

    catalogue: Catalogue
    admission: Admission
    progress: Callable[[int], None]
    done: int = 0

    def take(self, why: Due, most: int) -> int:
        """Judge at most so many of the pages that are due for a reason; return how many changed."""
        last, changed = self.done + most, 0
        while self.done < last:
            with self.catalogue.write() as writer:
                batch = writer.sites.next(why, min(BATCH, last - self.done))
                changed += _judge(writer, self.admission, batch)
            if not batch:
                break
            self.done += len(batch)
            self.progress(self.done)
        return changed


def _judge(writer: Writer, admission: Admission, batch: list[tuple[str, str]]) -> int:
    of_site = {
        site: sites.common(list(writer.sites.sample(site)))
        for site in dict.fromkeys(site for site, _ in batch)
    }
    changed = 0
    for site, document_id in batch:
        changed += _judge_one(writer, admission, document_id, of_site[site])
        writer.sites.judged(document_id)
    return changed


def _judge_one(
    writer: Writer, admission: Admission, document_id: str, of_site: frozenset[str]
) -> bool:
    """Give a page the roles that its site gives it; tell whether any is news."""
    read = writer.sites.blocks(document_id)
    found = roles([one.block for one in read], of_site)
    news = {
        number: role
        for number, (one, role) in enumerate(zip(read, found, strict=True))
        if role is not one.role
    }
    if not news:
        return False
    writer.set_roles(document_id, news)
    for name in writer.lookup.holders(document_id):
        admission.redescribe(writer, name)  # topics and references are found in what is shown
    return True


def _has_text(read: Iterable[Role], site: Iterable[bool]) -> bool:
    return any(not gone and role is not Role.HEADING for role, gone in zip(read, site, strict=True))
