"""A package of Office Open XML -> its parts by what relates them, and its properties as claims."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from ingest.extract import xmlpart
from ingest.extract.package import Package
from ingest.extract.refusal import RefusedError
from ingest.extract.xmlpart import Element, attribute, local
from ingest.models import Claim, Reason

CORE_FIELDS = {
    "title": "title",
    "creator": "author",
    "created": "created",
    "modified": "modified",
    "language": "language",
    "subject": "description",
    "keywords": "keywords",
}
"""Core properties, and the metadata field each may speak for; as for PDF."""
ORIGIN = "document properties"


@dataclass(frozen=True, slots=True)
class Relation:
    """One part's link to another within the package."""

    kind: str  # the last step of the relationship's type: "styles", "footnotes", "slide" …
    target: str  # the other part's name in the package


def relations(package: Package, part: str) -> dict[str, Relation]:
    """Return a part's links by id; "" is the package itself. Links out of it are left out."""
    folder, name = posixpath.split(part)
    links = package.spared(posixpath.join(folder, "_rels", f"{name}.rels"), xmlpart.parse)
    return {
        element.get("Id", ""): Relation(
            element.get("Type", "").rpartition("/")[2], _target(folder, element.get("Target", ""))
        )
        for element in (links if links is not None else ())
        if element.get("TargetMode") != "External"
    }


def target(package: Package, part: str, kind: str) -> str | None:
    """Return the name of the first part of a kind that a part links to, None where none is."""
    found = (one.target for one in relations(package, part).values() if one.kind == kind)
    return next((name for name in found if name in package), None)


def related(package: Package, part: str, kind: str) -> Element | None:
    """Return the root of that part; None also where it is damaged."""
    name = target(package, part, kind)
    return package.spared(name, xmlpart.parse) if name else None


def relation_id(element: Element) -> str:
    """Return the id of the link that an element stands for, "" where it is none."""
    return next((value for key, value in element.items() if key.endswith("/relationships}id")), "")


def main_part(package: Package) -> str:
    """Return the name of the part that holds the document itself."""
    if name := target(package, "", "officeDocument"):
        return name
    raise RefusedError(Reason.CORRUPT, "its package names no document")


def claims(package: Package) -> Iterator[Claim]:
    """Yield what the core properties claim."""
    root = related(package, "", "core-properties")
    for element in root if root is not None else ():
        field, value = CORE_FIELDS.get(local(element)), (element.text or "").strip()
        if field and value:
            day = value[:10] if field in {"created", "modified"} else value
            yield Claim(field, day, f"{ORIGIN}: {local(element)}")


def shown(parent: Iterable[Element]) -> Iterator[Element]:
    """Yield an element's children; of alternatives for older programs the first alone."""
    for element in parent:
        if local(element) == "AlternateContent":
            for choice in list(element)[:1]:
                yield from shown(choice)
        else:
            yield element


def is_on(element: Element | None) -> bool:
    """Return whether a switch such as `w:vanish` is there and not turned off again."""
    return element is not None and attribute(element, "val") not in {"0", "false", "off", "none"}


def _target(folder: str, target: str) -> str:
    path = unquote(target.replace("\\", "/").split("#")[0])
    return posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")
