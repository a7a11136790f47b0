"""From the first Tab to a copied reference with keys alone, in a real Chromium."""

import re

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browsing import MARKS, open_view, tab

MOST_STOPS = 80
FOCUS_IS_SEEN = """() => {
    const stop = document.activeElement;
    return !stop.closest('.stHtml') || parseFloat(getComputedStyle(stop).outlineWidth) >= 2;
}"""  # Streamlit's own stops are its own

pytestmark = MARKS


def test_one_searches_narrows_opens_and_cites_by_keyboard(browser: Browser, address: str) -> None:
    """No step needs a pointer, and every stop of ours on the way shows where one is."""
    with tab(browser, address) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        open_view(page, "/")
        tab_to(page, page.get_by_label("Sök i samlingen"))
        page.keyboard.type("lampa")
        page.keyboard.press("Enter")
        expect(page.locator("main h1")).to_have_text("Sökresultat för lampa")
        tab_to(page, page.locator(".lk-facet a", has_text="Rapport"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="Ta bort Rapport")).to_be_visible()
        tab_to(page, page.get_by_role("link", name="Lampans rapport", exact=True))
        page.keyboard.press("Enter")
        expect(page.locator("main h1")).to_have_text("Lampans rapport")
        expect(page.locator("main h1")).to_be_focused()
        tab_to(page, page.locator("summary", has_text="Hänvisa till dokumentet"))
        page.keyboard.press("Enter")
        tab_to(page, page.get_by_role("button", name="Kopiera APA 7"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Kopierat APA 7")).to_be_visible()

        assert page.evaluate("navigator.clipboard.readText()").startswith("Lampans rapport.")


def test_the_first_stop_leads_past_the_menu(browser: Browser, address: str) -> None:
    """A link that is seen once it has the focus takes one to what the page says."""
    with tab(browser, address) as page:
        open_view(page, "/hjalp")
        skip = page.get_by_role("link", name=re.compile("Hoppa till innehållet"))
        tab_to(page, skip)

        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("#stMain, [data-testid=stMain]").first).to_be_focused()


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until a place has the focus."""
    expect(wanted).to_be_attached()
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_IS_SEEN)
        if wanted.evaluate("one => one === document.activeElement"):
            return
    message = f"{MOST_STOPS} stops did not lead to {wanted}"
    raise AssertionError(message)
