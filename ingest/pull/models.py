"""The values that flow through pulling: an address becomes an outcome, an answer becomes Items."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ingest.models import Identifier, Kind, PartialDate


class Trouble(StrEnum):
    """Why an address was not fetched."""

    FORBIDDEN = "forbidden address"
    ROBOTS = "robots.txt says no"
    WALL = "wall"  # 401, 403 or a page that asks for a person; never evaded
    MISSING = "missing"  # 404, 410
    BUSY = "busy"  # 429, 503 and their like, after every try
    UNREACHABLE = "unreachable"
    BROKEN = "broken answer"  # cut off, or not the HTTP it claims to be
    TOO_BIG = "too big"
    TOO_SLOW = "too slow"
    REDIRECTS = "redirects without end"
    REFUSED = "refused"  # any other answer that brings nothing


PASSING = frozenset({Trouble.BUSY, Trouble.UNREACHABLE, Trouble.BROKEN, Trouble.TOO_SLOW})
"""Troubles that may be gone in an hour."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us to ask "has it changed?" with: opaque, sent back as it came."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer with a body, whole."""

    address: str  # the last one of the chain
    chain: tuple[str, ...]  # every address asked, in order
    data: bytes
    headers: Mapping[str, str]  # names in lower case
    at: datetime  # UTC

    @property
    def sha256(self) -> str:
        """The digest of the body."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def media_type(self) -> str:
        """What the server says it is; "" where it says nothing."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def validators(self) -> Validators:
        """What to ask with next time."""
        return Validators(self.headers.get("etag"), self.headers.get("last-modified"))


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The server says that it is as it was."""

    address: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Failed:
    """Nothing came; a value, never an exception."""

    address: str
    trouble: Trouble
    detail: str  # one English sentence
    status: int | None = None
    wait_seconds: float = 0  # the server asked to be left alone for this long


Outcome = Fetched | Unchanged | Failed
Get = Callable[[str], Outcome]
"""How a connector asks for an address; the caller knows hosts, limits and validators."""


@dataclass(frozen=True, slots=True)
class Item:
    """What a source says of one thing it has published."""

    key: str  # the source's own name for it: guid, OAI identifier, dok_id; else its address
    address: str  # where people read it; "" for a tombstone
    title: str = ""
    published: PartialDate | None = None
    updated: PartialDate | None = None
    summary: str = ""  # plain text
    identifiers: tuple[Identifier, ...] = ()
    page: str | None = None  # where its text is fetched; None where only attachments are
    record: str = ""  # what the source's own record of it says, where its page comes without text
    attachments: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()  # given names first
    publisher: str = ""
    kind: Kind | None = None
    deleted: bool = False  # the source says so
    provisional: bool = False  # announced and not out yet: to be asked for again
