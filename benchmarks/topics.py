"""The topics of corpus/topics.toml on real documents, beside what people who read them said.

`benchmarks/topics.tsv` has 193 documents of ../shared/data/docs, judged by reading them against the
sentences of the tree before any rule was written. A document has a topic where it is a main matter:
its title, its beginning or a section is about it. Half of the documents, by a digest of their path,
were set apart: rules were written looking at the others only. Broader topics follow from narrower
ones on both sides. Beside: names of topics found in titles and headings, as without rules.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from benchmarks.material import SHARED
from ingest.catalogue import Catalogue
from ingest.intake import Intake, IntakeOptions
from ingest.topics import TopicTree
from night import topics

JUDGED = Path(__file__).with_name("topics.tsv")
TREE = Path(__file__).parents[1] / "corpus" / "topics.toml"
RIGHT, MISSED, EXTRA = "right", "missed", "extra"

Topics = Mapping[str, frozenset[str]]  # of each document, by path


@dataclass(frozen=True, slots=True)
class Score:
    """How well topics agree with what was judged."""

    right: int
    missed: int
    extra: int

    @property
    def precision(self) -> float:
        """Of the topics given, how many are right."""
        return self.right / max(self.right + self.extra, 1)

    @property
    def recall(self) -> float:
        """Of the topics judged, how many are given."""
        return self.right / max(self.right + self.missed, 1)


def is_set_apart(path: str) -> bool:
    """Tell whether a document is of the half that no rule was written for."""
    return int(sha256(path.encode()).hexdigest(), 16) % 2 == 1


def judged(tree: TopicTree) -> Topics:
    """Return the topics that were judged, with what stands above them."""
    with JUDGED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {row["path"]: frozenset(_with_broader(row["topics"].split(), tree)) for row in rows}


def given(tree: TopicTree, paths: Iterable[str]) -> Topics:
    """Read the documents as a collection with a tree does; return the topics they get.

    They lie in one folder: in their own, "trafficking" would be a topic by its name.
    """
    names = {path.replace("/", "__"): path for path in paths}
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        for name, path in names.items():
            shutil.copyfile(SHARED / "docs" / path, corpus / name)
        with Catalogue.open(Path(folder, "catalogue.sqlite")) as catalogue:
            Intake(catalogue, corpus, IntakeOptions(settle_seconds=0), tree).run()
            documents = [catalogue.document(row.id) for row in catalogue.documents()]
    return {
        names[document.path]: frozenset(link.topic for link in document.metadata.topics)
        for document in documents
        if document
    }


def compare(found: Topics, right: Topics) -> Iterator[tuple[str, str, str]]:
    """Yield RIGHT, MISSED or EXTRA, the topic and the document, for every topic of every one."""
    for path, wanted in right.items():
        has = found.get(path, frozenset())
        for outcome, topics_of in (
            (RIGHT, has & wanted), (MISSED, wanted - has), (EXTRA, has - wanted),
        ):  # fmt: skip
            yield from ((outcome, topic, path) for topic in sorted(topics_of))


def score(outcomes: Iterable[tuple[str, str, str]]) -> Score:
    """Count outcomes."""
    counts = Counter(outcome for outcome, _, _ in outcomes)
    return Score(counts[RIGHT], counts[MISSED], counts[EXTRA])


def main() -> None:
    """Print precision and recall a topic and over all, for both halves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="list what is wrong in the open half")
    arguments = parser.parse_args()
    tree = topics.load(TREE)
    right = judged(tree)
    ruled = list(compare(given(tree, right), right))
    named = list(compare(given(TopicTree.load(TREE), right), right))
    if arguments.wrong:
        for outcome, topic, path in sorted(ruled):
            if outcome != RIGHT and not is_set_apart(path):
                print(f"{outcome:7} {topic:26} {path}")
        return
    print(f"{len(right)} documents; open half, set apart, both: precision / recall (…)")
    for one in tree:
        _print_row(one.id, [outcome for outcome in ruled if outcome[1] == one.id])
    _print_row("over all", ruled)
    _print_row("over all, names alone", named)


def _print_row(name: str, outcomes: list[tuple[str, str, str]]) -> None:
    halves = (
        score(outcome for outcome in outcomes if is_set_apart(outcome[2]) is apart)
        for apart in (False, True)
    )
    print(f"{name:27}", *map(_column, (*halves, score(outcomes))))


def _column(found: Score) -> str:
    counts = f"({found.right}, {found.missed}, {found.extra})"
    return f"{found.precision:.2f} / {found.recall:.2f} {counts:14}"


def _with_broader(ids: Iterable[str], tree: TopicTree) -> Iterator[str]:
    for topic_id in ids:
        yield topic_id
        yield from (above.id for above in tree.ancestors(topic_id))


if __name__ == "__main__":
    main()
