"""The topics page: the tree with counts -> a topic: what it is, its documents, its rule."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from index.errors import RuleError
from index.models import Filters, Hit, Note, Query, Results, Sort
from index.rules import MAX_RULE_CHARS
from ingest import topic_edit
from ingest.models import Kind
from ingest.topics import Topic, TopicTree
from night import topic_trial
from night.collection import Collection
from night.topic_trial import Trial
from ui import address, frame, paging, safe, words, years
from ui.language import _

GUIDELINES = 5  # of a topic that is practice, before its other documents
PUBLISHERS = 8
NEAR = 6  # neighbouring topics
RULE = "regel"  # what the address calls a rule that is tried


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who has given out documents of a topic, as a bar."""

    name: str
    count: int
    width: int  # per cent of the longest
    address: str


def show() -> None:
    """Draw the page."""
    collection = frame.collection()
    topic_id = frame.parameter("amne")
    if not topic_id:
        frame.name_page(_("Ämnen"))
        safe.show(
            "topics.html",
            topics=collection.topics,
            names=names(collection.topics),
            counts=collection.topic_counts(),
        )
    elif topic_id in collection.topics:
        _draw(collection, collection.topics[topic_id])
    else:
        frame.name_page(_("Ämnet finns inte"))
        safe.show("topic_absent.html", topic_id=topic_id)


def names(tree: TopicTree) -> dict[str, str]:
    """Return what each topic is called in the language of the page."""
    return {one.id: words.topic(one) for one in tree}


def _draw(collection: Collection, topic: Topic) -> None:
    filters = Filters(topic=(topic.id,))
    page = address.read_number(frame.parameter("sida")) or 1
    results = collection.search(Query("", filters, sort=Sort.DATE, page=page))
    guided = Query("", Filters(topic=(topic.id,), kind=(Kind.GUIDELINE.value,)), sort=Sort.DATE)
    frame.name_page(names(collection.topics)[topic.id])
    safe.show(
        "topic.html",
        topic=topic,
        names=names(collection.topics),
        above=collection.topics.ancestors(topic.id)[::-1],
        below=collection.topics.children(topic.id),
        counts=collection.topic_counts(),
        pinned=_pinned(collection, topic) if page == 1 else (),
        guidelines=_guidelines(collection, topic, guided, page),
        guidelines_address=address.search(guided),
        results=results,
        pages=paging.Pages(page, results.total, results.query.limit),
        page_address=lambda number: address.topic(topic.id, number),
        search_address=address.search(Query("", filters)),
        bars=years.of_topic(results, topic.id),
        publishers=tuple(_publishers(results, topic)),
        near=tuple(_near(collection, topic)),
        **_tried(collection, topic),
    )


def _guidelines(collection: Collection, topic: Topic, asked: Query, page: int) -> Results:
    """Return the newest guidelines of a topic that is practice; they go before what is newer."""
    if not topic.practice or page > 1:
        return Results(asked, "", 0, ())
    return collection.search(Query("", asked.filters, sort=Sort.DATE, limit=GUIDELINES))


def _pinned(collection: Collection, topic: Topic) -> tuple[Hit, ...]:
    """Return the key documents in the order they are named; what is not here is left out."""
    found = collection.pinned(topic)
    return tuple(Hit(document, 0.0, ()) for document in found)


def _publishers(results: Results, topic: Topic) -> Iterator[Publisher]:
    found = results.facets.get("publisher", ())[:PUBLISHERS]
    for one in found:
        filters = Filters(topic=(topic.id,), publisher=(one.value,))
        width = max(2, round(60 * one.count / found[0].count))
        yield Publisher(one.value, one.count, width, address.search(Query("", filters)))


def _near(collection: Collection, topic: Topic) -> Iterator[tuple[Topic, int]]:
    """Yield the topics that most often stand beside one, those above and below it left out."""
    tree = collection.topics
    kin = {topic.id, *tree.under(topic.id), *(above.id for above in tree.ancestors(topic.id))}
    # Asked for by a word of the question, a topic does not hide the others in its own facet.
    together = collection.search(Query(f'ämne:"{topic.id}"', limit=1, relax=False)).facets
    others = [
        one for one in together.get("topic", ()) if one.value in tree and one.value not in kin
    ]
    yield from ((tree[one.value], one.count) for one in others[:NEAR])


def _tried(collection: Collection, topic: Topic) -> dict[str, object]:
    """Return what the page says of a rule that is tried; without one, of the rule as it is."""
    rule = " ".join(frame.parameter(RULE)[:MAX_RULE_CHARS].split())
    trial: Trial | None = None
    problems: tuple[Note, ...] = ()
    if rule:
        try:
            trial = topic_trial.attempt(collection, topic, rule)
        except RuleError as error:
            problems = error.notes
    command = f"lykta topics try {topic.id} --save --rule {shlex.quote(rule)}"
    return {
        "tried": rule or topic.rule,
        "trial": trial,
        "problems": problems,
        "line": topic_edit.line(rule) if rule else "",
        "command": command,
    }
