"""One reading process as its parent sees it: jobs in, replies or the reason for none out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import IO, cast

from ingest.errors import SandboxError
from ingest.models import Failure, Reason
from ingest.wire import LENGTH_BYTES, Reply, decode

START_SECONDS = 60.0  # for Python and the readers to load, on a busy machine too
EXIT_SECONDS = 0.5
MAX_JOBS = 500  # in the life of one child: small leaks in the parsers do not add up
CHUNK_BYTES = 1 << 20
LAST_WORDS_BYTES = 4096
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"}
"""All a child gets: what the parent's environment holds (keys, passwords) is not its business."""

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = """\
import sys
sys.path.insert(0, sys.argv[1])
from ingest.worker import main
main(float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
"""
TIME_SIGNALS = {signal.SIGALRM, signal.SIGXCPU}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take."""

    seconds: float
    memory: int  # bytes, beyond what an idle child holds
    text: int  # bytes of a reply
    file: int  # bytes


class Child:
    """A process that reads files; it leads a process group of its own."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._last_words, self._process = _started(_command(limits))
        self._input = cast("IO[bytes]", self._process.stdin)
        self.output = cast("IO[bytes]", self._process.stdout)
        os.set_blocking(self.output.fileno(), False)
        self._received = bytearray()
        self._is_ready = False
        self._deadline = monotonic() + START_SECONDS
        self._jobs = 0
        self._said_before = 0  # bytes, of other files
        self._memory = 0
        self._killed = False

    def is_fit(self) -> bool:
        """Return whether this child may read another file."""
        spent = self._jobs >= MAX_JOBS or self._memory > self._limits.memory // 2
        return not (spent or self._killed or self._is_dead())

    def start(self, request: list[str]) -> None:
        """Give the child a job; its time runs from now, or from when it is ready."""
        self._jobs += 1
        self._said_before = os.fstat(self._last_words.fileno()).st_size
        if self._is_ready:
            self._deadline = monotonic() + self._limits.seconds
        with suppress(BrokenPipeError):  # it died just now: reply() will tell
            self._input.write(json.dumps(request).encode("ascii") + b"\n")
            self._input.flush()

    def forgive(self, seconds: float) -> None:
        """Put the deadline off: nobody listened to the child for that long."""
        self._deadline += seconds

    def reply(self, *, heard: bool) -> Reply | None:
        """Return what came of the job, or None while the child is at it.

        `heard`: there is something to read from it. A child that failed is dead afterwards.
        """
        ended = self._receive() if heard else False
        payload = self._payload()
        if payload is not None:
            return self._decoded(payload)
        if len(self._received) > self._limits.text:
            return self._failed(Reason.BOMB, f"more than {self._limits.text} bytes came out of it")
        if ended or self._is_dead():
            return self._died()
        if monotonic() > self._deadline:
            self._require_ready("is not ready yet")
            return self._failed(
                Reason.TIMEOUT, f"not read within {self._limits.seconds:g} s ([ingest])"
            )
        return None

    def kill(self) -> None:
        """End the child and every process it started, and let go of its pipes."""
        if self._killed:
            return
        self._killed = True
        with suppress(ProcessLookupError, PermissionError):  # macOS: no rights over a dead group
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for stream in (self.output, self._last_words):
            stream.close()
        with suppress(BrokenPipeError):  # a job it never took
            self._input.close()

    def _receive(self) -> bool:
        """Take in what the child has written; True when it has closed its output."""
        chunk = self.output.read(CHUNK_BYTES)
        if chunk is None:  # another reader of the event was faster; nothing there now
            return False
        self._received += chunk
        return not chunk

    def _payload(self) -> bytes | None:
        """Take a whole frame out of what was received; the first, empty one starts the clock."""
        if len(self._received) < LENGTH_BYTES:
            return None
        end = LENGTH_BYTES + int.from_bytes(self._received[:LENGTH_BYTES], "big")
        if len(self._received) < end:
            return None
        payload = bytes(self._received[LENGTH_BYTES:end])
        del self._received[:end]
        if self._is_ready:
            return payload
        self._is_ready = True
        self._deadline = monotonic() + self._limits.seconds
        return self._payload()

    def _decoded(self, payload: bytes) -> Reply:
        """Return the child's reply; one that says anything else is not listened to again."""
        try:
            reply = decode(payload)
        except ValueError as error:
            return self._failed(Reason.CRASHED, str(error))
        self._memory = reply.memory
        return reply

    def _is_dead(self) -> bool:
        """Look without reaping, so that the number of its group stays its own until `kill`."""
        options = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self._process.pid, options) is not None

    def _died(self) -> Reply:
        """Say why from the signal and the last line it wrote."""
        self._await_exit()
        self._require_ready("did not start")
        words = self._said()
        self.kill()
        code = self._process.returncode
        if -code in TIME_SIGNALS:
            return self._failed(Reason.TIMEOUT, f"not read within {self._limits.seconds:g} s")
        if code == -signal.SIGKILL:
            return self._failed(Reason.BOMB, "the machine ran out of memory while reading it")
        if code == -signal.SIGABRT and not words:
            # PDFium aborts in silence where it is refused memory (FX_OutOfMemoryTerminate): 700
            # bytes that are packed three times over. Whoever else aborts, says why before: glibc
            # of a damaged heap, C++ of what nobody catches, Python of what is fatal to it.
            return self._failed(Reason.BOMB, "reading it takes more memory than a file may ask for")
        how = signal.Signals(-code).name if code < 0 else f"exit status {code}"
        return self._failed(Reason.CRASHED, f"the reader ended with {how} {words}".rstrip())

    def _await_exit(self) -> None:
        """Give a child that has closed its output the time to die of what it dies of."""
        patience = monotonic() + EXIT_SECONDS
        while not self._is_dead() and monotonic() < patience:
            sleep(0.005)

    def _failed(self, reason: Reason, detail: str) -> Reply:
        self.kill()
        return Reply(Failure(reason, detail), None, 0)

    def _require_ready(self, what: str) -> None:
        """Raise SandboxError when the child never got as far as reading."""
        if not self._is_ready:
            words = self._said()
            self.kill()
            raise SandboxError(f"a reading process {what}; is the installation whole? {words}")

    def _said(self) -> str:
        """Return the last line the child wrote to standard error over the file at hand."""
        end = self._last_words.seek(0, os.SEEK_END)
        self._last_words.seek(max(self._said_before, end - LAST_WORDS_BYTES))
        lines = self._last_words.read().decode("utf-8", "replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _started(command: list[str]) -> tuple[IO[bytes], subprocess.Popen[bytes]]:
    """Start a child and return what it says to standard error, and it; SandboxError otherwise."""
    try:
        with ExitStack() as opened:
            last_words = opened.enter_context(tempfile.TemporaryFile())
            process = subprocess.Popen(  # noqa: S603 - our own program, no word of a stranger
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=last_words,
                cwd="/",
                env=ENVIRONMENT,
                start_new_session=True,
            )
            opened.pop_all()  # from now on it is closed by kill()
    except OSError as error:
        raise SandboxError(
            f"a reading process cannot be started ({error.strerror}); see to memory, the number of "
            "processes and open files, and the disk of temporary files"
        ) from error
    return last_words, process


def _command(limits: Limits) -> list[str]:
    """Return a Python of our own: no module from where it happens to run (-I), none compiled (-B).

    A compiled module larger than a child may write was cut, and no later child could start.
    """
    numbers = (limits.seconds, limits.memory, limits.file)
    return [sys.executable, "-IB", "-c", PROGRAM, str(ROOT), *map(str, numbers)]
