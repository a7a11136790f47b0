"""Runs that end in the middle: a process that forks runs, a collection that shows what was lost.

The nursery is a Python process that has imported everything and opened nothing. What is asked of it
runs in a fork, so that a run costs a fraction of a second and can be killed at any moment.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from index.engines.tantivy.writer import TantivyWriter
from index.errors import SearchError
from index.models import Query
from index.swedish import Analyzer
from ingest.errors import IngestError
from night import run
from night.collection import Collection
from night.errors import NightError
from settings import IngestSettings, Settings

ROOT = Path(__file__).resolve().parent.parent
WORD = "gemensamt"
ALPHABET = "bcdfghjklmnpqrst"
STOPPED = 3
"""Exit code of a run that an error of ours stopped."""


def named(generation: int) -> str:
    """Return a word that no other generation has and that is no form of another."""
    return "zq" + "".join(ALPHABET[int(digit, 16)] for digit in f"{generation:06x}")


def settings_of(root: Path) -> Settings:
    """Return the settings of a collection whose files need not stand still."""
    return Settings(root=root, ingest=IngestSettings(settle_seconds=0, workers=1))


@dataclass(slots=True)
class Place:
    """A collection of texts that each say which generation they are of."""

    root: Path
    documents: int = 20
    chance: random.Random = field(default_factory=random.Random)
    generation: int = 0
    now: dict[int, int] = field(default_factory=dict)  # of each text in the folder
    finished: dict[int, int] = field(default_factory=dict)  # of each, when a run last ended well

    def change(self, count: int) -> None:
        """Write so many texts anew, of one generation; each file is put in place whole."""
        self.generation += 1
        for number in self.chance.sample(range(self.documents), min(count, self.documents)):
            path = self.root / "corpus" / f"text{number}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_suffix(".part")
            word = named(self.generation)
            beside.write_text(f"Text {number}\n\nHär står {WORD} och {word}.\n", encoding="utf-8")
            beside.replace(path)
            self.now[number] = self.generation

    def done(self) -> None:
        """Note that a run has ended well."""
        self.finished = dict(self.now)

    def faults(self, seen: Mapping[str, Any]) -> list[str]:
        """Return what a search shows that must not be: lost, twice, older than finished, mixed."""
        words = {named(generation): generation for generation in range(self.generation + 1)}
        found = [(title, words[word]) for title, word in seen["documents"]]
        times = Counter(title for title, _ in found)
        wrong = [f"{title} {count} times" for title, count in times.items() if count > 1]
        for number in self.finished:
            title = f"Text {number}"
            if title not in times:
                wrong.append(f"{title} is lost")
        for title, generation in found:
            number = int(title.split()[1])
            if not self.finished.get(number, 0) <= generation <= self.now[number]:
                wrong.append(f"{title} is of {generation}, not {self.now[number]}")
        counted = Counter(generation for _, generation in found)
        said = {words[word]: count for word, count in seen["counted"].items() if count}
        return [*wrong, *([] if said == dict(counted) else [f"mixed: {said} and {counted}"])]


# ---- runs that are killed ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moment:
    """When to kill a run."""

    seconds: float  # after it began, or after it was about to commit
    full: bool = False
    at_commit: bool = False


def lasting(place: Place, nursery: Nursery) -> tuple[float, float]:
    """Return the seconds that a small and a full run take here, by running them."""
    taken = []
    for full in (False, True):
        place.change(5)
        began = time.perf_counter()
        nursery.do("reindex", place.root, full=full)
        taken.append(time.perf_counter() - began)
        place.done()
    return taken[0], taken[1]


def moments(
    chance: random.Random, runs: tuple[float, float], *, small: int, full: int, commits: int
) -> list[Moment]:
    """Return random moments: over the whole of small and full `runs` (s), and around commits."""
    return [
        *(Moment(chance.uniform(0, runs[0])) for _ in range(small)),
        *(Moment(chance.uniform(0, runs[1]), full=True) for _ in range(full)),
        # A commit of a small index takes some 20 ms.
        *(
            Moment(chance.uniform(0, 0.03), full=bool(number % 2), at_commit=True)
            for number in range(commits)
        ),
    ]


def outlive(place: Place, nursery: Nursery, moment: Moment) -> Outcome:
    """Kill a run at a moment, look, run again, look again."""
    place.change(5)
    killed = nursery.kill_after(
        moment.seconds, place.root, full=moment.full, at_commit=moment.at_commit
    )
    seen = nursery.do("look", place.root)
    faults = place.faults(seen)
    again = nursery.do("reindex", place.root)
    if "stopped" in again:
        faults.append(again["stopped"])
    place.done()
    faults += place.faults(nursery.do("look", place.root))
    return Outcome(killed, tuple(faults), seen["seconds"])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a killed run."""

    stopped: bool  # False: it was done before
    faults: tuple[str, ...]
    seconds: float  # from the start of the next process to its answer


# ---- what runs in a fork ----------------------------------------------------------------------


def reindex(
    root: Path, *, full: bool = False, announce: bool = False, traced: bool = False
) -> dict[str, Any]:
    """Run a night; `announce` says so just before each commit of the engine.

    One that is to be traced waits until it is.
    """
    while traced and "TracerPid:\t0\n" in Path("/proc/self/status").read_text(encoding="utf-8"):
        time.sleep(0.005)
    if announce:
        commit = TantivyWriter.commit

        def told(self: TantivyWriter, *arguments: Any) -> Any:
            _say({"commit": 1})
            return commit(self, *arguments)

        TantivyWriter.commit = told  # type: ignore[assignment, method-assign]
    try:
        night = run.reindex(settings_of(root), full=full, wait_minutes=0)
    except (IngestError, SearchError, NightError) as error:
        return {"stopped": f"{type(error).__name__}: {error}"}
    return {"documents": night.index.state.documents}


def look(root: Path) -> dict[str, Any]:
    """Search as a reader does: every document with its generation, and the count of each."""
    began = time.monotonic()
    with Collection.open(settings_of(root)) as collection:
        hits = collection.search(Query(WORD, limit=100)).hits
        seconds = time.monotonic() - began
        documents = [
            (hit.document.title, word)
            for hit in hits
            for word in hit.passages[0].text.rstrip(".").split()
            if word.startswith("zq")
        ]
        words = {word for _, word in documents}
        counted = {word: collection.search(Query(word)).strict_total for word in words}
    return {"documents": documents, "counted": counted, "seconds": seconds}


DEEDS: Mapping[str, Callable[..., dict[str, Any]]] = {"reindex": reindex, "look": look}


def _say(value: object) -> None:
    os.write(1, json.dumps(value).encode() + b"\n")  # one write: a killed run says no half line


def nurse() -> None:
    """Fork a child for each line that comes in; tell its number, what it says, and its end."""
    Analyzer().forms("människohandeln")  # loads what every run would load
    _say({"ready": 1})
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if not child:
            os.setpgid(0, 0)
            result = DEEDS[asked["deed"]](Path(asked["root"]), **asked["options"])
            with suppress(OSError):
                _say({"result": result})
            os._exit(STOPPED if "stopped" in result else 0)
        _say({"child": child})
        _say({"ended": os.waitpid(child, 0)[1]})


# ---- the nursery as tests see it --------------------------------------------------------------


@dataclass(slots=True)
class Nursery:
    """The process that forks runs; as a context manager it leaves none behind."""

    _process: subprocess.Popen[str] = field(init=False)

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crashing"],
            cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self._hear("ready")
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def do(self, deed: str, root: Path, **options: Any) -> Any:
        """Run a deed to its end and return what it gives back."""
        self._ask(deed, root, options)
        self._hear("child")
        result = self._hear("result", "ended")
        if "ended" in result:
            raise AssertionError(f"{deed} ended with {result['ended']}")
        self._hear("ended")
        return result["result"]

    def do_traced(self, root: Path, tracer: Sequence[str]) -> str:
        """Run a night under a tracer, which is started with the number of its process at the end.

        Returns "done", "stopped" by an error of ours, or "strayed". The run says so by its exit
        code: what it writes may be what the tracer keeps from being written.
        """
        self._ask("reindex", root, {"traced": True})
        child = str(self._hear("child")["child"])
        with subprocess.Popen([*tracer, child], stderr=subprocess.DEVNULL):
            ended = self._hear("ended")["ended"]
        return {0: "done", STOPPED: "stopped"}.get(os.waitstatus_to_exitcode(ended), "strayed")

    def kill_after(self, seconds: float, root: Path, *, full: bool, at_commit: bool) -> bool:
        """Kill a run so long after it began or was about to commit; False if it was done before."""
        self._ask("reindex", root, {"full": full, "announce": at_commit})
        child = int(self._hear("child")["child"])
        heard = self._hear("commit", "result") if at_commit else {}
        if "result" not in heard:
            time.sleep(seconds)
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
        while "ended" not in heard:
            done = "result" in heard
            heard = self._hear("commit", "result", "ended")
        return not done

    def _ask(self, deed: str, root: Path, options: Mapping[str, Any]) -> None:
        assert self._process.stdin
        asked = {"deed": deed, "root": str(root), "options": options}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()

    def _hear(self, *wanted: str) -> dict[str, Any]:
        assert self._process.stdout
        for line in self._process.stdout:
            said: dict[str, Any] = json.loads(line)
            if set(said) & set(wanted):
                return said
        raise AssertionError("the nursery is gone")


if __name__ == "__main__":
    nurse()
