"""The lines between `---` at the top of a text file -> claims, and the text that follows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import tomlfile
from ingest.models import Claim

TABLE = Path(__file__).with_name("front_matter.toml")
MAX_CHARS = 65_536
"""Longer front matter is not read: YAML's aliases let a small text grow without end."""
MAX_VALUES = 50
NESTED = frozenset({"metadata", "meta", "document", "dokument"})
"""Tables that are about the document; an "image:" has a title of its own."""
ORIGIN = "front matter"

_BLOCK = re.compile(
    r"---[^\S\n]*\n(?P<matter>.*?)(?:^|\n)(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Parted:
    """A text in its two parts; `note` says what was wrong with the first."""

    claims: tuple[Claim, ...]
    text: str
    note: str = ""


def part(text: str) -> Parted:
    """Part front matter from text; broken front matter is left out of the text all the same."""
    found = _BLOCK.match(text)
    if not found:
        return Parted((), text)
    body = text[found.end() :]
    if len(found["matter"]) > MAX_CHARS:
        return Parted((), body, f"front matter longer than {MAX_CHARS} characters was not read")
    import yaml  # noqa: PLC0415 - few texts have any, and every start would load it

    try:
        table = yaml.safe_load(found["matter"])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        note = f"front matter could not be read: {_first_line(error)}"
        return Parted(tuple(_claims(_by_line(found["matter"]))), body, note)
    if not isinstance(table, dict):
        # A text may well begin with a ruled-off line that is not front matter.
        return Parted((), text)
    return Parted(tuple(_claims(table)), body)


_LINE = re.compile(r"(?P<key>[\wåäö]+):[^\S\n]+(?P<value>[^\n\[{&*|>][^\n]*)")


def _by_line(matter: str) -> dict[str, str]:
    """Return what each line says, of front matter that is no YAML.

    "title: Skyddat boende: en handbok" lacks its quotes, as people often write it.
    """
    lines = filter(None, map(_LINE.fullmatch, matter.splitlines()))
    return {line["key"]: line["value"].strip().strip("'\"") for line in lines}


def _claims(table: dict[Any, Any]) -> Iterator[Claim]:
    """Yield what a table says of the document, then what its "metadata:" does.

    No deeper: by YAML's aliases a table may lie in itself.
    """
    about = (value for key, value in table.items() if str(key).casefold() in NESTED)
    tables = (table, *(value for value in about if isinstance(value, dict)))
    for key, value in chain.from_iterable(one.items() for one in tables):
        field = _fields().get(str(key).casefold())
        for text in _texts(value)[:MAX_VALUES] if field else ():
            address = field == "publisher" and text.startswith(("http:", "https:"))
            yield Claim("url" if address else str(field), text, ORIGIN)


def _texts(value: Any) -> list[str]:
    """Return a value's texts: its own, or those of its list; what is nested deeper is not read."""
    values = value if isinstance(value, list) else [value]
    named = [
        item.get("name", item.get("title")) if isinstance(item, dict) else item for item in values
    ]
    return [text for item in named if not isinstance(item, (list, dict)) and (text := _text(item))]


def _text(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0] or type(error).__name__


@cache
def _fields() -> dict[str, str]:
    fields: dict[str, str] = tomlfile.load(TABLE).table["fields"]
    return fields
