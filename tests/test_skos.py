"""The topic tree as SKOS, read back by the library that other programs use."""

from pathlib import Path

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SKOS

from ingest import skos
from ingest.topics import TopicTree

STARTER = Path(__file__).resolve().parents[1] / "corpus" / "topics.toml"


def test_the_starter_tree_comes_back_from_turtle() -> None:
    """Every topic is a concept with its names, its place in the tree and its links."""
    tree = TopicTree.load(STARTER)
    graph = Graph().parse(data=skos.turtle(tree), format="turtle")
    concepts = {str(one) for one in graph.subjects(RDF.type, SKOS.Concept)}

    assert concepts == {str(skos.BASE[topic.id]) for topic in tree}
    for topic in tree:
        concept = skos.BASE[topic.id]
        labels = set(graph.objects(concept, SKOS.prefLabel))
        assert labels == {Literal(topic.name, lang="sv"), Literal(topic.name_en, lang="en")}
        assert {str(one) for one in graph.objects(concept, SKOS.altLabel)} == set(topic.other_names)
        above = [skos.BASE[topic.broader]] if topic.broader else []
        assert list(graph.objects(concept, SKOS.broader)) == above


def test_how_near_another_concept_is_follows_the_name_of_the_link() -> None:
    """close_ is nearly the same, narrow_ a part of it; any other name is the same concept."""
    graph = Graph().parse(data=skos.turtle(TopicTree.load(STARTER)), format="turtle")
    eurovoc = "http://eurovoc.europa.eu/"

    for topic, match, number in (
        ("manniskohandel", SKOS.exactMatch, "5933"),
        ("manniskoexploatering", SKOS.closeMatch, "5933"),
        ("tvangsarbete", SKOS.narrowMatch, "4552"),
    ):
        assert (skos.BASE[topic], match, URIRef(eurovoc + number)) in graph
