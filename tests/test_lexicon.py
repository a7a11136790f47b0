"""Rules of the word list: what a form can be a form of."""

from __future__ import annotations

import pytest

from index.swedish.lexicon import lexicon
from index.vocabulary import one_edit_away


@pytest.mark.parametrize("word", ["handling", "böndernas", "oroligheterna", "tjänstemännens"])
def test_the_quick_look_misses_no_form(word: str) -> None:
    """What a form can be a form of, the quick look never rules out, near a word or on it."""
    known = [form for form in (word, *one_edit_away(word)) if lexicon().bases(form)]

    assert word in known
    assert all(map(lexicon().may_know, known))


def test_the_quick_look_rules_out_what_begins_as_no_word_does() -> None:
    """A beginning that no word has needs no closer look."""
    assert not lexicon().may_know("qxzhandlingarnas")
