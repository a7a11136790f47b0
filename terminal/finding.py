"""What was found in the collection -> answers: results, a document, why it matched, citations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from index.cite import FORMATS, Source, export, reference
from index.explain import Found
from index.models import Excerpt, Filters, Hit, Mark, Query, Results
from index.serialize import document as plain
from index.similar import Similar
from ingest.models import SHOWN_ROLES, Document
from night import serialize
from night.collection import Collection, Relations
from terminal.answer import Answer


def results(found: Results, why: Sequence[str] = ()) -> tuple[RenderableType, ...]:
    """Return the lines of a result list; `why` nothing was found, where that is known."""
    lines: list[RenderableType] = [
        Text(f"not understood ({note.code}): {note.text}", style="yellow") for note in found.notes
    ]
    if found.notes:
        lines.append(f"read as: {found.understood}")
    lines.append(f"{found.total} document{'s' if found.total != 1 else ''}, {found.took_ms:.1f} ms")
    if found.suggestion:
        lines.append(f"did you mean: {found.suggestion}")
    first = (found.query.page - 1) * found.query.limit
    for number, hit in enumerate(found.hits, start=first + 1):
        if found.relaxed and number == found.strict_total + 1:
            lines.append(Text("— documents with most of the words —", style="dim"))
        lines += _row(number, hit)
    if not found.hits:
        lines += why or [_nothing(found)]
    return tuple(lines)


def unheld(collection: Collection, chosen: Filters) -> tuple[str, ...]:
    """Return a line for each topic and publisher chosen that no document has, with the nearest."""
    facets = collection.search(Query("", limit=1)).facets
    publishers = [one.value for one in facets.get("publisher", ())]
    named = {
        "topic": {name: one.id for one in collection.topics for name in (one.id, *one.names)},
        "publisher": {name: name for name in publishers},
    }
    return tuple(
        _unheld(facet, value, names)
        for facet, names in named.items()
        for value in getattr(chosen, facet)
        if value not in {one.value for one in facets.get(facet, ())}
    )


def _unheld(facet: str, value: str, named: Mapping[str, str]) -> str:
    """Return what is said of a value; `named` has the known ones by how they may be written."""
    written = {name.casefold(): known for name, known in named.items()}
    nearest = [written[name] for name in get_close_matches(value.casefold(), written, n=1)]
    hint = f"; did you mean {nearest[0]!r}?" if nearest and nearest != [value] else ""
    return f"no document has the {facet} {value!r}{hint}"


def _nothing(found: Results) -> str:
    if found.total:
        last = -(-found.total // found.query.limit)
        return f"there is no page {found.query.page}; the last is {last}"
    limits = found.query.filters
    after, before = limits.published_from, limits.published_to
    if after and before and after.first > before.last:
        return f"nothing found: {after} comes after {before}"
    return "nothing found; try fewer words or limits, or another form of a word"


def _row(number: int, hit: Hit) -> Iterable[RenderableType]:
    document = hit.document
    yield Text(f"\n{number}. ") + _marked(document.title, hit.title_marks, style="bold")
    facts = [document.kind.value, document.publisher, str(document.published or ""), document.id]
    yield Text("   " + " · ".join(fact for fact in facts if fact), style="dim")
    if document.repealed:
        by = f" by {document.repealed_by}" if document.repealed_by else ""
        yield Text(f"   REPEALED{by}", style="bold red")
    if document.newer:
        yield Text(f"   there is a newer edition: {document.newer}", style="yellow")
    if document.copy_of:
        yield Text(f"   the same text as {document.copy_of}", style="dim")
    if hit.spelled_like:
        yield Text(
            f"   words in it are spelled partly like {', '.join(hit.spelled_like)}", style="dim"
        )
    for excerpt in hit.passages:
        yield _excerpt(excerpt)


def _excerpt(excerpt: Excerpt) -> Text:
    place = f"p. {excerpt.page_label or excerpt.page}: " if excerpt.page else ""
    return Text(f"   {place}", style="cyan") + _marked(excerpt.text, excerpt.marks)


def _marked(text: str, marks: Iterable[Mark], style: str = "") -> Text:
    shown = Text(text.replace("\n", " "), style=style)
    for mark in marks:
        shown.stylize("bold yellow", mark.start, mark.end)
    return shown


def document(found: Document, relations: Relations) -> Answer:
    """Return a document with its metadata, their origins, and its shown text by page."""
    facts = serialize.document(found, relations)
    origins = serialize.origins(found)
    certainty = serialize.certainty(found)
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(overflow="fold")  # a digest that is cut short is none
    for name, value in facts.items():
        if value not in (None, [], False):
            printed = _printed(value)
            origin = f"{origins[name]} ({certainty[name]:.2f})" if name in origins else ""
            table.add_row(name, Text(printed), Text(origin, style="dim"))
    said = {"origins": origins, "certainty": certainty, "blocks": serialize.blocks(found)}
    whole = facts | said
    return Answer(whole, (table, *_pages(found)))


def _printed(value: object) -> str:
    if not isinstance(value, list):
        return str(value)
    return ", ".join(map(_one, value))


def _one(value: object) -> str:
    match value:
        case {"path": str(path)}:
            return path
        case {"page": page, "confidence": confidence}:
            return f"p. {page} ({confidence} %)"
        case _:
            return str(value)


def _pages(found: Document) -> Iterable[RenderableType]:
    page: int | None = None
    for block in found.blocks:
        if block.role not in SHOWN_ROLES:
            continue
        if block.page != page:
            page = block.page
            yield Text(f"\n— page {page} —", style="cyan")
        yield Text(block.text, style="bold" if block.level else "")


def explanation(found: Sequence[Found]) -> Answer:
    """Return which words of a question a document has, the surest form first."""
    data = [
        {
            "asked": one.asked,
            "form": one.form.value,
            "printed": list(one.printed),
            "page": one.page,
        }
        for one in found
    ]
    table = Table("asked", "found as", "printed", "page", box=None)
    for one in found:
        page = str(one.page) if one.page else ""
        table.add_row(Text(one.asked), one.form.value, Text(", ".join(one.printed)), page)
    return Answer({"words": data}, (table,) if found else ("none of its words stands there",))


def citations(sources: Sequence[Source], form: str) -> Answer:
    """Return sources as a file for reference managers, or as lines of a list in a style."""
    if form in FORMATS:
        text = export(sources, form)
        return Answer({"format": form, "text": text}, (Text(text),))
    found = [(one.id, reference(one, form)) for one in sources]
    data = [{"id": name, "reference": one.text, "mention": one.mention} for name, one in found]
    lines = [Text(part) for _, one in found for part in (one.text, f"  {one.mention}")]
    return Answer(data, tuple(lines))


def similar(found: Sequence[Similar]) -> Answer:
    """Return the documents most like one, the likest first."""
    data = [{"document": plain(one.document), "shared": list(one.shared)} for one in found]
    lines: list[RenderableType] = []
    for one in found:
        lines += [Text(one.document.title, style="bold"), Text(f"   {', '.join(one.shared)}")]
        lines.append(Text(f"   {one.document.id}", style="dim"))
    return Answer(data, tuple(lines) or ("nothing is much like it",))
