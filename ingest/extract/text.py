"""A plain text file's bytes -> its paragraphs with roles, and what it says of itself."""

from __future__ import annotations

import re

from ingest.extract.encoding import decode
from ingest.extract.placing import place
from ingest.models import Block, Claim, Extract, Failure, Reason, Role

READER = "text/1"
MEDIA_TYPE = "text/plain"
MAX_TITLE_CHARS = 200

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")


def extract(data: bytes, name: str) -> Extract | Failure:
    """Read paragraphs; a short first line with nothing but space under it is the title."""
    text, _encoding = decode(data)
    if not text.strip():
        return Failure(Reason.EMPTY, f"{name} holds nothing but white space", MEDIA_TYPE, READER)
    paragraphs = [part.strip() for part in _BLANK_LINE.split(text.strip())]
    title = paragraphs[0] if _is_title(paragraphs) else ""
    blocks = [Block(part) for part in paragraphs]
    claims: tuple[Claim, ...] = ()
    if title:
        blocks[0] = Block(title, Role.HEADING, level=1)
        claims = (Claim("title", title, "first line"),)
    return Extract(MEDIA_TYPE, READER, place(blocks), claims)


def _is_title(paragraphs: list[str]) -> bool:
    first = paragraphs[0]
    return len(paragraphs) > 1 and "\n" not in first and len(first) <= MAX_TITLE_CHARS
