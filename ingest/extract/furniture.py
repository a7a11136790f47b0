"""One element of a page -> whether it is named as a part of the site, by the rules of a table.

The table is site_parts.toml: elements, ARIA roles, and words of class names and ids.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import tomlfile
from ingest.extract.tree import Element, attribute

PARTS = Path(__file__).with_name("site_parts.toml")

_HUMP = re.compile(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])")
_JOINT = re.compile(r"[-_:]+")


def is_site_part(tag: Element) -> bool:
    """Return whether an element is, by its name, role, class or id, not the document."""
    parts = _parts()
    return (
        tag.name in parts.elements
        or attribute(tag, "role") in parts.roles
        or any(_is_named(name) for name in _names(tag))
    )


def _names(tag: Element) -> list[str]:
    return [*attribute(tag, "class").split(), attribute(tag, "id")]


@cache
def _is_named(name: str) -> bool:
    """Cut "js-shareLinks" into "js share links" and look for the table's words in it."""
    words = _JOINT.sub(" ", _HUMP.sub(" ", name)).lower()
    return bool(_parts().words.search(words))


@dataclass(frozen=True, slots=True)
class _Parts:
    elements: frozenset[str]
    roles: frozenset[str]
    words: re.Pattern[str]


@cache
def _parts() -> _Parts:
    table = tomlfile.load(PARTS).table
    words = sorted({word for group in table["class"] for word in group["words"]})
    return _Parts(
        frozenset(table["elements"]["names"]),
        frozenset(table["elements"]["roles"]),
        re.compile(rf"(?<![^ ])(?:{'|'.join(map(re.escape, words))})(?![^ ])"),
    )
