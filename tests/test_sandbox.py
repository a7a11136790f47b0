"""The sandbox, with readers that really misbehave."""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from ingest.errors import SandboxError
from ingest.models import Extract, Failure, Reason
from ingest.pull.texts import Texts
from ingest.sandbox import Job, Pool, Reading

READER = "tests.files.misbehaving:read"


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """One child with narrow limits, replaced whenever a test breaks it."""
    with Pool(1, seconds=1.0, memory_mb=200, max_text_mb=5, max_file_mb=1) as pool:
        yield pool


@pytest.fixture(scope="module")
def patient() -> Iterator[Pool]:
    """One child as narrow, with time enough that only its deed ends it."""
    with Pool(1, seconds=30.0, memory_mb=200, max_text_mb=5, max_file_mb=1) as pool:
        yield pool


def jobs(folder: Path, *contents: str) -> list[Job]:
    """Write a file for each content."""
    paths = [folder / f"{number}.txt" for number, _ in enumerate(contents)]
    for path, content in zip(paths, contents, strict=True):
        path.write_text(content)
    return [Job(path, path.name) for path in paths]


def is_alive(pid: int) -> bool:
    """Return whether a process still runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def reading_children() -> set[int]:
    """Return the reading processes of this very process."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):  # it ended while we looked
            is_ours = f"PPid:\t{os.getpid()}\n" in (folder / "status").read_text()
            if is_ours and b"ingest.worker" in (folder / "cmdline").read_bytes():
                found.add(int(folder.name))
    return found


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("hang", Reason.TIMEOUT),
        ("hang_deaf", Reason.TIMEOUT),
        ("spin", Reason.TIMEOUT),
        ("write_much", Reason.CRASHED),
        ("eat", Reason.BOMB),
        ("segfault", Reason.CRASHED),
        ("abort", Reason.CRASHED),
        ("abort_in_silence", Reason.BOMB),  # as PDFium does where it is refused memory
        ("leave", Reason.CRASHED),
        ("raise_bug", Reason.CRASHED),
        ("recurse", Reason.CORRUPT),
        ("open_many", Reason.CRASHED),
        ("answer_wrongly", Reason.CRASHED),
        ("answer_endlessly", Reason.BOMB),
    ],
)
def test_a_misdeed_is_contained(
    pool: Pool, patient: Pool, tmp_path: Path, deed: str, reason: Reason
) -> None:
    """A misdeed costs its own file, by name, and the next file is read at once."""
    children = pool if reason is Reason.TIMEOUT else patient
    first, second = children.read(jobs(tmp_path, deed, "Nästa fil"), reader=READER)

    assert isinstance(first.outcome, Failure)
    assert first.outcome.reason is reason
    assert isinstance(second.outcome, Extract)
    assert second.outcome.blocks[0].text == "Nästa fil"


def test_a_timeout_ends_within_a_second_of_its_limit(pool: Pool, tmp_path: Path) -> None:
    """The file after a hanging one waits for the limit, a second, and what a new child takes."""
    began = time.monotonic()
    with Pool(1, seconds=30) as fresh:
        list(fresh.read(jobs(tmp_path, "first"), reader=READER))
    started = time.monotonic() - began  # on this machine, loaded as it is
    list(pool.read(jobs(tmp_path, "warm"), reader=READER))
    began = time.monotonic()
    readings = pool.read(jobs(tmp_path, "hang", "next"), reader=READER)
    next(readings)
    hung = time.monotonic() - began
    next(readings)

    next_waited = time.monotonic() - began - hung

    assert 1.0 <= hung < 2.0 + started
    assert next_waited < 1.0 + 2 * started


@pytest.mark.parametrize("deed", ["leave_child", "leave_child_and_answer"])
def test_what_a_child_started_ends_with_it(tmp_path: Path, deed: str) -> None:
    """A grandchild goes when its parent is killed, at the latest when the pool is left."""
    note = tmp_path / "pid"
    with Pool(1, seconds=5) as pool:
        list(pool.read(jobs(tmp_path, f"{deed} {note}"), reader=READER))
    pid = int(note.read_text())
    deadline = time.monotonic() + 5
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)

    assert not is_alive(pid)


def test_a_crash_says_what_the_reader_said_last(pool: Pool, tmp_path: Path) -> None:
    """The last line a dying reader wrote is in the failure's detail."""
    (reading,) = pool.read(jobs(tmp_path, "raise_bug"), reader=READER)

    assert isinstance(reading.outcome, Failure)
    assert "TypeError: a bug in the reader" in reading.outcome.detail


def test_what_libraries_print_is_no_answer(pool: Pool, tmp_path: Path) -> None:
    """Standard output belongs to the libraries' noise; answers have a way of their own."""
    (reading,) = pool.read(jobs(tmp_path, "print_noise"), reader=READER)

    assert isinstance(reading.outcome, Extract)


def test_a_child_writes_no_large_file(pool: Pool, tmp_path: Path) -> None:
    """A reader that fills the disk is stopped at a megabyte."""
    target = tmp_path / "filled"
    (reading,) = pool.read(jobs(tmp_path, f"fill_disk {target}"), reader=READER)

    assert isinstance(reading.outcome, Failure)
    assert target.stat().st_size <= 1_000_000


def test_the_bytes_that_were_read_are_named(pool: Pool, tmp_path: Path) -> None:
    """A reading carries SHA-256 and size of the very content the text came from."""
    (reading,) = pool.read(jobs(tmp_path, "abc"), reader=READER)

    assert reading.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert reading.size == 3


def test_a_file_that_cannot_be_opened_is_unreadable(pool: Pool, tmp_path: Path) -> None:
    """What is gone, a folder or a pipe is a failure by name, and nobody waits for the pipe."""
    os.mkfifo(tmp_path / "pipe")
    names = ["gone.txt", "pipe", "."]
    readings = pool.read([Job(tmp_path / name, name) for name in names], reader=READER)

    assert [failure.reason for failure in failures(readings)] == [Reason.UNREADABLE] * 3


def test_a_file_over_the_limit_is_not_read(pool: Pool, tmp_path: Path) -> None:
    """A file larger than max_file_mb is too big, and its size is told."""
    (reading,) = pool.read(jobs(tmp_path, "x" * 1_000_001), reader=READER)

    assert isinstance(reading.outcome, Failure)
    assert reading.outcome.reason is Reason.TOO_BIG
    assert reading.size == 1_000_001


def test_jobs_are_taken_as_they_are_needed(tmp_path: Path) -> None:
    """No more jobs are taken ahead than there are children."""
    taken = []

    def listing() -> Iterator[Job]:
        for job in jobs(tmp_path, *("text" for _ in range(10))):
            taken.append(job)
            yield job

    with Pool(2) as pool:
        readings = pool.read(listing(), reader=READER)
        next(readings)

        assert len(taken) <= 4


def test_nobodys_time_runs_while_the_caller_works(tmp_path: Path) -> None:
    """A caller slower than the time limit costs no file its reading."""
    with Pool(2, seconds=0.5) as two:
        outcomes = []
        for reading in two.read(jobs(tmp_path, *(["x" * 200_000] * 4)), reader=READER):
            time.sleep(0.7)
            outcomes.append(reading.outcome)

    assert all(isinstance(outcome, Extract) for outcome in outcomes)


def test_a_pool_goes_on_after_a_reading_was_left(pool: Pool, tmp_path: Path) -> None:
    """Who stops listening midway gets no stale answers the next time."""
    readings = pool.read(jobs(tmp_path, "first", "hang"), reader=READER)
    next(readings)
    readings.close()
    (reading,) = pool.read(jobs(tmp_path, "later"), reader=READER)

    assert isinstance(reading.outcome, Extract)
    assert reading.outcome.blocks[0].text == "later"


def test_a_child_inherits_neither_secrets_nor_descriptors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the parent has in its environment or has open stays with the parent."""
    monkeypatch.setenv("LYKTA_SECRET", "hemligt")
    descriptor = os.open(tmp_path, os.O_RDONLY)
    os.set_inheritable(descriptor, True)
    try:
        with Pool(1) as pool:
            (reading,) = pool.read(jobs(tmp_path, "reveal"), reader=READER)
    finally:
        os.close(descriptor)

    assert isinstance(reading.outcome, Extract)
    seen = reading.outcome.blocks[0].text
    assert "hemligt" not in seen
    assert str(tmp_path) not in seen


def test_a_pool_leaves_no_process_behind(tmp_path: Path) -> None:
    """After the with statement every child is gone, one that hung too."""
    others = reading_children()
    with Pool(2, seconds=60) as pool:
        readings = pool.read(jobs(tmp_path, "text", "hang", "hang"), reader=READER)
        next(readings)
        children = reading_children() - others

    assert len(children) == 2
    assert not any(is_alive(pid) for pid in children)


@pytest.mark.skipif(
    sys.version_info < (3, 11, 4), reason="Popen leaves pipes open (python/cpython#87474)"
)
def test_a_pool_that_cannot_start_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    """A machine out of open files is no fault of the reader's; what was started already ends."""
    used = open_files()
    with files_left(12), pytest.raises(SandboxError, match="Too many open files"), Pool(20):
        pass

    assert open_files() <= used


def test_who_reads_what_was_fetched_can_try_again() -> None:
    """A child that could not be started keeps nobody waiting for it."""
    with Texts(workers=1) as texts:
        for _ in range(2):
            with files_left(2), pytest.raises(SandboxError):
                texts.mark(b"Text", "a.txt")

        assert texts.mark(b"Text", "a.txt") is not None


def test_what_a_killed_pull_left_is_cleared_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only an old folder under a name of ours; a pull under way and other people's files stay."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, fresh, other = (tmp_path / f"lykta-pull-{end}" for end in ("aaaa_111", "bbbb_222", "x"))
    link, elsewhere = tmp_path / "lykta-pull-cccc_333", tmp_path / "elsewhere"
    for folder in (left, fresh, other, elsewhere):
        folder.mkdir()
        (folder / "part").write_bytes(b"%PDF")
    link.symlink_to(elsewhere)
    for folder in (left, other, link):
        os.utime(folder, (0, 0), follow_symlinks=False)
    with Texts(workers=1):
        pass

    assert sorted(tmp_path.iterdir()) == sorted([fresh, other, link, elsewhere])
    assert (elsewhere / "part").exists()


@contextmanager
def files_left(count: int) -> Iterator[None]:
    """Let this process open no more than so many files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    used = open_files()
    first = [number for number in range(soft) if number not in used][count]
    resource.setrlimit(resource.RLIMIT_NOFILE, (first, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def open_files() -> set[int]:
    """Return the numbers of the files that this process has open, and one that is closed."""
    return {int(one.name) for one in Path("/proc/self/fd").iterdir()}


def test_a_child_that_nobody_minds_ends_itself(tmp_path: Path) -> None:
    """A child lives no longer than the limit and its grace, whether or not its parent looks."""
    others = reading_children()
    with Pool(1, seconds=0.2) as pool:
        readings = pool.read(jobs(tmp_path, "text", "hang"), reader=READER)
        next(readings)
        (child,) = reading_children() - others
        deadline = time.monotonic() + 10
        while is_alive(child) and time.monotonic() < deadline:
            time.sleep(0.1)

        assert not is_alive(child)


def failures(readings: Iterator[Reading]) -> Iterator[Failure]:
    """Yield what came of readings that are all failures."""
    for reading in readings:
        assert isinstance(reading.outcome, Failure)
        yield reading.outcome


@pytest.mark.shared
def test_hostile_files_all_end(shared_data: Path) -> None:
    """Every twentieth hostile file, and all bombs, end in text or a reason; none kills a run."""
    files = sorted(path for path in (shared_data / "hostile").rglob("*") if path.is_file())
    chosen = [path for path in files if "bomb" in path.name] + files[::20]
    with Pool(2, seconds=10, memory_mb=512) as pool:
        readings = list(pool.read(Job(path, path.name) for path in chosen))

    assert len(readings) == len(chosen) > 100
    assert not [
        reading.job.name
        for reading in readings
        if isinstance(reading.outcome, Failure) and reading.outcome.reason is Reason.CRASHED
    ]
