"""A form -> its lemma, from simplemma's dictionary, by a file of its lines that is made once.

packed dictionary -> lines "form, tab, lemma", sorted -> kept as Python keeps bytecode -> lemma

Packed, 964 000 forms are .6 MB, and a process needs .3 s to find its way in them and 7 µs a form;
their lines are 24 MB, .02 s and 2 µs, once they are made in 1.3 s (2026-11-30). Where no bytecode
may be written, as in a folder that is only read, forms are read packed: the lemmas are the same.
Without the packed one simplemma, with its rules for forty languages, need not be loaded.
"""

from __future__ import annotations

import os
import sys
from bisect import bisect_right
from contextlib import suppress
from importlib.metadata import version
from importlib.util import cache_from_source
from pathlib import Path
from typing import Protocol

from wholefile import replacing, unfinished

BLOCK_BYTES = 1 << 11
"""What is gone through for a form; the first form of each block is kept apart."""


class Lemmas(Protocol):
    """A dictionary, however it is held."""

    def get(self, form: str, /) -> str | None:
        """Return the lemma of a form, None where the dictionary lacks it."""


class Lines:
    """A dictionary as its lines: before each form a line's end, a tab between it and its lemma."""

    def __init__(self, text: bytes) -> None:
        """Raise ValueError where a disk has kept no more than a part of them."""
        if not text.endswith(b"\n"):
            raise ValueError("the lines of the dictionary are cut off")
        self._text = text
        ends = (text.rfind(b"\n", 0, at) for at in range(BLOCK_BYTES, len(text), BLOCK_BYTES))
        self._starts = [*dict.fromkeys((0, *ends)), len(text)]
        self._firsts = [
            text[start + 1 : text.index(b"\t", start)].decode() for start in self._starts[:-1]
        ]

    def get(self, form: str, /) -> str | None:
        """Return the lemma of a form, None where the dictionary lacks it."""
        block = bisect_right(self._firsts, form)
        if not block:
            return None
        key = b"\n%b\t" % form.encode()
        found = self._text.find(key, self._starts[block - 1], self._starts[block])
        if found < 0:
            return None
        start = found + len(key)
        return self._text[start : self._text.index(b"\n", start)].decode()


def lemmas(folder: Path | None = None) -> Lemmas:
    """Return the Swedish dictionary, its lines kept in a folder (the one of our bytecode)."""
    folder = folder or Path(cache_from_source(__file__)).parent
    path = folder / f"simplemma-{version('simplemma')}.sv.lines"
    with suppress(OSError):
        if not path.exists() and not sys.dont_write_bytecode:
            _write(path)
        try:
            return Lines(path.read_bytes())
        except ValueError:
            path.unlink()  # the next process makes it anew
    from simplemma.strategies.dictionaries import stream_dictionary_factory  # noqa: PLC0415

    return stream_dictionary_factory.StreamDictionaryFactory().get_dictionary("sv")


def _write(path: Path) -> None:
    """Make the file; no other process ever sees half of it.

    What processes left that were killed over it is cleared. So is the file of one that is at it
    just now, which reads packed this time: there is one file in the end.
    """
    from simplemma.strategies.dictionaries import dictionary_factory  # noqa: PLC0415

    path.parent.mkdir(exist_ok=True)
    for left in unfinished(path):
        left.unlink(missing_ok=True)
    packed = dictionary_factory.DefaultDictionaryFactory().get_dictionary("sv")
    with replacing(path) as file:
        os.fchmod(file.fileno(), 0o644)  # like bytecode: whoever runs us may read it
        file.writelines(f"\n{form}\t{packed[form]}".encode() for form in sorted(packed))
        file.write(b"\n")
