"""The bytes of a package's XML part -> its tree, parsed without entities, files or network."""

from __future__ import annotations

import re
from typing import TypeAlias

from lxml import etree

from ingest.extract.refusal import DamagedError, RefusedError
from ingest.models import Reason

Element: TypeAlias = etree._Element

MAX_PART_BYTES = 40_000_000
"""A tree takes about ten times its text; with more a worker would run out of memory."""

_DOCTYPE = re.compile(rb"(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL)
_ENTITY = re.compile(rb"<!ENTITY\s+(?:%\s+)?\S+\s+[\"']")
_HEAD_BYTES = 100_000


def parse(data: bytes) -> Element:
    """Return the root; RefusedError for what is not well-formed or has a document type.

    No format of ours has one in its parts: it can only define entities, to blow up or to fetch.
    """
    if len(data) > MAX_PART_BYTES:
        raise RefusedError(Reason.TOO_BIG, f"a part of it is larger than {MAX_PART_BYTES} bytes")
    _refuse_document_type(data)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        collect_ids=False,  # LibreOffice has written the same xml:id twice
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise DamagedError(f"a part of it is no XML: {error}"[:300]) from error
    if root.getroottree().docinfo.internalDTD is not None:  # behind an encoding unknown to us
        raise RefusedError(Reason.CORRUPT, "a part of it has a document type")
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


def _refuse_document_type(data: bytes) -> None:
    head = data[:_HEAD_BYTES]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head[:4]:
        head = head.replace(b"\0", b"").lstrip(b"\xff\xfe")  # UTF-16: the letters of ASCII remain
    head = head.removeprefix(b"\xef\xbb\xbf")
    if _DOCTYPE.match(head):
        reason = Reason.BOMB if defines_entities(head) else Reason.CORRUPT
        raise RefusedError(reason, "a part of it defines entities or has a document type")
