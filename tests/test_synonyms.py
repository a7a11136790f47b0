"""synonyms.toml -> what else can stand for a question's words."""

from pathlib import Path

import pytest

from index.errors import SynonymsError
from index.swedish import Analyzer, Synonyms

FIELD = Path(__file__).resolve().parents[1] / "corpus" / "synonyms.toml"


def terms(text: str) -> list[str]:
    """Return the `word` terms of a text."""
    analyzer = Analyzer()
    return [analyzer.forms(token.text).word for token in analyzer.tokens(text)]


def alternatives(synonyms: Synonyms, text: str) -> list[str]:
    """Return everything that can stand for words of the text."""
    found = synonyms.expand(terms(text))
    return [" ".join(row) for expansion in found for row in expansion.alternatives]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("trafficking", "människohandel"),
        ("sexköpet", "köp av sexuell tjänst"),
        ("köpet av sexuella tjänster", "sexköp"),
        ("reflektionsperioden", "betänketid"),
        ("forced labour", "tvångsarbete"),
        ("Brå", "Brottsförebyggande rådet"),
    ],
)
def test_the_fields_words_find_each_other(asked: str, found: str) -> None:
    """A form of a word or phrase of the file is answered with what means the same."""
    assert " ".join(terms(found)) in alternatives(Synonyms.load(FIELD), asked)


def test_one_way_is_one_way() -> None:
    """The wider word does not bring in the narrower one."""
    synonyms = Synonyms.load(FIELD)

    assert "människohandel" in alternatives(synonyms, "kvinnohandel")
    assert "kvinnohandel" not in alternatives(synonyms, "människohandel")


def test_the_longest_entry_stands_for_its_words() -> None:
    """Within "köp av sexuell tjänst" no shorter entry is looked for at the same place."""
    (expansion,) = Synonyms.load(FIELD).expand(terms("köp av sexuell tjänst"))

    assert (expansion.start, expansion.end) == (0, 4)


def test_no_file_means_no_synonyms(tmp_path: Path) -> None:
    """A collection need not have synonyms."""
    assert Synonyms.load(tmp_path / "synonyms.toml").expand(["människohandel"]) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('[[same]]\nwords = ["a"\n', "line 2"),
        ('# x\n[[samma]]\nwords = ["sexköp"]\n', "line 2, key 'samma'"),
        ('[[same]]\nwords = "sexköp"\n', "line 1, key 'words'"),
        ('[[same]]\nwords = ["a"]\n\n[[same]]\nwords = ["b", 3]\n', "line 4, key 'words'"),
        ('[[oneway]]\nasked = ["a"]\n', "line 1, key 'finds'"),
        ("same = 3\n", "line 1, key 'same'"),
    ],
)
def test_mistakes_name_file_line_and_key(tmp_path: Path, text: str, place: str) -> None:
    """What cannot be understood is said with where it stands."""
    path = tmp_path / "synonyms.toml"
    path.write_text(text, "utf-8")

    with pytest.raises(SynonymsError, match=place) as error:
        Synonyms.load(path)

    assert str(path) in str(error.value)
