"""A fetched part and what its source says of it -> a file and its sidecar below corpus/pulled/."""

from __future__ import annotations

import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ingest import sidecar
from ingest.errors import PullError
from ingest.extract import sniff

FOLDER = "pulled"
EDITIONS = ".editions"
"""Where earlier contents are kept, by digest; a hidden folder, so they are no documents."""
MAX_SLUG_CHARS = 60
EXTENSIONS = {media_type: extension for extension, media_type in reversed(sniff.EXTENSIONS.items())}


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a part lies now."""

    name: str  # below the corpus folder
    sidecar: str | None  # digest of the sidecar as we wrote it; None where it is a person's


def is_not_what_it_promises(data: bytes, address: str, media_type: str) -> bool:
    """Tell whether a page came where a document was promised."""
    promises = {sniff.promised(urlsplit(address).path), media_type or None}
    return sniff.PDF in promises and sniff.sniff(data) != sniff.PDF


def file_name(source: str, address: str, data: bytes) -> str:
    """Return the name of a part's file: readable, and the same as long as address and type are."""
    path = unquote(urlsplit(address).path).rstrip("/")
    last = path.rsplit("/", 1)[-1]
    found = sniff.recognise(data, last)
    stem = re.sub(r"\.[a-z0-9]{2,5}$", "", last, flags=re.IGNORECASE)
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_SLUG_CHARS].strip("-") or "sida"
    digest = hashlib.sha256(address.encode()).hexdigest()[:8]
    return f"{FOLDER}/{source}/{slug}-{digest}{EXTENSIONS.get(found, '.bin')}"


def place(
    corpus: Path, name: str, data: bytes, *, said: Mapping[str, object], written: str | None
) -> Placed:
    """Write a part and its sidecar; keep what lay there under its digest.

    `written` is the digest of the sidecar as we last wrote it: one that is otherwise now, or gone,
    is a person's, and stays as it is. PullError where the folder cannot be written.
    """
    path = corpus / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _keep_edition(path, data)
        ours = _place_sidecar(sidecar.beside(path), said, written)
        _replace(path, data)
    except OSError as error:
        raise PullError(f"{path} cannot be written ({error.strerror}); see to the disk") from error
    return Placed(name, ours)


def _place_sidecar(path: Path, said: Mapping[str, object], written: str | None) -> str | None:
    text = "".join(f"{key} = {_toml(value)}\n" for key, value in said.items() if value)
    data = text.encode()
    there = path.read_bytes() if path.exists() else None
    untouched = (
        there is None if written is None else there is not None and _digest(there) == written
    )
    if there == data:
        return _digest(data)
    if not untouched:
        return None
    _replace(path, data)
    return _digest(data)


def _toml(value: object) -> str:
    """Return a text or a list of texts as TOML, whose strings are JSON's but for one character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _keep_edition(path: Path, data: bytes) -> None:
    if not path.exists():
        return
    before = path.read_bytes()
    if before == data:
        return
    kept = path.parent / EDITIONS / f"{_digest(before)}{path.suffix}"
    kept.parent.mkdir(exist_ok=True)
    if not kept.exists():
        _replace(kept, before)


def _replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; what is not done yet is hidden from reading."""
    passing = path.with_name(f".{path.name[-200:]}.part")
    with passing.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    passing.replace(path)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
