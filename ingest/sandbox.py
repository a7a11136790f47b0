"""Files -> what was read of them, each in a child process with bounded time and memory.

A child reads many files, one after the other. One that hangs, dies or says too much is killed with
everything it started, its file is recorded, and a new child takes the next file.
"""

from __future__ import annotations

import os
import selectors
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import Self, TypeVar

from ingest.child import Child, Limits
from ingest.errors import SandboxError
from ingest.models import Extract, Failure, Reason
from ingest.printed import PrintedPage
from ingest.wire import Content, Outcome, Reply

EXTRACT = "ingest.extract:extract"
AGAIN = {EXTRACT: "ingest.extract:extract_again"}
"""What reads a file after its reader took the child down with it."""
CONTENT = "ingest.extract.inside:content"
POLL_SECONDS = 0.1  # how late a death or a missed deadline may be noticed
MB = 1_000_000

Wanted = TypeVar("Wanted", Extract, PrintedPage, Content)


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read."""

    path: Path
    name: str  # what the file is called, for readers that look at the extension
    sha256: str | None = None  # of the content that was seen, where the caller knows it
    more: tuple[str, ...] = ()  # what its reader is told besides


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a job."""

    job: Job
    outcome: Extract | Failure
    sha256: str | None  # of the very bytes that were read; None where the child gave no answer
    size: int  # of them


@dataclass(frozen=True, slots=True)
class _Task:
    """A job and who is to do it."""

    job: Job
    reader: str
    crash: Reply | None = None  # how the one before ended

    def again(self, reply: Reply) -> _Task | None:
        """Return the task for the reader that comes after a crash, None where there is none."""
        is_crash = isinstance(reply.outcome, Failure) and reply.outcome.reason is Reason.CRASHED
        return (
            _Task(self.job, AGAIN[self.reader], reply)
            if is_crash and self.reader in AGAIN
            else None
        )

    def result(self, reply: Reply) -> Reply:
        """Return what came of the job; a crash, where no other reader did better."""
        return self.crash if self.crash and isinstance(reply.outcome, Failure) else reply


class Pool:
    """A number of reading children; as a context manager it leaves none behind.

    `workers` 0 is one a core. `memory_mb` is what one file may take beyond what an idle child
    holds, `max_text_mb` how much may come out of one file.
    """

    def __init__(
        self,
        workers: int = 0,
        *,
        seconds: float = 30.0,
        memory_mb: int = 512,
        max_text_mb: int = 50,
        max_file_mb: int = 200,
    ) -> None:
        self._limits = Limits(seconds, memory_mb * MB, max_text_mb * MB, max_file_mb * MB)
        self._workers = workers or os.cpu_count() or 1
        self._children: list[Child] = []

    def __enter__(self) -> Self:
        try:
            for _ in range(self._workers):
                self._children.append(Child(self._limits))
        except SandboxError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._children:
            child.kill()
        self._children = []

    def read(self, jobs: Iterable[Job], *, reader: str = EXTRACT) -> Generator[Reading, None, None]:
        """Yield each job's reading as it is done; a job is taken when a child is free for it.

        `reader` names the function that reads: "package.module:function". Nobody's time runs
        while the caller works on a reading.
        """
        with closing(self._replies(jobs, reader)) as replies:
            for job, reply in replies:
                outcome = _only(Extract, reply.outcome)
                yield Reading(job, outcome, reply.sha256, reply.size)

    def draw(self, job: Job, reader: str) -> PrintedPage | Failure:
        """Return the page that a job is about, drawn by the function that `reader` names."""
        with closing(self._replies([job], reader)) as replies:
            return _only(PrintedPage, next(replies)[1].outcome)

    def content(self, job: Job) -> bytes | Failure:
        """Return the bytes of the file that a job names: what lies in a container is unpacked."""
        with closing(self._replies([job], CONTENT)) as replies:
            found = _only(Content, next(replies)[1].outcome)
            return found if isinstance(found, Failure) else found.data

    def _replies(
        self, jobs: Iterable[Job], reader: str
    ) -> Generator[tuple[Job, Reply], None, None]:
        waiting: Iterator[_Task] = (_Task(job, reader) for job in jobs)
        running: dict[Child, _Task] = {}
        try:
            self._hand_out(waiting, running)
            while running:
                for task, reply in self._finished(running):
                    again = task.again(reply)
                    waiting = chain([again], waiting) if again else waiting
                    self._hand_out(waiting, running)
                    if again:
                        continue
                    given = monotonic()
                    yield task.job, task.result(reply)
                    for child in running:
                        child.forgive(monotonic() - given)
        finally:
            for child in running:
                child.kill()

    def _hand_out(self, waiting: Iterator[_Task], running: dict[Child, _Task]) -> None:
        """Give every idle child a job, as long as there are any."""
        for idle in [child for child in self._children if child not in running]:
            task = next(waiting, None)
            if task is None:
                return
            child = idle if idle.is_fit() else self._replace(idle)
            child.start([str(task.job.path.absolute()), task.job.name, task.reader, *task.job.more])
            running[child] = task

    def _finished(self, running: dict[Child, _Task]) -> list[tuple[_Task, Reply]]:
        """Wait for the children a moment; take out of `running` those that are done."""
        heard = _listen(running)
        done = []
        for child in list(running):
            reply = child.reply(heard=child in heard)
            if reply is not None:
                done.append((running.pop(child), reply))
        return done

    def _replace(self, child: Child) -> Child:
        """Kill the child and return the new one in its place."""
        child.kill()
        fresh = Child(self._limits)
        self._children[self._children.index(child)] = fresh
        return fresh


def _only(wanted: type[Wanted], outcome: Outcome) -> Wanted | Failure:
    """Return what a job was to give; a child that answers with anything else is not believed."""
    if isinstance(outcome, wanted | Failure):
        return outcome
    return Failure(Reason.CRASHED, f"the reader answered with a {type(outcome).__name__}")


def _listen(children: Iterable[Child]) -> set[Child]:
    """Return those that have something to say, waiting for it at most `POLL_SECONDS`."""
    with selectors.DefaultSelector() as selector:
        for child in children:
            selector.register(child.output, selectors.EVENT_READ, child)
        return {key.data for key, _ in selector.select(POLL_SECONDS)}
