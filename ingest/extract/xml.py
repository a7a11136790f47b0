"""An XML file's bytes -> the text of its elements: feeds that were saved, articles, statistics."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from lxml import etree

from ingest.clean import clean
from ingest.extract import html, stamps, xmlpart
from ingest.extract.encoding import decode, sniff
from ingest.extract.placing import CUT, place
from ingest.extract.refusal import RefusedError, refusing
from ingest.models import Block, Claim, Extract, Failure, Reason, Role

READER = stamps.XML
MEDIA_TYPE = "application/xml"
_DECLARATION = re.compile(r"[\ufeff\s]*(?:<\?xml\b[^>]*>)?\s*")
HEADINGS = frozenset({"title", "titel", "head", "heading", "rubrik"})
CLAIMED = {"datum": "published", "date": "published", "pubdate": "published"}
"""Elements of a record that say what a document's field is, by their names in small letters."""
NUMBERED = frozenset({"dok_id", "isbn", "issn", "doi", "dnr", "diarienummer"})
"""Elements whose name is what a line would have before the number in them."""
MAX_VALUE_CHARS = 100  # of such an element; a longer one is text


@refusing(MEDIA_TYPE, READER)
def extract(data: bytes, _name: str) -> Extract | Failure:
    """Read the text of every element; the first title is the document's.

    What is damaged is read as far as it can be; what defines entities is refused.
    """
    text, _encoding = decode(data[: xmlpart.MAX_PART_BYTES], sniff(data))
    content = _DECLARATION.sub("", text, count=1).encode("utf-8", "replace")
    root = _parse(content)
    blocks = [] if root is None else place(_blocks(root))
    titles = [block.text for block in blocks if block.role is Role.HEADING][:1]
    claims = (Claim("title", each, "title") for each in titles)
    dates = () if root is None else _claims(root)
    notes = (
        (CUT.format(f"{xmlpart.MAX_PART_BYTES} bytes"),)
        if len(data) > xmlpart.MAX_PART_BYTES
        else ()
    )
    return Extract(MEDIA_TYPE, READER, tuple(blocks), (*claims, *dates), notes=notes)


def _claims(root: xmlpart.Element) -> Iterator[Claim]:
    """Yield what the first element of each telling name says."""
    told: dict[str, Claim] = {}
    for element in root.iter(etree.Element):
        name = xmlpart.local(element).lower()
        text = (element.text or "").strip()
        if name in CLAIMED and 0 < len(text) <= MAX_VALUE_CHARS:
            told.setdefault(name, Claim(CLAIMED[name], text, name))
        elif name in NUMBERED and 0 < len(text) <= MAX_VALUE_CHARS:
            told.setdefault(name, Claim("identifier", f"{name} {text}", name))
    yield from told.values()


def _parse(content: bytes) -> xmlpart.Element | None:
    if xmlpart.defines_entities(content):
        raise RefusedError(Reason.BOMB, "it defines entities, which can grow without end or fetch")
    parser = etree.XMLParser(
        encoding="utf-8",  # decoded by us, whatever it declared
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise RefusedError(Reason.CORRUPT, f"it is no XML: {error}"[:300]) from error


def _blocks(root: xmlpart.Element) -> Iterator[Block]:
    """Yield a block for each element that has words of its own; elements inside it are its words.

    Nothing calls itself by depth.
    """
    trail = [iter((root,))]
    while trail:
        element = next(trail[-1], None)
        if element is None:
            trail.pop()
        elif not isinstance(element.tag, str):  # an entity, left as it stands
            continue
        elif _has_words(element):
            yield from _written(element)
        else:
            trail.append(iter(element))


def _has_words(element: xmlpart.Element) -> bool:
    texts = chain((element.text,), (each.tail for each in element))
    return any(text and text.strip() for text in texts)


def _written(element: xmlpart.Element) -> Iterator[Block]:
    """Yield an element's text; markup that was packed into it, as feeds do, is read as a page."""
    text = "".join(str(each) for each in element.itertext())
    if "</" in text and "<" in text:
        yield from html.flow(text.encode("utf-8"))
    elif xmlpart.local(element).lower() in HEADINGS:
        yield Block(clean(text), Role.HEADING, level=2 if element.getparent() is not None else 1)
    else:
        yield Block(clean(text))
