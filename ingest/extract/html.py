"""A web page's bytes -> its blocks with roles, and what the page says of itself."""

from __future__ import annotations

from dataclasses import replace

from bs4 import BeautifulSoup

from ingest.extract import maintext
from ingest.extract.encoding import decode, sniff
from ingest.extract.placing import place
from ingest.extract.segments import Segment, segments
from ingest.models import Block, Extract, Failure, Reason, Role

READER = "html/1"
MEDIA_TYPE = "text/html"
MAX_CHARS = 30_000_000
"""The longest page that is read; the longest law with all its notes is under 5 million."""


def extract(data: bytes, name: str) -> Extract | Failure:
    """Read a page; what belongs to the site is kept as boilerplate."""
    text, _encoding = decode(data, sniff(data))
    if not text.strip():
        return _failure(Reason.EMPTY, f"{name} holds nothing but white space")
    if len(text) > MAX_CHARS:
        return _failure(Reason.TOO_BIG, f"{name} is longer than {MAX_CHARS} characters")
    page = BeautifulSoup(text, "lxml")
    found = list(segments(page))
    blocks = place(
        _block(segment, role) for segment, role in zip(found, maintext.roles(found), strict=True)
    )
    if not blocks:
        return _failure(Reason.EMPTY, f"{name} has no text that a reader would see")
    return Extract(MEDIA_TYPE, READER, blocks)


def _block(segment: Segment, role: Role) -> Block:
    level = segment.level if role is Role.HEADING else 0
    return replace(Block(segment.text, role), level=level)


def _failure(reason: Reason, detail: str) -> Failure:
    return Failure(reason, detail, MEDIA_TYPE, READER)
