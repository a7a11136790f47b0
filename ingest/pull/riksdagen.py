"""A document list of Riksdagen's open data -> Items, past its traps.

The list stops growing near page 50 and is served again; one hit is an object, none is null. A
document's page is sometimes empty, or says that it is not out: then its record has the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ingest import dates, identifiers
from ingest.errors import SourceError
from ingest.figures import whole
from ingest.models import Identifier
from ingest.pull.asking import ask, begins, read_json
from ingest.pull.markup import name, plain, text_of, xml
from ingest.pull.models import Get, Item
from ingest.pull.report import ENDLESS

MAX_PAGES = 1_000
RECORD = "record"
"""The key of what is said of a document: where its record is."""
SHORT_BYTES = 1_000
PLANNED = "planerat"
_SERIES = {"prop": "Prop.", "skr": "Skr.", "bet": "Bet.", "rskr": "Rskr.", "mot": "Mot."}
"""Document types whose number is the session and the document's own."""
_TAG = re.compile(rb"<[^>]*>|&nbsp;")
_NOT_OUT = re.compile(r"\w+ (?:ej|inte) utgive[nt]\.?", re.IGNORECASE)
"""All there is on a page before a document is printed: "Propositionen ej utgiven"."""


def items(get: Get, address: str) -> Iterator[Item]:
    """Yield the documents of a list, each once, until its pages stop growing.

    In whatever form the address asks for it, it is asked for as JSON.
    """
    here, last, seen = in_json(address), 0, set[str]()
    for _ in range(MAX_PAGES):
        answer = ask(get, here)
        if answer is None:
            return
        listed = _list(answer.data, here)
        page = _number(listed.get("@sida")) or last + 1
        if page <= last:
            return
        last = page
        for document in _some(listed.get("dokument")):
            item = _item(document)
            if item.key and item.key not in seen:
                seen.add(item.key)
                yield item
        if not listed.get("@nasta_sida"):
            return
        here = _page(in_json(address), page + 1)
    why = f"the list does not end after {MAX_PAGES} pages"
    raise SourceError(address, why, trouble=ENDLESS)


def in_json(address: str) -> str:
    """Return where the same list is had as JSON."""
    parts = urlsplit(address)
    query = [one for one in parts.query.split("&") if one]
    if "utformat=json" in query:
        return address
    kept = [one for one in query if not one.startswith("utformat=")]
    return urlunsplit(parts._replace(query="&".join([*kept, "utformat=json"])))


def lacks_text(data: bytes) -> bool:
    """Tell whether a page came empty, or says that its document is not out yet."""
    if len(data) > SHORT_BYTES:
        return False
    text = _TAG.sub(b" ", data).decode("utf-8", "replace").strip()
    return not text or _NOT_OUT.fullmatch(text) is not None


def page_of(data: bytes, address: str) -> bytes | None:
    """Return the page that a document's record holds, None where it has none; SourceError."""
    root = xml(data, address)
    document = next((one for one in root if name(one) == "dokument"), root)
    held = {name(one): "".join(map(str, one.itertext())) for one in document}
    text = held.get("text", "")
    body = held.get("html", "").strip() or (f"<pre>{html.escape(text)}</pre>" if text else "")
    page = f'<!doctype html><meta charset="utf-8"><body>{body}</body>'.encode(errors="replace")
    return page if body and not lacks_text(body.encode(errors="replace")) else None


def files_of(data: bytes, address: str) -> tuple[str, ...]:
    """Return the files that a document's record names."""
    listed = (one for one in xml(data, address).iter() if name(one) == "fil_url")
    return tuple(dict.fromkeys(filter(None, (_whole(text_of(one)) for one in listed))))


def _list(data: bytes, address: str) -> Mapping[str, Any]:
    if begins(data, b"<"):
        raise SourceError(address, "it answers with XML though JSON was asked for")
    parsed = read_json(data, address)
    listed = parsed.get("dokumentlista") if isinstance(parsed, dict) else None
    if not isinstance(listed, dict):
        raise SourceError(address, "it does not answer with a document list")
    return listed


def _page(address: str, number: int) -> str:
    """Return the address of another page of a list: ours, as theirs is http and another host's."""
    parts = urlsplit(address)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "p"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("p", str(number))])))


def _item(document: Mapping[str, Any]) -> Item:
    dok_id, title = str(document.get("dok_id") or ""), plain(str(document.get("titel") or ""))
    files = _files(document)
    page = _whole(document.get("dokument_url_html"))
    return Item(
        key=dok_id,
        address=f"https://data.riksdagen.se/dokument/{dok_id}",
        title=title,
        published=dates.parse(str(document.get("datum") or "")),
        updated=dates.parse(str(document.get("systemdatum") or "")),
        summary=plain(str(document.get("notis") or "")),
        identifiers=_identifiers(document, dok_id),
        page=None if files else page,
        record=_whole(document.get("dokumentstatus_url_xml")) or "",
        attachments=files,
        provisional=not files and document.get("status") == PLANNED,
    )


def _identifiers(document: Mapping[str, Any], dok_id: str) -> tuple[Identifier, ...]:
    found = [Identifier("dok_id", dok_id)]
    series = _SERIES.get(str(document.get("doktyp")))
    session, number = document.get("rm"), document.get("beteckning")
    if series and session and number:
        found += identifiers.find(f"{series} {session}:{number}")
    return tuple(dict.fromkeys(found))


def _files(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the PDFs of a document; what is not printed yet has none."""
    listed = document.get("filbilaga")
    files = _some(listed.get("fil")) if isinstance(listed, dict) else []
    urls = (_whole(file.get("url")) for file in files if file.get("typ") == "pdf")
    return tuple(dict.fromkeys(url for url in urls if url))


def _whole(address: object) -> str | None:
    text = str(address or "")
    return f"https:{text}" if text.startswith("//") else text or None


def _some(value: object) -> list[Mapping[str, Any]]:
    """Return a list of what may be a list, a single object or nothing."""
    listed = value if isinstance(value, list) else [value]
    return [one for one in listed if isinstance(one, dict)]


def _number(text: object) -> int:
    return whole(text) if isinstance(text, str) else 0
