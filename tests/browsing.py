"""A real Chromium, and a tab that keeps count of what no page of ours may do."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

MARKS = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed; .ci/run installs it"),
]

WIDTH_DRAWN = """() => new Promise((tell) => requestAnimationFrame(() => requestAnimationFrame(() =>
    tell(Math.max(document.documentElement.scrollWidth,
                  document.querySelector('[data-testid=stMain]').scrollWidth)))))"""

expect.set_options(timeout=60_000)  # two cores that others use too; what holds does not wait


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium for as long as the block lasts."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def tab(browser: Browser, address: str) -> Iterator[Page]:
    """Open a tab that fails the test on any dialog, script error or foreign request."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    wrong: list[str] = []
    page.on("dialog", lambda dialog: wrong.append(f"dialog: {dialog.message}"))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on(
        "console",
        lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None,
    )
    page.on(
        "request",
        lambda asked: None if is_ours(asked.url, address) else wrong.append(f"asked: {asked.url}"),
    )
    yield page
    context.close()
    assert not wrong


def is_ours(url: str, address: str) -> bool:
    """Say whether a request stays with the server, or within the page."""
    return url.startswith((address, address.replace("http:", "ws:"), "data:"))


def open_view(page: Page, view: str) -> None:
    """Open an address and wait for what it shows."""
    page.goto(view)
    expect(page.locator(".lk-view")).to_be_visible()


def turn_to(page: Page, view: str) -> None:
    """Go to a view as a click on a link to it does, and wait until it has come."""
    page.evaluate("view => go(view)", view)
    expect(page.locator(".lk-view:not([data-left])")).to_be_visible()
    expect(page.locator(".lk-view")).to_have_count(1)  # the one before stays until the run ends


def width_used(page: Page) -> int:
    """Return how wide what is in the window is, in pixels, once a new width has been drawn."""
    return int(page.evaluate(WIDTH_DRAWN))
