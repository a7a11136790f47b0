"""Lists of names with their reasons, as the corpus folder's and the addresses' are."""

from pathlib import Path

from ingest.name_rules import NameRules, listed


def test_a_rule_ends_at_two_spaces_and_comments_are_none(tmp_path: Path) -> None:
    """What follows is why it is there; a rule may have single spaces and a number sign."""
    path = tmp_path / "rules.txt"
    path.write_text("# rule  why\n\n#recycle  Synology\njust a moment  Cloudflare\n", "utf-8")

    assert listed(path) == ("#recycle", "just a moment")


def test_a_star_stands_for_anything_at_its_end() -> None:
    """Case does not count."""
    rules = NameRules.of(["thumbs.db", "~$*", "*.tmp"])

    assert all(name in rules for name in ("Thumbs.db", "~$brev.docx", "a.TMP"))
    assert not any(name in rules for name in ("thumbs.db.pdf", "a~$", "tmp"))
