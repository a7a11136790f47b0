"""A rule written into topics.toml by a program, with all that people wrote left as it was."""

from pathlib import Path

import pytest

from ingest import topic_edit
from ingest.errors import ConfigurationError
from ingest.topics import TopicTree

TEXT = """# Ämnena.

[hav]
name = "Havet"   # det blå

# Om båtar.
[bat]
name = "Båtar"
rule = '''
titel:båt
ELLER titel:färja
'''  # prövad i mars
broader = "hav"
"""


def test_a_rule_takes_the_place_of_the_one_before() -> None:
    """Comments, order and other topics stay; a rule of several lines is replaced whole."""
    edited = topic_edit.with_rule(TEXT, "bat", "titel:skuta")

    assert edited == TEXT.replace(
        "rule = '''\ntitel:båt\nELLER titel:färja\n'''  # prövad i mars", "rule = 'titel:skuta'"
    )


def test_a_first_rule_stands_last_in_its_section() -> None:
    """What is written above the next topic belongs to that one."""
    edited = topic_edit.with_rule(TEXT, "hav", 'inledning:"öppet hav"')

    assert "# det blå\nrule = 'inledning:\"öppet hav\"'\n\n# Om båtar.\n[bat]" in edited


@pytest.mark.parametrize("rule", ["titel:hav", "titel:o'hara", "hav " * 60, 'titel:"a\\b"'])
@pytest.mark.parametrize("topic", ["hav", "bat"])
def test_what_is_written_is_what_is_read(tmp_path: Path, rule: str, topic: str) -> None:
    """Quotes and length change how a rule is written, never what it says."""
    path = tmp_path / "topics.toml"
    path.write_text(TEXT, encoding="utf-8")
    topic_edit.save(path, topic, rule)

    assert TopicTree.load(path)[topic].rule == " ".join(rule.split())


def test_a_file_of_windows_stays_one(tmp_path: Path) -> None:
    """No line but the rule's is another afterwards, and who could read the file still can."""
    path = tmp_path / "topics.toml"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    topic_edit.save(path, "bat", "titel:jolle")

    assert path.read_bytes().replace(b"\r\n", b"").count(b"\n") == 0
    assert TopicTree.load(path)["bat"].rule == "titel:jolle"
    assert path.stat().st_mode & 0o777 == 0o640


def test_what_cannot_be_put_in_safely_is_left_as_it_was(tmp_path: Path) -> None:
    """The message holds the line, to be put in by hand."""
    path = tmp_path / "topics.toml"
    odd = 'hav = { name = "Havet" }\n'
    path.write_text(odd, encoding="utf-8")

    with pytest.raises(ConfigurationError, match="by hand: rule = 'titel:hav'"):
        topic_edit.save(path, "hav", "titel:hav")

    assert path.read_text(encoding="utf-8") == odd
