"""Many people who search at once: seconds until their rows have come, errors, memory a visitor.

A visitor is a socket that says what a browser's tab says to Streamlit and takes what comes, without
drawing it: thirty Chromiums on two cores would measure Chromium. All ask at the same moment, each
something else, and wait for the whole answer; the search's own time is what the page says.

    .venv/bin/python -m benchmarks.many_visitors FOLDER [--passages N] [--people N] [--rounds N]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from websockets.exceptions import ConnectionClosed

from benchmarks import material, served
from tests.pageserver import start, stop
from tests.visitors import Visitor, visiting

TOOK = re.compile(r"tog (\d+),(\d+)")  # seconds, with two decimals
PATIENCE = 120  # seconds
A_VIEW = 'class="lk-view'  # results, that there are none, or the start page; not an error's page
ALONE = 20  # questions


@dataclass(frozen=True, slots=True)
class Answer:
    """After how many seconds a visitor had the whole view, and what the search took of them."""

    seconds: float
    search: float | None  # None where the view is not one of rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--passages", type=int, default=200_000)
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    settings = served.build(options.folder, options.passages)
    process, address = start(settings.root)
    try:
        asyncio.run(together(address, process.pid, options.people, options.rounds))
    finally:
        stop(process)
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


async def together(address: str, server: int, people: int, rounds: int) -> None:
    """Print what one waits for alone, what each of many waits for, and what each costs."""
    questions = material.queries()
    async with AsyncExitStack() as tabs:
        first = await tabs.enter_async_context(visiting(address))
        say("first view after the start", [await asking(first)])
        say("searches of one alone", [await asking(first, words) for words in questions[:ALONE]])
        before = resident(server)
        crowd = [await tabs.enter_async_context(visiting(address)) for _ in range(people)]
        say(f"{people} first views at once", await asyncio.gather(*map(asking, crowd)))
        opened = resident(server)
        for turn in range(rounds):
            asked = [questions[(at * rounds + turn) % len(questions)] for at in range(people)]
            answers = await asyncio.gather(*map(asking, crowd, asked))
            say(f"{people} searches at once, turn {turn + 1}", answers)
        each, later = ((held - before) / people for held in (opened, resident(server)))
    print(f"the server holds {before:.0f} MB, a visitor {each:.2f}, after searching {later:.2f}")


async def asking(visitor: Visitor, words: str = "") -> Answer | None:
    """Return how long an answer took; None where none came."""
    began = perf_counter()
    try:
        async with asyncio.timeout(PATIENCE):
            html = await visitor.ask(words)
    except (ConnectionClosed, TimeoutError):
        return None
    taken, took = perf_counter() - began, TOOK.search(html)
    return (
        Answer(taken, float(".".join(took.groups())) if took else None) if A_VIEW in html else None
    )


def say(what: str, answers: Sequence[Answer | None]) -> None:
    """Print the whole time, the search's own, and how many got no answer."""
    got = [answer for answer in answers if answer]
    searches = [answer.search for answer in got if answer.search is not None]
    own = f"; the search itself {spread(searches)}" if searches else ""
    errors = len(answers) - len(got)
    print(f"{what:<32}{spread([one.seconds for one in got])}{own}; {errors} errors", flush=True)


def spread(times: Sequence[float]) -> str:
    """Return the median and what 95 of 100 stay below."""
    if len(times) < 2:
        return f"{times[0]:.2f} s" if times else "no answer"
    return f"median {median(times):.2f} s, 95 % {quantiles(times, n=20)[-1]:.2f} s"


def resident(process: int) -> float:
    """Return the megabytes that a process holds in memory."""
    said = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(re.findall(r"VmRSS:\s*(\d+)", said)[0]) / 1024


if __name__ == "__main__":
    main()
