"""A fetched part and what its source says of it -> a file and its sidecar below corpus/pulled/."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from ingest.errors import PullError
from ingest.extract import sniff
from ingest.pull import label as labels
from ingest.pull.originals import Originals
from wholefile import replacing

FOLDER = "pulled"
MAX_SLUG_CHARS = 60
EXTENSIONS = {media_type: extension for extension, media_type in reversed(sniff.EXTENSIONS.items())}

DOCUMENTS = frozenset(
    {sniff.DOCX, sniff.PPTX, sniff.XLSX, sniff.ODT, sniff.ODS, sniff.ODP, sniff.EPUB, sniff.ZIP}
)
"""Formats that no program writes as a web page; Word does under .doc (`sniff.WRITTEN_AS`)."""


def is_not_what_it_promises(data: bytes, address: str, media_type: str) -> bool:
    """Tell whether a page came where a document was promised, or no PDF where one was.

    Of other documents only a page in their place is sure: each has several forms.
    """
    promises = {sniff.promised(urlsplit(address).path), media_type or None}
    found = sniff.sniff(data)
    if sniff.PDF in promises:
        return found != sniff.PDF
    return found == sniff.HTML and not promises.isdisjoint(DOCUMENTS)


def file_name(source: str, address: str, data: bytes) -> str:
    """Return the name of a part's file: readable, and the same as long as address and type are."""
    parts = urlsplit(address)
    last = unquote(parts.path).rstrip("/").rsplit("/", 1)[-1]
    found = sniff.recognise(data, last)
    asked = (value for _, value in parse_qsl(parts.query))  # "/resolve?urn=…": its name is there
    stem = " ".join((re.sub(r"\.[a-z0-9]{2,5}$", "", last, flags=re.IGNORECASE), *asked))
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_SLUG_CHARS].strip("-") or "sida"
    digest = hashlib.sha256(address.encode()).hexdigest()[:8]
    return f"{FOLDER}/{source}/{slug}-{digest}{EXTENSIONS.get(found, '.bin')}"


def label(path: Path, said: Mapping[str, object], written: str | None) -> str:
    """Bring a file's sidecar up to what is said; return our lines of it, for the next time."""
    with _on_disk(path):
        return labels.put(path, said, written)


def place(path: Path, data: bytes, originals: Originals) -> bool:
    """Write a file over an edition that we wrote; False where what lies there is a person's."""
    with _on_disk(path):
        there = path.read_bytes() if path.exists() else data
        if there != data and not originals.path(hashlib.sha256(there).hexdigest()).exists():
            return False
        with replacing(path) as file:
            file.write(data)
        return True


@contextmanager
def _on_disk(path: Path) -> Iterator[None]:
    """Make a file's folder; PullError where nothing can be written there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise PullError(f"{path} cannot be written ({error.strerror}); see to the disk") from error
