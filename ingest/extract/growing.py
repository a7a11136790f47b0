"""The chunks of a package's XML part -> the elements of its body, one at a time.

A Word document of 170 MB of XML is so read in 50 MB of memory, where its tree would take 2 GB.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree

from ingest.extract import xmlpart
from ingest.extract.refusal import DamagedError
from ingest.extract.xmlpart import Element, local
from ingest.models import Reason
from ingest.time_left import seconds_left

MAX_HELD_BYTES: Final = 18_000_000
"""Of one element, as text: a table's rows take as much again as its tree until they are told apart.
One of 600 000 short rows came to 495 MB with 25 million."""
TIME_KEPT: Final = 0.4
"""The share of a file's time that is kept for what follows the reading of its body."""


class Growing:
    """A part that is parsed as it is unpacked; at first as far as the element at a path."""

    def __init__(self, chunks: Iterable[bytes], *path: str) -> None:
        """Take names from the root on; RefusedError as `xmlpart.parse` raises it."""
        self._chunks = _checked(chunks)
        self._path = path
        name = f"{{*}}{path[-1]}"
        self._parser = etree.XMLPullParser(("start",), tag=name, **xmlpart.SAFELY)
        self._held = 0  # bytes that were parsed and are not given out yet
        self._kept = seconds_left() * TIME_KEPT
        self.body: Element | None = None  # what is at the path; None where nothing is
        self._damage: DamagedError | None = None
        while self.body is None and self._grow():
            pass
        if self._damage and self.body is None:
            raise self._damage

    @property
    def root(self) -> Element | None:
        """The root, with all that stands before the body."""
        return None if self.body is None else self.body.getroottree().getroot()

    def elements(self) -> Iterator[Element]:
        """Yield what is in the body, each element gone when the next is asked for.

        DamagedError where it breaks off: `TOO_BIG` when the time is up, or where one element is
        more than can be held. What had come by then is yielded before.
        """
        if self.body is None:
            return
        while self._grow():
            while len(self.body) > 1:  # the last one may not be whole yet
                yield self.body[0]
                del self.body[0]
                self._held = 0
        yield from self.body
        if self._damage:
            raise self._damage

    def _grow(self) -> bool:
        """Parse one more chunk; return whether there may be others."""
        if self._damage:
            return False
        if self._held > MAX_HELD_BYTES or seconds_left() < self._kept:
            self._damage = DamagedError("it is longer than can be read", Reason.TOO_BIG)
            return False
        chunk = None
        try:
            chunk = next(self._chunks, None)
            self._parser.close() if chunk is None else self._parser.feed(chunk)
        except etree.XMLSyntaxError as error:
            self._damage = xmlpart.no_xml(error)
        except DamagedError as error:
            self._damage = error
        self._held += len(chunk or b"")
        for _, element in self._parser.read_events():
            if self.body is None and self._is_at_path(element):
                xmlpart.refuse_hidden_document_type(element)
                self.body = element
        return chunk is not None

    def _is_at_path(self, element: Element) -> bool:
        names = (local(each) for each in (element, *element.iterancestors()))
        return tuple(names) == self._path[::-1]


def _checked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    for number, chunk in enumerate(chunks):
        if number == 0:
            xmlpart.refuse_document_type(chunk)
        yield chunk
