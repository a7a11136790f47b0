"""What is known of a pulled file and its sidecar as it stands -> the sidecar as it shall be.

A line that stands as we wrote it is ours, and follows what the source says. Every other line is a
person's: it stays, and what it says is not said again.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ingest import sidecar
from ingest.catalogue import PartRow, PartState
from ingest.errors import ForbiddenAddressError
from ingest.pull.identity import known_by
from wholefile import replacing

OF_FILES = ("published", "publisher", "kind")
"""What is said of a page and holds for the files that belong to it too."""


def said(holder: PartRow, parts: Sequence[PartRow], page: PartRow | None) -> dict[str, object]:
    """Return what a sidecar says: what the source says, and no guesses.

    `parts` are all whose file it is, each an address of it; `page` is what it belongs to.
    """
    told = _told(holder, page)
    first, *others = dict.fromkeys(_addresses(holder, parts))
    gone = {part.state for part in parts} <= {PartState.WITHDRAWN, PartState.REMOVED}
    since = f"{holder.missing:%Y-%m-%d}" if gone and holder.missing else ""
    is_withdrawn = holder.state is PartState.WITHDRAWN
    return {
        "title": told.get("title", ""),
        "published": told.get("published", ""),
        "url": first,
        "also_at": others,
        "publisher": told.get("publisher", ""),
        "kind": told.get("kind", ""),
        "authors": _lines(told.get("authors", "")),
        "identifiers": _lines(told.get("identifiers", "")),
        "part_of": page.name if page else "",
        "withdrawn": since if is_withdrawn else "",
        "removed": "" if is_withdrawn else since,
    }


def _told(holder: PartRow, page: PartRow | None) -> Mapping[str, str]:
    """Return what is said of a file, some of it by its page as that stands now."""
    if page is None:
        return holder.said
    own = {key: value for key, value in holder.said.items() if key not in OF_FILES}
    return own | {key: page.said[key] for key in OF_FILES if key in page.said}


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]


def _addresses(holder: PartRow, parts: Sequence[PartRow]) -> Iterator[str]:
    """Yield where it is published, the address to go to first, then every other it was met at."""
    moved = len(holder.chain) > 1
    if moved:
        yield from _known(holder.chain[-1])
    yield from filter(None, [holder.said.get("url")])
    for part in parts:
        yield from _known(part.said.get("url", ""))
        yield part.address
        for where in part.chain:
            yield from _known(where)


def _known(address: str) -> Iterator[str]:
    try:
        yield known_by(address)
    except ForbiddenAddressError:
        return


def text(said: Mapping[str, object]) -> str:
    """Return what is said of a file as TOML, a line a key; empty values are not said."""
    return "".join(f"{key} = {_toml(value)}\n" for key, value in said.items() if value)


def put(path: Path, said: Mapping[str, object], written: str | None) -> str:
    """Bring the sidecar of a file up to what is said; return the lines of ours for the next time.

    `written` is what we wrote the last time, None where nothing is known of that.
    """
    beside = sidecar.beside(path)
    there = beside.read_bytes().decode("utf-8", "surrogateescape") if beside.exists() else None
    ours = text(said)
    if there is None and written:
        return written  # a person took it away
    merged = ours if there is None else _merged(there, ours, written or "")
    if merged != there and (merged or there):
        with replacing(beside) as file:
            file.write(merged.encode("utf-8", "surrogateescape"))
    return ours


def _merged(there: str, ours: str, written: str) -> str:
    """Return a sidecar with our lines of the last time replaced by those of now."""
    old, new = _by_key(written), _by_key(ours)
    kept = []
    for line in there.splitlines(keepends=True):
        key = line.partition(" = ")[0]
        if old.get(key) == line:
            kept += [new.pop(key)] if key in new else []
        else:
            kept.append(line)
    theirs = "".join(kept)
    said = _keys(theirs) | (old.keys() - _by_key(there).keys())  # what they took away stays away
    added = "".join(line for key, line in new.items() if key not in said)
    break_ = "\n" if added and theirs and not theirs.endswith("\n") else ""
    return theirs + break_ + added


def _by_key(lines: str) -> dict[str, str]:
    return {line.partition(" = ")[0]: line for line in lines.splitlines(keepends=True)}


def _keys(toml: str) -> set[str]:
    try:
        return set(tomllib.loads(toml))
    except tomllib.TOMLDecodeError:  # the intake tells which line; until then nothing is added
        return set(sidecar.KEYS)


def _toml(value: object) -> str:
    """Return a text or a list of texts as TOML, whose strings are JSON's but for one character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
