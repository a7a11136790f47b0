"""An OAI-PMH endpoint -> Items: records in Dublin Core or MODS, and tombstones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlencode

from ingest import authors, dates, identifiers
from ingest.errors import SourceError
from ingest.models import Identifier, Kind, PartialDate
from ingest.pull.asking import ask
from ingest.pull.markup import Element, child_text, name, plain, text_of, xml
from ingest.pull.models import Get, Item
from ingest.pull.report import ENDLESS

MAX_PAGES = 20_000
_SCHEMES = {"doi": "DOI", "isbn": "ISBN", "issn": "ISSN"}
"""The types of MODS identifiers that are ours too; `uri` is an URN:NBN in DiVA."""
_KINDS = {
    **dict.fromkeys(("report", "rap", "technicalReport"), Kind.REPORT),
    **dict.fromkeys(
        (
            *("article", "art", "review", "bookReview", "preprint", "workingPaper", "manuscript"),
            *("book", "bok", "bookPart", "chapter", "kap", "collection", "sam"),
            *("conferencePaper", "conferenceObject", "conferenceProceedings", "kon"),
            *("doctoralThesis", "monographDoctoralThesis", "comprehensiveDoctoralThesis", "dok"),
            *("licentiateThesis", "monographLicentiateThesis", "comprehensiveLicentiateThesis"),
        ),
        Kind.RESEARCH,
    ),
}
"""Types of publications, by the codes of DiVA, of Swepub (svep) and of the COAR vocabulary."""
_FULL_TEXT = re.compile(r"\.pdf$|/FULLTEXT\d*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Harvest:
    """What to ask of an endpoint."""

    prefix: str = "oai_dc"  # or "swepub_mods", "mods"
    set: str = ""
    since: datetime | None = None  # only what changed from then on, by the endpoint's clock


def items(get: Get, address: str, harvest: Harvest) -> Iterator[Item]:
    """Yield the records of an endpoint that changed, deleted ones included.

    A deleted record without identifier comes with an empty key. A resumption token that was given
    before ends the harvest with SourceError: it would go round for ever.
    """
    asked, tokens = f"{address}?{urlencode(_first(get, address, harvest))}", set[str]()
    for _ in range(MAX_PAGES):
        answer = ask(get, asked)
        if answer is None:
            return
        root = _valid(xml(answer.data, asked), asked)
        yield from (_item(record) for record in _all(root, "record"))
        token = next((text_of(found) for found in _all(root, "resumptionToken")), "")
        if not token:
            return
        if token in tokens:
            why = f"its resumption token {token[:40]!r} repeats itself"
            raise SourceError(address, why, trouble=ENDLESS)
        tokens.add(token)
        asked = f"{address}?{urlencode({'verb': 'ListRecords', 'resumptionToken': token})}"
    why = f"the list does not end after {MAX_PAGES} answers"
    raise SourceError(address, why, trouble=ENDLESS)


def _first(get: Get, address: str, harvest: Harvest) -> dict[str, str]:
    asked = {"verb": "ListRecords", "metadataPrefix": harvest.prefix}
    if harvest.set:
        asked["set"] = harvest.set
    if harvest.since:
        moment = harvest.since.astimezone(UTC)
        asked["from"] = (
            f"{moment:%Y-%m-%dT%H:%M:%SZ}" if _to_second(get, address) else f"{moment:%Y-%m-%d}"
        )
    return asked


def _to_second(get: Get, address: str) -> bool:
    """Tell whether an endpoint keeps time to the second, not to the day."""
    answer = ask(get, f"{address}?verb=Identify")
    if answer is None:
        return False
    root = _valid(xml(answer.data, address), address)
    return any("hh" in text_of(found) for found in _all(root, "granularity"))


def _valid(root: Element, address: str) -> Element:
    """Return an answer that holds a list, or that there is nothing new."""
    if name(root) != "OAI-PMH":
        raise SourceError(address, f"it answers with <{name(root)}>, not with OAI-PMH")
    for error in _all(root, "error"):
        code = str(error.get("code"))
        if code != "noRecordsMatch":
            raise SourceError(address, f"it says {code}: {text_of(error) or 'and nothing more'}")
    return root


def _all(element: Element, wanted: str) -> Iterator[Element]:
    return (found for found in element.iter() if name(found) == wanted)


def _item(record: Element) -> Item:
    header = next(_all(record, "header"), record)
    key = child_text(header, "identifier")
    metadata = next(_all(record, "metadata"), None)
    if header.get("status") == "deleted" or metadata is None or not len(metadata):
        return Item(key=key, address="", deleted=header.get("status") == "deleted")
    body = metadata[0]
    item = _from_mods(key, body) if name(body) == "mods" else _from_dublin_core(key, body)
    return replace(item, updated=dates.parse(child_text(header, "datestamp")))


# ---- Dublin Core --------------------------------------------------------------------------


def _from_dublin_core(key: str, body: Element) -> Item:
    values = [text_of(found) for found in _named(body, "identifier")]
    links = tuple(value for value in values if value.startswith(("http://", "https://")))
    files = tuple(link for link in links if _FULL_TEXT.search(link))
    others = [link for link in links if link not in files]
    return Item(
        key=key,
        address=(*others, *files, "")[0],
        title=child_text(body, "title"),
        published=dates.parse(child_text(body, "date")),
        summary=plain(child_text(body, "description")),
        identifiers=tuple(
            dict.fromkeys(one for value in values for one in identifiers.find(value))
        ),
        attachments=files,
        authors=tuple(
            one for found in _named(body, "creator") for one in authors.people(text_of(found))
        ),
        publisher=child_text(body, "publisher"),
        kind=_kind(_named(body, "type")),
    )


# ---- MODS ---------------------------------------------------------------------------------


def _from_mods(key: str, body: Element) -> Item:
    """Read a MODS record; what is said of its host, a journal or a book, is not said of it."""
    title = next(_named(body, "titleInfo"), None)
    links = tuple(
        text_of(url) for place in _named(body, "location") for url in _named(place, "url")
    )
    resolver = [text_of(one) for one in _named(body, "identifier") if one.get("type") == "uri"]
    pages = [link for link in links if not _FULL_TEXT.search(link)]
    return Item(
        key=key,
        address=(*resolver, *pages, *links, "")[0],
        title=_mods_title(title) if title is not None else "",
        published=_issued(body),
        summary=plain(child_text(body, "abstract")),
        identifiers=_mods_identifiers(body),
        attachments=tuple(dict.fromkeys(link for link in links if _FULL_TEXT.search(link))),
        authors=tuple(dict.fromkeys(filter(None, map(_full_name, _in_role(body, "aut"))))),
        publisher=next(filter(None, map(_full_name, _in_role(body, "pbl"))), ""),
        kind=_kind(_named(body, "genre")),
    )


def _mods_title(element: Element) -> str:
    title, subtitle = (plain(child_text(element, part)) for part in ("title", "subTitle"))
    break_ = "" if not subtitle else " " if title.endswith(("?", "!", ":")) else ": "
    return f"{title}{break_}{subtitle}"


def _in_role(body: Element, role: str) -> Iterator[Element]:
    """Yield the names of a role of MARC's: "aut" wrote it, "pbl" published it."""
    for one in _named(body, "name"):
        if any(text_of(term) == role for place in _named(one, "role") for term in place):
            yield one


def _full_name(element: Element) -> str:
    """Return a name as people write it, given names first; of a body the whole, not the part."""
    parts = dict[str, str]()
    for part in _named(element, "namePart"):
        parts.setdefault(str(part.get("type")), text_of(part))
    whole = (parts.get("given", ""), parts.get("family", "")) if "family" in parts else ()
    return " ".join(filter(None, whole)) or parts.get("None", "")


def _kind(types: Iterator[Element]) -> Kind | None:
    """Return what sort of publication it is, by the last part of "info:eu-repo/semantics/…"."""
    codes = (text_of(one).rsplit("/", 1)[-1] for one in types)
    return next((_KINDS[code] for code in codes if code in _KINDS), None)


def _issued(body: Element) -> PartialDate | None:
    for origin in _named(body, "originInfo"):
        return dates.parse(child_text(origin, "dateIssued"))
    return None


def _mods_identifiers(body: Element) -> tuple[Identifier, ...]:
    found: list[Identifier] = []
    for one in _named(body, "identifier"):
        value, scheme = text_of(one), _SCHEMES.get(str(one.get("type")))
        found += [identifiers.normalise(scheme, value)] if scheme else identifiers.find(value)
    for info in _named(body, "recordInfo"):
        found += [Identifier("diva2", text_of(one)) for one in _named(info, "recordIdentifier")]
    return tuple(dict.fromkeys(found))


def _named(element: Element, wanted: str) -> Iterator[Element]:
    return (child for child in element if name(child) == wanted)
