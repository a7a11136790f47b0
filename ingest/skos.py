"""The topic tree -> SKOS in Turtle: the same concepts for other thesauri and programs."""

from __future__ import annotations

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, SKOS

from ingest.topics import Topic, TopicTree

BASE = Namespace("urn:x-lykta:topic:")
SCHEME = URIRef("urn:x-lykta:topics")
MATCHES = {
    "close": SKOS.closeMatch,
    "narrow": SKOS.narrowMatch,
    "broad": SKOS.broadMatch,
    "related": SKOS.relatedMatch,
}
"""How the name of a link begins -> how near the other concept is; others are the same concept."""


def turtle(tree: TopicTree) -> str:
    """Return the tree as Turtle, one concept a topic."""
    graph = Graph()
    graph.bind("skos", SKOS)
    graph.add((SCHEME, RDF.type, SKOS.ConceptScheme))
    for topic in tree:
        _add(graph, topic)
    return graph.serialize(format="turtle")


def _add(graph: Graph, topic: Topic) -> None:
    concept = BASE[topic.id]
    graph.add((concept, RDF.type, SKOS.Concept))
    graph.add((concept, SKOS.inScheme, SCHEME))
    graph.add((concept, SKOS.notation, Literal(topic.id)))
    graph.add((concept, SKOS.prefLabel, Literal(topic.name, lang="sv")))
    if topic.name_en:
        graph.add((concept, SKOS.prefLabel, Literal(topic.name_en, lang="en")))
    if topic.description:
        graph.add((concept, SKOS.scopeNote, Literal(topic.description, lang="sv")))
    for name in topic.other_names:
        graph.add((concept, SKOS.altLabel, Literal(name)))
    if topic.broader:
        graph.add((concept, SKOS.broader, BASE[topic.broader]))
        graph.add((BASE[topic.broader], SKOS.narrower, concept))
    else:
        graph.add((SCHEME, SKOS.hasTopConcept, concept))
    for name, address in topic.links.items():
        match = MATCHES.get(name.partition("_")[0], SKOS.exactMatch)
        graph.add((concept, match, URIRef(address)))
