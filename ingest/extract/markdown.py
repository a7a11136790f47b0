"""A Markdown file's bytes -> its blocks without the syntax, and its front matter as claims.

front matter -> lines -> blocks by how their lines begin -> emphasis, links and entities resolved
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from ingest.clean import clean
from ingest.extract import copied, front_matter, stamps
from ingest.extract.encoding import decode
from ingest.extract.inline import plain
from ingest.extract.placing import MAX_BLOCKS, place
from ingest.models import Block, Claim, Extract, Failure, Reason, Role

READER = stamps.MARKDOWN
MEDIA_TYPE = "text/markdown"

_HEADING = re.compile(r" {0,3}(?P<marks>#{1,6})(?:[ \t]+(?P<text>.*?))?(?:[ \t]#+)?")
_UNDERLINE = re.compile(r" {0,3}(?:(?P<first>=+)|-+)[ \t]*")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})")
_FENCE = re.compile(r"\s*(?P<fence>`{3,}(?=[^`]*$)|~{3,})")  # `a` may stand in a line of text
_QUOTE = re.compile(r"^(?: {0,3}> ?)+")
_ITEM = re.compile(r"\s*(?:(?P<bullet>[-*+])|(?P<number>\d{1,9}[.)]))[ \t]+(?P<text>\S.*)")
_FOOTNOTE = re.compile(r" {0,3}\[\^(?P<name>[^\]]+)\]:[ \t]*(?P<text>.*)")
_LINK_TARGET = re.compile(r" {0,3}\[[^^\]][^\]]*\]:[ \t]*\S+.*")
_TABLE_RULE = re.compile(r"(?=[ |:]*-)[ |:-]+")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.I)
_CELL = re.compile(r"(?<!\\)\|")


def extract(data: bytes, name: str) -> Extract | Failure:
    """Read Markdown; HTML in it is never rendered, its tags are left out."""
    text, _encoding = decode(data)
    parted = front_matter.part("\n".join(text.splitlines()))
    blocks = list(islice(_blocks(_COMMENT.sub("", parted.text)), MAX_BLOCKS + 1))
    if not blocks:
        detail = f"{name} holds nothing that can be read"
        return Failure(Reason.EMPTY, detail, MEDIA_TYPE, READER)
    judged = copied.judge(blocks)
    titles = [block.text for block in blocks if block.role is Role.HEADING and block.level == 1]
    claims = (*parted.claims, *(Claim("title", title, "h1") for title in titles[:1]))
    notes = (parted.note,) if parted.note else ()
    return Extract(MEDIA_TYPE, READER, place(judged.blocks), (*claims, *judged.claims), notes=notes)


@dataclass(slots=True)
class _Open:
    """The block whose lines are being read."""

    lines: list[str] = field(default_factory=list)
    role: Role = Role.BODY
    marker: str = ""
    level: int = 0

    def close(self) -> Iterator[Block]:
        """Yield the block, if it has any text, and be ready for the next."""
        text = _table(self.lines) if self.role is Role.TABLE else clean(plain(" ".join(self.lines)))
        if text:
            yield Block(self.marker + text, self.role, level=self.level)
        self.lines, self.role, self.marker, self.level = [], Role.BODY, "", 0


def _blocks(text: str) -> Iterator[Block]:
    current = _Open()
    fence = ""
    for line in text.split("\n"):
        fenced = _FENCE.match(line)
        if fenced and (not fence or line.strip() == fence):
            yield from current.close()
            fence = "" if fence else fenced["fence"]
        elif fence:
            yield from (Block(code),) if (code := clean(line)) else ()
        else:
            yield from _line(_QUOTE.sub("", line), current)
    yield from current.close()


def _line(line: str, current: _Open) -> Iterator[Block]:
    """Read one line outside code: it ends the open block, begins another or goes on with it."""
    if underline := _UNDERLINE.fullmatch(line) if _can_be_underlined(current) else None:
        current.role, current.level = Role.HEADING, 1 if underline["first"] else 2
        yield from current.close()
    elif not line.strip() or _RULE.fullmatch(line) or _LINK_TARGET.fullmatch(line):
        yield from current.close()
    elif heading := _HEADING.fullmatch(line.rstrip()):
        yield from current.close()
        yield from _Open([heading["text"] or ""], Role.HEADING, level=len(heading["marks"])).close()
    elif note := _FOOTNOTE.fullmatch(line):
        yield from current.close()
        current.lines, current.role = [note["text"]], Role.FOOTNOTE
        current.marker = f"[{note['name']}] "
    elif item := _ITEM.fullmatch(line):
        yield from current.close()
        current.lines = [item["text"]]
        current.marker = "• " if item["bullet"] else f"{item['number']} "
    elif line.lstrip().startswith("|") and current.role is not Role.TABLE:
        yield from current.close()
        current.lines, current.role = [line], Role.TABLE
    else:
        current.lines.append(line.strip())


def _can_be_underlined(current: _Open) -> bool:
    return bool(current.lines) and current.role is Role.BODY and not current.marker


def _table(lines: list[str]) -> str:
    rows = [
        _CELL.split(line.strip().strip("|")) for line in lines if not _TABLE_RULE.fullmatch(line)
    ]
    cells = ([clean(plain(cell)) for cell in row] for row in rows)
    return "\n".join(" | ".join(filter(None, row)) for row in cells if any(row))
