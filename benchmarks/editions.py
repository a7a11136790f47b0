"""Documents -> how well sketches find what is nearly the same: pairs found, and false pairs.

Two measures: texts altered for the purpose, where what belongs together is known; and the dated
versions and formats of one association's statutes (docs/itsektionen), where the names of the files
tell which are versions of one.

    .venv/bin/python -m benchmarks.editions
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from benchmarks import material
from ingest.editions import ALIKE, SAME_TEXT
from ingest.models import Block, Extract
from ingest.sandbox import Job, Pool
from ingest.sketch import likeness, sketch

TEXTS = material.SHARED / "docs" / "g0vse-trafficking-md"
STATUTES = material.SHARED / "docs" / "itsektionen"
CHANGES = (0.0, 0.01, 0.02, 0.05, 0.10)  # shares of the words that are taken out
NAME = re.compile(r"(PM|Reglemente|Stadgar|Sektionens|Åsiktsdokument)[_ ].*?(?=[_ ]?\d{4}|\.\w+$)")


def main() -> None:
    """Measure and print."""
    texts = [blocks for _, blocks in read(TEXTS)]
    if not texts:
        raise SystemExit(f"{TEXTS} is not here: this benchmark needs ../shared/data")
    chance = random.Random(1)  # noqa: S311 - takes words out
    sketches = [sketch(blocks) for blocks in texts]
    print(f"{len(texts)} texts, with words taken out:")
    for share in CHANGES:
        like = [
            likeness(whole, sketch(altered(blocks, share, chance)))
            for whole, blocks in zip(sketches, texts, strict=True)
        ]
        found = sum(value >= ALIKE for value in like) / len(like)
        same = sum(value >= SAME_TEXT for value in like) / len(like)
        print(f"  {share:4.0%} gone: {found:.3f} found as alike, {same:.3f} as the same text")
    pairs = [likeness(one, other) for one, other in combinations(sketches, 2)]
    print(f"  of {len(pairs)} pairs of different texts {sum(v >= ALIKE for v in pairs)} are alike")
    versions()


def versions() -> None:
    """Print how alike versions of one statute are, and different ones."""
    named = [
        (named_as(found[0]), sketch(blocks))
        for name, blocks in read(STATUTES)
        if (found := NAME.search(name))
    ]
    one = sorted(likeness(a, b) for (n, a), (m, b) in combinations(named, 2) if n == m)
    other = sorted(likeness(a, b) for (n, a), (m, b) in combinations(named, 2) if n != m)
    print(f"{len(named)} statutes: {len(one)} pairs of one name, {len(other)} of two")
    print(f"  of one name {sum(v >= ALIKE for v in one)} are alike, the least {one[0]:.2f}")
    print(f"  of two names {sum(v >= ALIKE for v in other)} are alike, the most {other[-1]:.2f}")


def named_as(name: str) -> str:
    """Return a file's name as one version has it like the other: its å in one form, one ending."""
    plain = unicodedata.normalize("NFC", name).replace("_", " ").casefold()
    return plain.removesuffix(".doc").removesuffix(" (unicode encoding conflict)").strip()


def read(folder: Path) -> Iterator[tuple[str, tuple[Block, ...]]]:
    """Yield what could be read below a folder, by name of file."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    with Pool() as pool:
        for reading in pool.read(Job(path, path.name) for path in files):
            if isinstance(reading.outcome, Extract):
                yield reading.job.name, reading.outcome.blocks


def altered(blocks: Iterable[Block], share: float, chance: random.Random) -> tuple[Block, ...]:
    """Return the text with a share of its words taken out."""
    return tuple(
        replace(
            block, text=" ".join(word for word in block.text.split() if chance.random() >= share)
        )
        for block in blocks
    )


if __name__ == "__main__":
    main()
