"""Seconds that a person waits at the page, in a real Chromium, beside what the search itself took.

A collection of 200 000 passages (benchmarks/served.py), the page's server as it is started by hand:
the first visit, Enter to marked results, a click to the page's picture. The search's own time is
what the page says under the number found. Many at once: benchmarks/many_visitors.py.

    .venv/bin/python -m benchmarks.page_speed FOLDER [--passages N]

Chromium and the server share the machine: what is printed holds the browser's own work too.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from playwright.sync_api import Browser, Page, expect

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
    options = parser.parse_args()
    settings = served.build(options.folder, options.passages)
    process, address = start(settings.root)
    try:
        with chromium() as browser:
            alone(browser, address)
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


if __name__ == "__main__":
    main()
