"""Changes -> the same changes in order, each with the records that an engine stores of it.

a little text -> here;  more -> chunks -> child processes -> as they were asked for

Python does one thing at a time: beside the children, this process feeds the engine.
"""

from __future__ import annotations

import copyreg
import io
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from queue import SimpleQueue
from types import MappingProxyType
from typing import IO, Final, cast

from index.engines import Write
from index.errors import EngineError
from index.records import write
from index.swedish import Analyzer
from ingest.models import Change, Document

CHILDREN: Final = ((os.cpu_count() or 1) - 1) // 2
"""The engine writes in threads of its own beside this process: two cores are full with that.

On two idle ones (2026-11-30, in turns) 21 MB of long documents took 7.4 to 8.1 s without a child
and 8.1 to 8.7 with one, which learns all words anew: 11.0 and 13.3 s of processor time; 8 283 short
ones 6.9 to 7.3 and 6.9 to 7.1. On a busy machine a child wins, by taking more of it.
"""
CHARS_HERE: Final = 500_000
"""Of text, worked on before any child is started: with less, loading word lists anew is lost."""
CHUNK_CHARS: Final = 200_000
CHUNK_DOCUMENTS: Final = 200
AHEAD: Final = 2  # chunks a child has before it: it never waits, and this process takes the next
MOST: Final = 6  # chunks a child, done or not, held in memory

DIED: Final = "a process that analyses text died; is memory short? Run the command again"

PROGRAM = """\
import sys
sys.path.insert(0, sys.argv[1])
from index.analysing import child
child()
"""
_DISPATCH = copyreg.dispatch_table | {MappingProxyType: lambda proxy: (dict, (dict(proxy),))}

Analysed = tuple[Change, Write | None]  # None where the document is no longer there


def analysed(
    changes: Iterable[Change], analyzer: Analyzer, children: int = CHILDREN
) -> Generator[Analysed, None, None]:
    """Yield every change with its document's records, worked out by so many child processes.

    Raises EngineError where a child dies. Close what this returns, and no child is left.
    """
    waiting, chars = iter(changes), 0
    for change in waiting:
        yield change, _records(change, analyzer)
        chars += _size(change)
        if children and chars > CHARS_HERE:
            break
    with ExitStack() as stack:
        ready: SimpleQueue[_Child] = SimpleQueue()
        threads = stack.enter_context(ThreadPoolExecutor(children or 1))
        under_way: deque[tuple[Sequence[Change], Future[list[Write | None]]]] = deque()
        started = 0
        for chunk in _chunks(waiting):
            if started < children:
                ready.put(stack.enter_context(closing(_Child(analyzer))))
                started += 1
            asked = sum(not answer.done() for _, answer in under_way)
            busy = asked >= AHEAD * children
            answer = _here(chunk, analyzer) if busy else threads.submit(_ask, ready, chunk)
            under_way.append((chunk, answer))
            while under_way and (under_way[0][1].done() or len(under_way) > MOST * children):
                yield from _done(*under_way.popleft())
        while under_way:
            yield from _done(*under_way.popleft())


def _records(change: Change, analyzer: Analyzer) -> Write | None:
    return write(change.document, analyzer) if change.document else None


def _size(change: Change) -> int:
    return sum(len(block.text) for block in change.document.blocks) if change.document else 0


def _chunks(changes: Iterable[Change]) -> Iterator[list[Change]]:
    chunk: list[Change] = []
    chars = 0
    for change in changes:
        chunk.append(change)
        chars += _size(change)
        if chars > CHUNK_CHARS or len(chunk) >= CHUNK_DOCUMENTS:
            yield chunk
            chunk, chars = [], 0
    if chunk:
        yield chunk


def _done(chunk: Sequence[Change], answer: Future[list[Write | None]]) -> Iterator[Analysed]:
    return zip(chunk, answer.result(), strict=True)


def _here(chunk: Sequence[Change], analyzer: Analyzer) -> Future[list[Write | None]]:
    """Work on a chunk in this process."""
    answer: Future[list[Write | None]] = Future()
    answer.set_result([_records(change, analyzer) for change in chunk])
    return answer


def _ask(ready: SimpleQueue[_Child], chunk: Sequence[Change]) -> list[Write | None]:
    """Let the next child that is free work on a chunk; a thread waits for each."""
    chosen = ready.get()
    try:
        return chosen.records([change.document for change in chunk])
    finally:
        ready.put(chosen)


class _Child:
    """A process that analyses documents; it ends when its input does, so with its parent too."""

    def __init__(self, analyzer: Analyzer) -> None:
        root = str(Path(__file__).resolve().parent.parent)
        self._process = subprocess.Popen(  # noqa: S603 - our own program, no word of a stranger
            [sys.executable, "-c", PROGRAM, root],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the parent, which ends it
        )
        self._input = cast("IO[bytes]", self._process.stdin)
        self._output = cast("IO[bytes]", self._process.stdout)
        try:
            self._say(analyzer)
        except OSError as error:
            self.close()
            raise EngineError(DIED) from error

    def records(self, documents: Sequence[Document | None]) -> list[Write | None]:
        """Return what is stored of documents; EngineError where the process is dead."""
        try:
            self._say(documents)
            return cast("list[Write | None]", pickle.load(self._output))  # noqa: S301 - our own child
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise EngineError(DIED) from error

    def _say(self, value: object) -> None:
        said = io.BytesIO()
        pickler = pickle.Pickler(said, pickle.HIGHEST_PROTOCOL)
        pickler.dispatch_table = _DISPATCH  # where a value came from is in a proxy
        pickler.dump(value)
        self._input.write(said.getbuffer())
        self._input.flush()

    def close(self) -> None:
        """End the process, whatever it is at."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._input, self._output):
            with suppress(OSError):  # what was not sent yet
                pipe.close()


def child() -> None:
    """Be the process: an analyzer comes in, then lists of documents until the input ends."""
    questions = sys.stdin.buffer
    # Who listens may have been killed: nobody is left to tell.
    with suppress(BrokenPipeError), os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        sys.stdout = sys.stderr  # a print would be taken for an answer
        analyzer = cast("Analyzer", pickle.load(questions))  # noqa: S301 - our own parent
        while True:
            try:
                documents = cast("list[Document | None]", pickle.load(questions))  # noqa: S301
            except EOFError:
                return
            found = [write(one, analyzer) if one else None for one in documents]
            pickle.dump(found, answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
