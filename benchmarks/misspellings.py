"""Words -> the same as people misspell them: one slip a word, of every kind in turn, seeded."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import cycle
from random import Random

ROWS = ("qwertyuiopå", "asdfghjklöä", "zxcvbnm")
WITHOUT_MARKS = str.maketrans("åäöéü", "aaoeu")
OTHER_MARKS = str.maketrans("åäöaoe", "äååäöä")
_HEARD = "sk/sj sj/sk stj/sj tj/kj kj/tj g/j j/g ck/k å/o ä/e e/ä s/c c/s v/w"
SOUNDS = tuple(pair.split("/") for pair in _HEARD.split())
"""What is right / what those write who go by ear."""


def misspelled(
    words: Iterable[str], known: Collection[str], *, seed: int = 1
) -> Iterator[tuple[str, str, str]]:
    """Yield slip, kind of slip and word; a slip that is another known word is not one."""
    random = Random(seed)  # noqa: S311 - it keeps no secret
    kinds = cycle(SLIPS)
    for word in words:
        for kind in (next(kinds) for _ in SLIPS):
            slip = SLIPS[kind](word, random)
            if slip != word and slip not in known:
                yield slip, kind, word
                break


def _neighbour(word: str, random: Random) -> str:
    at = random.randrange(len(word))
    row = next((row for row in ROWS if word[at] in row), word[at])
    place = row.index(word[at]) + random.choice((-1, 1))
    return word[:at] + row[max(0, min(place, len(row) - 1))] + word[at + 1 :]


def _doubled(word: str, random: Random) -> str:
    at = random.randrange(len(word))
    return word[: at + 1] + word[at:]


def _undoubled(word: str, random: Random) -> str:
    twice = [at for at in range(1, len(word)) if word[at] == word[at - 1]]
    return _without(word, random.choice(twice)) if twice else word


def _dropped(word: str, random: Random) -> str:
    return _without(word, random.randrange(len(word)))


def _swapped(word: str, random: Random) -> str:
    at = random.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _unmarked(word: str, _random: Random) -> str:
    return word.translate(WITHOUT_MARKS)


def _remarked(word: str, random: Random) -> str:
    marked = [at for at, letter in enumerate(word) if letter in "åäö"]
    if not marked:
        return word
    at = random.choice(marked)
    return word[:at] + word[at].translate(OTHER_MARKS) + word[at + 1 :]


def _by_ear(word: str, random: Random) -> str:
    heard = [pair for pair in SOUNDS if pair[0] in word]
    if not heard:
        return word
    right, wrong = random.choice(heard)
    return word.replace(right, wrong, 1)


def _without(word: str, at: int) -> str:
    return word[:at] + word[at + 1 :]


SLIPS: dict[str, Callable[[str, Random], str]] = {
    "neighbouring key": _neighbour,
    "doubled": _doubled,
    "undoubled": _undoubled,
    "dropped": _dropped,
    "swapped": _swapped,
    "without marks": _unmarked,
    "wrong mark": _remarked,
    "by ear": _by_ear,
}
