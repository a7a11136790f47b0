"""A list of g0v.se, the nightly mirror of regeringen.se -> Items with their text in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ingest import dates, identifiers, squeezed
from ingest.errors import SourceError
from ingest.models import PartialDate
from ingest.pull.asking import ask, dicts, joined, read_json
from ingest.pull.markup import plain
from ingest.pull.models import Get, Item

ORIGINAL = "https://www.regeringen.se/"


def items(get: Get, address: str) -> Iterator[Item]:
    """Yield what a list such as https://g0v.se/pressmeddelanden.json holds, in its order."""
    answer = ask(get, address)
    if answer is None:
        return
    listed = read_json(answer.data, address)
    if not isinstance(listed, list):
        raise SourceError(address, "it does not answer with a list of pages")
    for entry in dicts(listed):
        if isinstance(entry.get("url"), str):
            yield _item(entry, address)


def _item(entry: Mapping[str, Any], address: str) -> Item:
    where = entry["url"]
    title = identifiers.without_vignette(plain(str(entry.get("title") or "")))
    numbers = identifiers.find(str(entry.get("id") or "")) + squeezed.in_address(where)
    return Item(
        key=where,
        address=joined(ORIGINAL, where),
        title=title,
        published=_date(entry.get("published")) or dates.in_address(where),
        updated=_date(entry.get("updated")),
        summary=plain(str(entry.get("summary") or "")),
        identifiers=tuple(dict.fromkeys(numbers)),
        page=joined(address, where.split("?")[0].rstrip("/") + ".md"),
        attachments=_files(entry),
    )


def _files(entry: Mapping[str, Any]) -> tuple[str, ...]:
    listed = dicts(entry.get("attachments"))
    urls = (joined(ORIGINAL, str(one["url"])) for one in listed if one.get("url"))
    return tuple(dict.fromkeys(urls))


def _date(value: object) -> PartialDate | None:
    return dates.parse(value) if isinstance(value, str) else None
