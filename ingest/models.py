"""The values that flow through reading: bytes become an Extract, an Extract becomes a Document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a block is on its page. Later knowledge changes roles; it never cuts text."""

    BODY = "body"
    HEADING = "heading"
    TABLE = "table"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    REPEATED = "repeated"  # the same on many pages: running headers, footers, menus
    BOILERPLATE = "boilerplate"  # belongs to the site, not to the document
    FORM = "form"  # the value of a form field
    OCR = "ocr"  # read from a picture of the page


SHOWN_ROLES = frozenset(Role) - {Role.REPEATED, Role.BOILERPLATE}
"""The roles that make up a document's text."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or table, as read."""

    text: str
    role: Role = Role.BODY
    page: int | None = None  # the PDF sheet, slide or sheet, from 1; None where there are no pages
    offset: int = 0  # where the text begins in its page, counted over blocks of every role
    level: int = 0  # of a heading: 1 is the highest; 0 for other roles


class Kind(StrEnum):
    """What sort of publication a document is."""

    REPORT = "rapport"
    PRESS_RELEASE = "pressmeddelande"
    GUIDELINE = "riktlinje"
    NEWS = "nyhet"
    RESEARCH = "forskning"
    LAW = "lag och förarbete"
    ASSIGNMENT = "uppdrag och beslut"
    STATISTICS = "statistik"
    EDUCATION = "utbildning"
    OTHER = "övrigt"


class Precision(StrEnum):
    """How much of a date is known."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date as precisely as it was given, held as its last and first day (it orders by the last).

    Build it with `PartialDate.of(2019, 5)`; `str` gives "2019", "2019-05" or "2019-05-08".
    """

    last: date
    first: date
    precision: Precision = Precision.DAY

    @classmethod
    def of(cls, year: int, month: int | None = None, day: int | None = None) -> PartialDate:
        """Return the year, the month of it or the day of it; ValueError where there is no such."""
        if month is None:
            return cls(date(year, 12, 31), date(year, 1, 1), Precision.YEAR)
        if day is None:
            following = date(year + month // 12, month % 12 + 1, 1)
            last = date.fromordinal(following.toordinal() - 1)
            return cls(last, date(year, month, 1), Precision.MONTH)
        return cls(date(year, month, day), date(year, month, day), Precision.DAY)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read "2019", "2019-05" or "2019-05-08"; ValueError for anything else."""
        parts = text.split("-")
        if [len(part) for part in parts] not in ([4], [4, 2], [4, 2, 2]):
            message = f"{text!r} is not a date like 2019, 2019-05 or 2019-05-08"
            raise ValueError(message)
        return cls.of(*(int(part) for part in parts))

    def __str__(self) -> str:
        return self.first.isoformat()[: {"year": 4, "month": 7, "day": 10}[self.precision]]


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number a publication is known by."""

    scheme: str  # "SOU", "Prop.", "ISBN", "Dnr", "dok_id" …
    value: str  # in the scheme's own normal form: "SOU 2016:70", "978-91-38-24513-2"
    valid: bool = True  # False where a check digit or the form is wrong; kept as printed


@dataclass(frozen=True, slots=True)
class Claim:
    """A value that a reader found for a metadata field, before it is weighed against others."""

    field: str  # "title", "published", "updated", "publisher", "language", "identifier", "url" …
    value: str  # as it stood in the file
    origin: str  # where it stood: "meta DC.Date", "PDF information", "front matter", "h1" …


@dataclass(frozen=True, slots=True)
class Outline:
    """One entry of a document's own table of contents."""

    title: str
    level: int  # from 1
    page: int | None


@dataclass(frozen=True, slots=True)
class Member:
    """A file that lies in another: an attachment, a file in an archive."""

    path: str  # in the file it lies in, with "/" between folders
    sha256: str | None  # of its content; None where it is locked or damaged
    media_type: str | None  # what its content looks like, where that is known


@dataclass(frozen=True, slots=True)
class Extract:
    """What a reader got out of one file's bytes."""

    media_type: str  # what the content is, whatever the file is called
    reader: str  # name and version, so that a better reader can ask to read again
    blocks: tuple[Block, ...]
    claims: tuple[Claim, ...] = ()
    pages: int | None = None  # None where the format has no pages
    unread: int = 0  # of them: those after the last for which there was time or room
    page_labels: tuple[str, ...] = ()  # printed page numbers by sheet, empty where there are none
    outline: tuple[Outline, ...] = ()
    notes: tuple[str, ...] = ()  # what was not as it should be, though the text was read
    members: tuple[Member, ...] = ()  # files in it, which become documents of their own

    @property
    def shows_text(self) -> bool:
        """Whether any of it makes up a document's text."""
        return any(block.role in SHOWN_ROLES for block in self.blocks)


class Reason(StrEnum):
    """Why a file did not become a document. Every file ends in text or in one of these."""

    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    BOMB = "bomb"
    NO_TEXT_LAYER = "no text layer"
    EMPTY = "empty"
    WRONG_TYPE = "wrong type"  # the content is of another type than anything the name can mean
    UNSUPPORTED = "unsupported"
    TOO_BIG = "too big"
    TIMEOUT = "timeout"
    CRASHED = "crashed worker"
    UNREADABLE = "unreadable"  # the file system refused: permissions, a broken disk
    BAD_SIDECAR = "bad sidecar"  # the .toml beside the file cannot be read


PASSING = frozenset({Reason.TIMEOUT, Reason.CRASHED, Reason.UNREADABLE})
"""Reasons that may lie with the machine; such a file is tried again at the next pass."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one file did not come in: a value in the stream, never an exception."""

    reason: Reason
    detail: str  # one English sentence for the log and the command line
    media_type: str | None = None  # what the content looked like, where that was known
    reader: str = ""  # who gave up: name and version


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a metadata value came from, and how sure it is."""

    source: str  # "sidecar", "folder", "meta DC.Date", "text", "file name" …
    certainty: float = 1.0  # 0 to 1; a coordinator's word is 1


BROADER = "broader"
"""Why a document has a topic that it was not given itself: it has one under it."""
RULE = "rule"
"""Why a document has a topic: it meets the topic's rule."""
REFUSED = "refused"
"""Why a document has not got a topic: its sidecar says so."""


@dataclass(frozen=True, slots=True)
class TopicLink:
    """One topic of a document, with why it has it."""

    topic: str  # the topic's id in topics.toml
    reason: str  # "folder", "sidecar", "title", "heading" … RULE or BROADER
    words: tuple[str, ...] = ()  # the parts of the rule that did it: "titel:sexköp"


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a document besides its text. Holes are filled once, here."""

    title: str
    published: PartialDate | None = None
    updated: PartialDate | None = None
    publisher: str | None = None  # who gave it out
    originator: str | None = None  # whose report or decision a news item is about
    authors: tuple[str, ...] = ()  # people, given name first
    summary: str | None = None  # in its own words, plain text
    kind: Kind = Kind.OTHER
    language: str = "sv"  # ISO 639-1
    topics: tuple[TopicLink, ...] = ()
    not_topics: tuple[str, ...] = ()  # those that its sidecar refuses, by id
    identifiers: tuple[Identifier, ...] = ()
    url: str | None = None
    replaces: str | None = None  # an identifier or path of the edition this one replaces
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    repealed_by: str | None = None
    repealed: str | None = None  # the words of its own that say it is no longer in force
    also_at: tuple[str, ...] = ()  # other addresses of the same text
    withdrawn: PartialDate | None = None  # when the publisher took it back
    removed: PartialDate | None = None  # when its publisher had it no more
    origins: Mapping[str, Origin] = field(default_factory=lambda: MappingProxyType({}))

    def is_repealed(self, today: date) -> bool:
        """Tell whether it is no longer in force; what ends on a day to come holds until then."""
        if self.valid_to:
            return self.valid_to.last < today
        return bool(self.repealed or self.repealed_by)

    @property
    def own_topics(self) -> tuple[TopicLink, ...]:
        """The topics it was given, without the broader ones that follow from them."""
        return tuple(link for link in self.topics if link.reason != BROADER)


@dataclass(frozen=True, slots=True)
class Document:
    """One file or pulled record, read: what the catalogue holds and the index is made of."""

    id: str  # short digest of the first content held; stays through edits, renames and moves
    path: str  # below the corpus folder, with "/" between folders
    sha256: str  # of the content now held
    media_type: str
    metadata: Metadata
    blocks: tuple[Block, ...]
    pages: int | None = None
    page_labels: tuple[str, ...] = ()
    outline: tuple[Outline, ...] = ()
    notes: tuple[str, ...] = ()  # what was not as it should be: its name promises another format
    added: datetime | None = None  # when it first came in, UTC
    newer: str | None = None  # the id of the newest edition of the same work, where it is another
    copy_of: str | None = None  # the id of what is shown first of those with the same text

    def has_page(self, page: int | None) -> bool:
        """Tell whether it has this page; what has no pages has none."""
        return page is not None and 1 <= page <= (self.pages or 0)

    def page_label(self, page: int | None) -> str | None:
        """Return the printed number of a page; None where it has none other than the sheet's."""
        if not page or page > len(self.page_labels):
            return None
        label = self.page_labels[page - 1]
        return label if label not in {"", str(page)} else None


@dataclass(frozen=True, slots=True)
class Change:
    """One step of the collection's history: what a document is from this revision on."""

    revision: int
    document_id: str
    document: Document | None  # None: it is no longer in the collection
