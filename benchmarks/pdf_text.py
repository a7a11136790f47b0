"""Real PDFs -> how well their text came out: words, their order, and what was set apart.

The gold is the same document's HTML where it lies beside, read by another reader of ours. Beside
ours stands poppler's `pdftotext`, in the order of the page. Words are compared as a bag (F1), order
as the share of neighbouring pairs of the gold that are neighbours in the text too.

    .venv/bin/python -m benchmarks.pdf_text
"""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from itertools import pairwise
from pathlib import Path

from benchmarks.material import SHARED
from ingest.extract import extract
from ingest.models import SHOWN_ROLES, Extract

DOCS = SHARED / "docs"
_WORD = re.compile(r"\w+")


def main() -> None:
    """Measure and print."""
    pages = {path.stem.upper(): path for path in (DOCS / "riksdag-html").rglob("*.htm*")}
    pairs = [
        (path, pages[path.stem.upper()])
        for path in sorted((DOCS / "derived" / "riksdag-pdf").glob("*.pdf"))
        if path.stem.upper() in pages
    ]
    if not pairs:
        raise SystemExit(f"no PDF under {DOCS} has its page beside it: this needs ../shared/data")
    print(f"{'file':12} {'words':>7} {'ours F1':>9} {'pairs':>7} {'poppler F1':>11} {'pairs':>7}")
    rows = {pdf.stem: (len(words(shown(page))), figures(pdf, page)) for pdf, page in pairs}
    for name, (count, found) in rows.items():
        print(
            f"{name:12} {count:7} {found[0]:9.4f} {found[1]:7.4f} {found[2]:11.4f} {found[3]:7.4f}"
        )
    means = [sum(found[at] for _, found in rows.values()) / len(rows) for at in range(4)]
    print(f"{'mean':20} {means[0]:9.4f} {means[1]:7.4f} {means[2]:11.4f} {means[3]:7.4f}")


def figures(pdf: Path, page: Path) -> list[float]:
    """Return F1 and pairs of ours, then those of poppler."""
    gold = words(shown(page))
    found = []
    for got in (words(shown(pdf)), words(poppler(pdf))):
        found.append(f1(Counter(gold), Counter(got)))
        found.append(recall(Counter(pairwise(gold)), Counter(pairwise(got))))
    return found


def shown(path: Path) -> str:
    """Return the text that a document shows."""
    found = extract(path.read_bytes(), path.name)
    if not isinstance(found, Extract):
        return ""
    return "\n".join(block.text for block in found.blocks if block.role in SHOWN_ROLES)


def poppler(path: Path) -> str:
    """Return what `pdftotext` gives, hyphens at the ends of lines joined."""
    done = subprocess.run(
        ["pdftotext", "-q", str(path), "-"],
        capture_output=True,
        check=True,
    )
    return re.sub(r"-\n(?=[a-zåäö])", "", done.stdout.decode("utf-8", "replace"))


def words(text: str) -> list[str]:
    """Return the words of a text in order."""
    return _WORD.findall(text.casefold())


def f1(gold: Counter[str], got: Counter[str]) -> float:
    """Return the harmonic mean of precision and recall of two bags."""
    return 2 * (gold & got).total() / max(1, gold.total() + got.total())


def recall(gold: Counter[tuple[str, str]], got: Counter[tuple[str, str]]) -> float:
    """Return how much of the gold is there."""
    return (gold & got).total() / max(1, gold.total())


if __name__ == "__main__":
    main()
