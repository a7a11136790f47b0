"""Records of the Swedish public sector beside the project -> Documents."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.models import Block, Document, Kind, Metadata, PartialDate

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
BIG = tuple(
    SHARED / "big" / name
    for name in (
        "riksdag_2018_2021_motprop_bet.jsonl.gz",
        "g0vse.jsonl.gz",
        "sfs_provisions.jsonl.gz",
    )  # 140 000 passages, 57 000, more
)
KINDS = tuple(Kind)


def documents(*paths: Path) -> Iterator[Document]:
    """Yield the records of files (BIG), each with a kind and a year, for facets to count."""
    yield from (
        _document(number, json.loads(line)) for number, line in enumerate(_lines(paths or BIG))
    )


def _lines(paths: Sequence[Path]) -> Iterator[str]:
    for path in paths:
        if not path.exists():
            raise SystemExit(f"{path} is not here: this benchmark needs ../shared/data")
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from lines


def queries() -> list[str]:
    """Return what people were thought to ask in the field of trafficking."""
    path = SHARED / "ir" / "trafficking_sv" / "queries.jsonl"
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def _document(number: int, record: dict[str, str]) -> Document:
    return Document(
        id=f"{number:012x}",
        path=f"{record['id']}.txt",
        sha256="",
        media_type="text/plain",
        metadata=Metadata(
            title=record["title"],
            kind=KINDS[number % len(KINDS)],
            published=PartialDate.of(1990 + number % 30),
            publisher=f"Utskott {number % 17}",
        ),
        blocks=tuple(_blocks(record["text"])),
    )


def _blocks(text: str) -> Iterator[Block]:
    offset = 0
    for paragraph in text.split("\n\n"):
        yield Block(paragraph, offset=offset)
        offset += len(paragraph) + 1
