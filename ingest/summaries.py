"""What a document claims as its summary, and its blocks -> the summary in its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final

from ingest.claims import Claims
from ingest.models import Block, Origin, Role

MIN_CHARS: Final = 40
"""Less is a slogan: "Polisens webbplats" stands in the head of every page."""
MAX_CHARS: Final = 1200
_HEADING: Final = re.compile(
    r"(?:\d+(?:\.\d+)*\.?\s+)?(?:(?:kort )?sammanfattning(?: i korthet)?|i korthet|ingress|"
    r"(?:propositionens|skrivelsens|lagrådsremissens|promemorians) huvudsakliga innehåll|"
    r"abstract|(?:executive )?summary)",
    re.IGNORECASE,
)


def choose(claims: Claims, front: Sequence[Block], title: str) -> tuple[str, Origin] | None:
    """Return what is claimed as a summary, or what stands below a heading that says it is one."""
    for value, origin in claims.all("summary"):
        text = _shortened(" ".join(value.split()))
        if len(text) >= MIN_CHARS and text.casefold() != title.casefold():
            return text, origin
    text = _shortened(" ".join(_under_heading(front)))
    return (text, Origin("text", 0.8)) if len(text) >= MIN_CHARS else None


def _under_heading(blocks: Sequence[Block]) -> Iterator[str]:
    for number, block in enumerate(blocks):
        if block.role is Role.HEADING and _HEADING.fullmatch(block.text.strip(" .:")):
            below = takewhile(lambda one: one.role is not Role.HEADING, blocks[number + 1 :])
            yield from (" ".join(one.text.split()) for one in below if one.role is Role.BODY)
            return


def _shortened(text: str) -> str:
    """Return no more than a summary has, to the end of a sentence where there is one."""
    if len(text) <= MAX_CHARS:
        return text
    cut = text[:MAX_CHARS]
    end = max(cut.rfind(". "), cut.rfind("! "), cut.rfind("? "))
    return cut[: end + 1] if end >= MIN_CHARS else f"{cut.rsplit(' ', 1)[0]} …"
