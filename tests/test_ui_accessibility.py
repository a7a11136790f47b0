"""Every page and state in a real Chromium, judged by axe against WCAG 2.1 A and AA."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browsing import MARKS, open_view

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
STATES = (
    "/", "/?q=hamnen", "/?q=hamnen&typ=rapport", "/?q=xyzzyqwert", "/?q=(AND", "/?q=onerror",
    "/amnen", "/amnen?amne=hamn", "/amnen?amne=hamn&regel=titel:not", "/amnen?amne=nix",
    "/samlingen", "/hamtning", "/natten", "/hjalp", "/tillganglighet", "/kallor",
    "/dokument?id=nix",
)  # fmt: skip
LOOKS = ((390, "dark"), (1280, "light"))

pytestmark = MARKS


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_no_page_or_state_breaks_a_rule(
    browser: Browser, address: str, width: int, scheme: Literal["dark", "light"]
) -> None:
    """What axe can see of WCAG 2.1 AA holds everywhere, wide by day and on a telephone by night."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        bypass_csp=True,  # axe is put into the page, which the page's own policy would refuse
    )
    page = context.new_page()
    note, report = (first_hit(page, words) for words in ("hamnen", "fyrtornets lampa"))
    read = (note, report, f"{report}&visa=alla", f"{report}&visa=sidan")
    broken = [fault for state in (*STATES, *read) for fault in faults(page, state)]
    context.close()

    assert broken == []


def test_a_page_in_english_says_so(browser: Browser, address: str) -> None:
    """A screen reader must know which language it reads out."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/hjalp")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    page.get_by_role("link", name="English").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Help")
    context.close()


def first_hit(page: Page, words: str) -> str:
    """Return the address of the document that answers best."""
    open_view(page, f"/?q={words}")
    return page.locator(".lk-hit h3 a").first.get_attribute("href") or ""


def faults(page: Page, state: str) -> list[str]:
    """Return the rules that a state breaks, with the first place of each."""
    page.goto(state)
    expect(page.locator(".lk-view h1").first).to_be_attached()
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [f"{state}: {rule['id']} {rule['nodes'][0]['html'][:200]}" for rule in found]
