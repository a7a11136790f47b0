"""Seconds that a person waits at the page, in a real Chromium, beside what the search itself took.

A collection of 200 000 passages (benchmarks/served.py), the page's server as it is started by hand:
the first visit, Enter to marked results, a click to the page's picture; then thirty tabs that each
ask one question after another. The search's own time is what the page says under the number found.

    .venv/bin/python -m benchmarks.page_speed FOLDER [--passages N] [--people N] [--rounds N]

Chromium and the server share the machine: what is printed holds the browser's own work too. Memory
is the server's alone, and a visitor's part of it what each open tab adds.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from playwright.sync_api import Browser, Error, Page, expect

from benchmarks import material, served
from tests.browsing import chromium, open_view
from tests.pageserver import start, stop

TOOK = re.compile(r"tog (\d+),(\d+)")  # seconds, with two decimals
VISITS, TURNS = 5, 10
WIDTH = 1200  # of a page's picture, in pixels


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
        with chromium() as browser:
            alone(browser, address)
            together(browser, address, process.pid, options.people, options.rounds)
    finally:
        stop(process)
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def alone(browser: Browser, address: str) -> None:
    """Print what one visitor waits for."""
    first = [visited(browser, address) for _ in range(VISITS)]
    print(f"first visit            first {first[0]:.2f} s, then {told(first[1:])}")
    page = browser.new_context(base_url=address).new_page()
    open_view(page, "/")
    asked = [asking(page, words) for words in material.queries()[:TURNS]]
    print(f"Enter to marked rows   {told([taken for taken, _ in asked])}")
    print(f"  the search itself    {told([own for _, own in asked])}")
    print(f"click to page picture  {told([opening(page) for _ in range(TURNS)])}")
    page.context.close()


def together(browser: Browser, address: str, server: int, people: int, rounds: int) -> None:
    """Print what each of many waits for, and what a tab costs the server."""
    before = resident(server)
    pages = [browser.new_context(base_url=address).new_page() for _ in range(people)]
    questions, errors, times = material.queries(), 0, list[float]()
    for page in pages:
        open_view(page, "/")
    opened = resident(server)
    for number in range(rounds):
        began = perf_counter()
        for at, page in enumerate(pages):
            page.evaluate(ASK, questions[(at * rounds + number) % len(questions)])
        for page in pages:
            try:
                page.locator("html[data-answered]").wait_for(state="attached", timeout=120_000)
                times.append(page.evaluate("+document.documentElement.dataset.answered") / 1000)
            except Error:
                errors += 1
        print(f"  round {number + 1}: all answered after {perf_counter() - began:.1f} s")
    print(f"{people} at once            {told(times)}, {errors} errors of {people * rounds}")
    print(
        f"memory of the server   {before:.0f} MB, {(opened - before) / people:.1f} MB a visitor,"
        f" {(resident(server) - before) / people:.1f} MB after searching"
    )
    for page in pages:
        page.context.close()


ASK = """(words) => {
    delete document.documentElement.dataset.answered;
    const began = performance.now();
    new MutationObserver((_, watching) => {
        if (!document.querySelector(".lk-view:not([data-left]) h1")) return;
        document.documentElement.dataset.answered = performance.now() - began;
        watching.disconnect();
    }).observe(document, { childList: true, subtree: true });
    go("/?" + new URLSearchParams({ q: words }));
}"""
"""Asks as a link does, and notes in the tab itself when the answer has been drawn."""


def visited(browser: Browser, address: str) -> float:
    """Return the seconds until someone who never was here sees the page."""
    page = browser.new_context(base_url=address).new_page()
    taken = timed(lambda: open_view(page, "/"))
    page.context.close()
    return taken


def asking(page: Page, words: str) -> tuple[float, float]:
    """Return the seconds from Enter to marked rows, and those of the search."""
    box = page.get_by_label("Sök i samlingen")
    box.fill(words)
    page.evaluate("document.querySelector('.lk-view').dataset.before = 'yes'")

    def enter() -> None:
        box.press("Enter")
        page.locator(".lk-view:not([data-before]) mark").first.wait_for()

    taken = timed(enter)
    said = TOOK.findall(page.locator(".lk-bar").first.inner_text())
    return taken, float(".".join(said[0]))


def opening(page: Page) -> float:
    """Return the seconds from a click on a place that was found to the picture of its page."""
    open_view(page, f"/?q={served.ANSWER.replace(' ', '+')}")
    place = page.get_by_role("link", name=re.compile(f"Läs på sidan {served.ON_PAGE}")).first

    def click() -> None:
        place.click()
        expect(page.locator(".lk-print img")).to_have_js_property("naturalWidth", WIDTH)

    return timed(click)


def timed(act: Callable[[], None]) -> float:
    """Return the seconds that something takes."""
    began = perf_counter()
    act()
    return perf_counter() - began


def told(times: Sequence[float]) -> str:
    """Return the median and what 95 of 100 stay below."""
    high = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    return f"median {median(times):.3f} s, 95 % {high:.3f} s"


def resident(process: int) -> float:
    """Return the megabytes that a process holds in memory."""
    said = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(re.findall(r"VmRSS:\s*(\d+)", said)[0]) / 1024


if __name__ == "__main__":
    main()
