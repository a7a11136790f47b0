"""The topics page: the topic tree with counts -> a topic's documents."""

from __future__ import annotations

from index.models import Filters, Query, Sort
from ingest.topics import Topic
from ui import address, frame, paging, safe
from ui.language import _


def show() -> None:
    """Draw the page."""
    collection = frame.collection()
    topic_id = frame.parameter("amne")
    if not topic_id:
        frame.name_page(_("Ämnen"))
        safe.show("topics.html", topics=collection.topics, counts=collection.topic_counts())
    elif topic_id in collection.topics:
        _draw(collection.topics[topic_id])
    else:
        frame.name_page(_("Ämnet finns inte"))
        safe.show("topic_absent.html", topic_id=topic_id)


def _draw(topic: Topic) -> None:
    collection = frame.collection()
    query = Query(
        "",
        Filters(topic=(topic.id,)),
        sort=Sort.DATE,
        page=address.read_number(frame.parameter("sida")) or 1,
    )
    results = collection.search(query)
    frame.name_page(topic.name)
    safe.show(
        "topic.html",
        topic=topic,
        above=collection.topics.ancestors(topic.id)[::-1],
        below=collection.topics.children(topic.id),
        counts=collection.topic_counts(),
        results=results,
        topics=collection.topics,
        pages=paging.Pages(query.page, results.total, query.limit),
        page_address=lambda page: address.topic(topic.id, page),
        search_address=address.search(Query("", Filters(topic=(topic.id,)))),
    )
