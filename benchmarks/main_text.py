"""Web pages with their right text -> how much of it our reader finds, beside two known readers.

`python -m benchmarks.main_text [FOLDER...]`, folders of `<id>.html` and `<id>.gold.json` (default:
the two in ../shared/data/docs). Printed is the mean over the pages of F1, precision and recall of
words, each as often as it stands in the text. The title has a place of its own in the gold, so a
line that repeats it is left out of every reader's text. "lykta, ten" is the text as the catalogue
has it when the page came in with nine others of its site: what repeats over them is learned.

trafilatura and jusText are no dependencies of Lykta. To have them in the table:
`pip install --target /tmp/peers trafilatura justext lxml_html_clean`, and run this with
`PYTHONPATH=/tmp/peers`.
"""

from __future__ import annotations

import importlib
import json
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

from ingest.catalogue import Catalogue
from ingest.extract import html
from ingest.intake import Intake, IntakeOptions
from ingest.models import SHOWN_ROLES, Document, Extract
from ingest.topics import TopicTree

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "docs"
FOLDERS = (SHARED / "polisen-html", SHARED / "derived" / "regeringen-html")

Reader = Callable[[bytes], str]


@dataclass(frozen=True, slots=True)
class Score:
    """How well one text, or a folder of them on average, was found."""

    f1: float
    precision: float
    recall: float


def main(folders: list[Path]) -> None:
    """Print a line for each folder and reader."""
    for folder in folders:
        pages = sorted(folder.glob("*.gold.json"))
        for name, read in readers().items():
            _tell(folder, name, [score_page(page, read) for page in pages])
        tens = (held_together(_ten(pages, start)) for start in range(0, len(pages), 10))
        scores = [score for ten in tens for score in ten]
        _tell(folder, "lykta, ten", scores[: len(pages)])


def held_together(pages: Sequence[Path]) -> list[Score]:
    """Return how well each of some pages is read when they are taken in together."""
    with TemporaryDirectory() as scratch:
        corpus = Path(scratch, "corpus")
        corpus.mkdir()
        for page in pages:
            shutil.copy(_page_of(page), corpus)
        with Catalogue.open(Path(scratch, "catalogue.sqlite")) as catalogue:
            Intake(catalogue, corpus, IntakeOptions(settle_seconds=0), TopicTree()).run()
            held = {row.path: catalogue.document(row.id) for row in catalogue.documents()}
    return [score_text(page, _shown(held.get(_page_of(page).name))) for page in pages]


def readers() -> dict[str, Reader]:
    """Return ours, and those of the others that are installed."""
    found: dict[str, Reader] = {"lykta": _lykta}
    if trafilatura := _installed("trafilatura"):
        found["trafilatura"] = lambda data: trafilatura.extract(data) or ""
    if justext := _installed("justext"):
        words = justext.get_stoplist("Swedish")
        found["jusText"] = lambda data: "\n".join(
            part.text for part in justext.justext(data, words) if not part.is_boilerplate
        )
    return found


def score_page(gold_file: Path, read: Reader) -> Score:
    """Return how much of the right text of a page, and how little else, a reader finds."""
    return score_text(gold_file, read(_page_of(gold_file).read_bytes()))


def score_text(gold_file: Path, text: str) -> Score:
    """Return how much of the right text of a page, and how little else, a text has."""
    gold = json.loads(gold_file.read_text(encoding="utf-8"))
    title = _words(gold["title"])
    lines = (_words(line) for line in text.split("\n"))
    got = Counter(word for line in lines if line != title for word in line)
    right = Counter(_words(gold["text"]))
    common = (got & right).total()
    precision = common / got.total() if got else 0.0
    recall = common / right.total() if right else 0.0
    both = precision + recall
    return Score(2 * precision * recall / both if both else 0.0, precision, recall)


def _lykta(data: bytes) -> str:
    outcome = html.extract(data, "page.html")
    return _shown(outcome if isinstance(outcome, Extract) else None)


def _shown(read: Extract | Document | None) -> str:
    blocks = read.blocks if read else ()
    return "\n".join(block.text for block in blocks if block.role in SHOWN_ROLES)


def _page_of(gold_file: Path) -> Path:
    return gold_file.with_name(gold_file.name.removesuffix(".gold.json") + ".html")


def _ten(pages: Sequence[Path], start: int) -> list[Path]:
    """Return ten pages from a place on; after the last one come the first."""
    return [pages[(start + step) % len(pages)] for step in range(min(10, len(pages)))]


def _tell(folder: Path, name: str, scores: list[Score]) -> None:
    mean = _mean(scores)
    figures = f"F1 {mean.f1:.3f}  precision {mean.precision:.3f}  recall {mean.recall:.3f}"
    print(f"{folder.name:16} {len(scores):3} pages  {name:12} {figures}")


def _installed(module: str) -> ModuleType | None:
    try:
        return importlib.import_module(module)
    except ImportError:
        return None


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _mean(scores: list[Score]) -> Score:
    count = len(scores) or 1
    return Score(
        sum(score.f1 for score in scores) / count,
        sum(score.precision for score in scores) / count,
        sum(score.recall for score in scores) / count,
    )


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]] or list(FOLDERS))
