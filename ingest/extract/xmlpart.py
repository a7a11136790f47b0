"""The bytes of a package's XML part -> its tree, parsed without entities, files or network."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

from lxml import etree

from ingest.extract.refusal import DamagedError, RefusedError
from ingest.models import Reason

Element: TypeAlias = etree._Element

MAX_PART_BYTES = 25_000_000
"""Of a tree, as text. As a tree it takes up to 13 times that (55 MB of a Word document as Word
writes it took 690), so with more a worker would run out of memory."""

_DOCTYPE = re.compile(rb"(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL)
_ENTITY = re.compile(rb"<!ENTITY\s+(?:%\s+)?\S+\s+[\"']")
_HEAD_BYTES = 100_000
SAFELY: Final = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "collect_ids": False,  # LibreOffice has written the same xml:id twice
    "remove_comments": True,
    "remove_pis": True,
}
"""How lxml's parsers are made."""


def parse(data: bytes) -> Element:
    """Return the root; RefusedError for what is not well-formed or has a document type.

    No format of ours has one in its parts: it can only define entities, to blow up or to fetch.
    """
    if len(data) > MAX_PART_BYTES:
        detail = f"a part of it is larger than {MAX_PART_BYTES} bytes"
        raise DamagedError(detail, Reason.TOO_BIG)
    refuse_document_type(data)
    try:
        root = etree.fromstring(data, etree.XMLParser(**SAFELY))
    except etree.XMLSyntaxError as error:
        raise no_xml(error) from error
    refuse_hidden_document_type(root)
    return root


def local(element: Element) -> str:
    """Return an element's name without its namespace, which differs between editions."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """Return an attribute in its element's own namespace or in none; "" where there is none."""
    space = str(element.tag).rpartition("}")[0]
    value = element.get(f"{space}}}{name}") if space else None
    return str(element.get(name, "") if value is None else value)


def child(element: Element | None, *path: str) -> Element | None:
    """Return the first child with a name, below it the next, and so on."""
    for name in path:
        if element is None:
            return None
        element = next((each for each in element if local(each) == name), None)
    return element


def defines_entities(data: bytes) -> bool:
    """Return whether a document type in the first bytes defines entities."""
    head = data[:_HEAD_BYTES]
    return bool(_DOCTYPE.match(head) and _ENTITY.search(head))


def refuse_document_type(data: bytes) -> None:
    """Raise RefusedError where the first bytes of a part have a document type."""
    head = data[:_HEAD_BYTES]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head[:4]:
        head = head.replace(b"\0", b"").lstrip(b"\xff\xfe")  # UTF-16: the letters of ASCII remain
    head = head.removeprefix(b"\xef\xbb\xbf")
    if _DOCTYPE.match(head):
        reason = Reason.BOMB if defines_entities(head) else Reason.CORRUPT
        raise RefusedError(reason, "a part of it defines entities or has a document type")


def refuse_hidden_document_type(root: Element) -> None:
    """Look once more when it is parsed: it may stand behind an encoding unknown to us."""
    if root.getroottree().docinfo.internalDTD is not None:
        raise RefusedError(Reason.CORRUPT, "a part of it has a document type")


def no_xml(error: etree.XMLSyntaxError) -> DamagedError:
    """Return what is raised where the parser gives up."""
    return DamagedError(f"a part of it is no XML: {error}"[:300])
