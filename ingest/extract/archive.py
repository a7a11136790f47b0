"""The bytes of a ZIP that is no document -> the files in it, which are documents of their own.

Everything in it is unpacked within bounds and thrown away: a bomb is told before any of it is read.
"""

from __future__ import annotations

from functools import partial

from ingest.extract import stamps
from ingest.extract.members import Contents, first_refusal, listing, pathed
from ingest.extract.package import Archive
from ingest.extract.refusal import RefusedError
from ingest.extract.sniff import CONTENT_TYPES
from ingest.models import Extract, Failure, Reason

READER = stamps.ZIP
MEDIA_TYPE = "application/zip"
FREE_BYTES = 100_000
"""Less than a document gets: no reader loses by a doubt about what is only passed on."""


def extract(data: bytes, _name: str) -> Extract | Failure:
    """List the members; an archive of which nothing can be read is refused as its first member."""
    try:
        found = contents(data)
        members = tuple(listing(found))
        refused = None if any(one.sha256 for one in members) else first_refusal(found)
    except RefusedError as bad:
        refused = bad
    if refused:
        return Failure(refused.reason, refused.detail, MEDIA_TYPE, READER)
    if not members:
        return Failure(Reason.UNSUPPORTED, "no file lies in the archive", MEDIA_TYPE, READER)
    return Extract(MEDIA_TYPE, READER, (), members=members)


def contents(data: bytes) -> Contents:
    """Return what gives out each member; RefusedError where the archive must not be read."""
    package = Archive(data, free_bytes=FREE_BYTES)
    if CONTENT_TYPES in package:
        detail = "this is an office package of a kind that is not read: save it as PDF"
        raise RefusedError(Reason.UNSUPPORTED, detail)
    return pathed((member, partial(package.read, member)) for member in package)
