"""A question that found nothing -> counted by day, where the settings say so; who asked is unknown.

The key of the digests lies beside the catalogue and is in no backup: a copy alone tells nobody
whether a name was asked for.
"""

from __future__ import annotations

import os
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from ingest.catalogue import Catalogue
from ingest.errors import CatalogueError
from settings import Settings
from wholefile import replacing

KEY = "missed.key"
KEY_BYTES = 32


class Missed:
    """Counts questions in a thread of its own, so that no visitor waits for the disk."""

    def __init__(self, settings: Settings, catalogue: Catalogue) -> None:
        self._settings, self._catalogue = settings, catalogue
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="missed")

    def note(self, question: str) -> None:
        """Count a question that found nothing; where that is off, nothing is written."""
        text = " ".join(unicodedata.normalize("NFC", question).casefold().split())
        if self._settings.missed.count and text:
            self._writer.submit(self._write, text)

    def close(self) -> None:
        """Write what is still to be written."""
        self._writer.shutdown()

    def _write(self, text: str) -> None:
        # A busy, full or read-only disk costs a count and nothing else.
        with suppress(CatalogueError, OSError), self._catalogue.missing() as memory:
            digest = blake2b(text.encode(), key=_key(self._settings.state / KEY), digest_size=16)
            today = datetime.now(UTC).date()
            memory.note(digest.hexdigest(), text, today, self._settings.missed.asked_days)


def _key(path: Path) -> bytes:
    """Return the key of this collection, made when it is first needed.

    A file that a full disk or a power cut left empty is no key: without one, who has the catalogue
    can tell whether a name was asked for.
    """
    with suppress(FileNotFoundError):
        if len(key := path.read_bytes()) == KEY_BYTES:
            return key
    with replacing(path, 0o600) as file:
        file.write(os.urandom(KEY_BYTES))
    return path.read_bytes()
