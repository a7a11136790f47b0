"""The splitter against words split by hand (tests/files/compounds.tsv)."""

from hashlib import sha256
from itertools import accumulate
from pathlib import Path

import pytest

from index.swedish.compounds import Compounds

TABLE = Path(__file__).parent / "files" / "compounds.tsv"
HALVES = {"tuned on": 0, "held back": 1}
"""By a hash of the word; nobody looks at the second half's mistakes while changing the rules."""


def read_half(remainder: int) -> dict[str, tuple[str, ...]]:
    """Return the words of one half with their parts."""
    lines = TABLE.read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {
        word: tuple(parts.split("|"))
        for word, parts in rows
        if int(sha256(word.encode()).hexdigest(), 16) % 2 == remainder
    }


def seams(parts: tuple[str, ...]) -> set[int]:
    """Return where in the word the cuts are."""
    return set(accumulate(map(len, parts[:-1])))


@pytest.mark.parametrize("half", HALVES)
def test_words_are_split_as_people_split_them(
    half: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the words it cuts, 98 % get no wrong cut; of the compounds, 95 % get every right one."""
    expected = read_half(HALVES[half])
    split = {word: Compounds().split(word) for word in expected}
    cut = [word for word, parts in split.items() if len(parts) > 1]
    compounds = [word for word, parts in expected.items() if len(parts) > 1]
    right = [word for word in cut if seams(split[word]) <= seams(expected[word])]
    exact = [word for word in compounds if split[word] == expected[word]]
    precision, recall = len(right) / len(cut), len(exact) / len(compounds)

    with capsys.disabled():
        figures = f"{precision:.3f} of {len(cut)} cut right, {recall:.3f} of {len(compounds)} found"
        print(f"\n{half}: {figures}")  # noqa: T201 - the figures are a result

    assert precision >= 0.98
    assert recall >= 0.95


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("människohandelsoffer", ("människo", "handels", "offer")),
        ("gatuprostitution", ("gatu", "prostitution")),
        ("kyrkogården", ("kyrko", "gården")),
        ("skolreformerna", ("skol", "reformerna")),
        ("klasskillnader", ("klass", "skillnader")),
        ("arbetsmarknadsutbildningen", ("arbets", "marknads", "utbildningen")),
        ("parisavtalet", ("paris", "avtalet")),
    ],
)
def test_linking_letters_vowels_and_inflection(word: str, parts: tuple[str, ...]) -> None:
    """First parts keep their linking letters, and the last part may be in any form."""
    assert Compounds().split(word) == parts


@pytest.mark.parametrize(
    "word",
    ["hemliga", "morfin", "kopplar", "förslag", "regeringen", "domstol", "lindström", "ålderdom"],
)
def test_words_that_only_look_like_compounds(word: str) -> None:
    """Derivations, loan words, names and words with a meaning of their own are whole."""
    assert Compounds().split(word) == (word,)


@pytest.mark.parametrize(
    ("part", "word"),
    [("arbets", "arbete"), ("gatu", "gata"), ("kvinno", "kvinna"), ("riks", "rike")],
)
def test_first_parts_stand_for_words(part: str, word: str) -> None:
    """What begins a compound is led back to the word it comes from."""
    assert Compounds().base(part) == word


def test_words_that_never_end_are_left_alone() -> None:
    """A word glued together of hundreds costs no time and is whole."""
    assert Compounds().split("barnskydd" * 100) == ("barnskydd" * 100,)
