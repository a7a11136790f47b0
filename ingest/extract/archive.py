"""The bytes of a ZIP that is no document -> why it is not read: what it holds is for the folder.

Everything in it is unpacked within bounds and thrown away, so that a bomb, a password or damage is
told before anybody unpacks it by hand.
"""

from __future__ import annotations

from ingest.extract.package import Package
from ingest.extract.refusal import refusing
from ingest.models import Extract, Failure, Reason

READER = "zip/1"
MEDIA_TYPE = "application/zip"
FREE_BYTES = 100_000
"""Less than a document gets: a person is about to unpack this, and no reader loses by a doubt."""
ADVICE = "this is an archive (.zip): unpack it and drop the files"


@refusing(MEDIA_TYPE, READER)
def extract(data: bytes, name: str) -> Extract | Failure:  # noqa: ARG001 - every reader's signature
    """Say what to do with an archive."""
    package = Package(data, free_bytes=FREE_BYTES)
    for member in package:
        package.read(member)
    return Failure(Reason.UNSUPPORTED, ADVICE, MEDIA_TYPE, READER)
