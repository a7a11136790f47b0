"""A web page's bytes -> its blocks with roles, and what the page says of itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ingest.clean import clean_lines, part_mark
from ingest.extract import maintext, page_claims, shown_claims, stamps, styled, tree
from ingest.extract.encoding import decode, sniff
from ingest.extract.placing import CUT, place
from ingest.extract.refusal import DamagedError
from ingest.extract.segments import Segment, segments
from ingest.extract.tree import Page
from ingest.models import Block, Extract, Failure, Reason, Role
from ingest.time_left import while_left

READER = stamps.HTML
MEDIA_TYPE = "text/html"
TIME_KEPT = 0.75
"""The share of a file's time that is kept for telling the document from the site: it takes twice as
long as finding the paragraphs."""


def extract(data: bytes, name: str) -> Extract | Failure:
    """Read a page; what belongs to the site is kept as boilerplate."""
    text, _encoding = decode(data, sniff(data))
    if not text.strip():
        return _failure(Reason.EMPTY, f"{name} holds nothing but white space")
    page = tree.parse(text)
    walk = segments(page.root)
    found = list(while_left(TIME_KEPT, walk))
    read = f"{len(found)} paragraphs" if next(walk, None) else page.read
    roles = maintext.roles(found)
    levels = styled.headings(found, page.named("style"))
    blocks = place(_blocks(found, roles, levels)) or place(_title_only(page))
    if not blocks:
        return _failure(Reason.EMPTY, f"{name} has no text that a reader would see")
    claims = (*shown_claims.claims(page, found, roles), *page_claims.claims(page))
    notes = (CUT.format(read),) if read else ()
    return Extract(MEDIA_TYPE, READER, blocks, tuple(dict.fromkeys(claims)), notes=notes)


def flow(data: bytes) -> Iterator[Block]:
    """Yield the blocks of a page that no site is around: a book's chapter, the body of a mail.

    DamagedError comes after the blocks of a page that is too long to be read whole.
    """
    text, _encoding = decode(data, sniff(data))
    page = tree.parse(text)
    yield from (_block(segment, segment.role) for segment in segments(page.root))
    if page.read:
        raise DamagedError(CUT.format(page.read), Reason.TOO_BIG)


def _blocks(
    found: Sequence[Segment], roles: Sequence[Role], levels: Mapping[int, int]
) -> Iterator[Block]:
    """Yield the blocks; what is set as a heading is one, once it is known to be the document's."""
    for number, (segment, role) in enumerate(zip(found, roles, strict=True)):
        if role is Role.BODY and number in levels:
            yield Block(part_mark(clean_lines(segment.text)), Role.HEADING, level=levels[number])
        else:
            yield _block(segment, role)


def _title_only(page: Page) -> list[Block]:
    """Return the tab's title of a page that shows nothing else: its text comes by script."""
    title = next(iter(page.named("title")), None)
    text = clean_lines(" ".join(tree.strings(title))) if title else ""
    return [Block(text, Role.HEADING, level=1)] if title else []


def _block(segment: Segment, role: Role) -> Block:
    level = segment.level if role is Role.HEADING else 0
    return Block(part_mark(clean_lines(segment.text)), role, level=level)


def _failure(reason: Reason, detail: str) -> Failure:
    return Failure(reason, detail, MEDIA_TYPE, READER)
