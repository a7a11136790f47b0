"""Real files -> the share of their metadata that is right, by field, against a person's reading.

The table stands in `tests/files/metadata_expectations.tsv`. Its first rows are known to who writes
the rules; of those drawn last, half is set apart by the digest of its name and never tuned to, and
the other half is not tuned to before it was first measured. So are the pages of foreign sites in
`tests/files/metadata_foreign_pages.tsv`, which lie in two packages, named there: get them with
`pip download --no-binary :all:` and unpack them.

    .venv/bin/python -m benchmarks.metadata
    .venv/bin/python -m benchmarks.metadata --foreign-pages FOLDER
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from benchmarks.material import SHARED
from ingest.extract import extract
from ingest.metadata import describe
from ingest.models import Extract
from ingest.sidecar import Sidecar
from ingest.topics import TopicTree

TABLE = Path(__file__).parents[1] / "tests" / "files" / "metadata_expectations.tsv"
FOREIGN = TABLE.with_name("metadata_foreign_pages.tsv")
DRAWN_LAST = "# --- read on November 30th, drawn last; half set apart ---"
GROUPS = ("known", "read later", "set apart")
AIMS = {
    "title": 0.95,
    "published": 0.95,
    "updated": None,
    "publisher": 0.95,
    "kind": 0.9,
    "language": None,
    "authors": None,
    "identifiers": 0.97,
}
"""Each field of the table, and what the project wants of it, where it wants a figure."""
SEVERAL = ("authors", "identifiers")
"""Fields with several values, in any order."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One row: a file and what a person read of it, without the fields that it does not settle."""

    file: str  # below ../shared/data, or the folder of foreign pages
    facts: dict[str, str | frozenset[str]]
    group: str  # of GROUPS: looked at while the rules were written; drawn anew; never tuned to

    @property
    def is_apart(self) -> bool:
        """Whether it is never looked at while the rules are written."""
        return self.group == "set apart"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One field of one file: what was said of it and what is right."""

    expected: Expected
    field: str
    said: str | frozenset[str]

    @property
    def is_right(self) -> bool:
        """Whether it was said as a person reads it."""
        return self.said == self.expected.facts[self.field]

    def __str__(self) -> str:
        right = self.expected.facts[self.field]
        return f"{self.field} of {self.expected.file}: {self.said!r}, not {right!r}"


def main() -> None:
    """Measure and print; what is wrong is named only where it is not set apart."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--foreign-pages", type=Path, metavar="FOLDER")
    abroad = parser.parse_args().foreign_pages
    folder, rows = (abroad, foreign()) if abroad else (SHARED, expectations())
    if not folder.exists():
        raise SystemExit(f"{folder} is not here: this benchmark needs it")
    judged = list(verdicts(rows, folder))
    for verdict in judged:
        if not verdict.is_right and not verdict.expected.is_apart:
            print(verdict)
    files = {verdict.expected.file for verdict in judged}
    apart = {verdict.expected.file for verdict in judged if verdict.expected.is_apart}
    print(f"{len(files)} files, {len(apart)} of them set apart")
    print(f"{'field':12} {'aim':>6} " + " ".join(f"{group:>12}" for group in GROUPS))
    for field, aim in AIMS.items():
        of_field = [verdict for verdict in judged if verdict.field == field]
        parts = ([one for one in of_field if one.expected.group == group] for group in GROUPS)
        print(f"{field:12} {aim or '':>6} " + " ".join(f"{figure(part):>12}" for part in parts))


def figure(judged: list[Verdict]) -> str:
    """Return the share that is right, and of how many."""
    return f"{share(judged):.3f} ({len(judged)})"


def share(judged: Iterable[Verdict]) -> float:
    """Return the share of verdicts that are right; 1 of none."""
    right = [verdict.is_right for verdict in judged]
    return sum(right) / len(right) if right else 1.0


def expectations() -> Iterator[Expected]:
    """Yield the rows of the table."""
    is_last = False
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        is_last = is_last or line == DRAWN_LAST
        if not line.startswith("#"):
            yield _expected(line, is_last=is_last)


def foreign() -> Iterator[Expected]:
    """Yield the rows of pages of foreign sites."""
    lines = FOREIGN.read_text(encoding="utf-8").splitlines()
    yield from (_expected(line, is_last=True) for line in lines if not line.startswith("#"))


def _expected(line: str, *, is_last: bool) -> Expected:
    file, *values = line.split("\t")
    settled = {f: value for f, value in zip(AIMS, values, strict=True) if value != "?"}
    facts = {field: _fact(field, value) for field, value in settled.items()}
    is_even = sha256(file.encode()).digest()[-1] % 2 == 0
    group = "known" if not is_last else "set apart" if is_even else "read later"
    return Expected(file, facts, group)


def _fact(field: str, value: str) -> str | frozenset[str]:
    return frozenset(value.split("; ")) - {""} if field in SEVERAL else value


def verdicts(rows: Iterable[Expected], folder: Path = SHARED) -> Iterator[Verdict]:
    """Yield a verdict for each field that a file settles."""
    for row in rows:
        said = _said(folder / row.file, row.file)
        yield from (Verdict(row, field, said[field]) for field in row.facts)


def _said(path: Path, name: str) -> dict[str, str | frozenset[str]]:
    read = extract(path.read_bytes(), path.name)
    if not isinstance(read, Extract):
        return {field: frozenset() if field in SEVERAL else "" for field in AIMS}
    found = describe(read, path=name, sidecar=Sidecar(), topics=TopicTree())
    return {
        "title": found.title,
        "published": str(found.published or ""),
        "updated": str(found.updated or ""),
        "publisher": found.publisher or "",
        "kind": str(found.kind),
        "language": found.language,
        "authors": frozenset(found.authors),
        "identifiers": frozenset(one.value for one in found.identifiers),
    }


if __name__ == "__main__":
    main()
