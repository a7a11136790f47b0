"""A web page's bytes -> its blocks with roles, and what the page says of itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ingest.clean import clean_lines, part_mark
from ingest.extract import maintext, page_claims, shown_claims, styled, tree
from ingest.extract.encoding import decode, sniff
from ingest.extract.placing import place
from ingest.extract.refusal import RefusedError
from ingest.extract.segments import Segment, segments
from ingest.extract.tree import Page
from ingest.models import Block, Extract, Failure, Reason, Role

READER = "html/3"
MEDIA_TYPE = "text/html"
CUT = f"only its first {tree.MAX_ELEMENTS} elements were read: split it into shorter files"
MAX_CHARS = 30_000_000
"""The longest page that is read; the longest law with all its notes is under 5 million."""


def extract(data: bytes, name: str) -> Extract | Failure:
    """Read a page; what belongs to the site is kept as boilerplate."""
    text, _encoding = decode(data, sniff(data))
    if not text.strip():
        return _failure(Reason.EMPTY, f"{name} holds nothing but white space")
    if len(text) > MAX_CHARS:
        return _failure(Reason.TOO_BIG, f"{name} is longer than {MAX_CHARS} characters")
    page = tree.parse(text)
    found = list(segments(page.root))
    roles = maintext.roles(found)
    levels = styled.headings(found, page.named("style"))
    blocks = place(_blocks(found, roles, levels)) or place(_title_only(page))
    if not blocks:
        return _failure(Reason.EMPTY, f"{name} has no text that a reader would see")
    claims = (*shown_claims.claims(page, found, roles), *page_claims.claims(page))
    notes = () if page.is_whole else (CUT,)
    return Extract(MEDIA_TYPE, READER, blocks, tuple(dict.fromkeys(claims)), notes=notes)


def flow(data: bytes) -> Iterator[Block]:
    """Yield the blocks of a page that no site is around: a book's chapter, the body of a mail."""
    text, _encoding = decode(data, sniff(data))
    if len(text) > MAX_CHARS:
        raise RefusedError(Reason.TOO_BIG, f"a page in it is longer than {MAX_CHARS} characters")
    page = tree.parse(text)
    if not page.is_whole:
        detail = f"a page in it has more than {tree.MAX_ELEMENTS} elements"
        raise RefusedError(Reason.TOO_BIG, detail)
    return (_block(segment, segment.role) for segment in segments(page.root))


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
