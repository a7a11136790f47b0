"""Topics by rule, where reading meets searching: from topics.toml to a document's topics."""

import re
from pathlib import Path

import pytest

from ingest.catalogue import Catalogue
from ingest.errors import ConfigurationError
from ingest.intake import Intake, IntakeOptions
from ingest.models import BROADER, REFUSED, RULE, TopicLink
from night import topics

QUOTED, INNERMOST = re.compile('"[^"]*"'), re.compile(r"\([^()]*\)")
STARTER = Path(__file__).resolve().parents[1] / "corpus" / "topics.toml"
TREE = """
[hav]
name = "Havet"
rule = 'inledning:(hav ELLER "öppen sjö")'

[bat]
name = "Båtar"
broader = "hav"
rule = '''
titel:(båt ELLER färja)
ELLER rubrik:båt'''

[fyr]
name = "Fyrar"
"""


def read(folder: Path, tree: str = TREE, **files: str) -> dict[str, tuple[TopicLink, ...]]:
    """Read notes as a collection does; return the topics of each by its name."""
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    (corpus / "topics.toml").write_text(tree, encoding="utf-8")
    for name, text in files.items():
        (corpus / name.replace("_toml", ".md.toml")).with_suffix(
            ".toml" if name.endswith("_toml") else ".md"
        ).write_text(text, encoding="utf-8")
    with Catalogue.open(folder / "catalogue.sqlite") as catalogue:
        loaded = topics.load(corpus / "topics.toml")
        Intake(catalogue, corpus, IntakeOptions(settle_seconds=0), loaded).run()
        documents = [catalogue.document(row.id) for row in catalogue.documents()]
    return {
        Path(document.path).stem: document.metadata.topics for document in documents if document
    }


def test_a_link_says_which_words_where_gave_the_topic(tmp_path: Path) -> None:
    """The reason is kept with its words; what stands above follows from it."""
    found = read(tmp_path, a="# Färjorna går igen\n\nDe ligger i hamnen.\n")

    assert found["a"] == (TopicLink("bat", RULE, ("titel:färja",)), TopicLink("hav", BROADER))


def test_a_topic_with_a_rule_is_not_given_by_its_name(tmp_path: Path) -> None:
    """The rule alone decides; topics without one are found by name in title and headings."""
    tree = TREE.replace("inledning:(hav", "inledning:(sjö")
    found = read(tmp_path, tree, a="# Havet och fyrarna\n\nMåsar och vind.\n")

    assert found["a"] == (TopicLink("fyr", "title"),)


def test_a_topic_yields_to_the_narrower_one(tmp_path: Path) -> None:
    """Who meets the rules of both is of the narrower; the broader follows."""
    found = read(tmp_path, a="# En båt på havet\n\nText.\n")

    assert [(link.topic, link.reason) for link in found["a"]] == [("bat", RULE), ("hav", BROADER)]


def test_what_a_sidecar_refuses_goes_before_the_rule(tmp_path: Path) -> None:
    """A coordinator takes a topic away from a document; the broader one may be its own then."""
    note = "# En båt på havet\n\nText.\n"
    found = read(tmp_path, a=note, a_toml='not_topics = ["Båtar"]\n')
    both = read(tmp_path, a=note, a_toml='not_topics = ["bat", "hav"]\n')

    assert found["a"] == (TopicLink("hav", RULE, ("inledning:hav",)),)
    assert both["a"] == ()


def test_the_catalogue_knows_what_sidecars_refuse(tmp_path: Path) -> None:
    """To try a rule opens no files; a name nobody has is no refusal, and one taken back is none."""
    note = "# En båt på havet\n\nText.\n"
    refusing = []
    for said in ('not_topics = ["Båtar", "okänt"]\n', 'not_topics = ["hav"]\n'):
        read(tmp_path, a=note, a_toml=said, b=note)
        with Catalogue.open(tmp_path / "catalogue.sqlite") as catalogue:
            reasons = map(catalogue.topic_reasons, ("bat", "hav", "okänt"))
            refusing.append([[*found.values()].count(REFUSED) for found in reasons])

    assert refusing == [[1, 0, 0], [0, 1, 0]]


def test_a_changed_rule_judges_what_is_held(tmp_path: Path) -> None:
    """Documents are not read again; only those whose topics differ get a revision."""
    read(tmp_path, a="# En båt\n\nText.\n", b="# En fyr\n\nText.\n")
    with Catalogue.open(tmp_path / "catalogue.sqlite") as catalogue:
        before = catalogue.revision()
    found = read(tmp_path, TREE.replace("båt", "skuta"))
    with Catalogue.open(tmp_path / "catalogue.sqlite") as catalogue:
        changed = [change.document_id for change in catalogue.changes(before)]

    assert found["a"] == ()
    assert len(changed) == 1


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("titl:båt", r"unknown field\): titl:båt"),
        ("(båt", "bracket"),
        ("ämne:hav", "cannot ask for one"),
    ],
)
def test_a_rule_that_cannot_be_read_names_file_line_and_topic(
    tmp_path: Path, rule: str, said: str
) -> None:
    """The message is enough to find and mend it."""
    path = tmp_path / "topics.toml"
    path.write_text(f'[bat]\nname = "Båtar"\nrule = "{rule}"\n', encoding="utf-8")

    with pytest.raises(ConfigurationError, match=said) as caught:
        topics.load(path)

    assert (caught.value.line, caught.value.key) == (3, "rule")
    assert "topic 'bat'" in str(caught.value)


def test_the_rules_of_the_starter_collection_can_be_read() -> None:
    """Every topic of it has a rule but those that documents alone can name."""
    without = [topic.id for topic in topics.load(STARTER) if not topic.rule]

    assert without == []


def test_no_starter_rule_leaves_open_what_or_binds() -> None:
    """It is read as a and one of b and c in "a b ELLER c": brackets say what is meant."""
    for topic in topics.load(STARTER):
        outermost = QUOTED.sub("", " ".join(topic.rule.split()))
        while "(" in outermost:
            outermost = INNERMOST.sub("", outermost)
        alternatives = outermost.split(" ELLER ")
        assert len(alternatives) == 1 or not any(" " in one.strip() for one in alternatives), topic
