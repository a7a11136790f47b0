"""Documents in, their records out: by this process or by others, it is the same."""

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index import analysing
from index.analysing import analysed
from index.errors import EngineError
from index.swedish import Analyzer
from ingest.models import Block, Change, Document, Metadata, Role

TEXT = "Samordnaren möter barn som är utsatta för människohandel i Malmö. " * 20


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start children after one document, and give them three at a time."""
    monkeypatch.setattr(analysing, "CHARS_HERE", 0)
    monkeypatch.setattr(analysing, "CHUNK_DOCUMENTS", 3)


def changes(count: int) -> Iterator[Change]:
    """Yield documents that came, but every fifth has gone."""
    for number in range(1, count + 1):
        name = f"{number:014x}"
        blocks = (Block(f"Nummer {number}. {TEXT}", Role.BODY, page=1),)
        document = Document(name, f"{number}.txt", "", "text/plain", Metadata(name), blocks)
        yield Change(number, name, None if number % 5 == 0 else document)


def running() -> list[int]:
    """Return the processes that this one has started and that still run."""
    found = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    alive = (Path(f"/proc/{pid}/cmdline") for pid in found)
    return [int(path.parent.name) for path in alive if b"index.analysing" in path.read_bytes()]


def test_other_processes_give_what_this_one_does() -> None:
    """Every change once, in its order, with the same records, the gone ones without any."""
    alone = list(analysed(changes(31), Analyzer(), 0))
    together = list(analysed(changes(31), Analyzer(), 2))

    assert together == alone
    assert [change.revision for change, _ in alone] == list(range(1, 32))
    assert [records is None for _, records in alone[:6]] == [False] * 4 + [True, False]


def test_no_process_is_left() -> None:
    """Whoever stops listening, at an error too, leaves nothing running."""
    with closing(analysed(changes(100), Analyzer(), 2)) as found:
        for _ in range(5):
            next(found)
        working = running()

    assert working
    assert running() == []


def test_a_process_that_dies_is_told() -> None:
    """It may have been out of memory; nothing waits for it, and nothing is left out in silence."""
    with closing(analysed(changes(500), Analyzer(), 2)) as found:
        for _ in range(5):
            next(found)
        for pid in running():
            os.kill(pid, signal.SIGKILL)

        with pytest.raises(EngineError, match="died"):
            list(found)


def test_a_process_that_dies_at_once_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """It cannot even be told how to analyse; nothing is left of it."""
    analyzer = Analyzer()
    analyzer.stamp = "x" * 1_000_000  # more than a pipe holds of what nobody reads
    monkeypatch.setattr(analysing, "PROGRAM", "raise SystemExit(1)  # for index.analysing")
    with (
        closing(analysed(changes(9), analyzer, 1)) as found,
        pytest.raises(EngineError, match="died"),
    ):
        list(found)

    assert running() == []


def test_a_little_text_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading the word lists once more takes longer than a few documents do."""
    monkeypatch.setattr(analysing, "CHARS_HERE", 1_000_000)
    with closing(analysed(changes(9), Analyzer(), 2)) as found:
        seen = [running() for _ in found]

    assert seen == [[]] * 9
