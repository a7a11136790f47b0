"""The topic tree."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest.errors import ConfigurationError
from ingest.models import Block, Document, Metadata, Role, TopicLink
from ingest.topics import TopicTree

TREE = """
[djur]
name = "Djur"
name_en = "Animals"
description = "Allt om djur."

[sallskapsdjur]
name = "Sällskapsdjur"
other_names = ["husdjur", "tamdjur"]
broader = "djur"

[katt]
name = "Katt"
name_en = "Cat"
other_names = ["kattunge", "katter och kattungar"]
broader = "sallskapsdjur"
links = { eurovoc = "http://eurovoc.europa.eu/1" }

[skydd-av-djur]
name = "Skydd av djur"
broader = "djur"

[vaxter]
name = "Växter"
"""


@pytest.fixture
def tree(tmp_path: Path) -> TopicTree:
    """Return a small tree of three levels."""
    return load(tmp_path, TREE)


def load(folder: Path, text: str) -> TopicTree:
    """Return the tree of a text."""
    path = folder / "topics.toml"
    path.write_text(text, encoding="utf-8")
    return TopicTree.load(path)


def test_a_missing_file_is_an_empty_tree(tmp_path: Path) -> None:
    """A collection without topics works."""
    tree = TopicTree.load(tmp_path / "topics.toml")

    assert (len(tree), tree.roots, tree.named("djur"), match(tree, "Djur")) == (0, (), None, ())


def test_the_tree_keeps_the_order_of_its_file(tree: TopicTree) -> None:
    """Coordinators decide the order by writing it."""
    ids = [topic.id for topic in tree]

    assert ids == ["djur", "sallskapsdjur", "katt", "skydd-av-djur", "vaxter"]
    assert [topic.id for topic in tree.roots] == ["djur", "vaxter"]
    assert [topic.id for topic in tree.children("djur")] == ["sallskapsdjur", "skydd-av-djur"]


def test_a_topic_knows_what_is_above_and_below(tree: TopicTree) -> None:
    """Ancestors come nearest first; `under` holds the topic itself."""
    above = [topic.id for topic in tree.ancestors("katt")]

    assert above == ["sallskapsdjur", "djur"]
    assert tree.under("djur") == {"djur", "sallskapsdjur", "katt", "skydd-av-djur"}
    assert tree.under("katt") == {"katt"}


@pytest.mark.parametrize("name", ["katt", "Katt", "KATTUNGE", "cat", " katter  och kattungar "])
def test_a_topic_is_found_by_any_of_its_names(tree: TopicTree, name: str) -> None:
    """Id, Swedish, English and other names name the same topic, in any case."""
    topic = tree.named(name)

    assert topic is not None
    assert topic.id == "katt"
    assert topic.links == {"eurovoc": "http://eurovoc.europa.eu/1"}


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("Katten i huset", "katt"),
        ("Om KATTERS rätt", "katt"),
        ("Fler kattungar", "katt"),
        ("Husdjuren och vi", "sallskapsdjur"),
        ("Skydd av djurs liv", "skydd-av-djur"),
        ("Katt\u00e4gare", None),  # another word that begins alike
        ("Bergskatt", None),  # and one that ends alike
        ("Djurskyddet", None),
    ],
)
def test_a_name_is_found_in_its_common_forms(
    tree: TopicTree, title: str, topic: str | None
) -> None:
    """The last word of a name may have a Swedish ending; parts of other words do not count."""
    found = [link.topic for link in match(tree, title)]

    assert found == ([topic] if topic else [])


def test_letters_may_be_composed_or_not(tree: TopicTree) -> None:
    """An å made of two characters, as macOS writes file names, is still an å."""
    found = match(tree, "Va\u0308xter")

    assert found == (TopicLink("vaxter", "title"),)


def test_the_deepest_topic_wins_and_says_why(tree: TopicTree) -> None:
    """A topic yields to one below it; the title goes before a heading as the reason."""
    found = match(tree, "Djur och växter", ["Katter", "Växternas liv"])

    assert found == (TopicLink("katt", "heading"), TopicLink("vaxter", "title"))


def match(tree: TopicTree, title: str, headings: Sequence[str] = ()) -> tuple[TopicLink, ...]:
    """Return the topics of a document that is nothing but title and headings."""
    blocks = tuple(Block(text, Role.HEADING) for text in headings)
    return tree.of(Document("", "", "", "text/plain", Metadata(title), blocks))


WRONG = {
    # what is written: key, line, words of the message
    '[a]\nname = "A"\nbroder = "b"': ("broder", 3, "did you mean 'broader'?"),
    '[a]\nname = "A"\n\n[b]\nname = "B"\nbroader = "aa"': ("broader", 6, "did you mean 'a'?"),
    '[a]\nname = "A"\nbroader = "b"\n[b]\nname = "B"\nbroader = "a"': (
        "broader",
        3,
        "below itself",
    ),
    "[a]\nname = 3": ("name", 2, "text in quotes"),
    '[a]\nname = "A"\nother_names = "B"': ("other_names", 3, "list of names"),
    '[a]\nname = "A"\nlinks = ["x"]': ("links", 3, "table of addresses"),
    '[a]\ndescription = "A"': ("a", 1, "needs a name"),
    '["Å b"]\nname = "A"': ("Å b", None, "an id is made of"),
    'a = "A"': ("a", 1, "a topic is a section"),
    "[a\n": (None, 1, "not valid TOML"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.items())
def test_a_wrong_tree_names_file_line_and_key(
    tmp_path: Path, text: str, said: tuple[str | None, int | None, str]
) -> None:
    """The message is enough to find and mend the line."""
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text)

    assert said[2] in str(caught.value)
    assert caught.value.key == said[0]
    assert said[1] is None or caught.value.line == said[1]


def test_the_starter_tree_is_whole() -> None:
    """corpus/topics.toml has 20 to 40 topics in two levels, each described and named in English."""
    tree = TopicTree.load(Path(__file__).parents[1] / "corpus" / "topics.toml")

    assert 20 <= len(tree) <= 40
    assert all(topic.description and topic.name_en for topic in tree)
    assert {len(tree.ancestors(topic.id)) for topic in tree} == {0, 1, 2}


def test_no_two_starter_topics_share_a_name() -> None:
    """A name typed in a sidecar or a query means one topic."""
    tree = TopicTree.load(Path(__file__).parents[1] / "corpus" / "topics.toml")
    owners: dict[str, set[str]] = {}
    for topic in tree:
        for name in (*topic.names, topic.name_en, topic.id):
            owners.setdefault(name.casefold(), set()).add(topic.id)

    assert not {name: ids for name, ids in owners.items() if len(ids) > 1}
