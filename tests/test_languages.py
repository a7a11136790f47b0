"""Rules of languages: which passage and which question is English."""

from __future__ import annotations

import pytest

from index.languages import language_asked


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What did the police do", "en"),
        ("victims of trafficking in Sweden", "en"),
        ("trafficking in Sweden", "sv"),
        ("vem skrev The Protection of Children", "sv"),
        ("vad är the rule of law och the state of the art", "sv"),
        ("prostitution", "sv"),
        ("", "sv"),
    ],
)
def test_a_question_is_english_by_its_small_words(question: str, language: str) -> None:
    """Two of them make it so, where Swedish has less than half as many."""
    assert language_asked(question.split()) == language
