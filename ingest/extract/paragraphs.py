"""What stands in a paragraph of a word processor, with its style -> the block it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.clean import clean, clean_lines
from ingest.extract import style_names
from ingest.extract.xmlpart import Element
from ingest.models import Block, Role


@dataclass(slots=True)
class Inline:
    """What is read of one paragraph."""

    parts: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)  # text boxes, read after the paragraph
    notes: list[Block] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What the parts make together, with the paragraph's own line breaks."""
        return lines("".join(self.parts))


def block(text: str, *, level: int = 0, style: str = "", marker: str = "") -> Block:
    """Return a paragraph as a heading where its level says so, else as what its style is for."""
    if level and len(text) <= style_names.MAX_HEADING_CHARS:
        return Block(clean(f"{marker} {text}"), Role.HEADING, level=level)
    role = Role.CAPTION if style_names.is_caption(style) else Role.BODY
    return Block(f"{marker} {text}".strip(), role)


def lines(text: str) -> str:
    """Return the text of a paragraph with its own line breaks, spaces made plain."""
    squeezed = (" ".join(line.split()) for line in clean_lines(text).split("\n"))
    return "\n".join(line for line in squeezed if line)
