import fcntl
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest

from ingest.errors import CorpusError
from ingest.ledger import Ledger

FIRST, SECOND = "a" * 64, "b" * 64


def test_nothing_is_written_that_content_tells(tmp_path: Path) -> None:
    """An id that is the beginning of its digest needs no ledger."""
    ledger = Ledger.load(tmp_path)
    ledger.assign(FIRST, FIRST[:12], "a.pdf")
    ledger.save()

    assert list(tmp_path.iterdir()) == []
    assert ledger.id_for(SECOND) == SECOND[:12]


def test_lines_come_back(tmp_path: Path) -> None:
    """Ids of edited content, merges and what was forgotten are there after a rebuild."""
    ledger = Ledger.load(tmp_path)
    ledger.assign(SECOND, FIRST[:12], "å.pdf")
    ledger.merge("old", "new")
    ledger.forget("id", "c" * 64)
    ledger.save()
    again = Ledger.load(tmp_path)

    assert again.id_for(SECOND) == FIRST[:12]
    assert again.aliases == {"old": "new"}
    assert again.forgotten == {"c" * 64: "id"}


def test_last_word_counts(tmp_path: Path) -> None:
    """Content that got its own id back is written down again, and that holds."""
    ledger = Ledger.load(tmp_path)
    ledger.assign(SECOND, FIRST[:12], "a.pdf")
    ledger.assign(SECOND, SECOND[:12], "b.pdf")
    ledger.save()

    assert Ledger.load(tmp_path).id_for(SECOND) == SECOND[:12]


def test_lines_of_a_pull_outlive_a_rewriting(tmp_path: Path) -> None:
    """What one process appends while another writes the file anew is in the file after both."""
    ledger = Ledger.load(tmp_path)
    ledger.assign(SECOND, "erased", "a.pdf")
    ledger.save()
    held = ledger.path.open("rb")
    fcntl.flock(held, fcntl.LOCK_EX)
    other = Ledger.load(tmp_path)
    other.merge("a", "b")
    with ThreadPoolExecutor(2) as both:
        tasks = [both.submit(ledger.erase, "erased"), both.submit(other.save)]
        assert not wait(tasks, timeout=0.3).done
        held.close()
        for task in tasks:
            task.result(timeout=30)
    again = Ledger.load(tmp_path)

    assert again.aliases == {"a": "b"}
    assert "a.pdf" not in again.path.read_text()


def test_torn_line_costs_only_itself(tmp_path: Path) -> None:
    """A line cut by a power failure is passed over, and the next one does not run into it."""
    ledger = Ledger.load(tmp_path)
    ledger.merge("a", "b")
    ledger.save()
    ledger.path.write_bytes(ledger.path.read_bytes() + b'{"merged": "c", "in')
    again = Ledger.load(tmp_path)
    again.merge("d", "e")
    again.save()

    assert Ledger.load(tmp_path).aliases == {"a": "b", "d": "e"}


def test_nonsense_is_passed_over(tmp_path: Path) -> None:
    """Lines that a person or a program spoiled do no harm."""
    ledger = Ledger(tmp_path / ".lykta-ledger.jsonl")
    ledger.path.write_bytes(
        b'[]\n17\n\xff\xfe\n{"merged": 1, "into": 2}\n\n{"merged":"a","into":"b"}\n'
    )

    assert Ledger.load(tmp_path).aliases == {"a": "b"}


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """A failed write says what is at stake, and the lines wait for the next."""
    ledger = Ledger.load(tmp_path / "missing")
    ledger.merge("a", "b")

    with pytest.raises(CorpusError, match="let Lykta write to the corpus"):
        ledger.save()
    assert ledger.is_behind
    (tmp_path / "missing").mkdir()
    ledger.save()
    assert not ledger.is_behind
